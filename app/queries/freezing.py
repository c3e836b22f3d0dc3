"""Making the parts of an edition: what its pages will show for good."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app import scoring
from app.queries import positions, verdicts
from app.queries.campaigns import Seat
from app.queries.counting import counted_for, until
from app.queries.drawing import of_campaign
from app.queries.frozen import (
    DeputiesPart,
    DeputyLine,
    DeputyPart,
    Found,
    LinkedAct,
    MethodPart,
    ProgrammeRecord,
    Said,
    TotalsPart,
)
from app.queries.linked import linked_acts
from app.queries.quotes import quotes
from app.queries.scorecard_shapes import ProgrammeShown, Promise, Scorecard
from app.queries.scorecards import scorecard, scored
from app.queries.terms import Term
from app.queries.verdicts import Rating
from app.scoring.gate import Field, Gate, Standing
from models.campaign import Campaign
from models.file import StoredFile
from models.item import Item, Kind, Participation
from models.programme import Programme
from models.source import Capture
from models.verdict import Verdict, VerdictState

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"


@dataclass(frozen=True)
class Frame:
    """What an edition is cut out by: a campaign, the day it stands for, today, and its gate."""

    campaign: Campaign
    as_of: date
    today: date
    gate: Gate

    @property
    def acts(self) -> ColumnElement[bool]:
        """Parts in acts of the observed period, up to the day that the edition stands for."""
        return and_(of_campaign(self.campaign), until(self.as_of))


def deputy_part(session: Session, seat: Seat, term: Term, frame: Frame) -> DeputyPart:
    """All that the page of one deputy shows. Later verdicts are not yet there."""
    gate = frame.gate
    card = scorecard(
        session, seat.slug, frame.as_of, term.legislature, term.number, within=frame.acts
    )
    if card is None:
        raise LookupError(f"{seat.slug} has no seat in convocation {term.number}")
    counted_ones = [p.id for p in _promises(card) if p.exclusion is None]
    ratings = {
        thesis: rating
        for thesis, rating in verdicts.confirmed(session, counted_ones).items()
        if rating.as_of <= frame.as_of
    }
    kept_back = gate.kept_back_of(seat.slug)
    return DeputyPart(
        card=rated(card, ratings, gate, kept_back),
        programme=programme_record(session, card.person.mandate),
        ratings=ratings,
        history=_history(session, list(ratings)),
        standings={
            thesis: standing
            for thesis, rating in ratings.items()
            for standing in positions.standing(session, [rating.id], frame.today).values()
        },
        acts={} if links_left_out(gate) else _acts(session, card, frame),
        kept_back=kept_back,
        quotes=quotes(session, [promise.id for promise in _promises(card)]),
    )


def _promises(card: Scorecard) -> Sequence[Promise]:
    return card.programme.promises if card.programme else ()


def links_left_out(gate: Gate) -> bool:
    """Whether readers agree too little on links to publish any."""
    return Standing.LEFT_OUT in (gate.standing(Field.READING), gate.standing(Field.THESES))


def rated(
    card: Scorecard, ratings: Mapping[int, Rating], gate: Gate, kept_back: bool = False
) -> Scorecard:
    """`card` with its outcomes, and without what the gate leaves out.

    Formula: the action of a promise is left out where too little of the deputy was read, or
    where readers do not agree on links or on how close they are. Where they only disagree on
    what an answer does, a formal result is published as raised, which it is at least.
    """
    if card.programme is None:
        return card
    hidden = kept_back or links_left_out(gate) or gate.standing(Field.STRENGTH) is Standing.LEFT_OUT
    no_answers = gate.standing(Field.ANSWER) is Standing.LEFT_OUT

    def shown(promise: Promise) -> Promise:
        action = promise.action
        if action is scoring.Action.FORMAL_RESULT and no_answers:
            action = scoring.Action.RAISED
        rating = ratings.get(promise.id)
        outcome = scoring.Outcome(rating.status.value) if rating else promise.outcome
        return replace(promise, action=None if hidden else action, outcome=outcome)

    promises = tuple(shown(promise) for promise in card.programme.promises)
    counts = scoring.headline(scored(promise) for promise in promises)
    return replace(
        card,
        programme=replace(card.programme, promises=promises),
        headline=counts,
        bounds=scoring.bounds(counts),
    )


def _history(session: Session, theses: Sequence[int]) -> dict[int, tuple[Rating, ...]]:
    """What stood before, by thesis, the newest first."""
    found: dict[int, list[Rating]] = defaultdict(list)
    past = (Verdict.thesis_id.in_(theses), Verdict.state == VerdictState.SUPERSEDED)
    for rating in verdicts.ratings(session, *past):
        found[rating.thesis_id].append(rating)
    return {thesis: tuple(rows) for thesis, rows in found.items()}


def programme_record(session: Session, mandate_id: int) -> ProgrammeRecord | None:
    """What is known of the programme of a mandate. One statement."""
    return programme_records(session, [mandate_id]).get(mandate_id)


def programme_records(session: Session, mandates: Collection[int]) -> dict[int, ProgrammeRecord]:
    """What is known of the programmes of these mandates, by mandate. One statement."""
    rows = session.execute(
        select(Programme, Capture, StoredFile)
        .outerjoin(Capture, Programme.capture_id == Capture.id)
        .outerjoin(StoredFile, Programme.file_id == StoredFile.id)
        .where(Programme.mandate_id.in_(mandates))
    )
    return {
        programme.mandate_id: ProgrammeRecord(
            availability=programme.availability,
            found_via=programme.found_via,
            origin=programme.origin,
            specific_promises=programme.specific_promises,
            known_on=programme.known_on,
            capture=capture.id if capture else None,
            captured_at=capture.captured_at if capture else None,
            file_name=file.name if file and file.withheld_why is None else None,
            sha256=file.sha256 if file else capture.sha256 if capture else None,
        )
        for programme, capture, file in rows
        if programme.mandate_id is not None
    }


def _acts(session: Session, card: Scorecard, frame: Frame) -> dict[int, tuple[LinkedAct, ...]]:
    """The acts behind each number of linked items, by thesis, the newest first."""
    person = card.person
    return linked_acts(
        session,
        person.mandate,
        person.start,
        {promise.id for promise in _promises(card)},
        frame.acts,
        answer_readings=frame.gate.standing(Field.ANSWER) is not Standing.LEFT_OUT,
    )


def line(part: DeputyPart) -> DeputyLine:
    """A deputy's line in the list of the edition."""
    card, person = part.card, part.card.person
    programme: ProgrammeShown | None = card.programme
    return DeputyLine(
        slug=person.slug,
        name=person.name,
        kind=person.kind,
        district=person.district,
        district_confidence=person.district_confidence,
        region=person.region,
        party=person.party,
        party_confidence=person.party_confidence,
        months=person.months,
        ended_early=person.ended_early,
        headline=card.headline,
        bounds=card.bounds,
        coverage=card.coverage,
        own=programme.own if programme else None,
        availability=part.programme.availability if part.programme else None,
    )


def found(part: DeputyPart) -> dict[int, Found]:
    """What the edition says of each promise of a deputy, by thesis."""
    return {promise.id: Found(promise.action, promise.outcome) for promise in _promises(part.card)}


def deputies_part(term: Term, lines: Iterable[DeputyLine]) -> DeputiesPart:
    """The list of the deputies covered, as they come: in the order of districts."""
    return DeputiesPart(term, tuple(lines))


class Sums:
    """Adds the deputies up, one at a time, so that no more than one is held at once."""

    def __init__(self) -> None:
        self.mandates: dict[int, date | None] = {}
        self.participations: Counter[Kind] = Counter()
        self.numbers: Counter[str] = Counter()
        self.outcomes: Counter[scoring.Outcome] = Counter()
        self.excluded: Counter[scoring.Exclusion] = Counter()
        self.availability: Counter[str] = Counter()

    def add(self, part: DeputyPart) -> None:
        """Add one deputy."""
        card = part.card
        self.mandates[card.person.mandate] = card.person.start
        self.participations.update(card.totals.by_kind)
        self.numbers.update(
            tagged=card.totals.tagged, coded=card.coverage.coded, total=card.coverage.total
        )
        self.outcomes.update(dict(card.headline.outcomes))
        self.excluded.update(dict(card.headline.excluded))
        known = part.programme.availability if part.programme else None
        self.availability[known.value if known else ""] += 1

    def part(self, session: Session, frame: Frame) -> TotalsPart:
        """The sums. `items` counts an act once, however many deputies took part in it."""
        starts = {mandate: start for mandate, start in self.mandates.items() if start}
        query = (
            select(Item.kind, func.count(Item.id.distinct()))
            .join(Participation, Participation.item_id == Item.id)
            .where(Participation.mandate_id.in_(self.mandates), counted_for(starts, None))
            .where(frame.acts)
            .group_by(Item.kind)
        )
        items = dict(session.execute(query).all())
        return TotalsPart(
            deputies=len(self.mandates),
            items={kind: items[kind] for kind in Kind if kind in items},
            participations={k: self.participations[k] for k in Kind if self.participations[k]},
            tagged=self.numbers["tagged"],
            coded=self.numbers["coded"],
            to_be_coded=self.numbers["total"],
            headline=scoring.Headline(
                testable=self.outcomes.total(),
                outcomes=tuple((o, self.outcomes[o]) for o in scoring.Outcome if self.outcomes[o]),
                excluded=tuple(
                    (e, self.excluded[e]) for e in scoring.Exclusion if self.excluded[e]
                ),
            ),
            availability=dict(sorted(self.availability.items())),
        )


@cache
def _catalogue(lang: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [lang])


def method_part() -> MethodPart:
    """The definitions of the method, in the words that pages print in each language."""

    def said(definition: scoring.Definition) -> Said:
        words = {
            f"{field}_{lang}": (text if lang == "en" else _catalogue(lang).gettext(text))
            for field, text in (("title", definition.title), ("text", definition.text))
            for lang in ("kk", "ru", "en")
        }
        return Said(key=definition.key, **words)

    return MethodPart(scoring.METHOD_VERSION, tuple(said(d) for d in scoring.DEFINITIONS))
