"""A mail server for tests: takes messages, and does to each what its script says."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage
from types import TracebackType

ACCEPT, LATER, NEVER, DROP, NO_SUCH = "accept", "later", "never", "drop", "no such"


class Sink:
    """``script`` holds what happens to the next messages, one word each; when it is empty they are taken.

    accept: 250.  later: 451 after the text.  never: 554 after the text.  drop: the text is taken and the line
    cut before an answer.  no such: 550 for the address.
    """

    def __init__(self, port: int = 0) -> None:
        self.script: list[str] = []
        self.accepted: list[EmailMessage] = []
        self.received: list[EmailMessage] = []
        self._lock = threading.Lock()
        self._listen(port)

    def __enter__(self) -> Sink:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the port: whoever connects now is refused."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def reopen(self) -> None:
        """After a stop, on the same port."""
        self._listen(self.address[1])
        self._thread.start()

    def _listen(self, port: int) -> None:
        self._server = _Server(("127.0.0.1", port), _Session)
        self._server.sink = self
        self._address = self._server.server_address[:2]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def address(self) -> tuple[str, int]:
        host, port = self._address
        return str(host), int(port)

    def peek(self) -> str:
        with self._lock:
            return self.script[0] if self.script else ACCEPT

    def take(self, raw: bytes) -> str:
        """A text has arrived: note it before it is answered."""
        message = read(raw)
        with self._lock:
            fate = self.script.pop(0) if self.script else ACCEPT
            self.received.append(message)
            if fate in {ACCEPT, DROP}:
                self.accepted.append(message)
        return fate

    def skip(self) -> None:
        with self._lock:
            self.script.pop(0)


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is what we are here for."""


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        sink = self.server.sink
        self._say("220 ready")
        for raw in self.rfile:
            command = raw.decode("ascii", "replace").strip().upper()
            if command.startswith("RCPT") and sink.peek() == NO_SUCH:
                sink.skip()
                self._say("550 5.1.1 no such mailbox")
            elif command == "DATA":
                if not self._text(sink):
                    return
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _text(self, sink: Sink) -> bool:
        """Whether the session goes on."""
        self._say("354 go ahead")
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b".") if raw.startswith(b"..") else raw)
        fate = sink.take(b"".join(lines))
        if fate == DROP:
            return False
        self._say(
            {LATER: "451 4.3.0 try again later", NEVER: "554 5.7.1 refused by policy"}.get(fate, "250 taken")
        )
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode("ascii") + b"\r\n")
