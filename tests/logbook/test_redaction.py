"""What never stands in a log: keys, secrets, tokens, cookies, addresses; ids of ours may."""

from __future__ import annotations

import pytest

from bookstore.logbook.redaction import redact

TOKEN = "Xw3_Zk9-aaBB01234567cd"
UUID = "5e0b1b0e-33c5-4f6e-9d4c-0f6b4c1f2a3b"


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("key sk_live_51ABCDEFghij", "51ABCDEFghij"),
        ("key rk_test_51ABCDEFghij.", "51ABCDEFghij"),
        ("signed with whsec_A+b/c=1", "A+b/c=1"),
        ("pi_3Abc_secret_Xyz9 is confirmed", "Xyz9"),
        ("seti_3Abc_secret_Xyz9", "Xyz9"),
        ("mail to ada.lovelace+x@example.co.uk.", "lovelace"),
        ("{'email': 'ada@example.com'}", "example.com"),
        ("postgresql://shop:hunter2@db/shop", "hunter2"),
        ("smtps://ada@example.com:pa55@mail:465", "pa55"),
        ("{'cookie': 'session=abc; a=b', 'host': 'x'}", "session=abc"),
        ('{"Set-Cookie": "session=abc; a=b"}', "session=abc"),
        ("authorization: Bearer abcdef", "Bearer"),
        ("Headers([(b'authorization', b'Basic abcdef')])", "abcdef"),
        ("stripe-signature: t=1,v1=abcdef", "v1"),
        ("client_secret='opaque'", "opaque"),
        ("checkout_key=" + TOKEN, TOKEN),
        ("GET /success?order=" + TOKEN, TOKEN),
        (f"/checkout/return?payment_intent=pi_1&payment_intent_client_secret={TOKEN}", TOKEN),
        (f"/_event/?token={UUID}&EIO=4", UUID),
        (f"client '{UUID}' is gone", UUID),
        ("card 4242 4242 4242 4242", "4242"),
        ("card 378282246310005.", "378282246310005"),
    ],
)
def test_secret_is_taken_out(said: str, secret: str) -> None:
    assert secret not in redact(said)
    assert "****" in redact(said)


@pytest.mark.parametrize(
    "said",
    [
        "Order B7K2-9QWM is paid with pi_3AbcDEF.",
        "Webhook evt_1AbcDEF came again and changed nothing.",
        "pk_test_51ABC is the publishable key",
        "Opened http://localhost:3000/cart at 12:00, 19 titles, 2800 minor units.",
        "ALARM order B7K2-9QWM: amount 2800 is not 2900",
    ],
)
def test_what_support_needs_stays(said: str) -> None:
    assert redact(said) == said


def test_id_of_the_intent_stays_beside_its_stars() -> None:
    assert redact("pi_3Abc_secret_Xyz9") == "pi_3Abc_secret_****"
