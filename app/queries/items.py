"""The pages of acts: their records, kept copies, edits, deputies and readings."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.queries.deputies import Text
from app.queries.order import by_codepoint
from app.queries.records import RecordShown, records_of
from app.queries.taking_part import Part, parts_of
from models.file import StoredFile
from models.item import DatePrecision, Item, Kind
from models.meeting import Post, PostAccount
from models.place import Convocation
from models.record import Record
from models.source import Capture


@dataclass(frozen=True)
class Moved:
    """The act was found to be the same as another one, whose key this is."""

    key: str


@dataclass(frozen=True)
class Related:
    """Another act: the request that this one answers, an answer to it, or one merged into it."""

    key: str
    kind: Kind
    title_ru: str | None
    title_kk: str | None
    date: dt.date | None
    precision: DatePrecision = DatePrecision.DAY
    number: str | None = None


@dataclass(frozen=True)
class PostKept:
    """A post of a social network or the media that tells of the act, and the copies of it."""

    url: str
    published_on: dt.date | None
    file: str | None = None
    stored_at: dt.datetime | None = None
    capture: int | None = None
    captured_at: dt.datetime | None = None
    capture_sha256: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What shows the act: an original page and the copy of it that is kept here, if one is.

    `at` is when the site said it, or when the file was kept. `source` names a source in words
    where there is no copy.
    """

    original: str | None
    lang: str | None = None
    capture: int | None = None
    file: str | None = None
    at: dt.datetime | None = None
    sha256: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class ItemPage:
    """An act with everything that carries it."""

    key: str
    kind: Kind
    kind_by_person: bool
    title_ru: str | None
    title_kk: str | None
    number: str | None
    date: dt.date | None
    precision: DatePrecision
    period_start: dt.date | None
    period_end: dt.date | None
    addressee: str | None
    addressee_kk: str | None
    addressee_ru: str | None
    theme: Text | None
    confirmed: bool
    legislature: Text | None
    legislature_key: str
    convocation: int
    parts: tuple[Part, ...] = ()
    records: tuple[RecordShown, ...] = ()
    answer_to: Related | None = None
    answers: tuple[Related, ...] = ()
    merged: tuple[Related, ...] = ()
    posts: tuple[PostKept, ...] = ()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The newest copy of each account in each language, or the source where none is kept."""
        found = [shown for record in self.records for shown in _evidence(record)]
        return (*found, *self.told)

    @property
    def told(self) -> tuple[Evidence, ...]:
        """The copies of the posts that tell of the act."""
        return tuple(shown for post in self.posts for shown in _told(post))


def _evidence(record: RecordShown) -> Iterator[Evidence]:
    urls = {"kk": record.url_kk, "ru": record.url_ru}
    seen: set[str] = set()
    for copy in record.copies:
        if copy.lang not in seen:
            seen.add(copy.lang)
            original = urls.get(copy.lang) or copy.url
            yield Evidence(
                original, copy.lang, capture=copy.id, at=copy.captured_at, sha256=copy.sha256
            )
    for document in record.documents:
        if document.capture:
            yield Evidence(document.url, capture=document.capture)
    if not seen:
        page = record.url_kk or record.url_ru
        if page or record.source:
            yield Evidence(page, source=record.source)


def _told(post: PostKept) -> Iterator[Evidence]:
    if post.file:
        yield Evidence(post.url, file=post.file, at=post.stored_at, sha256=post.file)
    if post.capture:
        at, sha256 = post.captured_at, post.capture_sha256
        yield Evidence(post.url, capture=post.capture, at=at, sha256=sha256)


def item_page(session: Session, key: str) -> ItemPage | Moved | None:
    """The act with that key; where it was merged away, the key of the one it became.

    None where there is no such act. A fixed number of statements.
    """
    item = session.scalar(_items().where(Item.key == key))
    if item is None:
        return None
    if item.merged_into_id is not None:
        return Moved(_survivor(session, item).key)
    return pages_of(session, [item])[0]


def by_key(session: Session, keys: Collection[str]) -> dict[str, ItemPage]:
    """The acts with these keys that were not merged away. A fixed number of statements."""
    query = _items().where(Item.key.in_(keys), Item.merged_into_id.is_(None))
    items = session.scalars(query).all()
    return {page.key: page for page in pages_of(session, items)}


def pages_by_id(session: Session, ids: Collection[int]) -> list[ItemPage]:
    """These acts in the order of their numbers. A fixed number of statements."""
    items = session.scalars(_items().where(Item.id.in_(ids)).order_by(Item.id)).all()
    return pages_of(session, items)


def _items() -> Select[Item]:
    return (
        select(Item)
        .join(Item.convocation)
        .join(Convocation.legislature)
        .options(
            contains_eager(Item.convocation).contains_eager(Convocation.legislature),
            joinedload(Item.theme),
            joinedload(Item.answer_to),
        )
    )


def pages_of(session: Session, items: Sequence[Item]) -> list[ItemPage]:
    """What is known of these acts, in their order. A fixed number of statements."""
    ids = [item.id for item in items]
    merged = _others(session, Item.merged_into_id, ids)
    answers = _others(session, Item.answer_to_id, ids)
    survivors = {other.id: survivor for survivor, rest in merged.items() for other in rest}
    accounts = records_of(session, [*ids, *survivors])
    shown: dict[int, list[tuple[Record, RecordShown]]] = defaultdict(list)
    for record, account in accounts:
        shown[survivors.get(record.item_id, record.item_id)].append((record, account))
    posts = _posts(session, {record.id: record.item_id for record, _ in accounts}, survivors)
    parts = parts_of(session, items)
    return [
        ItemPage(
            key=item.key,
            kind=item.kind,
            kind_by_person=item.kind_by_person,
            title_ru=item.title_ru,
            title_kk=item.title_kk,
            number=item.number,
            date=item.date,
            precision=item.date_precision,
            period_start=item.period_start,
            period_end=item.period_end,
            addressee=item.addressee,
            addressee_kk=next((r.addressee_kk for r, _ in shown[item.id] if r.addressee_kk), None),
            addressee_ru=next((r.addressee_ru for r, _ in shown[item.id] if r.addressee_ru), None),
            theme=Text.of(item.theme),
            confirmed=item.confirmed,
            legislature=Text.of(item.convocation.legislature),
            legislature_key=item.convocation.legislature.key,
            convocation=item.convocation.number,
            parts=tuple(parts.get(item.id, ())),
            records=tuple(account for _, account in shown[item.id]),
            answer_to=_related(item.answer_to) if item.answer_to else None,
            answers=tuple(_related(o) for o in answers[item.id] if o.merged_into_id is None),
            merged=tuple(_related(other) for other in merged[item.id]),
            posts=tuple(posts.get(item.id, ())),
        )
        for item in items
    ]


def newest(session: Session, convocation_id: int, limit: int = 6) -> list[Related]:
    """The latest dated acts of a convocation."""
    query = (
        select(Item)
        .where(
            Item.convocation_id == convocation_id,
            Item.merged_into_id.is_(None),
            Item.confirmed,
            Item.date.is_not(None),
        )
        .order_by(Item.date.desc(), by_codepoint(session, Item.key).desc())
        .limit(limit)
    )
    return [_related(item) for item in session.scalars(query)]


def _related(item: Item) -> Related:
    return Related(
        item.key, item.kind, item.title_ru, item.title_kk, item.date, item.date_precision,
        item.number,
    )  # fmt: skip


def _others(session: Session, column: Any, ids: Sequence[int]) -> dict[int, list[Item]]:
    """The acts that point to these by `column`, the newest first."""
    query = (
        select(Item)
        .where(column.in_(ids))
        .order_by(Item.date.desc().nulls_last(), by_codepoint(session, Item.key))
    )
    found: dict[int, list[Item]] = defaultdict(list)
    for item in session.scalars(query):
        found[getattr(item, column.key)].append(item)
    return found


def _survivor(session: Session, item: Item) -> Item:
    """The act at the end of a chain of merges."""
    seen = {item.id}
    while item.merged_into_id is not None and item.merged_into_id not in seen:
        seen.add(item.merged_into_id)
        following = session.get(Item, item.merged_into_id)
        assert following is not None  # noqa: S101  a foreign key says so
        item = following
    return item


def _posts(
    session: Session, records: Mapping[int, int], survivors: Mapping[int, int]
) -> dict[int, list[PostKept]]:
    """Posts that tell of acts, by act; `records` has the act of each record."""
    query = (
        select(
            PostAccount.record_id, Post.url, Post.published_on, StoredFile.sha256,
            StoredFile.stored_at, Capture.id, Capture.captured_at, Capture.sha256,
        )
        .join(Post, PostAccount.post_id == Post.id)
        .outerjoin(StoredFile, Post.file_id == StoredFile.id)
        .outerjoin(Capture, Post.capture_id == Capture.id)
        .where(PostAccount.record_id.in_(records), ~PostAccount.withdrawn, ~Post.withdrawn)
        .order_by(Post.published_on.asc().nulls_last(), Post.id)
    )  # fmt: skip
    found: dict[int, list[PostKept]] = defaultdict(list)
    for record, url, day, file, stored, capture, captured, sha256 in session.execute(query):
        told = PostKept(url, day, file, stored, capture, captured, sha256)
        item = survivors.get(records[record], records[record])
        if told not in found[item]:
            found[item].append(told)
    return found
