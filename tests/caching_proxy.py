"""A small shared cache in front of the portal, which keeps to RFC 9111 as far as it goes.

It stores what it may, tells answers apart by Vary, revalidates what is stale, counts what it
asked of the portal, and forgets what it is told to by PURGE with tags.
"""

import re
from dataclasses import dataclass, field

from flask.testing import FlaskClient


@dataclass
class Stored:
    """An answer, the request headers that it varies by, and when it was stored."""

    status: int
    headers: dict[str, str]
    body: bytes
    varied: dict[str, str]
    at: float

    def fresh_for(self) -> int:
        """Seconds for which a shared cache may give it without asking."""
        found = re.search(r"s-maxage=(\d+)", self.headers.get("Cache-Control", ""))
        return int(found[1]) if found else 0


@dataclass
class Proxy:
    """The cache. `now` is moved by the test; `how` says of the last answer where it came from."""

    origin: FlaskClient
    now: float = 0.0
    how: str = ""
    asked: int = 0
    store: dict[str, list[Stored]] = field(default_factory=dict)

    def get(self, path: str, cookies: str = "", **headers: str) -> Stored:
        """What a visitor gets who sends these headers."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookies:
            sent["Cookie"] = cookies
        known = self._known(path, sent)
        if known and self.now - known.at < known.fresh_for():
            self.how = "hit"
            return known
        if known and "ETag" in known.headers:
            answer = self._ask(path, sent | {"If-None-Match": known.headers["ETag"]})
            if answer.status == 304:
                assert answer.headers["ETag"] == known.headers["ETag"]
                known.headers |= answer.headers
                known.at, self.how = self.now, "revalidated"
                return known
            self._forget(path, known)
        else:
            answer = self._ask(path, sent)
        self.how = "miss"
        self._keep(path, answer, sent)
        return answer

    def purge(self, tags: str) -> None:
        """Forget all that has one of these tags, as `Cache-Tag` gives them."""
        wanted = set(tags.split(","))
        for path, kept in self.store.items():
            self.store[path] = [
                one for one in kept if not wanted & set(one.headers.get("Cache-Tag", "").split(","))
            ]

    def _ask(self, path: str, sent: dict[str, str]) -> Stored:
        self.asked += 1
        answer = self.origin.get(path, headers=sent)
        return Stored(answer.status_code, dict(answer.headers), answer.data, {}, self.now)

    def _keep(self, path: str, answer: Stored, sent: dict[str, str]) -> None:
        policy = answer.headers.get("Cache-Control", "")
        vary = [name.strip() for name in answer.headers.get("Vary", "").split(",") if name.strip()]
        if answer.status != 200 or "*" in vary or "Set-Cookie" in answer.headers:
            return
        if "public" not in policy or "no-store" in policy or "private" in policy:
            return
        answer.varied = {name.lower(): _sent(sent, name) for name in vary}
        self.store.setdefault(path, []).append(answer)

    def _known(self, path: str, sent: dict[str, str]) -> Stored | None:
        for one in self.store.get(path, []):
            if all(_sent(sent, name) == value for name, value in one.varied.items()):
                return one
        return None

    def _forget(self, path: str, gone: Stored) -> None:
        self.store[path] = [one for one in self.store[path] if one is not gone]


def _sent(sent: dict[str, str], name: str) -> str:
    return next((value for key, value in sent.items() if key.lower() == name.lower()), "")
