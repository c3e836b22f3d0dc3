"""One spelling for all addresses of one page."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

DEFAULT_PORTS = {None, 80, 443}
NO_ALIASES: Mapping[str, str] = {}


def url_key(url: str, aliases: Mapping[str, str] = NO_ALIASES) -> str:
    """`url` as `host/path?query`, the same for every address of one page.

    Folded: scheme, `www.`, a default port, letter case of host and path, a trailing slash,
    percent-encoding, the order of query parameters; the fragment is dropped. `aliases` maps
    another name of a site (`host` or `host:port`) to its own. Query values keep their case.
    Raises ValueError when `url` is not an address of the web.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url!r} is not an address of the web")
    path = "/".join(_segment(segment) for segment in parts.path.split("/")).rstrip("/")
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = urlencode(sorted(pairs), errors="surrogateescape")
    return _host(parts.hostname, parts.port, aliases) + path + (f"?{query}" if query else "")


def site_of(url: str) -> str:
    """The host of `url` in lower case, with its port unless that is the default one.

    Raises ValueError when `url` is not an address of the web.
    """
    return url_key(url).partition("/")[0].partition("?")[0]


def _host(hostname: str, port: int | None, aliases: Mapping[str, str]) -> str:
    host = _ascii(hostname).removeprefix("www.")
    if ":" in host:
        host = f"[{host}]"
    named = host if port in DEFAULT_PORTS else f"{host}:{port}"
    folded = {key.lower().removeprefix("www."): value for key, value in aliases.items()}
    return folded.get(named) or folded.get(host) or named


def _ascii(hostname: str) -> str:
    """A host name in its ASCII form, so that Cyrillic names have one spelling too."""
    hostname = hostname.lower().rstrip(".")
    try:
        return hostname.encode("idna").decode()
    except UnicodeError:
        return hostname


def _segment(segment: str) -> str:
    # A slash that is encoded stays encoded: it is part of a name, not a border.
    return quote(
        unquote(segment, errors="surrogateescape").lower(), safe="", errors="surrogateescape"
    )
