"""Programmes, promises, and what became of them as editions state it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.frozen import DeputyPart
from app.queries.gathered import NO_PARTY
from app.queries.held import each
from app.queries.order import by_codepoint
from app.queries.scorecard_shapes import Person, Promise, Scorecard
from app.queries.scorecards import scorecard
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.common import batches, term_key, today, topic_key
from app.queries.tables.scoping import of_mandate, topic_ids
from app.queries.terms import terms
from app.queries.verdicts import Rating
from app.scoring.words import N_
from models.person import Deputy, Mandate, Party
from models.place import Convocation, Legislature
from models.programme import Availability, FoundVia, Origin, Programme, Statement, Thesis, Wording
from models.topic import CodeBook, Topic
from models.verdict import Reason, Status, VerdictState

PROGRAMME_OF = c.text(
    key="programme",
    title=N_("Programme"),
    about=N_("Convocation and deputy, or convocation, the word party and its key."),
)
PROGRAMMES = (
    c.key(PROGRAMME_OF), c.CONVOCATION, c.DEPUTY, c.PARTY,
    c.text(key="title", title=N_("Title"), about=N_("As the document has it.")),
    c.label("availability", N_("Availability"), N_("Whether a voter can read the programme."),
            Availability),
    c.label("found_via", N_("Found"), N_("How the programme was found."), FoundVia),
    c.label("origin", N_("Origin of the programme"),
            N_("What was found or sent as the programme."), Origin),
    c.yes_no(key="specific_promises", title=N_("Specific promises"),
             about=N_("Whether it holds promises that can be checked.")),
    c.date(key="known_on", title=N_("Programme as of"),
           about=N_("The day on which what is said of the programme was found so.")),
    c.link(key="source_url", title=N_("Address of the source"), about=N_("Where it stands.")),
    c.text(key="note", title=N_("Note"), about=N_("What is to be known of the programme.")),
    c.SOURCE, c.CONFIDENCE,
)  # fmt: skip
WORDS = (
    c.text(key="text_kk", title=N_("Wording in Kazakh"),
           about=N_("The original or a translation.")),
    c.text(key="text_ru", title=N_("Wording in Russian"),
           about=N_("The original or a translation.")),
    c.text(key="text_en", title=N_("Wording in English"),
           about=N_("The original or a translation.")),
    c.LANG,
    c.label("wording", N_("Wording"), N_("Whether the promise is known word for word."), Wording),
    c.text(key="page", title=N_("Page"), about=N_("Page of the document.")),
    c.yes_no(key="testable", title=N_("Testable"), about=N_("Whether it can be checked.")),
    c.text(key="untestable_reason", title=N_("Why not testable"), about=N_("In words.")),
    c.date(key="deadline", title=N_("Deadline"), about=N_("The day that its words name.")),
    c.TOPIC,
)  # fmt: skip
NUMBER = c.number(key="number", title=N_("Number"), about=N_("Number of the promise there."))
THESES = (
    c.key(replace(PROGRAMME_OF, refers=("programmes", "programme"))), c.key(NUMBER), *WORDS,
    c.label("statement", N_("Statement"), N_("What kind of statement it is."), Statement),
    c.text(key="adapts", title=N_("Takes over"),
           about=N_("Programme and number of the party's promise that it takes over.")),
    c.link(key="source_url", title=N_("Address of the source"), about=N_("Where it stands.")),
    c.SOURCE, c.CONFIDENCE,
)  # fmt: skip
OWN = c.yes_no(
    key="own",
    title=N_("Own"),
    about=N_("Whether the promise is the deputy's, and not that of the party."),
)
EDITION = c.number(key="edition", title=N_("Edition"), about=N_("Number of that edition."))
PROMISES = (
    c.key(c.CONVOCATION), c.key(c.DEPUTY), c.key(OWN), c.key(NUMBER), *WORDS,
    c.label("excluded", N_("Left out"), N_("Why it stays out of every denominator."),
            scoring.Exclusion),
    c.label("action", N_("Action"), N_("Step of the action scale, as an edition states it."),
            scoring.Action),
    c.label("outcome", N_("Outcome"), N_("What became of it, as an edition states it."),
            scoring.Outcome),
    c.number(key="linked", title=N_("Linked acts"),
             about=N_("Participations that settled readings link to it; preliminary outside of an "
                      "edition.")),
    c.number(key="linked_directly", title=N_("Directly linked acts"),
             about=N_("Those of them that bear directly on it.")),
    EDITION,
    c.date(key="edition_as_of", title=N_("Edition as of"),
           about=N_("The day that the edition stands for.")),
    c.SOURCE,
    c.link(key="source_url", title=N_("Address of the source"), about=N_("Where it stands.")),
    c.CONFIDENCE,
)  # fmt: skip
VERDICTS = (
    c.key(EDITION), c.key(c.CONVOCATION), c.key(c.DEPUTY), c.key(NUMBER),
    c.key(c.number(key="place", title=N_("Place"),
                   about=N_("1 for what stands, 2 for what stood before it, and so on."))),
    c.label("state", N_("State"), N_("Whether it stands or was superseded."), VerdictState),
    c.label("status", N_("Outcome"), N_("What became of the promise."), Status),
    c.label("reason", N_("Reason"), N_("Why it is not fulfilled, or cannot be assessed."), Reason),
    c.date(key="as_of", title=N_("As of"), about=N_("The day that it stands for.")),
    c.text(key="explanation_kk", title=N_("Explanation in Kazakh"), about=N_("Why it is so.")),
    c.text(key="explanation_ru", title=N_("Explanation in Russian"), about=N_("Why it is so.")),
    c.text(key="explanation_en", title=N_("Explanation in English"), about=N_("Why it is so.")),
    c.moment(key="proposed_at", title=N_("Proposed"), about=N_("When it was proposed, in UTC.")),
    c.moment(key="settled_at", title=N_("Settled"),
             about=N_("When it was confirmed or superseded, in UTC.")),
    c.number(key="evidence", title=N_("Evidence"), about=N_("Pieces of evidence.")),
    c.text(key="evidence_items", title=N_("Acts in evidence"),
           about=N_("Keys of the acts among the evidence, parted by semicolons.")),
    c.text(key="evidence_sha256", title=N_("Hashes of the evidence"),
           about=N_("SHA-256 of each kept copy, parted by semicolons.")),
)  # fmt: skip


def programmes(session: Session, scope: Scope) -> Iterator[Cells]:
    """What is known of each programme, of deputies and of parties."""
    if scope.edition is not None:
        for part in _parts(session, scope, scope.edition):
            yield from _held_programme(part)
        return
    query = (
        select(Programme, *_owner())
        .select_from(Programme)
        .where(Programme.id.in_(_programmes(scope)))
    )
    for row, slug, party, legislature, number in _joined(session, query):
        term = term_key(legislature, number)
        yield (
            _name(term, slug, party), term, slug, party, row.title, row.availability,
            row.found_via, row.origin, row.specific_promises, row.known_on, row.source_url,
            row.note, row.source, row.confidence,
        )  # fmt: skip


def _owner() -> tuple[Any, ...]:
    return Deputy.slug, Party.key, Legislature.key, Convocation.number


def _joined(session: Session, query: Any, *then: Any) -> Iterator[Any]:
    """The rows of programmes with whose they are, in the order of their names, `then` of those."""
    joined = (
        query.outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .join(
            Convocation,
            or_(
                Convocation.id == Mandate.convocation_id,
                Convocation.id == Programme.convocation_id,
            ),
        )
        .join(Legislature, Convocation.legislature_id == Legislature.id)
        .order_by(by_codepoint(session, Legislature.key), Convocation.number)
        .order_by(
            by_codepoint(session, Party.key).nulls_first(), by_codepoint(session, Deputy.slug)
        )
        .order_by(*then)
    )
    for batch in batches(session, joined):
        yield from batch


def _programmes(scope: Scope) -> Any:
    """The programmes of those who are asked for; a party's has no region."""
    mine = select(Mandate.id).where(of_mandate(scope))
    whose: list[ColumnElement[bool]] = [Programme.mandate_id.in_(mine)]
    if scope.region is None:
        party = select(Party.id).where(Party.key == scope.party if scope.party else true())
        term = Programme.convocation_id == scope.term.id if scope.term else true()
        whose.append(Programme.party_id.in_(party) & term)
    return select(Programme.id).where(or_(*whose))


def _name(term: str, slug: str | None, party: str | None) -> str:
    return f"{term}/{slug}" if slug else f"{term}/party/{party}"


def theses(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every promise that stands in a programme."""
    if scope.edition is not None:
        yield from _held_theses(session, scope, scope.edition)
        return
    query = (
        select(Thesis, *_owner(), Topic.key, CodeBook.key)
        .select_from(Thesis)
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Topic, Thesis.topic_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(Programme.id.in_(_programmes(scope)), ~Thesis.withdrawn)
        .where(Thesis.topic_id.in_(topic_ids(scope)) if scope.topic else true())
    )
    taken = _taken_over(session)
    numbered = _joined(session, query, Thesis.number, Thesis.id)
    for row, slug, party, legislature, number, topic, book in numbered:
        name = _name(term_key(legislature, number), slug, party)
        yield (
            name, row.number, *_words(row), topic_key(book, topic), row.statement,
            taken.get(row.adapts_id), row.source_url, row.source, row.confidence,
        )  # fmt: skip


def _taken_over(session: Session) -> dict[int, str]:
    """The promises of parties by their number in the database: programme and number there."""
    query = (
        select(Thesis.id, Thesis.number, *_owner())
        .select_from(Thesis)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Programme.party_id.is_not(None))
    )
    return {
        thesis: f"{_name(term_key(body, number), slug, party)}/{place}"
        for thesis, place, slug, party, body, number in _joined(session, query)
    }


def _words(of: Thesis | Promise) -> Cells:
    """The cells of WORDS but for the topic."""
    return (
        of.text_kk, of.text_ru, of.text_en, of.lang, of.wording, of.page, of.testable,
        of.untestable_reason, of.deadline,
    )  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A deputy with what the newest edition, or the one asked for, says of their promises."""

    card: Scorecard
    edition: EditionShown | None
    stated: DeputyPart | None


def _shown(session: Session, scope: Scope) -> Iterator[Shown]:
    if scope.edition is not None:
        for part in _parts(session, scope, scope.edition):
            yield Shown(part.card, scope.edition, part)
        return
    day_of = today(session, scope)
    for term in terms(session):
        if scope.term is not None and scope.term.id != term.id:
            continue
        query = select(Deputy.slug).join(Mandate, Mandate.deputy_id == Deputy.id)
        mine = query.where(Mandate.convocation_id == term.id, of_mandate(scope)).distinct()
        edition = editions.latest(session, term.id)
        for slug in sorted(session.scalars(mine)):
            card = scorecard(session, slug, day_of, term.legislature, term.number)
            if card is not None:
                stated = editions.deputy(session, edition, slug) if edition else None
                yield Shown(card, edition, stated)


def _parts(session: Session, scope: Scope, edition: EditionShown) -> Iterator[DeputyPart]:
    """The deputies of an edition that are asked for, by their slugs."""
    for part in each(session, edition, "deputy", DeputyPart):
        person = part.card.person
        if (
            (scope.term is None or scope.term.id == person.term.id)
            and scope.region in (None, person.region_key)
            and scope.party in (None, person.party_key or NO_PARTY)
        ):
            yield part


def _of(card: Scorecard | None) -> tuple[Promise, ...]:
    return card.programme.promises if card and card.programme else ()


def promises(session: Session, scope: Scope) -> Iterator[Cells]:
    """The promises shown with each deputy, also those of the party."""
    for shown in _shown(session, scope):
        person, programme = shown.card.person, shown.card.programme
        known = {one.id: one for one in _of(shown.stated.card if shown.stated else None)}
        for one in _of(shown.card):
            if scope.topic not in (None, one.about):
                continue
            said = known.get(one.id)
            edition = shown.edition if said else None
            yield (
                person.term.key, person.slug, programme is not None and programme.own, one.number,
                *_words(one), one.about, one.exclusion, said.action if said else None,
                said.outcome if said else None, one.tagged, one.direct,
                edition.number if edition else None, edition.as_of if edition else None,
                one.source, one.source_url, one.confidence,
            )  # fmt: skip


def verdicts(session: Session, scope: Scope) -> Iterator[Cells]:
    """What an edition says of each promise and said before; today, the newest edition."""
    found = [scope.edition] if scope.edition else []
    if scope.edition is None:
        found = [e for e in (editions.latest(session, t.id) for t in terms(session)) if e]
    for edition in sorted(found, key=lambda one: one.number):
        for part in _parts(session, scope, edition):
            yield from _rated(part, edition, scope)


def _rated(part: DeputyPart, edition: EditionShown, scope: Scope) -> Iterator[Cells]:
    for one in _of(part.card):
        stood = [part.ratings[one.id]] if one.id in part.ratings else []
        stood += part.history.get(one.id, ())
        if scope.topic not in (None, one.about):
            continue
        for place, rating in enumerate(stood, start=1):
            if (scope.start is None or rating.as_of >= scope.start) and (
                scope.end is None or rating.as_of <= scope.end
            ):
                yield _rating(part.card.person, edition, one, place, rating)


def _rating(
    person: Person, edition: EditionShown, promise: Promise, place: int, rating: Rating
) -> Cells:
    items = sorted({piece.item for piece in rating.evidence if piece.item})
    hashes = sorted({piece.sha256 for piece in rating.evidence if piece.sha256})
    return (
        edition.number, person.term.key, person.slug, promise.number, place, rating.state,
        rating.status, rating.reason, rating.as_of, rating.explanation_kk, rating.explanation_ru,
        rating.explanation_en, rating.proposed_at, rating.settled_at, len(rating.evidence),
        ";".join(items) or None, ";".join(hashes) or None,
    )  # fmt: skip


def _held_programme(part: DeputyPart) -> Iterator[Cells]:
    """The programme of one deputy; that of the party stands with the party."""
    person, known, shown = part.card.person, part.programme, part.card.programme
    own = shown if shown is not None and shown.own else None
    if known is None and own is None:
        return
    yield (
        _name(person.term.key, person.slug, None), person.term.key, person.slug, None,
        own.title if own else None, known.availability if known else None,
        known.found_via if known else None, known.origin if known else None,
        known.specific_promises if known else None, known.known_on if known else None,
        own.source_url if own else None, own.note if own else None, own.source if own else None,
        own.confidence if own else None,
    )  # fmt: skip


def _held_theses(session: Session, scope: Scope, edition: EditionShown) -> Iterator[Cells]:
    """The promises of deputies as the edition has them."""
    for part in _parts(session, scope, edition):
        person, shown = part.card.person, part.card.programme
        for one in shown.promises if shown is not None and shown.own else ():
            if scope.topic in (None, one.about):
                yield (
                    _name(person.term.key, person.slug, None), one.number, *_words(one), one.about,
                    None, None, one.source_url, one.source, one.confidence,
                )  # fmt: skip


WHOSE = frozenset({By.TERM, By.REGION, By.PARTY, By.EDITION})
TABLES = (
    Table("programmes", N_("Programmes"),
          N_("Election programmes: whether they can be read, where from, and what they are."),
          PROGRAMMES, programmes, WHOSE),
    Table("theses", N_("Theses"), N_("Every promise of a programme, as it was worded."),
          THESES, theses, WHOSE | {By.TOPIC}),
    Table("promises", N_("Promises of deputies"),
          N_("The promises shown with each deputy, with action and outcome as an edition states "
             "them."), PROMISES, promises, WHOSE | {By.TOPIC}),
    Table("verdicts", N_("Outcomes"),
          N_("What editions say became of promises, with reason, evidence and what stood before; "
             "outside of an edition that of the newest."),
          VERDICTS, verdicts, WHOSE | {By.TOPIC, By.PERIOD}),
)  # fmt: skip
