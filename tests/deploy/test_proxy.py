"""The reverse proxy's configuration, in Debian's nginx in front of the real web service."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.deploy.conftest import Proxy, Service, nginx, wait_for
from tests.servers import free_port

# Servers of its own, no rows: once is enough.
pytestmark = pytest.mark.sqlite

# Who asks: another address than the proxy's, on the same machine.
CLIENT = "127.0.0.5"


@pytest.fixture(scope="module")
def proxy(web: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with nginx(tmp_path_factory.mktemp("proxy"), target=f"127.0.0.1:{web.port}") as running:
        yield running


@contextlib.contextmanager
def connected(proxy: Proxy) -> Iterator[http.client.HTTPSConnection]:
    """The certificate is checked against the authority that we made."""
    context = ssl.create_default_context(cafile=str(proxy.tls / "ca.pem"))
    connection = http.client.HTTPSConnection(
        "localhost", proxy.https, context=context, timeout=20, source_address=(CLIENT, 0)
    )
    with contextlib.closing(connection):
        yield connection


def ask(proxy: Proxy, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    with connected(proxy) as connection:
        connection.request("GET", path, headers={"Host": f"localhost:{proxy.https}", **headers})
        answer = connection.getresponse()
        return answer, answer.read()


def test_plain_http_is_sent_to_https(proxy: Proxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.http, timeout=20)
    with contextlib.closing(connection):
        connection.request("GET", "/tasks/?q=x", headers={"Host": "ledger.example.cn"})
        answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://ledger.example.cn/tasks/?q=x")


def test_the_web_service_knows_the_client_and_that_it_came_by_tls(proxy: Proxy, web: Service) -> None:
    lies = {"X-Forwarded-For": "6.6.6.6", "X-Request-ID": "a-number-of-its-own", "X-Forwarded-Proto": "http"}
    answer, _ = ask(proxy, "/health/live", **lies)
    assert answer.status == 200  # and no redirect to https
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    number = answer.headers["X-Request-ID"]
    assert number != "a-number-of-its-own"
    assert len(web.lines(f"request_id={number}", f"address={CLIENT}")) == 1
    wait_for(lambda: f"request_id={number}" in proxy.log)  # written once the answer is out


def test_the_log_holds_no_queries_and_no_keys(proxy: Proxy) -> None:
    ask(proxy, "/health/live?q=words")
    ask(proxy, "/calendar/key-of-a-calendar.ics")
    wait_for(lambda: "/calendar/***" in proxy.log)
    assert "words" not in proxy.log
    assert "key-of-a-calendar" not in proxy.log


def test_too_large_an_upload_is_refused_before_it_is_sent(proxy: Proxy) -> None:
    with connected(proxy) as connection:
        connection.putrequest("POST", "/import/")
        connection.putheader("Content-Length", str(300 * 2**20))
        connection.endheaders()
        assert connection.getresponse().status == 413


def test_a_slow_client_holds_no_thread_of_the_web_service(proxy: Proxy, web: Service) -> None:
    """More half-sent uploads than there are threads; others are answered all the same."""
    with contextlib.ExitStack() as stack:
        for _ in range(20):
            connection = stack.enter_context(connected(proxy))
            connection.putrequest("POST", "/import/")
            connection.putheader("Content-Length", "1000")
            connection.endheaders()
            connection.send(b"x")
        assert ask(proxy, "/health/live")[0].status == 200


def test_while_the_web_service_is_away_a_page_says_so(tmp_path: Path) -> None:
    with nginx(tmp_path, target=f"127.0.0.1:{free_port()}") as proxy:
        answer, body = ask(proxy, "/")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert "暂时不能访问" in body.decode()


class Replica(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        content = str(self.server.server_address[0]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass


class Names:
    """A name server that gives the addresses of the replicas, as Docker's does."""

    def __init__(self) -> None:
        self.addresses = ["127.0.0.2"]
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def serve(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                query, peer = self.socket.recvfrom(512)
                question = query[12 : query.index(b"\0", 12) + 5]
                kind = struct.unpack("!H", question[-4:-2])[0]
                given = self.addresses if kind == 1 else []  # no IPv6
                head = query[:2] + struct.pack("!5H", 0x8180, 1, len(given), 0, 0)
                rows = [
                    b"\xc0\x0c" + struct.pack("!2HIH", 1, 1, 1, 4) + socket.inet_aton(each) for each in given
                ]
                self.socket.sendto(head + question + b"".join(rows), peer)


def test_a_new_replica_is_found_and_one_that_went_is_not_missed(tmp_path: Path) -> None:
    names, port = Names(), free_port()
    with contextlib.ExitStack() as stack:
        stack.callback(names.socket.close)
        threading.Thread(target=names.serve, daemon=True).start()
        replicas = {}
        for address in ("127.0.0.2", "127.0.0.3"):
            replicas[address] = stack.enter_context(ThreadingHTTPServer((address, port), Replica))
            threading.Thread(target=replicas[address].serve_forever, daemon=True).start()
            stack.callback(replicas[address].shutdown)
        resolver = f"127.0.0.1:{names.port} valid=1s ipv6=off"
        proxy = stack.enter_context(nginx(tmp_path, target=f"web:{port}", resolver=resolver))
        assert ask(proxy, "/")[1] == b"127.0.0.2"
        names.addresses = ["127.0.0.2", "127.0.0.3"]
        wait_for(lambda: ask(proxy, "/")[1] == b"127.0.0.3")
        replicas["127.0.0.2"].shutdown()
        replicas["127.0.0.2"].server_close()
        assert {ask(proxy, "/")[1] for _ in range(6)} == {b"127.0.0.3"}
