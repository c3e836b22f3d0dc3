"""The page of one act: its records, kept copies, edits, deputies and readings."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from app.queries.counting import is_before
from app.queries.deputies import Text
from app.queries.order import by_codepoint
from app.queries.records import RecordShown, records_of
from app.queries.settled import is_coded, settled_readings
from models.coding import Coding, Strength
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature
from models.programme import Programme, Thesis
from models.topic import Topic


@dataclass(frozen=True)
class Moved:
    """The act was found to be the same as another one, whose key this is."""

    key: str


@dataclass(frozen=True)
class Link:
    """A promise that the act is linked to."""

    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    strength: Strength
    own: bool


@dataclass(frozen=True)
class Part:
    """A deputy's part in the act, and what was read in it."""

    slug: str
    name: Text
    role: Role
    before: bool
    readings: int
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Related:
    """Another act: the request that this one answers, an answer to it, or one merged into it."""

    key: str
    kind: Kind
    title_ru: str | None
    title_kk: str | None
    date: dt.date | None


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
    parts: tuple[Part, ...]
    records: tuple[RecordShown, ...]
    answer_to: Related | None
    answers: tuple[Related, ...]
    merged: tuple[Related, ...]


def item_page(session: Session, key: str) -> ItemPage | Moved | None:
    """The act with that key; where it was merged away, the key of the one it became.

    None where there is no such act. A fixed number of statements.
    """
    query = (
        select(Item, Convocation, Legislature, Topic)
        .join(Convocation, Item.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Topic, Item.theme_id == Topic.id)
        .where(Item.key == key)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    item, convocation, legislature, theme = row
    if item.merged_into_id is not None:
        return Moved(_survivor(session, item).key)
    merged = session.scalars(
        select(Item).where(Item.merged_into_id == item.id).order_by(by_codepoint(session, Item.key))
    ).all()
    answers = session.scalars(
        select(Item)
        .where(Item.answer_to_id == item.id, Item.merged_into_id.is_(None))
        .order_by(Item.date.desc().nulls_last(), by_codepoint(session, Item.key))
    ).all()
    shown = records_of(session, [item.id, *(other.id for other in merged)])
    return ItemPage(
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
        addressee_kk=next((r.addressee_kk for r, _ in shown if r.addressee_kk), None),
        addressee_ru=next((r.addressee_ru for r, _ in shown if r.addressee_ru), None),
        theme=Text.of(theme),
        confirmed=item.confirmed,
        legislature=Text.of(legislature),
        legislature_key=legislature.key,
        convocation=convocation.number,
        parts=_parts(session, item, convocation.start),
        records=tuple(record for _, record in shown),
        answer_to=_related(item.answer_to) if item.answer_to else None,
        answers=tuple(_related(answer) for answer in answers),
        merged=tuple(_related(other) for other in merged),
    )


def newest(session: Session, convocation_id: int, limit: int = 6) -> list[Related]:
    """The latest dated acts of a convocation."""
    query = (
        select(Item)
        .options(defer(Item.search_text))
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
    return Related(item.key, item.kind, item.title_ru, item.title_kk, item.date)


def _survivor(session: Session, item: Item) -> Item:
    """The act at the end of a chain of merges."""
    seen = {item.id}
    while item.merged_into_id is not None and item.merged_into_id not in seen:
        seen.add(item.merged_into_id)
        following = session.get(Item, item.merged_into_id)
        assert following is not None  # noqa: S101  a foreign key says so
        item = following
    return item


def _parts(session: Session, item: Item, start: dt.date | None) -> tuple[Part, ...]:
    query = (
        select(Participation, Mandate, Deputy)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy)
        .where(Participation.item_id == item.id, ~Participation.withdrawn)
        .order_by(by_codepoint(session, Deputy.name_key), Deputy.slug)
    )
    rows = session.execute(query).all()
    links, readings = _links(session, [part.id for part, _, _ in rows])
    return tuple(
        Part(
            slug=deputy.slug,
            name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
            role=part.role,
            before=is_before(item.date, item.date_precision, mandate.start or start),
            readings=readings.get(part.id, 0),
            links=tuple(links.get(part.id, ())),
        )
        for part, mandate, deputy in rows
    )


def _links(session: Session, parts: list[int]) -> tuple[dict[int, list[Link]], dict[int, int]]:
    """Promises by participation, as they stand, and how many people have read it.

    Nobody is named, and what may not be seen yet was read by nobody.
    """
    here = Participation.id.in_(parts)
    counting = (
        select(Participation.id, func.count(Coding.id))
        .join(Coding, Coding.participation_id == Participation.id)
        .where(here, Coding.current, is_coded())
        .group_by(Participation.id)
    )
    readings = dict(session.execute(counting).all())
    standing = settled_readings(session, here)
    named = {thesis for reading in standing.values() for thesis in reading.theses}
    query = (
        select(Thesis, Programme.mandate_id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Thesis.id.in_(named), ~Thesis.withdrawn)
    )
    theses = {thesis.id: (thesis, owner is not None) for thesis, owner in session.execute(query)}
    found: dict[int, list[Link]] = {}
    for part, reading in standing.items():
        links = [
            Link(row.number, row.text_kk, row.text_ru, row.text_en, strength, own)
            for thesis, strength in reading.theses.items()
            if thesis in theses
            for row, own in (theses[thesis],)
        ]
        found[part] = sorted(links, key=lambda link: (not link.own, link.number))
    return found, readings
