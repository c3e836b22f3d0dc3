"""A server on 127.0.0.1 whose answers a test scripts, faults included."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Site:
    """`pages` maps a path to a function that writes the answer; `seen` is what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        # Set when the test is over, so that a stubborn answer ends.
        self.over = threading.Event()
        self.base_url = ""

    def page(self, path: str, body: bytes = b"a page", status: int = 200, **headers: str) -> None:
        """Answer `path` with this; a header's name has _ for -."""
        self.pages[path] = lambda handler: send(handler, body, status, **headers)

    def in_turn(self, path: str, *answers: Callable[[BaseHTTPRequestHandler], None]) -> None:
        """Answer `path` with each of these once, and with the last one for ever."""
        rest = list(answers)

        def turn(handler: BaseHTTPRequestHandler) -> None:
            answer = rest.pop(0) if len(rest) > 1 else rest[0]
            answer(handler)

        self.pages[path] = turn

    def paths(self) -> list[str]:
        """The paths that were asked for, in order, but for robots.txt."""
        return [path for path, _ in self.seen if path != "/robots.txt"]


def send(handler: BaseHTTPRequestHandler, body: bytes = b"", status: int = 200, **headers: str):
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


CERTIFICATE = Path(__file__).resolve().parents[2] / "fixtures" / "untrusted-127.0.0.1.pem"


@contextmanager
def serving(*, tls: bool = False) -> Iterator[Site]:
    """A site of its own port; paths without a page answer 404.

    With `tls` it shows a certificate that nobody has signed but itself.
    """
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = site.pages.get(self.path)
            try:
                if page is None:
                    send(self, b"no such page", 404)
                else:
                    page(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    # A handshake that the other side breaks off is what some tests are about.
    server.handle_error = lambda *_args: None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.base_url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    try:
        yield site
    finally:
        site.over.set()
        server.shutdown()
        server.server_close()
