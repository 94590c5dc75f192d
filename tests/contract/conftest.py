"""The sandbox alone in a process of its own, and Stripe's SDK in front of it."""

import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import stripe

from tests.contract.contract import Exchange, judge_answer, judge_request
from tests.machine import PROJECT

Connect = Callable[..., stripe.StripeClient]
SDK_NOISE = pytest.mark.filterwarnings("ignore:Use 'content=.* to upload:DeprecationWarning")
"""The SDK's HTTP client hands httpx its form in a way that httpx no longer likes."""


class Recorder(stripe.HTTPXClient):
    """Stripe's own HTTP client, with its traffic written down."""

    def __init__(self) -> None:
        super().__init__(timeout=20)
        self.exchanges: list[Exchange] = []

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        body, status, answered = await super().request_async(method, url, headers, post_data)
        form = post_data if isinstance(post_data, str) else ""
        self.exchanges.append(Exchange(method, url, form, status, body))
        return body, status, answered


@contextmanager
def serve(*options: str) -> Generator[str]:
    """Run the sandbox as a person would; answer its address."""
    command = [sys.executable, "-m", "bookstore.sandbox", "--port", "0", *options]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        announced = server.stdout.readline()
        assert announced, "the sandbox said nothing and ended"
        try:
            yield next(word for word in announced.split() if word.startswith("http://"))
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def sandbox_url() -> Generator[str]:
    with serve("--memory") as url:
        yield url


@pytest.fixture(scope="session")
def slow_sandbox_url() -> Generator[str]:
    with serve("--memory", "--latency-ms", "300") as url:
        yield url


@pytest.fixture
async def recorder(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Recorder]:
    """The traffic of one test; all of it is held against the contract when the test ends."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    made = Recorder()
    yield made
    await made.close_async()
    assert made.exchanges, "this test has asked nothing"
    for exchange in made.exchanges:
        judge_answer(exchange)
        if exchange.status != 400:  # what the sandbox refuses may well break the contract
            judge_request(exchange)


@pytest.fixture
def connect(recorder: Recorder, sandbox_url: str) -> Connect:
    """Make a client; the key, the address and the number of retries can be chosen."""

    def make(
        key: str = "sk_test_contract", *, url: str = sandbox_url, retries: int = 0
    ) -> stripe.StripeClient:
        return stripe.StripeClient(
            key,
            base_addresses={"api": url},
            http_client=recorder,
            max_network_retries=retries,
        )

    return make


@pytest.fixture
def client(connect: Connect) -> stripe.StripeClient:
    return connect()
