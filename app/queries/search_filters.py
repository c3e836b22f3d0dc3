"""What a search is narrowed by, as conditions and as the choices of a form."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.order import alphabetical
from app.queries.terms import Term
from app.queries.theses import topics
from models.person import Deputy, Mandate, Party
from models.place import District, Region
from models.place import Session as Sitting
from models.search_entry import SearchEntry, SearchSeat, What
from models.topic import Topic


@dataclass(frozen=True)
class Wanted:
    """What was typed and chosen. Days are included; names are those that addresses use."""

    query: str = ""
    what: What | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    region: str | None = None
    party: str | None = None
    deputy: str | None = None
    topic: str | None = None
    session: int | None = None

    @property
    def dated(self) -> bool:
        """Whether only what happened at a time, or on a topic, is asked for: never a person."""
        return bool(self.since or self.until or self.session or self.topic)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the words and the kind was chosen."""
        return self.dated or bool(self.region or self.party or self.deputy)


@dataclass(frozen=True)
class Choice:
    """A value of a filter and how it is called."""

    value: str
    name: Text


@dataclass(frozen=True)
class Sat:
    """A session and its days."""

    number: int
    start: dt.date
    end: dt.date | None


@dataclass(frozen=True)
class Choices:
    """What each filter offers in one convocation."""

    regions: tuple[Choice, ...] = ()
    parties: tuple[Choice, ...] = ()
    deputies: tuple[Choice, ...] = ()
    topics: tuple[Choice, ...] = ()
    sessions: tuple[Sat, ...] = ()


def choices(session: Session, term: Term | None, lang: str) -> Choices:
    """The regions, parties, people, topics and sessions of a convocation. Six statements."""
    if term is None:
        return Choices()
    seats = select(Mandate.id).where(Mandate.convocation_id == term.id)
    regions = (
        select(Region.key, Region.name_kk, Region.name_ru, Region.name_en)
        .join(District, District.region_id == Region.id)
        .where(District.convocation_id == term.id)
    )
    parties = (
        select(Party.key, Party.name_kk, Party.name_ru, Party.name_en)
        .join(Mandate, Mandate.party_id == Party.id)
        .where(Mandate.id.in_(seats))
    )
    people = (
        select(Deputy.slug, Deputy.name_kk, Deputy.name_ru, Deputy.name_en)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .where(Mandate.id.in_(seats))
    )
    sittings = (
        select(Sitting.number, Sitting.start, Sitting.end)
        .where(Sitting.convocation_id == term.id)
        .order_by(Sitting.number)
    )

    def place(choice: Choice) -> tuple[tuple[int, ...], str]:
        return alphabetical(_called(choice.name, lang)), choice.value

    def named(query: object) -> tuple[Choice, ...]:
        rows = {key: Text(*names) for key, *names in session.execute(query)}  # type: ignore[call-overload]
        found = [Choice(key, text) for key, text in rows.items()]
        return tuple(sorted(found, key=place))

    on_topics: dict[str, Choice] = {}
    for _, members in topics(session):
        for topic in members:
            name = Text.of(topic)
            if name:
                on_topics.setdefault(topic.key, Choice(topic.key, name))
    return Choices(
        named(regions),
        named(parties),
        named(people),
        tuple(on_topics.values()),
        tuple(Sat(*row) for row in session.execute(sittings)),
    )


def _called(name: Text, lang: str) -> str:
    own = getattr(name, f"name_{lang}", None)
    return own or name.name_kk or name.name_ru or name.name_en or ""


def conditions(wanted: Wanted, term: Term | None) -> ColumnElement[bool]:
    """The entries of a convocation that fit everything chosen but the kind."""
    parts = [_of_term(term), _on_days(wanted, term), _of_people(wanted)]
    if wanted.topic:
        named = select(Topic.id).where(Topic.key == wanted.topic)
        parts.append(SearchEntry.topic_id.in_(named))
    return and_(*parts)


def _seat(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether one of the entry's mandates is such a one."""
    return exists(
        select(SearchSeat.id)
        .join(Mandate, SearchSeat.mandate_id == Mandate.id)
        .where(SearchSeat.entry_id == SearchEntry.id, *where)
    )


def _of_term(term: Term | None) -> ColumnElement[bool]:
    if term is None:
        return true()
    # People have no convocation but those of their mandates.
    return or_(
        SearchEntry.convocation_id == term.id,
        and_(SearchEntry.convocation_id.is_(None), _seat(Mandate.convocation_id == term.id)),
    )


def _on_days(wanted: Wanted, term: Term | None) -> ColumnElement[bool]:
    last = func.coalesce(SearchEntry.date_end, SearchEntry.date)
    parts: list[ColumnElement[bool]] = [true()]
    if wanted.since:
        parts.append(last >= wanted.since)
    if wanted.until:
        parts.append(SearchEntry.date <= wanted.until)
    if wanted.session:
        held = (
            Sitting.convocation_id == term.id if term else false(),
            Sitting.number == wanted.session,
            last >= Sitting.start,
            or_(Sitting.end.is_(None), SearchEntry.date <= Sitting.end),
        )
        parts.append(exists(select(Sitting.id).where(*held)))
    return and_(*parts)


def _of_people(wanted: Wanted) -> ColumnElement[bool]:
    """Whose it is: one mandate must fit all that was chosen, or the programme is the party's."""
    where: list[ColumnElement[bool]] = []
    if wanted.deputy:
        where.append(Mandate.deputy_id == _id(Deputy.id, Deputy.slug == wanted.deputy))
    if wanted.party:
        where.append(Mandate.party_id == _id(Party.id, Party.key == wanted.party))
    if wanted.region:
        places = (
            select(District.id)
            .join(Region, District.region_id == Region.id)
            .where(Region.key == wanted.region)
        )
        where.append(Mandate.district_id.in_(places))
    if not where:
        return true()
    seated = _seat(*where)
    if wanted.party and not (wanted.deputy or wanted.region):
        party = _id(Party.id, Party.key == wanted.party)
        return or_(seated, SearchEntry.party_id == party)
    return seated


def _id(column: object, where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(column).where(where).scalar_subquery()  # type: ignore[call-overload, no-any-return]
