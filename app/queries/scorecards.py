"""A deputy's page: who they are, what they promised, and what was counted by the method."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from app import scoring
from app.queries.acts import Totals, totals
from app.queries.counting import counted
from app.queries.deputies import Text
from app.queries.scorecard_shapes import Fact, Person, ProgrammeShown, Promise, Scorecard
from app.queries.settled import settled_readings
from app.queries.terms import Term, choose, terms
from app.queries.topic_shapes import address
from models.base import Confidence
from models.coding import Strength
from models.item import Item, Participation
from models.person import Deputy, DeputyFact, Mandate, Party
from models.place import District, Region
from models.programme import Programme, Thesis, Wording
from models.topic import CodeBook, Topic

#: What sources say of a person that a voter may see; addresses and numbers stay out.
SHOWN_FACTS = ("post", "position", "faction", "committee", "region")


def scorecard(
    session: Session,
    slug: str,
    as_of: date,
    legislature: str | None = None,
    number: int | None = None,
    *,
    within: ColumnElement[bool] | None = None,
) -> Scorecard | None:
    """The page of a deputy in one convocation, the latest without another wish.

    Only acts `within` are counted where it is given. None where nobody has that slug, or
    no seat in that convocation.
    """
    found = _find(session, slug, legislature, number)
    if found is None:
        return None
    person, party_id = _person(session, *found, as_of)
    programme = _programme(session, person, party_id, within)
    counts = (
        scoring.headline(scored(promise) for promise in programme.promises) if programme else None
    )
    counts = counts or scoring.headline(())
    numbers = totals(session, person.mandate, person.start, within)
    return Scorecard(
        person=person,
        programme=programme,
        headline=counts,
        bounds=scoring.bounds(counts),
        totals=numbers,
        coverage=scoring.Coverage(numbers.coded, numbers.to_be_coded),
        as_of=as_of,
        method_version=scoring.METHOD_VERSION,
    )


def seated(
    session: Session,
    slug: str,
    as_of: date,
    legislature: str | None = None,
    number: int | None = None,
) -> tuple[Person, Totals] | None:
    """Who a deputy is and how many acts there are of each kind, as `scorecard` says it."""
    found = _find(session, slug, legislature, number)
    if found is None:
        return None
    person, _ = _person(session, *found, as_of)
    return person, totals(session, person.mandate, person.start)


def on_the_scale(promises: Sequence[Promise]) -> Sequence[Promise]:
    """Whose actions are counted: testable ones, or all where none is, as of a party (method, 1)."""
    return [promise for promise in promises if promise.exclusion is None] or promises


def scored(promise: Promise) -> scoring.Promise:
    """A promise as the arithmetic wants to know it."""
    return scoring.Promise(
        quoted=promise.wording is Wording.QUOTED,
        testable=promise.testable,
        own=promise.exclusion is not scoring.Exclusion.PARTY,
        sourced=promise.exclusion is not scoring.Exclusion.UNSOURCED,
        outcome=promise.outcome,
    )


def _find(
    session: Session, slug: str, legislature: str | None, number: int | None
) -> tuple[Any, Term, tuple[Term, ...]] | None:
    query = (
        select(Mandate, Deputy, District, Region, Party)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(Deputy.slug == slug)
        .order_by(Mandate.seq)
    )
    # A later seat in the same convocation takes the place of an earlier one.
    seats = {row[0].convocation_id: row for row in session.execute(query)}
    if not seats:
        return None
    own = [term for term in terms(session) if term.id in seats]
    term = choose(own, legislature, number)
    if term is None:
        return None
    return seats[term.id], term, tuple(other for other in own if other is not term)


def _person(
    session: Session, row: Any, term: Term, others: tuple[Term, ...], as_of: date
) -> tuple[Person, int | None]:
    mandate, deputy, district, region, party = row
    start, end = mandate.start or term.start, mandate.end or term.end
    until = min(end, as_of) if end else as_of
    person = Person(
        slug=deputy.slug,
        name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
        mandate=mandate.id,
        term=term,
        kind=mandate.kind,
        district=district.number if district else None,
        district_confidence=mandate.district_confidence,
        district_source=district.source if district else None,
        region=Text.of(region),
        territory=Text.of(district, "territory"),
        territory_confidence=district.territory_confidence if district else Confidence.MISSING,
        party=Text.of(party),
        is_party=party.is_party if party else True,
        party_confidence=mandate.party_confidence,
        faction=mandate.faction,
        committee=Text.of(mandate, "committee"),
        committee_confidence=mandate.committee_confidence,
        start=start,
        end=end,
        end_reason=mandate.end_reason,
        months=scoring.months_between(start, until) if start else None,
        ended_early=scoring.ended_early(start, end, term.months, as_of),
        source=mandate.source,
        confidence=mandate.confidence,
        facts=_facts(session, deputy.id, term.id),
        others=others,
        party_key=party.key if party else None,
        region_key=region.key if region else None,
        seq=mandate.seq,
    )
    return person, mandate.party_id


def _facts(session: Session, deputy_id: int, convocation_id: int) -> tuple[Fact, ...]:
    """What each source said last, field by field and language by language."""
    query = select(DeputyFact).where(
        DeputyFact.deputy_id == deputy_id,
        DeputyFact.field.in_(SHOWN_FACTS),
        (DeputyFact.convocation_id == convocation_id) | DeputyFact.convocation_id.is_(None),
    )
    newest: dict[tuple[str, str, str], DeputyFact] = {}
    for fact in session.scalars(query):
        key = (fact.field, fact.lang, fact.origin)
        if key not in newest or _later(fact, newest[key]):
            newest[key] = fact
    ordered = sorted(newest.items(), key=lambda pair: (SHOWN_FACTS.index(pair[0][0]), pair[0]))
    return tuple(
        Fact(f.field, f.value, f.lang, f.source, f.confidence, f.last_seen, f.last_capture_id)
        for _, f in ordered
    )


def _later(fact: DeputyFact, other: DeputyFact) -> bool:
    if fact.last_seen is None or other.last_seen is None:
        return other.last_seen is None
    return (fact.last_seen, fact.value) > (other.last_seen, other.value)


def _programme(
    session: Session, person: Person, party_id: int | None, within: ColumnElement[bool] | None
) -> ProgrammeShown | None:
    """The deputy's own programme; where it has no promises yet, that of their party."""
    query = select(Programme, Party).outerjoin(Party, Programme.party_id == Party.id)
    own = session.execute(query.where(Programme.mandate_id == person.mandate)).one_or_none()
    party = None
    if party_id is not None and person.is_party:
        party = session.execute(
            query.where(Programme.party_id == party_id, Programme.convocation_id == person.term.id)
        ).one_or_none()
    for row in (own, party):
        if row is None:
            continue
        programme, owner = row
        promises = _promises(session, programme, person, within)
        if promises or (programme.mandate_id is not None and party is None):
            return _programme_shown(programme, owner, promises)
    return None


def _programme_shown(
    programme: Programme, owner: Party | None, promises: tuple[Promise, ...]
) -> ProgrammeShown:
    return ProgrammeShown(
        own=programme.mandate_id is not None,
        party=Text.of(owner),
        title=programme.title,
        source=programme.source,
        source_url=programme.source_url,
        note=programme.note,
        confidence=programme.confidence,
        promises=promises,
    )


def programme_of(session: Session, person: Person, thesis_id: int) -> ProgrammeShown | None:
    """The programme in which a promise stands, with that promise alone, withdrawn or not.

    The link between the promise and the person is not looked into.
    """
    query = (
        select(Programme, Party)
        .outerjoin(Party, Programme.party_id == Party.id)
        .join(Thesis, Thesis.programme_id == Programme.id)
        .where(Thesis.id == thesis_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    programme, owner = row
    promises = _promises(session, programme, person, None, Thesis.id == thesis_id)
    return _programme_shown(programme, owner, promises)


def _promises(
    session: Session,
    programme: Programme,
    person: Person,
    within: ColumnElement[bool] | None,
    which: ColumnElement[bool] | None = None,
) -> tuple[Promise, ...]:
    """The promises that stand, or `which` are asked for."""
    query = (
        select(Thesis, Topic, CodeBook.key)
        .outerjoin(Topic, Thesis.topic_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(Thesis.programme_id == programme.id, ~Thesis.withdrawn if which is None else which)
        .order_by(Thesis.number)
    )
    rows = session.execute(query).all()
    links = _links(session, person, within) if rows else {}
    own = programme.mandate_id is not None
    kept = is_kept(programme)
    found = []
    for thesis, topic, book in rows:
        tags = links.get(thesis.id, _Links())
        found.append(
            Promise(
                id=thesis.id,
                number=thesis.number,
                text_kk=thesis.text_kk,
                text_ru=thesis.text_ru,
                text_en=thesis.text_en,
                lang=thesis.lang,
                wording=thesis.wording,
                page=thesis.page,
                testable=thesis.testable,
                untestable_reason=thesis.untestable_reason,
                deadline=thesis.deadline,
                topic=Text.of(topic),
                source=thesis.source,
                source_url=thesis.source_url,
                confidence=thesis.confidence,
                exclusion=scoring.exclusion(
                    scoring.Promise(
                        quoted=thesis.wording is Wording.QUOTED,
                        testable=thesis.testable,
                        own=own,
                        sourced=kept or is_kept(thesis),
                    )
                ),
                tagged=len(tags.tagged),
                direct=len(tags.direct),
                action=scoring.action(tags.settled),
                outcome=scoring.Outcome.NOT_YET_RATED,
                about=address(book, topic.key) if topic else None,
            )
        )
    return tuple(found)


def is_kept(row: Programme | Thesis) -> bool:
    """Whether a reader can be told where the words stand; `app.queries.gate` asks the same."""
    return bool(row.source or row.source_url or row.file_id or row.capture_id)


class _Links:
    """The readings that stand, and link a deputy's acts to one promise."""

    def __init__(self) -> None:
        self.tagged: set[int] = set()
        self.direct: set[int] = set()
        self.settled: list[scoring.SettledTag] = []


def _links(
    session: Session, person: Person, within: ColumnElement[bool] | None
) -> dict[int, _Links]:
    """Links by promise, from the readings that stand of what counts. Five statements."""
    period = true() if within is None else within
    where = (Participation.mandate_id == person.mandate, counted(person.start), period)
    query = select(Participation.id, Item.kind).join(Item, Participation.item_id == Item.id)
    kinds = dict(session.execute(query.where(*where)).all())
    found: dict[int, _Links] = defaultdict(_Links)
    for part, reading in settled_readings(session, *where).items():
        answer = reading.answer_reading.value if reading.answer_reading else None
        for thesis, strength in reading.theses.items():
            found[thesis].tagged.add(part)
            if strength is Strength.DIRECT:
                found[thesis].direct.add(part)
            found[thesis].settled.append(
                scoring.SettledTag(kinds[part].value, strength.value, answer)
            )
    return found
