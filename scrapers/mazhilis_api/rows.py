"""The pages of the API that hold rows: what one row becomes, pure, without paging."""

import json
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from scrapers import fields
from scrapers.dates import read_date
from scrapers.fields import Account, FieldsError, Person, RowError, RowRules
from scrapers.pages import LayoutError, Page
from scrapers.records import (
    CapturedPage,
    DeputySeen,
    Identity,
    ListSeen,
    Mention,
    RecordSeen,
    Seen,
)
from scrapers.source import SourceConfig, SourceError
from scrapers.text import clean, clean_lines
from scrapers.titles import request_number

ZONE = ZoneInfo("Asia/Almaty")
DEPUTY = "mazhilis-api/deputy"
REQUEST_PAGE = "/#/activity/deputys-requests/request?id="
COMMON = (
    "email",
    "photo_url",
    "active",
    "facebook_url",
    "instagram_url",
    "youtube_url",
)
PER_LANGUAGE = ("region", "party", "faction", "committee", "post")


class NotJsonError(ValueError):
    """A body that is no JSON list of rows: a web page, an error, or one cut short."""


def payload(body: bytes) -> Any:
    """The JSON in `body`. Raises NotJsonError with what came instead, in a sentence."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        start = body.lstrip()[:1]
        if start == b"<":
            raise NotJsonError("a web page came instead of JSON") from None
        if start in (b"{", b"["):
            raise NotJsonError("the JSON is cut short or broken") from None
        raise NotJsonError("what came is no JSON") from None


def rows_of(found: Any, names: tuple[str, ...]) -> list[Any]:
    """The rows of an answer: a list, or the list that an object holds under one of `names`.

    A list of groups, each an object with such a list, is taken apart. Raises NotJsonError.
    """
    if isinstance(found, Mapping):
        held = next((found[name] for name in names if isinstance(found.get(name), list)), None)
        if held is None:
            raise NotJsonError(
                f"the answer has no list of rows under {', '.join(names)}; it has "
                f"{', '.join(sorted(map(str, found))) or 'nothing'}"
            )
        return rows_of(held, names)
    if not isinstance(found, list):
        raise NotJsonError("the answer is neither a list nor an object")
    rows: list[Any] = []
    for row in found:
        if isinstance(row, Mapping) and "id" not in row and _group(row, names) is not None:
            rows.extend(_group(row, names) or [])
        else:
            rows.append(row)
    return rows


def _group(row: Mapping[str, Any], names: tuple[str, ...]) -> list[Any] | None:
    return next((row[name] for name in names if isinstance(row.get(name), list)), None)


def lang_of(captured: CapturedPage) -> str:
    """The language of a page: the API speaks Kazakh unless Russian was asked for."""
    return "ru" if captured.variant.startswith("ru") else "kk"


class RowPage(Page):
    """A page of rows. `account` says what became of each of their fields."""

    row_kind: ClassVar[str]

    def __init__(self, captured: CapturedPage, source: SourceConfig) -> None:
        super().__init__(captured, source)
        self.lang = lang_of(captured)
        try:
            self.rules = RowRules.from_mapping(
                self.row_kind, (source.section("rows").get(self.row_kind) or {})
            )
        except FieldsError as error:
            raise SourceError(f"source.yml of {source.key}: {error}") from None
        self.account: Account = Account(self.rules)
        #: How many rows the page has; None while it is unread or when it is no list.
        self.length: int | None = None

    def answer(self) -> Any:
        """What the page says, as JSON. Raises NotJsonError."""
        if self.captured.status != 200:
            raise NotJsonError(f"the site answered {self.captured.status}")
        return payload(self.captured.body)

    def raw_rows(self) -> list[Any]:
        """The rows as JSON gives them. Raises NotJsonError."""
        return rows_of(self.answer(), tuple(self.source.raw.get("lists") or ("result",)))

    def ids(self) -> tuple[str, ...]:
        """The ids of the rows, in their order. Raises NotJsonError."""
        paths = next(rule.paths for rule in self.rules.fields if rule.name == "id")
        return tuple(
            str(next((row[path] for path in paths if path in row), ""))
            for row in self.raw_rows()
            if isinstance(row, Mapping)
        )

    def count(self) -> int | None:
        """How many rows the list is said to have in all. Raises NotJsonError."""
        found = self.answer()
        said = found.get("count") if isinstance(found, Mapping) else None
        return said if isinstance(said, int) else None

    def rows(self) -> Iterator[Seen]:
        """What each row shows; a page that is no list of rows is left out with a warning.

        A crawl reads such a page again, so it means nothing for the layout of the site.
        """
        try:
            rows = self.raw_rows()
        except NotJsonError as error:
            self.warn(f"{error}; the page is left out")
            return
        self.length = len(rows)
        for row in rows:
            try:
                values = fields.read(row, self.rules, self.lang, self.account)
            except RowError:
                continue
            yield from self.read(values)
        self.counts["rows"] += len(rows)
        for (name, _), count in self.account.found.items():
            self.counts[name] += count
        if rows and self.account.unreadable == len(rows):
            raise LayoutError("id", 0, "an id in each row", self.captured.url)

    @abstractmethod
    def read(self, values: Mapping[str, Any]) -> Iterator[Seen]:
        """What one row shows. `values` are those of its fields that hold something."""

    def _public(self, link: str) -> str:
        """The address that a link has on the site itself, wherever it is read from."""
        return self.source.public(self.source.absolute(link))

    def text(self, values: Mapping[str, Any], name: str) -> str | None:
        """A field in words on one line, None when the row does not give it."""
        return clean(fields.text(values[name], self.lang)) or None if name in values else None


def _day(stated: str) -> date | None:
    """The day that a row names; a moment with a zone is a day of Kazakhstan's clock."""
    try:
        moment = datetime.fromisoformat(stated)
    except ValueError:
        return read_date(stated)
    return (moment.astimezone(ZONE) if moment.tzinfo else moment).date()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class DeputiesPage(RowPage):
    """All deputies, in one language."""

    kind = "deputies"
    pattern = re.compile(r"/api/core/deputies(\?|$)")
    row_kind = "deputy"

    def read(self, values: Mapping[str, Any]) -> Iterator[Seen]:
        """One deputy. A row with a region says nothing about how the seat was won."""
        name = self._name(values)
        if not name:
            self.warn(f"the deputy {values['id']} has no name; left out")
            return
        yield DeputySeen(
            identities=(Identity(DEPUTY, clean(str(values["id"]))),),
            lang=self.lang,
            name=name,
            facts=self._facts(values, PER_LANGUAGE),
            common=self._facts(values, COMMON),
        )

    def _name(self, values: Mapping[str, Any]) -> str:
        parts = [self.text(values, part) for part in ("last_name", "first_name", "patronymic")]
        if parts[0]:
            return " ".join(part for part in parts if part)
        return self.text(values, "name") or ""

    def _facts(self, values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
        found = {}
        for name in names:
            value = self.text(values, name)
            if name == "photo_url" and name in values:
                value = next(iter(fields.links(values[name])), None)
                value = self._public(value) if value else None
            if name == "email" and value:
                # Addresses are typed with spaces in and around them.
                value = value.replace(" ", "")
            if value:
                found[name] = value
        return found


class DeputiesByAlphabetPage(DeputiesPage):
    """All deputies in groups, with more of each."""

    kind = "deputies-by-alphabet"
    pattern = re.compile(r"/api/core/deputies/by-alphabet(\?|$)")


class RequestsPage(RowPage):
    """One page of the list of deputy requests, in one language."""

    kind = "deputy-requests"
    pattern = re.compile(r"/api/core/deputy-requests(\?|$)")
    row_kind = "request"

    def __init__(self, captured: CapturedPage, source: SourceConfig) -> None:
        super().__init__(captured, source)
        path, _, query = captured.url_key.partition("?")
        asked = dict(parse_qsl(query))
        self.offset = _number(asked.pop("offset", ""))
        self.at_most = _number(asked.pop("limit", ""))
        #: The list without its parts. An empty filter is none.
        self.list_key = "?".join(filter(None, (path, urlencode(asked))))

    def rows(self) -> Iterator[Seen]:
        yield from super().rows()
        if self.at_most and self.length:
            # An empty page may stand in the middle of a list, so it says nothing of its end.
            ends = self.length < self.at_most
            yield ListSeen(self.list_key, self.lang, self.offset, self.length, ends)

    def read(self, values: Mapping[str, Any]) -> Iterator[Seen]:
        """One request, and its answer where there is more than a mark of one."""
        uid = clean(str(values["id"]))
        mentions = self._mentions(values)
        request = {"category": "request"} | self._dated(values, "date")
        request |= self._worded(values, "title", "number", "addressee")
        if "text" in values:
            request["text"] = clean_lines(fields.text(values["text"], self.lang))
        words, files = self._answer(values)
        if words:
            request["answer"] = words
        yield RecordSeen(
            source_uid=uid,
            lang=self.lang,
            url=self._public(REQUEST_PAGE + uid),
            list_key=self.list_key,
            fields=request,
            mentions=mentions,
            documents=self._documents(values.get("documents")),
        )
        if files or len(words) > 10:
            yield self._answer_record(uid, values, words, files, mentions)

    def _answer_record(
        self,
        uid: str,
        values: Mapping[str, Any],
        words: str,
        files: tuple[str, ...],
        mentions: tuple[Mention, ...],
    ) -> RecordSeen:
        """The answer as an act of its own. Whoever asked had no stated part in answering."""
        given = {"category": "answer", "answer_to": uid} | self._dated(values, "answer_date")
        if words:
            given["text"] = words
        given |= self._worded(values, "title", "number")
        return RecordSeen(
            source_uid=f"{uid}/answer",
            lang=self.lang,
            url=self._public(REQUEST_PAGE + uid),
            list_key="",
            fields=given,
            mentions=tuple(Mention(one.name, "not_stated", one.identity) for one in mentions),
            documents=files,
        )

    def _answer(self, values: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
        """What the row says of an answer: its words, and the addresses of its files."""
        given = values.get("answer")
        words = clean_lines(fields.text(given, self.lang))
        files = self._documents(given) if isinstance(given, Mapping | list) else ()
        if words.startswith(("http://", "https://", "/")):
            files, words = (*files, *self._documents(words)), ""
        if "answer_documents" in values:
            files = (*files, *self._documents(values["answer_documents"]))
        return words, tuple(dict.fromkeys(files))

    def _documents(self, given: Any) -> tuple[str, ...]:
        """The addresses of documents; what is no address of the web is left out and said."""
        found = []
        for link in fields.links(given):
            url = self._public(link)
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname:
                found.append(url)
            else:
                self.warn(f"{link!r} is no address of a document")
        return tuple(dict.fromkeys(found))

    def _mentions(self, values: Mapping[str, Any]) -> tuple[Mention, ...]:
        found: dict[Person, Mention] = {}
        for name, role in (("initiator", "initiator"), ("participants", "signatory")):
            for person in fields.people(values.get(name), self.lang):
                identity = Identity(DEPUTY, person.uid) if person.uid else None
                found.setdefault(person, Mention(clean(person.name), role, identity))
        return tuple(found.values())

    def _worded(self, values: Mapping[str, Any], *names: str) -> dict[str, str]:
        found = {name: value for name in names if (value := self.text(values, name))}
        if number := request_number(found.get("number", "")):
            found["number"] = number
        return found

    def _dated(self, values: Mapping[str, Any], name: str) -> dict[str, str]:
        stated = self.text(values, name)
        if not stated:
            return {}
        day = _day(stated)
        return {"date": day.isoformat()} if day else {"date_text": stated}


class RequestPage(RequestsPage):
    """One request, where an archive has its own answer of the API."""

    kind = "deputy-request"
    pattern = re.compile(r"/api/core/deputy-requests/\d+(\?|$)")

    def __init__(self, captured: CapturedPage, source: SourceConfig) -> None:
        super().__init__(captured, source)
        self.list_key = ""

    def raw_rows(self) -> list[Any]:
        """The one row. Raises NotJsonError."""
        found = self.answer()
        return [found] if isinstance(found, Mapping) and "id" in found else super().raw_rows()
