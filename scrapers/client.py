"""HTTP with manners: one bounded answer at a time, over connections that are checked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError
from urllib3.response import HTTPResponse
from urllib3.util.retry import Retry

from scrapers.addresses import LimitedAdapter, PrivateAddressError, Watch
from scrapers.encoding import DecodeError, decode
from scrapers.manners import Manners, Robots
from scrapers.transport import FetchError
from scrapers.urls import site_of

STEP = 64 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
MAX_REDIRECTS = 5
BUSY = {429, 500, 502, 503, 504}
CONDITIONAL = {"If-None-Match", "If-Modified-Since"}
PORTS = {"http": 80, "https": 443}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Answer:
    """What a site said: `url` is where the last of the redirects, `hops`, led to."""

    url: str
    status: int
    headers: Headers
    raw: bytes = field(repr=False)
    body: bytes = field(repr=False)
    hops: tuple["Answer", ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


class BusyError(FetchError):
    """Every attempt failed; `answer` is the last one that came whole, if any did."""

    def __init__(self, url: str, reason: str, answer: Answer | None) -> None:
        super().__init__(url, reason)
        self.answer = answer


class _BrokenError(Exception):
    """An exchange that may go better next time; the message is a reason."""


class Client:
    """Fetches addresses of the hosts in `allowed` and of `base_url`, which alone may be local.

    An entry of `allowed` is `host`, on the usual ports, or `host:port`; None allows every public
    host on the usual ports, and those in `local`, which may be private. Cookies, proxies and
    passwords of the environment are not used: what is kept must be what anybody would see.
    """

    def __init__(
        self,
        manners: Manners,
        *,
        base_url: str | None = None,
        allowed: Collection[str] | None = (),
        local: Collection[str] = (),
        obey_robots: bool = True,
    ) -> None:
        ours = [f"http://{host}" for host in local] + ([base_url] if base_url else [])
        self.manners = manners
        self.anywhere = allowed is None
        self.allowed = {site_of(url) for url in ours}
        self.allowed |= {site_of(f"http://{host}") for host in allowed or ()}
        exempt = {_place(url) for url in ours}
        self.adapter = LimitedAdapter(exempt=exempt, per_second=manners.rate)
        self.robots = Robots(self._robots_txt) if obey_robots else None
        self._last: dict[str, float] = {}

    def fetch(self, url: str, headers: Mapping[str, str]) -> Answer:
        """The answer of `url`, after redirects, with any status but those of a busy server.

        Raises FetchError: the host is not allowed or private, robots.txt forbids the address,
        the answer is too large, too slow or broken, or every attempt failed.
        """
        return self._follow(url, headers, robots=self.robots)

    def close(self) -> None:
        """Close all connections."""
        self.adapter.close()

    def _robots_txt(self, url: str) -> tuple[int, bytes]:
        answer = self._follow(url, {}, robots=None)
        return answer.status, answer.body

    def _follow(self, url: str, headers: Mapping[str, str], *, robots: Robots | None) -> Answer:
        target = url
        hops: list[Answer] = []
        for _ in range(MAX_REDIRECTS + 1):
            self._check(target, url)
            if robots is not None:
                self._pace(target, robots.check(target))
            answer = self._persist(target, headers)
            location = answer.header("Location")
            if answer.status not in REDIRECTS or not location:
                return replace(answer, hops=tuple(hops))
            hops.append(answer)
            try:
                target = urljoin(target, location)
            except ValueError:
                raise FetchError(url, f"redirects to {location!r}, which is no address") from None
            # What is known of the first address says nothing of another.
            headers = {k: v for k, v in headers.items() if k not in CONDITIONAL}
        raise FetchError(url, f"redirected more than {MAX_REDIRECTS} times")

    def _check(self, target: str, url: str) -> None:
        try:
            site = site_of(target)
        except ValueError:
            raise FetchError(url, f"leads to {target}, which is no address of the web") from None
        # A site is named with its port only where that is not a usual one.
        usual = ":" not in site.rpartition("]")[2]
        if site not in self.allowed and not (self.anywhere and usual):
            how = "is on" if target == url else f"redirects to {target} on"
            raise FetchError(url, f"{how} {site}, a host that this source does not allow")

    def _pace(self, target: str, delay: float) -> None:
        """Keep the distance that robots.txt asks for, as far as it is longer than ours."""
        site = site_of(target)
        now = self.manners.clock()
        rest = min(delay, self.manners.longest_wait) - (now - self._last.get(site, float("-inf")))
        if delay and rest > 0:
            self.manners.wait(rest)
            now += rest
        self._last[site] = now

    def _persist(self, url: str, headers: Mapping[str, str]) -> Answer:
        """One answer, asked for again while the server is busy or the connection breaks."""
        manners = self.manners
        retry = Retry(
            total=manners.retries,
            status_forcelist=BUSY,
            backoff_factor=manners.backoff,
            backoff_max=manners.longest_wait,
            retry_after_max=int(manners.longest_wait),
        )
        while True:
            wait = None
            answer: Answer | None
            try:
                answer, wait = self._attempt(url, headers, retry)
                if answer.status not in BUSY:
                    return answer
                reason = f"answered {answer.status}"
            except _BrokenError as error:
                answer, reason = None, str(error)
            try:
                retry = retry.increment("GET", url, error=None, response=None)
            except MaxRetryError:
                said = f"{reason}, {manners.retries + 1} times in a row"
                raise BusyError(url, said, answer) from None
            manners.wait(retry.get_backoff_time() if wait is None else wait)

    def _attempt(
        self, url: str, headers: Mapping[str, str], retry: Retry
    ) -> tuple[Answer, float | None]:
        """One exchange, and the seconds its Retry-After asks for."""
        limits = self.manners.limits
        request = self._prepared(url, headers)
        watch = Watch(limits.seconds)
        self.adapter.watch = watch
        try:
            timeout = (self.manners.connect_timeout, limits.seconds)
            response = self.adapter.send(request, stream=True, timeout=timeout, verify=True)
            try:
                raw = self._read(url, response.raw)
            finally:
                response.close()
        except PrivateAddressError as error:
            raise FetchError(url, f"not asked for: {error}") from error
        except requests.exceptions.SSLError as error:
            if not watch.expired:
                raise FetchError(url, f"no secure connection ({_short(error)})") from error
            raise self._too_slow(url) from error
        except (requests.exceptions.RequestException, HTTPError, HTTPException, OSError) as error:
            if watch.expired:
                raise self._too_slow(url) from error
            raise _BrokenError(f"the connection failed ({_short(error)})") from error
        finally:
            watch.stop()
        if watch.expired:
            raise self._too_slow(url)
        found = tuple((str(name), str(value)) for name, value in response.raw.headers.items())
        try:
            body = decode(raw, response.headers.get("Content-Encoding"), limits.body)
        except DecodeError as error:
            raise FetchError(url, str(error)) from error
        answer = Answer(url, response.status_code, found, raw, body)
        try:
            return answer, retry.get_retry_after(response.raw)
        except (InvalidHeader, ValueError, OverflowError):
            return answer, None

    def _read(self, url: str, raw: HTTPResponse) -> bytes:
        limit = self.manners.limits.raw
        too_large = FetchError(url, f"the response is larger than {limit} bytes")
        length = raw.headers.get("Content-Length") or ""
        if length.isdigit() and int(length) > limit:
            raise too_large
        pieces = []
        total = 0
        for piece in raw.stream(STEP, decode_content=False):
            total += len(piece)
            if total > limit:
                raise too_large
            pieces.append(piece)
        return b"".join(pieces)

    def _prepared(self, url: str, headers: Mapping[str, str]) -> requests.PreparedRequest:
        ours = {
            "User-Agent": self.manners.user_agent,
            "Accept-Encoding": "gzip, deflate, br",
            "Accept": "*/*",
        }
        try:
            request = requests.Request("GET", url, headers=ours | dict(headers)).prepare()
        except (requests.exceptions.RequestException, ValueError) as error:
            raise FetchError(url, f"is no address that can be asked for ({error})") from error
        # Two readers of one odd address may see two hosts: what counts is who is asked.
        self._check(str(request.url), url)
        return request

    def _too_slow(self, url: str) -> FetchError:
        return FetchError(url, f"the response took longer than {self.manners.limits.seconds:g} s")


def _place(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or PORTS[parts.scheme]


def _short(error: BaseException) -> str:
    """The innermost reason of an exception, without the addresses of objects."""
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return str(error) or type(error).__name__
