"""A source's settings: `source.yml` beside its adapter, or a copy that a person has mended."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import yaml

from scrapers.lookups import Lookup
from scrapers.urls import url_key


class SourceError(ValueError):
    """A source.yml that cannot be used; the message names the file, the place and what to put."""


@dataclass(frozen=True)
class ConvocationDates:
    """A convocation, and the first and last day on which a capture speaks of it."""

    number: int
    captured_from: date
    captured_to: date | None


@dataclass(frozen=True)
class Bounds:
    """How much there may be of one kind of page, and what most of its pages must show.

    `minimum` and `maximum` count pages of one complete run over the live site. `share` maps
    a selector to the smallest share of pages, 0 to 1, on which it finds something. A kind
    that is `unproved` was never seen in a capture, and never counts as drift.
    """

    minimum: int = 0
    maximum: int | None = None
    share: Mapping[str, float] = field(default_factory=dict)
    unproved: bool = False


@dataclass(frozen=True)
class SourceConfig:
    """What source.yml says. Sections that only one adapter needs are read by `section`."""

    key: str
    name: str
    base_url: str
    hosts: tuple[str, ...]
    allowed_hosts: tuple[str, ...]
    legislature: Mapping[str, str]
    convocations: tuple[ConvocationDates, ...]
    pages: Mapping[str, Bounds]
    third_persons: tuple[str, ...]
    home_url: str
    limits: Mapping[str, float]
    raw: Mapping[str, Any] = field(repr=False)

    def convocation_at(self, moment: datetime) -> int | None:
        """The number of the convocation that a capture of this moment speaks of."""
        day = moment.date()
        for convocation in self.convocations:
            if day < convocation.captured_from:
                continue
            if convocation.captured_to is None or day <= convocation.captured_to:
                return convocation.number
        return None

    def lookup(self, name: str) -> Lookup:
        """A table of codes. Raises SourceError when the file has no such table."""
        tables = self.section("lookups")
        if name not in tables:
            raise SourceError(f"source.yml of {self.key}: lookups.{name} is missing")
        return Lookup(name, tables[name])

    def section(self, name: str) -> Mapping[str, Any]:
        """A section of the file as it stands; empty when the file has none of that name."""
        found = self.raw.get(name) or {}
        if not isinstance(found, dict):
            raise SourceError(f"source.yml of {self.key}: {name} must be a mapping")
        return found

    def absolute(self, url: str) -> str:
        """`url` as an absolute address; a path is one below the base address."""
        return urljoin(self.base_url.rstrip("/") + "/", url)

    def key_of(self, url: str) -> str:
        """The folded address of `url`. Raises ValueError when it is not one of the web."""
        return url_key(url, self.aliases)

    @property
    def aliases(self) -> dict[str, str]:
        """Every name of this site, and where it is read from, under the first of its names."""
        base = urlsplit(self.base_url)
        return dict.fromkeys((*self.hosts, base.netloc.lower()), self.hosts[0])

    def public(self, url: str) -> str:
        """`url` as the site itself has it: where it is read from may be a copy of the site."""
        base, home = urlsplit(self.base_url), urlsplit(self.home_url)
        parts = urlsplit(url)
        if parts.netloc.lower() != base.netloc.lower() or base.netloc == home.netloc:
            return url
        return urlunsplit(parts._replace(scheme=home.scheme, netloc=home.netloc))

    def local(self, url: str) -> str:
        """The opposite of `public`: where an address of the site is read from."""
        base, home = urlsplit(self.base_url), urlsplit(self.home_url)
        if not self.is_host(url) or base.netloc == home.netloc:
            return url
        return urlunsplit(urlsplit(url)._replace(scheme=base.scheme, netloc=base.netloc))

    def is_host(self, url: str) -> bool:
        """Whether the address is one of this site, under any of its names."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        return host in self.hosts or parts.netloc.lower() == urlsplit(self.base_url).netloc.lower()

    def with_base_url(self, base_url: str | None) -> "SourceConfig":
        """The same source at another address; None leaves it where it is."""
        if not base_url:
            return self
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceError(f"{base_url!r} is not an address: give http://… or https://…")
        return replace(self, base_url=base_url.rstrip("/"))


REQUIRED = ("key", "name", "base_url", "hosts", "legislature", "convocations", "pages")


def read_source(path: Path) -> SourceConfig:
    """The settings in `path`.

    Raises SourceError, which names the file and what is wrong in it.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SourceError(f"{path}: cannot be read as YAML: {error}") from error
    if not isinstance(raw, dict):
        raise SourceError(f"{path}: must be a mapping of settings")
    missing = [name for name in REQUIRED if name not in raw]
    if missing:
        raise SourceError(f"{path}: these settings are missing: {', '.join(missing)}")
    try:
        return _config(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"{path}: {type(error).__name__}: {error}") from error


def _config(raw: dict[str, Any]) -> SourceConfig:
    hosts = tuple(str(host).lower() for host in raw["hosts"])
    return SourceConfig(
        key=str(raw["key"]),
        name=str(raw["name"]),
        base_url=str(raw["base_url"]).rstrip("/"),
        hosts=hosts,
        allowed_hosts=hosts + tuple(str(h).lower() for h in raw.get("allowed_hosts") or ()),
        legislature={name: str(value) for name, value in raw["legislature"].items()},
        convocations=tuple(_convocation(entry) for entry in raw["convocations"]),
        pages={kind: _bounds(entry or {}) for kind, entry in raw["pages"].items()},
        third_persons=tuple(raw.get("third_persons") or ()),
        home_url=str(raw["base_url"]).rstrip("/"),
        limits=dict(raw.get("limits") or {}),
        raw=raw,
    )


def _convocation(entry: dict[str, Any]) -> ConvocationDates:
    first, last = entry["captured_from"], entry.get("captured_to")
    for value in (first, last):
        if value is not None and not isinstance(value, date):
            raise ValueError(f"{value!r} is not a date: write it as 2016-03-25")
    return ConvocationDates(int(entry["number"]), first, last)


def _bounds(entry: dict[str, Any]) -> Bounds:
    share = {str(key): float(value) for key, value in (entry.get("share") or {}).items()}
    maximum = entry.get("maximum")
    return Bounds(
        minimum=int(entry.get("minimum") or 0),
        maximum=None if maximum is None else int(maximum),
        share=share,
        unproved=bool(entry.get("unproved")),
    )
