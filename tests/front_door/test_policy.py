"""The policy of a page: whose scripts run, and which hosts it may speak to."""

from __future__ import annotations

import pytest

from bookstore.front_door.policy import digests_of, page_policy

SITE = "http://localhost:3000"
SECURE = "https://shop.example.com"


def sources_of(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split(";"))
    return {name: sources for name, *sources in parts}


def test_digest_is_that_of_the_text_between_the_tags() -> None:
    # Known from the specification: CSP level 2, section on hashes.
    (digest,) = digests_of("<script>alert('Hello, world.');</script>")

    assert digest == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_every_script_that_a_browser_runs_has_its_digest_once_and_in_order() -> None:
    one, two = "<script>one()</script>", '<script type="module" async="">import "/a.js"</script>'

    assert digests_of(f"<p>{one}</p>{two}{one}") == (*digests_of(one), *digests_of(two))
    assert len(set(digests_of(one + two))) == 2


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/a.js"></script>',
        '<script type="module" src="/a.js"></script>',
        '<script type="application/ld+json">{"a": 1}</script>',
        "<p>script</p>",
        "",
    ],
)
def test_what_is_a_file_or_data_needs_no_digest(html: str) -> None:
    assert digests_of(html) == ()


def test_scripts_of_several_lines_and_letters_of_all_scripts_are_digested() -> None:
    assert len(digests_of("<script>\nlet a = 'é';\n</script><SCRIPT>x</SCRIPT>")) == 2


@pytest.mark.parametrize("sandbox_url", ["", f"{SITE}/sandbox"])
def test_nothing_is_made_a_script_at_run_time(sandbox_url: str) -> None:
    sources = sources_of(page_policy(["'sha256-A='"], url=SITE, sandbox_url=sandbox_url))

    assert sources["script-src"][:2] == ["'self'", "'sha256-A='"]
    assert "unsafe" not in " ".join(sources["script-src"] + sources["default-src"])
    assert sources["style-src"] == ["'self'", "'unsafe-inline'"]


def test_nobody_frames_the_shop_moves_its_base_or_takes_its_forms() -> None:
    sources = sources_of(page_policy([], url=SITE, sandbox_url=""))

    assert sources["default-src"] == sources["form-action"] == ["'self'"]
    assert sources["frame-ancestors"] == sources["object-src"] == sources["base-uri"] == ["'none'"]


def test_without_keys_no_host_but_our_own_is_named() -> None:
    policy = page_policy([], url=SITE, sandbox_url=f"{SITE}/sandbox")

    hosts = {source for each in sources_of(policy).values() for source in each if ":" in source}
    assert hosts == {SITE, "ws://localhost:3000", "data:"}


def test_with_keys_stripe_may_run_in_the_page_and_nobody_else() -> None:
    sources = sources_of(page_policy([], url=SECURE, sandbox_url=""))

    assert sources["script-src"] == ["'self'", "https://js.stripe.com", "https://*.js.stripe.com"]
    assert sources["frame-src"] == [*sources["script-src"][1:], "https://hooks.stripe.com"]
    assert sources["connect-src"] == [
        "'self'",
        "wss://shop.example.com",
        "https://api.stripe.com",
    ]
    assert sources["img-src"] == ["'self'", "data:", "https://*.stripe.com"]
