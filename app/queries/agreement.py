"""How far two coders agree, field by field, before anybody settled what they differ in.

The readings are those that stood when both had read a unit of the reliability sample; whatever
was saved or decided afterwards changes nothing here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.queries.drawing import of_campaign
from app.queries.settled import is_pending
from app.scoring.agreement import Level, Measured, measure
from app.scoring.gate import APPROXIMATE_FROM, MIN_UNITS, PUBLISHED_FROM, Agreement, Field
from models.campaign import Campaign
from models.coding import Coding, Strength, ThesisTag, TopicTag
from models.item import Item, Kind, Participation
from models.person import Deputy, Mandate, Party
from models.programme import Programme, Thesis
from models.reliability import SampleUnit
from models.topic import CodeBook, Topic

LEVELS = {
    Field.READING: Level.NOMINAL,
    Field.THESES: Level.SETS,
    Field.TOPICS: Level.SETS,
    Field.STRENGTH: Level.ORDINAL,
    Field.ANSWER: Level.NOMINAL,
}
#: Where one value has more than this share, alpha says little, and raw agreement stands beside it.
ONE_VALUE = 0.9
RANKS = {Strength.RELATED: 1, Strength.DIRECT: 2}
NAMES = {rank: strength.value for strength, rank in RANKS.items()}
#: What an answer does that a coder left open.
OPEN = "left_open"
BATCH = 400


@dataclass(frozen=True)
class Pair:
    """A unit that two people have read, and their readings of it, as plain values."""

    participation_id: int
    kind: Kind
    readings: tuple["Plain", "Plain"]


@dataclass(frozen=True)
class Plain:
    """One reading: theses as `owner/number`, topics as `book/topic`."""

    reading: str
    answer: str
    theses: dict[str, int]
    topics: frozenset[str]


@dataclass(frozen=True)
class FieldAgreement:
    """Agreement on one field; `band` is one of few, publish, approximate, left_out, undefined."""

    field: Field
    level: Level
    measured: Measured
    band: str

    @property
    def one_sided(self) -> bool:
        """Whether one value has so large a share that raw agreement is to be looked at."""
        return (self.measured.largest or 0) > ONE_VALUE


@dataclass(frozen=True)
class AgreementPage:
    """Agreement over a period: `units` were read twice, `waiting` were drawn and not yet."""

    units: int
    waiting: int
    fields: tuple[FieldAgreement, ...]


def agreement(
    session: Session,
    campaign: Campaign | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> AgreementPage:
    """Agreement over the units that were complete from `since` to before `until`.

    Of one campaign or of all. A fixed number of statements for every 400 units.
    """
    found = pairs(session, campaign, since, until)
    waiting = (
        select(func.count(Participation.id.distinct()))
        .join(Item, Participation.item_id == Item.id)
        .where(is_pending(), Item.merged_into_id.is_(None), ~Participation.withdrawn)
    )
    if campaign is not None:
        waiting = waiting.where(of_campaign(campaign))
    return AgreementPage(
        units=len(found),
        waiting=session.scalar(waiting) or 0,
        fields=tuple(_field(field, found) for field in Field),
    )


def for_gate(session: Session, campaign: Campaign, until: datetime) -> tuple[Agreement, ...]:
    """Agreement as the gate of an edition judges it, over what was complete before `until`."""
    found = pairs(session, campaign, None, until)
    return tuple(
        Agreement(field, m.n, m.alpha, m.low, m.high, m.raw, m.largest)
        for field in Field
        for m in (measure(ratings(field, found), LEVELS[field]),)
    )


def _field(field: Field, found: list[Pair]) -> FieldAgreement:
    measured = measure(ratings(field, found), LEVELS[field])
    return FieldAgreement(field, LEVELS[field], measured, band(measured, len(found)))


def band(measured: Measured, units: int) -> str:
    """How a field may be published (method, 6): by alpha, with 100 units or more."""
    if units < MIN_UNITS:
        return "few"
    if measured.alpha is None:
        return "undefined"
    if measured.alpha >= PUBLISHED_FROM:
        return "publish"
    return "approximate" if measured.alpha >= APPROXIMATE_FROM else "left_out"


def ratings(field: Field, found: list[Pair]) -> list[list[Any]]:
    """The values of a field, two coders x units.

    Of strength a unit is a link to one thesis: who did not make it has no value there, and
    differs on theses instead. What an answer does is asked of answers only.
    """
    if field is Field.STRENGTH:
        links = [
            (pair, thesis)
            for pair in found
            for thesis in sorted({*pair.readings[0].theses, *pair.readings[1].theses})
        ]
        return [
            [pair.readings[side].theses.get(thesis) for pair, thesis in links] for side in (0, 1)
        ]
    rows = [pair for pair in found if field is not Field.ANSWER or pair.kind is Kind.ANSWER]
    return [[_value(field, pair.readings[side]) for pair in rows] for side in (0, 1)]


def _value(field: Field, plain: Plain) -> Any:
    if field is Field.THESES:
        return frozenset(plain.theses)
    if field is Field.TOPICS:
        return plain.topics
    return plain.reading if field is Field.READING else plain.answer


def pairs(
    session: Session,
    campaign: Campaign | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Pair]:
    """The units that two people have read, each once, with what they found while blind."""
    chosen = _chosen(session, campaign, since, until)
    plain = _plain(session, {coding for row in chosen for coding in row[2:]})
    return [Pair(part, kind, (plain[first], plain[second])) for part, kind, first, second in chosen]


def _chosen(
    session: Session, campaign: Campaign | None, since: datetime | None, until: datetime | None
) -> list[tuple[int, Kind, int, int]]:
    """Participation, kind and the two codings of each unit, in the order of participations."""
    query = (
        select(
            Participation.id, Item.kind, SampleUnit.first_coding_id, SampleUnit.second_coding_id,
            SampleUnit.completed_at,
        )
        .select_from(SampleUnit)
        .join(Participation, SampleUnit.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .where(~is_pending())
        .order_by(Participation.id, SampleUnit.completed_at.nulls_last(), SampleUnit.id)
    )  # fmt: skip
    if campaign is not None:
        # An act that was merged away since belongs to the campaign of its unit.
        query = query.where(or_(of_campaign(campaign), SampleUnit.campaign_id == campaign.id))
    rows = list(session.execute(query))
    oldest = _oldest(session, {row[0] for row in rows if row[4] is None})
    found: dict[int, tuple[int, Kind, int, int]] = {}
    for part, kind, first, second, at in rows:
        noted = (first, second, at) if first and second and at else oldest.get(part)
        if noted is None or part in found:
            continue
        one, other, complete = noted
        if (since is None or complete >= since) and (until is None or complete < until):
            found[part] = (part, kind, one, other)
    return list(found.values())


def _oldest(session: Session, parts: set[int]) -> dict[int, tuple[int, int, datetime]]:
    """The two oldest readings that stand, where nobody noted the pair: they were loaded."""
    found: dict[int, list[tuple[int, datetime]]] = {}
    for batch in _batches(parts):
        query = (
            select(Coding.participation_id, Coding.id, Coding.saved_at)
            .where(Coding.participation_id.in_(batch), Coding.current)
            .order_by(Coding.saved_at, Coding.id)
        )
        for part, coding, at in session.execute(query):
            found.setdefault(part, []).append((coding, at))
    return {
        part: (codings[0][0], codings[1][0], codings[1][1])
        for part, codings in found.items()
        if len(codings) > 1
    }


def _plain(session: Session, codings: set[int]) -> dict[int, Plain]:
    found: dict[int, Plain] = {}
    for batch in _batches(codings):
        theses = _theses(session, batch)
        topics = _topics(session, batch)
        query = select(Coding.id, Coding.reading, Coding.answer_reading).where(Coding.id.in_(batch))
        for number, reading, answer in session.execute(query):
            found[number] = Plain(
                reading.value,
                answer.value if answer else OPEN,
                theses.get(number, {}),
                frozenset(topics.get(number, ())),
            )
    return found


def _theses(session: Session, codings: list[int]) -> dict[int, dict[str, int]]:
    query = (
        select(ThesisTag.coding_id, Deputy.slug, Party.key, Thesis.number, ThesisTag.strength)
        .join(Thesis, ThesisTag.thesis_id == Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .where(ThesisTag.coding_id.in_(codings))
    )
    found: dict[int, dict[str, int]] = {}
    for coding, slug, party, number, strength in session.execute(query):
        owner = slug or f"party:{party}"
        found.setdefault(coding, {})[f"{owner}/{number}"] = RANKS[strength]
    return found


def _topics(session: Session, codings: list[int]) -> dict[int, set[str]]:
    query = (
        select(TopicTag.coding_id, CodeBook.key, Topic.key)
        .join(Topic, TopicTag.topic_id == Topic.id)
        .join(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(TopicTag.coding_id.in_(codings))
    )
    found: dict[int, set[str]] = {}
    for coding, book, topic in session.execute(query):
        found.setdefault(coding, set()).add(f"{book}/{topic}")
    return found


def _batches(numbers: set[int]) -> Iterable[list[int]]:
    ordered = sorted(numbers)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def as_json(page: AgreementPage) -> dict[str, Any]:
    """The page as plain values. Confusions are pairs of values and how often they met."""
    return {
        "units": page.units,
        "waiting": page.waiting,
        "limits": {
            "units": MIN_UNITS,
            "publish": PUBLISHED_FROM,
            "approximate": APPROXIMATE_FROM,
        },
        "fields": {one.field.value: _field_json(one) for one in page.fields},
    }


def _field_json(one: FieldAgreement) -> dict[str, Any]:
    measured = one.measured
    return {
        "level": one.level.value,
        "n": measured.n,
        "alpha": _rounded(measured.alpha),
        "interval": None
        if measured.low is None
        else [_rounded(measured.low), _rounded(measured.high)],
        "raw": _rounded(measured.raw),
        "largest": _rounded(measured.largest),
        "band": one.band,
        "confusions": [
            {"one": shown(one.field, a), "other": shown(one.field, b), "n": times}
            for a, b, times in measured.confusions
        ],
    }


def shown(field: Field, value: Any) -> str | None:
    """A value of a field as a word; None stands for what the other coder did not have."""
    if value is None:
        return None
    return NAMES[value] if field is Field.STRENGTH else str(value)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
