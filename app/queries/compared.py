"""Up to four deputies side by side: counts and states, never a score (method, 7)."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import editions
from app.queries.activity import where_held
from app.queries.deputies import Text
from app.queries.deputy_tabs import activity
from app.queries.editions import EditionShown, Latest
from app.queries.frozen import ActivityPart, DeputiesPart
from app.queries.gathered import seats
from app.queries.letters import LettersPart, LetterState, letters
from app.queries.order import alphabetical
from app.queries.scorecard_shapes import Person, Scorecard
from app.queries.scorecards import on_the_scale, scorecard
from app.queries.terms import Term
from app.scoring.gate import Field, Finding, Standing
from models.item import Kind
from models.meeting import Answer
from models.person import MandateKind
from models.programme import Availability, Programme

#: As many deputies fit side by side.
MOST = 4
#: What the action scale rests on: where one of these is not agreed on, it is not compared.
ACTION_FIELDS = (Field.READING, Field.THESES, Field.STRENGTH, Field.ANSWER)


@dataclass(frozen=True)
class Compared:
    """One deputy. `edition` states `headline` and `actions`; without it there are none yet.

    `meetings` with voters are those that count, by whether in the district; `letters` those of
    the monitoring, by how they stand.
    """

    person: Person
    own: bool | None
    availability: Availability | None
    testable: int
    card: Scorecard
    meetings: Counter[Answer]
    letters: Counter[LetterState]
    edition: EditionShown | None = None
    headline: scoring.Headline | None = None
    actions: dict[scoring.Action, int] = field(default_factory=dict)
    kept_back: bool = False


@dataclass(frozen=True)
class Choice:
    """A deputy to choose."""

    slug: str
    name: Text
    district: int | None


def of_today(session: Session, slug: str, today: date) -> Compared | None:
    """A deputy as today's pages show them, with what the latest edition states."""
    card = scorecard(session, slug, today)
    if card is None:
        return None
    person = card.person
    known_as = session.scalar(
        select(Programme.availability).where(Programme.mandate_id == person.mandate)
    )
    latest = editions.latest_of(session, person.term.id, slug)
    return _compared(
        card,
        known_as,
        activity(session, person),
        letters(session, person.mandate, today),
        latest,
    )


def of_edition(session: Session, edition: EditionShown, slug: str) -> Compared | None:
    """A deputy as an edition froze them; None where it does not cover them. Three statements."""
    part = editions.deputy(session, edition, slug)
    if part is None:
        return None
    acts = editions.part(session, edition, "activity", ActivityPart, slug) or ActivityPart()
    sent = editions.part(session, edition, "letters", LettersPart, slug)
    availability = part.programme.availability if part.programme else None
    return _compared(part.card, availability, acts, sent, Latest(edition, part))


def _compared(
    card: Scorecard,
    availability: Availability | None,
    acts: ActivityPart,
    sent: LettersPart | None,
    stated: Latest | None,
) -> Compared:
    part = stated.part if stated else None
    return Compared(
        person=card.person,
        own=card.programme.own if card.programme else None,
        availability=availability,
        testable=card.headline.testable,
        card=card,
        meetings=where_held(a for a in acts.acts if a.kind is Kind.VOTER_MEETING).in_district,
        letters=sent.states if sent else Counter(),
        edition=stated.edition if stated else None,
        headline=part.card.headline if part else None,
        actions=_actions(part.card) if part else {},
        kept_back=part.kept_back if part else False,
    )


def _actions(card: Scorecard) -> dict[scoring.Action, int]:
    """Promises by action."""
    promises = card.programme.promises if card.programme else ()
    actions = [p.action for p in on_the_scale(promises) if p.action is not None]
    return dict(scoring.actions_counted(actions))


def in_order(found: Iterable[Compared]) -> list[Compared]:
    """In the order of districts, then of names, whatever the order in which they were asked."""

    def place(row: Compared) -> tuple[bool, int, tuple[int, ...]]:
        person = row.person
        name = person.name.name_kk or person.name.name_ru or person.name.name_en or ""
        return person.district is None, person.district or 0, alphabetical(name)

    return sorted(found, key=place)


def not_compared(rows: Collection[Compared]) -> tuple[Finding, ...]:
    """Why the action scale is not compared (method, 6): fields that readers do not agree on.

    Empty where it may be. A field that is only approximate is published, and not compared.
    """
    editions_of = {row.edition.number: row.edition for row in rows if row.edition}
    return tuple(
        finding
        for edition in editions_of.values()
        for finding in edition.gate.held_back
        if finding.field in ACTION_FIELDS
        and edition.gate.standing(finding.field) is not Standing.PUBLISHED
    )


def choices(session: Session, term: Term | None, edition: EditionShown | None) -> list[Choice]:
    """Whom the form offers: the single-mandate deputies, or all where nobody is one."""
    if edition is not None:
        part = editions.part(session, edition, "deputies", DeputiesPart)
        rows: Sequence[Choice] = [
            Choice(line.slug, line.name, line.district) for line in (part.deputies if part else ())
        ]
        return list({row.slug: row for row in rows}.values())
    found = seats(session, term) if term else ()
    single = [seat for seat in found if seat.kind is MandateKind.DISTRICT]
    offered = [Choice(seat.slug, seat.name, seat.district) for seat in single or found]
    return list({row.slug: row for row in offered}.values())
