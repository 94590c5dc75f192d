"""The environment table: what starts, in which mode, and what is refused in one sentence."""

from __future__ import annotations

import pytest

from bookstore.domain.order import Mode
from bookstore.settings import NAMES, PROJECT, Secret, read_settings

PK_TEST = "pk_test_51ABCDEFGHIJKLMNab12"
SK_TEST = "sk_test_51ABCDEFGHIJKLMNcd34"
RK_TEST = "rk_test_51ABCDEFGHIJKLMNef56"
PK_LIVE = "pk_live_51ABCDEFGHIJKLMNgh78"
SK_LIVE = "sk_live_51ABCDEFGHIJKLMNij90"
WHSEC = "whsec_ABCDEFGHIJKLMNOPkl12"
KEYS = {"STRIPE_PUBLISHABLE_KEY": PK_TEST, "STRIPE_SECRET_KEY": SK_TEST}
LIVE = {
    "STRIPE_PUBLISHABLE_KEY": PK_LIVE,
    "STRIPE_SECRET_KEY": SK_LIVE,
    "STRIPE_WEBHOOK_SECRET": WHSEC,
    "ALLOW_LIVE_PAYMENTS": "yes",
    "SITE_URL": "https://shop.example.com",
}


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SystemExit) as caught:
        read_settings(environ)
    return str(caught.value)


def test_nothing_set_is_the_sandbox_on_this_machine_only() -> None:
    settings = read_settings({})
    assert settings.mode is Mode.SANDBOX
    assert settings.bind_host == "127.0.0.1"
    assert settings.site_url == "http://localhost:3000"
    assert settings.sandbox_url == "http://localhost:3000/sandbox"


def test_test_keys_are_test_mode_without_a_webhook_secret() -> None:
    settings = read_settings(KEYS)
    assert (settings.mode, settings.webhook_secret) == (Mode.TEST, None)
    assert settings.bind_host == "0.0.0.0"
    assert settings.sandbox_url == ""


def test_restricted_key_is_a_secret_key() -> None:
    assert read_settings({**KEYS, "STRIPE_SECRET_KEY": RK_TEST}).secret_key == Secret(RK_TEST)


def test_names_with_test_suffix_are_read_when_the_plain_ones_are_absent() -> None:
    settings = read_settings({f"{name}_TEST": key for name, key in KEYS.items()})
    assert (settings.mode, settings.publishable_key) == (Mode.TEST, PK_TEST)


def test_plain_names_win_over_the_test_suffix() -> None:
    environ = {**LIVE, "STRIPE_SECRET_KEY_TEST": SK_TEST, "STRIPE_PUBLISHABLE_KEY_TEST": PK_TEST}
    assert read_settings(environ).mode is Mode.LIVE


def test_live_keys_start_when_everything_is_said() -> None:
    assert read_settings(LIVE).mode is Mode.LIVE


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"STRIPE_SECRET_KEY": SK_TEST}, "STRIPE_PUBLISHABLE_KEY is not"),
        ({"STRIPE_PUBLISHABLE_KEY": PK_TEST}, "STRIPE_SECRET_KEY is not"),
        ({"STRIPE_WEBHOOK_SECRET": WHSEC}, "the two Stripe keys are not"),
        ({**KEYS, "STRIPE_SECRET_KEY": SK_LIVE}, "take both from one mode"),
        ({**KEYS, "STRIPE_PUBLISHABLE_KEY": PK_LIVE}, "take both from one mode"),
        ({**KEYS, "STRIPE_PUBLISHABLE_KEY": SK_TEST}, "exchange the two keys"),
        ({**KEYS, "STRIPE_PUBLISHABLE_KEY": RK_TEST}, "exchange the two keys"),
        ({**KEYS, "STRIPE_SECRET_KEY": PK_TEST}, "exchange the two keys"),
        ({**KEYS, "STRIPE_SECRET_KEY": "sk_test_..."}, "placeholder"),
        ({**KEYS, "STRIPE_SECRET_KEY": "sk_test_your_key_here"}, "placeholder"),
        ({**KEYS, "STRIPE_PUBLISHABLE_KEY": "<publishable key>"}, "placeholder"),
        ({**KEYS, "STRIPE_WEBHOOK_SECRET": "we_12345678"}, "begins whsec_"),
        ({**LIVE, "ALLOW_LIVE_PAYMENTS": ""}, "ALLOW_LIVE_PAYMENTS=yes"),
        ({**LIVE, "ALLOW_LIVE_PAYMENTS": "true"}, "expected yes or no"),
        ({**LIVE, "SITE_URL": "http://shop.example.com"}, "https SITE_URL"),
        ({**LIVE, "STRIPE_WEBHOOK_SECRET": ""}, "need STRIPE_WEBHOOK_SECRET"),
        ({"SITE_URL": "https://shop.example.com"}, "give its books away"),
        ({"SITE_URL": "shop.example.com"}, "without a path"),
        ({"SITE_URL": "https://shop.example.com/shop"}, "without a path"),
        ({"SITE_URL": "http://localhost:99999"}, "without a path"),
        ({"DATABASE_URL": "mysql://x/y"}, "expected sqlite:///"),
        ({"REDIS_URL": "localhost:6379"}, "begins redis://"),
        ({"SMTP_URL": "mail.example.com"}, "begins smtp://"),
        ({"SMTP_URL": "smtp://"}, "expected smtp://user:password@host"),
        ({"SMTP_URL": "smtp://host:many"}, "expected smtp://user:password@host"),
        ({"MAIL_FROM": "the shop"}, "MAIL_FROM is 'the shop'"),
        ({"MAIL_FROM": "shop@example.com\nBcc: a@b.c"}, "MAIL_FROM is"),
        ({"LOG_LEVEL": "loud"}, "expected one of"),
        ({"SANDBOX_LATENCY_MS": "-5"}, "expected a whole number"),
        ({"SANDBOX_LATENCY_MS": "1e3"}, "expected a whole number"),
        ({"SANDBOX_URL": "12111"}, "a sandbox on this machine"),
        ({"SANDBOX_URL": "http://127.0.0.1:12111/v1"}, "a sandbox on this machine"),
        ({"SANDBOX_URL": "https://stripe.example.com"}, "a sandbox on this machine"),
        ({**KEYS, "SANDBOX_URL": "http://127.0.0.1:12111"}, "beside Stripe's keys"),
    ],
)
def test_wrong_environment_is_refused_in_one_sentence(environ: dict[str, str], words: str) -> None:
    said = refusal(environ)
    assert words in said
    assert said.startswith("bookstore: ")
    assert said.endswith(".")
    assert "\n" not in said


@pytest.mark.parametrize("key", [SK_TEST, SK_LIVE, RK_TEST])
def test_refusal_shows_no_more_than_the_last_four_characters(key: str) -> None:
    said = refusal({**KEYS, "STRIPE_PUBLISHABLE_KEY": key})
    assert key[-4:] in said
    assert key[-5:] not in said


def test_public_sandbox_starts_only_when_allowed() -> None:
    settings = read_settings(
        {"SITE_URL": "https://demo.example.com", "ALLOW_PUBLIC_SANDBOX": "yes"}
    )
    assert (settings.mode, settings.bind_host) == (Mode.SANDBOX, "0.0.0.0")
    assert settings.sandbox_url == "https://demo.example.com/sandbox"


def test_sandbox_that_runs_by_itself_takes_the_place_of_the_one_inside() -> None:
    apart = read_settings({"SANDBOX_URL": "http://127.0.0.1:12111/"})
    inside = read_settings({})

    assert apart.mode is Mode.SANDBOX
    assert (apart.sandbox_url, apart.sandbox_api) == ("http://127.0.0.1:12111",) * 2
    assert (apart.has_own_sandbox, inside.has_own_sandbox) == (False, True)
    assert inside.sandbox_api == "http://127.0.0.1:3000/sandbox"


def test_secrets_print_as_stars() -> None:
    printed = repr(read_settings({**KEYS, "DATABASE_URL": "postgresql://u:hunter2@h/n"}))
    assert SK_TEST not in printed
    assert "hunter2" not in printed


def test_only_the_site_itself_may_open_the_socket() -> None:
    assert read_settings(LIVE).allowed_origins == ("https://shop.example.com",)


def test_example_file_explains_every_name_in_one_line() -> None:
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    explained = {
        line.rstrip("="): lines[at - 1] for at, line in enumerate(lines) if line.endswith("=")
    }
    assert tuple(explained) == NAMES
    assert all(comment.startswith("# ") for comment in explained.values())


def test_log_is_text_unless_json_is_asked_for() -> None:
    assert read_settings({}).logs_json is False
    assert read_settings({"LOG_FORMAT": "JSON"}).logs_json is True
    assert "LOG_FORMAT is 'xml': expected one of text, json." in refusal({"LOG_FORMAT": "xml"})


def test_log_level_is_one_of_the_known() -> None:
    assert read_settings({"LOG_LEVEL": "debug"}).log_level == "DEBUG"
    assert "LOG_LEVEL is 'loud'" in refusal({"LOG_LEVEL": "loud"})


def test_no_proxy_is_trusted_unless_it_is_counted() -> None:
    assert read_settings({}).proxy_hops == 0
    assert read_settings({"TRUSTED_PROXY_HOPS": "2"}).proxy_hops == 2
    assert "TRUSTED_PROXY_HOPS is '11'" in refusal({"TRUSTED_PROXY_HOPS": "11"})


@pytest.mark.parametrize(
    ("site_url", "port", "origin"),
    [
        ("http://localhost:3000", "8000", "http://localhost:8000"),  # development: two ports
        ("http://localhost:3000", "3000", ""),
        ("http://localhost", "80", ""),
        ("http://127.0.0.1:3000", "8000", "http://127.0.0.1:8000"),
    ],
)
def test_own_http_is_reached_where_the_pages_are_unless_they_have_a_port_of_their_own(
    site_url: str, port: str, origin: str
) -> None:
    settings = read_settings({"SITE_URL": site_url, "REFLEX_BACKEND_PORT": port})

    assert settings.http_origin == origin
    assert settings.sandbox_url == f"{origin or site_url}/sandbox"
