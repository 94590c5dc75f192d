"""What a hostile browser sends where a number, a text or a form is expected."""

import json
from typing import Any

WORD = "mallorysword"  # in every text, so that it can be looked for in the log
BIG = f"{WORD}{'x' * 900_000}"


def nested(depth: int) -> Any:
    """Lists in lists."""
    value: Any = WORD
    for _ in range(depth):
        value = [value]
    return value


VALUES: list[Any] = [
    None,
    True,
    -1,
    0,
    1,
    2**31,
    10**30,
    10**400,
    1.5,
    -0.0,
    float("nan"),
    float("inf"),
    float("-inf"),
    "",
    "1",
    "NaN",
    WORD,
    f"<script>alert('{WORD}')</script>",
    f"' OR 1=1; DROP TABLE orders; -- {WORD}",
    f"../../{WORD}",
    f"\u202e\x00\x1b[31m\r\nERROR bookstore: ALARM {WORD}",
    "__proto__",
    "constructor",
    "__class__",
    [],
    [1, 1],
    [[1, 10**9]],
    nested(200),
    {},
    {"__proto__": {"is_paid": True}, "constructor": WORD},
    {"lines": [[1, -5]], "id": 5, "revision": -1},
    {"email": [WORD], "shown_total": -1, "name": {}, "country": 7},
    {"attempt": WORD, "status": "succeeded", "payment_intent": "pi_1", "code": [WORD]},
    {"vars": {WORD: WORD}, "hashes": WORD},
    json.dumps({"id": "A" * 22, "revision": 10**30, "settled": [WORD], "lines": [[1, 10**9]]}),
    "\ud800",  # half a character, which cannot be sent back; last, as Reflex then hangs up
]
PAYLOADS: list[Any] = [None, [], [1], WORD, 7, True, {WORD: WORD}, {"self": WORD}, {"": ""}]
"""In the place of all arguments."""

NAMES = [
    "",
    WORD,
    ".",
    "a.b.c",
    "_redirect",
    "_call_script",
    "_clear_local_storage",
    "reflex___state____state",
    "reflex___state____state.",
    "reflex___state____state.reset",
    "reflex___state____state.__init__",
    "reflex___state____state.__class__.__init__",
    "reflex___state____state.get_state",
    "reflex___state____state.modify_state",
    "reflex___state____state.bookstore___states___cart____cart_state._take_bought",
    "reflex___state____state.bookstore___states___cart____cart_state.get_delta",
    "reflex___state____state.bookstore___states___order____order_state._read_again",
    f"reflex___state____state.{WORD}.open",
    "x" * 100_000,
]
"""Events that are none."""

EVENTS: list[Any] = [
    None,
    [],
    7,
    WORD,
    json.dumps({"name": WORD}),
    {},
    {"name": None},
    {"name": [WORD]},
    {"name": {"a": 1}, "payload": {}},
    {"name": WORD, "payload": {}, "router_data": WORD},
    {"name": WORD, "payload": {}, "router_data": None},
    {"name": WORD, "payload": {}, "router_data": {"pathname": [WORD], "query": WORD}},
    {"name": WORD, "payload": {}, "token": WORD, "substate": WORD, "__class__": WORD},
]
"""In the place of a whole event."""

PACKETS: list[str | bytes] = [
    f'42/_event,["event",{{"name": "{WORD}"',
    "42/_event,",
    "42/_event,[]",
    "42/_event,{}",
    f'42/_event,["{WORD}"]',
    f'42/_event,["client_error",{{"message":"{WORD}","error_type":"{WORD}"}}]',
    '42/_event,["client_error",null]',
    f'42/_event,["ping","{WORD}"]',
    '42/_event,["connect"]',
    f'42/_event,7["event","{WORD}"]',
    f'42/{WORD},["event",{{}}]',
    f"40/{WORD},",
    "43/_event,1[]",
    "99",
    "4",
    "45",
    b"\x00\x01\x02",
    f"4{WORD}",
    "42/_event," + "[" * 5000,
]
"""In the place of a packet."""

LAST_PACKETS = [
    "",
    "1",
    '42/_event,["disconnect"]',
    f'451-/_event,["event",{{"_placeholder":true,"num":0}},"{WORD}"]',
]
"""After these nobody listens any more."""
