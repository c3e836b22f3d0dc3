"""Connections that go to public addresses only, and that end when their time is over."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any

from requests.adapters import HTTPAdapter
from requests_ratelimiter import LimiterMixin
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Host and port of a site that may be local: the base address that a person has configured.
Exempt = Collection[tuple[str, int]]


class PrivateAddressError(Exception):
    """A host name stands for an address of a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet, in whatever form it is wrapped."""
    parsed: Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            parsed = inner
    return parsed.is_global and not parsed.is_multicast


def check_host(host: str, port: int) -> None:
    """Look `host` up. Raises PrivateAddressError when any of its addresses is not public.

    Raises socket.gaierror where there is no such host, or no host can have such a name.
    """
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        # A redirect can lead to a name with an empty or an endless part.
        raise socket.gaierror(socket.EAI_NONAME, f"no host has such a name: {error}") from error
    for *_, place in places:
        if not is_public(str(place[0])):
            raise PrivateAddressError(f"{host} is {place[0]}, an address of a private network")


class Watch:
    """Ends the connections of one exchange when its time is over, at any byte of it.

    A timeout of a socket starts anew with each byte; a site that sends one byte every few
    seconds would hold a run for ever.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def start(self) -> None:
        """Let the time run from now on."""
        if not self._timer.is_alive():
            self._timer.start()

    def stop(self) -> None:
        """The exchange is over."""
        self._timer.cancel()

    def add(self, connection: socket.socket) -> None:
        """Watch over a connection that this exchange uses."""
        self._sockets.append(connection)
        if self.expired:
            self._expire()

    def _expire(self) -> None:
        self.expired = True
        for connection in self._sockets:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class GuardedAdapter(HTTPAdapter):
    """Requests' adapter over connections that are checked and watched.

    Each connection looks its host up, refuses private addresses, and looks again at whom it
    has reached before a byte is sent, so that a name which changes its address in between
    gains nothing. Hosts in `exempt` may be anywhere.
    """

    def __init__(self, *, exempt: Exempt = ()) -> None:
        self.exempt = frozenset(exempt)
        self.watch: Watch | None = None
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = _pools(self._reached, self._uses, self._look_up)

    def send(self, *args: Any, **kwargs: Any) -> Any:
        # Behind the rate limit: waiting for one's turn is no time of the site.
        if self.watch is not None:
            self.watch.start()
        return super().send(*args, **kwargs)

    def _is_exempt(self, host: str, port: int) -> bool:
        return (host.strip("[]").lower(), port) in self.exempt

    def _look_up(self, host: str, port: int) -> None:
        if not self._is_exempt(host, port):
            check_host(host.strip("[]"), port)

    def _reached(self, host: str, port: int, connection: socket.socket) -> None:
        peer = str(connection.getpeername()[0])
        if not self._is_exempt(host, port) and not is_public(peer):
            connection.close()
            raise PrivateAddressError(f"{host} is {peer}, an address of a private network")

    def _uses(self, connection: socket.socket | None) -> None:
        if self.watch is not None and connection is not None:
            self.watch.add(connection)


class LimitedAdapter(LimiterMixin, GuardedAdapter):  # type: ignore[misc]  # `send` takes the same
    """The same, with no more than so many requests a second to one host."""


def _pools(
    reached: Callable[[str, int, socket.socket], None],
    uses: Callable[[socket.socket | None], None],
    look_up: Callable[[str, int], None],
) -> dict[str, Any]:
    """Connection pools that call back: before and after connecting, and before each answer."""

    class Watched(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            look_up(self.host, self.port)
            connection = super()._new_conn()
            reached(self.host, self.port, connection)
            # Watched from here on: the TLS handshake is part of the exchange.
            uses(connection)
            return connection

        def getresponse(self, *args: Any, **kwargs: Any) -> Any:
            uses(self.sock)
            return super().getresponse(*args, **kwargs)

    class WatchedSecure(Watched, HTTPSConnection):
        """The same over TLS: HTTPSConnection makes its socket by the same `_new_conn`."""

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Watched  # type: ignore[assignment]

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = WatchedSecure  # type: ignore[assignment]

    return {"http": PlainPool, "https": SecurePool}
