"""A TCP proxy between browser and shop that loses what it is told to lose.

Only the page's event socket is ever hurt; every other connection is passed on as it is. A cut
closes the browser's end. The shop's end is closed with it, or held open, as a half-dead network
does: the shop then believes that the old page is still there.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

UPGRADE = b"GET /_event"
EVENT = b"42/_event"  # how a frame with news for the page begins
CHUNK = 65_536
NO_COMPRESSION = (b"Sec-WebSocket-Extensions:", b"X-Not-Asked-For:")  # so that frames can be read


class Wire:
    """One connection: the browser's end and the shop's."""

    def __init__(self, browser: socket.socket, shop: socket.socket) -> None:
        self.browser = browser
        self.shop = shop
        self.is_event_socket = False
        self.is_over = False
        self.has_answered = False  # beyond the handshake: the page is being told its state
        self.loses_questions = False
        self.loses_answers = False
        self.lost_questions = bytearray()
        self.lost_answers = bytearray()

    def carry_questions(self) -> None:
        """Pass on what the browser says until it has said all."""
        with suppress(OSError):
            first = True
            while said := self.browser.recv(CHUNK):
                if first and said.startswith(UPGRADE):
                    self.is_event_socket = True
                    said = said.replace(*NO_COMPRESSION)
                first = False
                if self.loses_questions:
                    self.lost_questions += said
                else:
                    self.shop.sendall(said)
        self.is_over = True
        if not self.loses_answers:
            hang_up(self.shop)

    def carry_answers(self) -> None:
        """Pass on what the shop says until it has said all."""
        with suppress(OSError):
            while said := self.shop.recv(CHUNK):
                self.has_answered = self.has_answered or EVENT in said
                if self.loses_answers:
                    self.lost_answers += said
                else:
                    self.browser.sendall(said)
        self.is_over = True
        hang_up(self.browser)
        hang_up(self.shop)


class CuttingProxy:
    """Listens on a port of its own and passes on to the shop's."""

    def __init__(self, shop_port: int) -> None:
        """Listen; nobody is served before `serve` runs."""
        self._shop_port = shop_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._wires: list[Wire] = []
        self._lock = Lock()

    def serve(self) -> None:
        """Take connections until the door is closed."""
        with suppress(OSError):
            while True:
                browser, _ = self._door.accept()
                wire = Wire(browser, socket.create_connection(("127.0.0.1", self._shop_port)))
                with self._lock:
                    self._wires.append(wire)
                for carry in (wire.carry_questions, wire.carry_answers):
                    Thread(target=carry, daemon=True).start()

    def close(self) -> None:
        """Close everything, what is held too."""
        hang_up(self._door)
        with self._lock:
            for wire in self._wires:
                hang_up(wire.browser)
                hang_up(wire.shop)

    def find_event_socket(self) -> Wire | None:
        """The page's event socket, once the page is alive on it."""
        with self._lock:
            alive = [wire for wire in self._wires if wire.is_event_socket and wire.has_answered]
            return next((wire for wire in reversed(alive) if not wire.is_over), None)

    def cut(self, wire: Wire, *, is_held: bool) -> None:
        """Cut the page's event socket; held, the shop does not hear of it."""
        wire.loses_answers = wire.loses_answers or is_held
        if not is_held:
            wire.loses_answers = False
            hang_up(wire.shop)
        hang_up(wire.browser)


@contextmanager
def proxy_before(shop_port: int) -> Iterator[CuttingProxy]:
    """A proxy that serves for the duration."""
    proxy = CuttingProxy(shop_port)
    server = Thread(target=proxy.serve, daemon=True)
    server.start()
    try:
        yield proxy
    finally:
        proxy.close()
        server.join(timeout=10)


def hang_up(end: socket.socket) -> None:
    """Close one end at once; whoever waits for it hears so."""
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
