"""What became public, for those who follow: of all, a deputy, a promise, a topic, a district.

Editions and what they changed come from their frozen parts, acts from their records and
corrections from the desk. What a single reading found is never news: acts of a promise are those
of which a reading stands.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.queries.counting import is_tagged, standing
from app.queries.deputies import Text
from app.queries.frozen import restored
from app.queries.order import by_codepoint
from app.scoring import Outcome
from models.campaign import Campaign
from models.edition import Edition, EditionPart, ErrorReport, ReportState
from models.item import Item, Kind, Participation
from models.person import Deputy, Mandate
from models.record import Record
from models.verdict import PositionState, Reason

#: Editions that are looked back on, and frozen parts that are remembered.
LOOK_BACK = 12
REMEMBERED = 4000


@dataclass(frozen=True)
class Scope:
    """What is followed. None means all of them; `paths` are those of its pages, without language.

    `theses` narrows outcomes and acts to promises, `themes` adds acts on a topic; both within a
    convocation where that is given.
    """

    key: str
    slugs: frozenset[str] | None = None
    theses: frozenset[int] | None = None
    themes: frozenset[int] = frozenset()
    convocation: int | None = None
    paths: tuple[str, ...] = ()


@dataclass(frozen=True)
class EditionOut:
    """An edition was published."""

    at: datetime
    number: int
    name: str
    as_of: date


@dataclass(frozen=True)
class Change:
    """What an edition says otherwise of a promise; `before` is None where nothing was said."""

    thesis: int
    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    before: Outcome | None
    after: Outcome
    reason: Reason | None


@dataclass(frozen=True)
class OutcomesOut:
    """The outcomes of a deputy's promises that an edition changed or stated for the first time."""

    at: datetime
    edition: int
    slug: str
    name: Text
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class PositionOut:
    """What a deputy wrote to an outcome, published with an edition."""

    at: datetime
    edition: int
    id: int
    slug: str
    name: Text
    promise: int


@dataclass(frozen=True)
class ActOut:
    """An act that a source began to show; `deputies` took part in it."""

    at: datetime
    key: str
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    number: str | None
    date: date | None
    deputies: tuple[Text, ...] = ()


@dataclass(frozen=True)
class CorrectionOut:
    """Something was corrected; `page` is the path of the page that was wrong."""

    at: datetime
    id: int
    page: str
    change_kk: str | None
    change_ru: str | None
    change_en: str | None
    why_kk: str | None
    why_ru: str | None
    why_en: str | None


News = EditionOut | OutcomesOut | PositionOut | ActOut | CorrectionOut


def news(session: Session, scope: Scope, limit: int) -> list[News]:
    """The newest `limit` things that became public, the newest first. Seven statements at most."""
    found: list[News] = [
        *_of_editions(session, scope),
        *_acts(session, scope, limit),
        *_corrections(session, scope, limit),
    ]
    return sorted(found, key=attrgetter("at"), reverse=True)[:limit]


@dataclass(frozen=True)
class _Promise:
    """Of a frozen promise, what news tell."""

    id: int
    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    outcome: Outcome


@dataclass(frozen=True)
class _Programme:
    promises: tuple[_Promise, ...]


@dataclass(frozen=True)
class _Person:
    slug: str
    name: Text


@dataclass(frozen=True)
class _Card:
    person: _Person
    programme: _Programme | None


@dataclass(frozen=True)
class _Rating:
    reason: Reason | None


@dataclass(frozen=True)
class _Said:
    id: int
    state: PositionState


@dataclass(frozen=True)
class _Standing:
    positions: tuple[_Said, ...] = ()


@dataclass(frozen=True)
class _Part:
    card: _Card
    ratings: dict[int, _Rating] = field(default_factory=dict)
    standings: dict[int, _Standing] = field(default_factory=dict)

    @property
    def promises(self) -> dict[int, _Promise]:
        rows = self.card.programme.promises if self.card.programme else ()
        return {promise.id: promise for promise in rows}


#: Frozen parts by their hash: they never change, so what was read once need not be read again.
_known: dict[str, _Part] = {}


def _of_editions(session: Session, scope: Scope) -> Iterator[News]:
    rows = session.execute(
        select(Edition, Campaign.convocation_id)
        .join(Campaign)
        .order_by(Edition.number.desc())
        .limit(LOOK_BACK)
    ).all()
    parts = _parts(session, [edition.id for edition, _ in rows], scope)
    for place, (edition, term) in enumerate(rows):
        earlier = next((other for other, same in rows[place + 1 :] if same == term), None)
        now, was = parts.get(edition.id, {}), parts.get(earlier.id, {}) if earlier else {}
        if now or (scope.slugs is None and scope.theses is None):
            yield EditionOut(edition.published_at, edition.number, edition.name, edition.as_of)
        for slug in sorted(now):
            yield from _changed(edition, now[slug], was.get(slug), scope)


def _parts(session: Session, editions: Sequence[int], scope: Scope) -> dict[int, dict[str, _Part]]:
    """The parts of the deputies in scope, by edition and slug. Two statements, or one."""
    query = select(EditionPart.edition_id, EditionPart.key, EditionPart.sha256).where(
        EditionPart.edition_id.in_(editions), EditionPart.kind == "deputy"
    )
    if scope.slugs is not None:
        query = query.where(EditionPart.key.in_(scope.slugs))
    rows = session.execute(query).all()
    missing = {sha256 for _, _, sha256 in rows if sha256 not in _known}
    if missing:
        if len(_known) > REMEMBERED:
            _known.clear()
        bodies = select(EditionPart.sha256, EditionPart.body).where(
            EditionPart.sha256.in_(missing), EditionPart.edition_id.in_(editions)
        )
        _known.update((sha, restored(body, _Part)) for sha, body in session.execute(bodies))
    found: dict[int, dict[str, _Part]] = {}
    for edition, slug, sha256 in rows:
        part = _known[sha256]
        if scope.theses is None or scope.theses & part.promises.keys():
            found.setdefault(edition, {})[slug] = part
    return found


def _changed(edition: Edition, now: _Part, was: _Part | None, scope: Scope) -> Iterator[News]:
    before = was.promises if was else {}
    changes = []
    for promise in now.promises.values():
        if scope.theses is not None and promise.id not in scope.theses:
            continue
        old = before.get(promise.id)
        rating, rated = now.ratings.get(promise.id), was.ratings.get(promise.id) if was else None
        reason = rating.reason if rating else None
        stated = (promise.outcome, reason)
        outcome_before = old.outcome if old else Outcome.NOT_YET_RATED
        stated_before = (outcome_before, rated.reason if rated else None)
        if stated != stated_before:
            changes.append(
                Change(
                    promise.id, promise.number, promise.text_kk, promise.text_ru, promise.text_en,
                    old.outcome if old else None, promise.outcome, reason,
                )
            )  # fmt: skip
        yield from _heard(edition, now, was, promise)
    if changes:
        person = now.card.person
        yield OutcomesOut(
            edition.published_at, edition.number, person.slug, person.name, tuple(changes)
        )


def _heard(
    edition: Edition, now: _Part, was: _Part | None, promise: _Promise
) -> Iterator[PositionOut]:
    said, said_before = _said(now, promise.id), _said(was, promise.id) if was else set()
    for position in sorted(said - said_before):
        person = now.card.person
        yield PositionOut(
            edition.published_at, edition.number, position, person.slug, person.name, promise.number
        )


def _said(part: _Part, thesis: int) -> set[int]:
    standing_now = part.standings.get(thesis)
    if standing_now is None:
        return set()
    return {said.id for said in standing_now.positions if said.state is PositionState.PUBLISHED}


def _acts(session: Session, scope: Scope, limit: int) -> list[ActOut]:
    """Acts by when a source was first seen to show them. Two statements."""
    first = (
        select(func.min(Record.first_seen))
        .where(Record.item_id == Item.id, ~Record.withdrawn)
        .correlate(Item)
        .scalar_subquery()
    )
    query = (
        select(Item, first)
        .where(Item.merged_into_id.is_(None), Item.confirmed, first.is_not(None), _here(scope))
        .order_by(first.desc(), by_codepoint(session, Item.key))
        .limit(limit)
    )
    rows = session.execute(query).all()
    names = _names(session, [item.id for item, _ in rows])
    return [
        ActOut(
            at=at,
            key=item.key,
            kind=item.kind,
            title_kk=item.title_kk,
            title_ru=item.title_ru,
            number=item.number,
            date=item.date,
            deputies=tuple(names.get(item.id, ())),
        )
        for item, at in rows
        if at is not None
    ]


def _here(scope: Scope) -> ColumnElement[bool]:
    """Acts in scope: with a part of a deputy in it, and linked to a promise where it is of one."""
    part = select(Participation.id).where(Participation.item_id == Item.id, standing())
    if scope.slugs is not None:
        part = (
            part.join(Mandate, Participation.mandate_id == Mandate.id)
            .join(Deputy, Mandate.deputy_id == Deputy.id)
            .where(Deputy.slug.in_(scope.slugs))
        )
    if scope.theses is not None:
        part = part.where(is_tagged(scope.theses))
    found: ColumnElement[bool] = part.correlate(Item).exists()
    if scope.themes:
        found = or_(found, Item.theme_id.in_(scope.themes))
    return (
        found
        if scope.convocation is None
        else and_(found, Item.convocation_id == scope.convocation)
    )


def _names(session: Session, items: Collection[int]) -> dict[int, list[Text]]:
    query = (
        select(Participation.item_id, Deputy)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Participation.item_id.in_(items), ~Participation.withdrawn)
        .order_by(by_codepoint(session, Deputy.name_key), Deputy.slug)
    )
    found: dict[int, list[Text]] = {}
    for item, deputy in session.execute(query):
        name = Text(deputy.name_kk, deputy.name_ru, deputy.name_en)
        found.setdefault(item, []).append(name)
    return found


def _corrections(session: Session, scope: Scope, limit: int) -> list[CorrectionOut]:
    """Corrections of the pages in scope, in whatever language and edition. One statement."""
    query = (
        select(ErrorReport)
        .where(ErrorReport.state == ReportState.CORRECTED)
        .order_by(ErrorReport.settled_at.desc(), ErrorReport.id.desc())
        .limit(limit)
    )
    if scope.slugs is not None or scope.theses is not None:
        query = query.where(or_(*(about for path in scope.paths for about in _about(path))))
    return [
        CorrectionOut(
            row.settled_at, row.id, row.page, row.change_kk, row.change_ru, row.change_en,
            row.why_kk, row.why_ru, row.why_en,
        )
        for row in session.scalars(query)
        if row.settled_at is not None
    ]  # fmt: skip


def _about(path: str) -> Iterator[ColumnElement[bool]]:
    yield ErrorReport.page.endswith(path, autoescape=True)
    for after in ("/", "?"):
        yield ErrorReport.page.contains(path + after, autoescape=True)
