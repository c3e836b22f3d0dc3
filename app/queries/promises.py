"""The page of one promise of one deputy: everything that its evidence chain is made of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries import editions
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.frozen import Answered, DeputiesPart, DeputyPart, LinkedAct
from app.queries.linked import linked_acts
from app.queries.positions import Standing
from app.queries.quotes import Quote, quotes
from app.queries.scorecard_shapes import Person, ProgrammeShown, Promise
from app.queries.scorecards import programme_of, scorecard
from app.queries.terms import Term, terms
from app.queries.verdicts import Rating
from models.item import Kind
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import District
from models.programme import Programme, Thesis


@dataclass(frozen=True)
class AnswerLine:
    """An official answer and the act that it answers; None where nobody knows which."""

    answer: Answered
    to: LinkedAct | None


@dataclass(frozen=True)
class PromisePage:
    """One promise of one deputy. `acts` are the linked ones, the newest first.

    `said` is the promise as an edition states it, and `edition` that edition: the one that is
    read, or the newest one where the page is that of today. Outcomes, and how far the acts go,
    are only said there; without an edition that covers the promise both are None. `quote` is
    None where an edition did not keep it.
    """

    person: Person
    programme: ProgrammeShown
    promise: Promise
    quote: Quote | None
    acts: tuple[LinkedAct, ...]
    said: Promise | None = None
    edition: EditionShown | None = None
    rating: Rating | None = None
    history: tuple[Rating, ...] = ()
    standing: Standing | None = None
    kept_back: bool = False
    withdrawn: bool = False

    @property
    def deeds(self) -> tuple[LinkedAct, ...]:
        """What the deputy did: all linked acts but the answers of others."""
        return tuple(act for act in self.acts if act.kind is not Kind.ANSWER)

    @property
    def requests(self) -> tuple[LinkedAct, ...]:
        """The linked acts that a public body is to answer."""
        return tuple(act for act in self.acts if act.kind is Kind.DEPUTY_REQUEST)

    @property
    def answered(self) -> int:
        """How many of the requests have an answer that is known here."""
        return sum(bool(act.answers) or act.answer_told for act in self.requests)

    @property
    def answers_kept(self) -> bool:
        """Whether anybody kept how the requests were answered."""
        return all(act.answers is not None for act in self.requests)

    @property
    def answers(self) -> tuple[AnswerLine, ...]:
        """The answers to linked acts, and the answers that are linked themselves."""
        found = {line.answer.key: line for line in self._lines()}
        return tuple(
            sorted(found.values(), key=lambda line: (line.answer.date or date.min, line.answer.key))
        )

    def _lines(self) -> Iterator[AnswerLine]:
        linked = {act.key: act for act in self.acts if act.kind is Kind.ANSWER}
        for act in linked.values():
            yield AnswerLine(_answered(act), None)
        for act in self.acts:
            for answer in act.answers or ():
                same = linked.get(answer.key)
                yield AnswerLine(_answered(same) if same else answer, act)


def _answered(act: LinkedAct) -> Answered:
    return Answered(
        act.key, act.title_kk, act.title_ru, act.number, act.date, act.precision,
        act.answer_reading,
    )  # fmt: skip


def of_edition(session: Session, edition: EditionShown, slug: str, thesis: int) -> Any:
    """The page as an edition froze it, or None where that promise was not in it."""
    part = editions.deputy(session, edition, slug)
    programme = part.card.programme if part else None
    promise = _of(programme, thesis)
    if part is None or programme is None or promise is None:
        return None
    return PromisePage(
        person=part.card.person,
        programme=replace(programme, promises=()),
        promise=promise,
        quote=part.quotes.get(thesis),
        acts=part.acts.get(thesis, ()),
        **_stated(edition, part, thesis),
    )


def today(session: Session, slug: str, thesis: int, day: date) -> PromisePage | None:
    """The page of today: acts as they are read now, outcomes as the newest edition has them.

    None for a promise that is neither the deputy's nor that of the party which nominated them.
    """
    row = _find(session, slug, thesis)
    if row is None:
        return None
    withdrawn, convocation = row
    term = next(term for term in terms(session) if term.id == convocation)
    card = scorecard(session, slug, day, term.legislature, term.number)
    programme = programme_of(session, card.person, thesis) if card else None
    if card is None or programme is None:
        return None
    person = card.person
    linked = {} if withdrawn else linked_acts(session, person.mandate, person.start, {thesis})
    latest = None if withdrawn else editions.latest_of(session, term.id, slug)
    stated = latest is not None and latest.part is not None and latest.promise(thesis) is not None
    return PromisePage(
        person=person,
        programme=replace(programme, promises=()),
        promise=programme.promises[0],
        quote=quotes(session, [thesis]).get(thesis),
        acts=linked.get(thesis, ()),
        withdrawn=withdrawn,
        **(_stated(latest.edition, latest.part, thesis) if latest and stated else {}),
    )


def _of(programme: ProgrammeShown | None, thesis: int) -> Promise | None:
    promises = programme.promises if programme else ()
    return next((promise for promise in promises if promise.id == thesis), None)


def _stated(edition: EditionShown, part: DeputyPart | None, thesis: int) -> dict[str, Any]:
    """What an edition states of a promise."""
    if part is None:
        return {}
    return {
        "said": _of(part.card.programme, thesis),
        "edition": edition,
        "rating": part.ratings.get(thesis),
        "history": part.history.get(thesis, ()),
        "standing": part.standings.get(thesis),
        "kept_back": part.kept_back,
    }


def _find(session: Session, slug: str, thesis: int) -> tuple[bool, int] | None:
    """Whether the promise was withdrawn, and the convocation it was made for. One statement."""
    theirs = and_(
        Programme.party_id == Mandate.party_id,
        Programme.convocation_id == Mandate.convocation_id,
        Party.is_party,
    )
    query = (
        select(Thesis.withdrawn, Mandate.convocation_id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .join(Mandate, or_(Programme.mandate_id == Mandate.id, theirs))
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Deputy.slug == slug, Thesis.id == thesis)
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True)
class Bearer:
    """A deputy who stands on a promise of a party, or took it over: `thesis` is theirs."""

    slug: str
    name: Text
    district: int | None
    thesis: int


def bearers(session: Session, term: Term, thesis: int) -> tuple[Bearer, ...]:
    """The single-mandate deputies who stand on a promise of a party, or took it over in words
    of their own, in the order of districts. One statement."""
    own, owned = aliased(Thesis), aliased(Programme)
    has_own = (
        select(own.id)
        .join(owned, own.programme_id == owned.id)
        .where(owned.mandate_id == Mandate.id, ~own.withdrawn)
        .correlate(Mandate)
        .exists()
    )
    stands = select(Mandate.id, Thesis.id.label("thesis")).join_from(
        Thesis, Programme, Thesis.programme_id == Programme.id
    ).join(Mandate, and_(
        Mandate.party_id == Programme.party_id, Mandate.convocation_id == Programme.convocation_id
    )).where(Thesis.id == thesis, Mandate.kind == MandateKind.DISTRICT, ~has_own)  # fmt: skip
    adapts = (
        select(Programme.mandate_id, Thesis.id.label("thesis"))
        .join_from(Thesis, Programme, Thesis.programme_id == Programme.id)
        .where(Thesis.adapts_id == thesis, ~Thesis.withdrawn, Programme.mandate_id.is_not(None))
    )
    of = stands.union_all(adapts).subquery()
    query = (
        select(Deputy, District.number, of.c.thesis)
        .join_from(of, Mandate, of.c.id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Mandate.convocation_id == term.id)
        .order_by(District.number.asc().nulls_last(), Deputy.name_key, Deputy.slug, of.c.thesis)
    )
    return tuple(
        Bearer(row.slug, Text(row.name_kk, row.name_ru, row.name_en), district, number)
        for row, district, number in session.execute(query)
    )


def bearers_of_edition(
    session: Session, edition: EditionShown, page: PromisePage
) -> tuple[Bearer, ...]:
    """The deputies of an edition who stand on that promise of their party. One statement."""
    listed = editions.part(session, edition, "deputies", DeputiesPart)
    return tuple(
        Bearer(line.slug, line.name, line.district, page.promise.id)
        for line in (listed.deputies if listed else ())
        if line.own is False and line.party == page.person.party
    )
