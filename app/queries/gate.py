"""What the gate looks at, counted for one campaign up to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.queries import agreement, positions, settled
from app.queries.campaigns import Seat, covered, covered_ids
from app.queries.counting import counted_for, to_be_coded, until
from app.queries.drawing import of_campaign
from app.scoring.gate import DeputyReading, Field, Figures, VerdictStanding
from models.campaign import Campaign
from models.item import Item, Participation
from models.person import Deputy, Mandate
from models.place import Convocation
from models.programme import Programme, Thesis, Wording
from models.verdict import PositionState, Verdict, VerdictState

ALMATY = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class Promised:
    """A thesis that is counted: its deputy and number, for lists of what is missing."""

    thesis: int
    slug: str
    number: int


def figures(session: Session, campaign: Campaign | None, as_of: date, today: date) -> Figures:
    """The figures of `campaign` on the day `as_of`, asked on the day `today`.

    A fixed number of statements, however many deputies are covered.
    """
    if campaign is None:
        return Figures()
    seats = covered(session, campaign.id)
    if not seats:
        return Figures(campaign=campaign.key)
    mine = and_(_in_office(session, campaign), of_campaign(campaign), until(as_of), to_be_coded())
    twice = or_(settled.read_by_two(), settled.is_adjudicated())
    double, both, drawn, drawn_settled = session.execute(
        select(
            func.count().filter(settled.is_coded(), twice),
            func.count().filter(settled.is_coded(), twice, settled.is_settled()),
            func.count().filter(settled.is_drawn()),
            func.count().filter(settled.is_drawn(), settled.is_settled()),
        )
        .select_from(Participation)
        .join(Item, Participation.item_id == Item.id)
        .where(mine)
    ).one()
    found = agreement.for_gate(session, campaign, _end_of(today))
    promised = counted_theses(session, [seat.mandate_id for seat in seats])
    return Figures(
        campaign=campaign.key,
        day_ahead=as_of > today,
        reliability_percent=campaign.reliability_percent,
        deputies=_read(session, mine, seats),
        double_coded=double,
        double_settled=both,
        sample=drawn,
        sample_settled=drawn_settled,
        units=max((one.n for one in found if one.field is Field.READING), default=0),
        agreement=found,
        verdicts=_verdicts(session, promised, as_of, today),
        testable=len(promised),
        proposed=_proposed(session, promised),
    )


def _end_of(day: date) -> datetime:
    """The moment at which `day` is over in Almaty."""
    return datetime.combine(day + timedelta(days=1), time(), ALMATY)


def _in_office(session: Session, campaign: Campaign) -> ColumnElement[bool]:
    """Participations that totals count, of mandates that began on days of their own."""
    begun = select(Mandate.id, Mandate.start).where(
        Mandate.id.in_(covered_ids(campaign.id)), Mandate.start.is_not(None)
    )
    start = session.scalar(
        select(Convocation.start).where(Convocation.id == campaign.convocation_id)
    )
    own = {mandate: day for mandate, day in session.execute(begun) if day is not None}
    return counted_for(own, start)


def _read(
    session: Session, mine: ColumnElement[bool], seats: Sequence[Seat]
) -> tuple[DeputyReading, ...]:
    query = (
        select(
            Participation.mandate_id,
            func.count().filter(settled.is_coded()),
            func.count(),
        )
        .join(Item, Participation.item_id == Item.id)
        .where(mine)
        .group_by(Participation.mandate_id)
    )
    counts = {mandate: (coded, total) for mandate, coded, total in session.execute(query)}
    return tuple(DeputyReading(seat.slug, *counts.get(seat.mandate_id, (0, 0))) for seat in seats)


def counted_theses(session: Session, mandates: Sequence[int]) -> dict[int, Promised]:
    """The theses of these mandates that are counted, by id: as `scoring.exclusion` says."""

    sourced = or_(
        *(
            column.is_not(None)
            for column in (
                Thesis.source, Thesis.source_url, Programme.source, Programme.source_url,
                Programme.file_id, Programme.capture_id, Thesis.file_id, Thesis.capture_id,
            )
        )
    )  # fmt: skip
    query = (
        select(Thesis.id, Deputy.slug, Thesis.number)
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(Mandate, Programme.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .where(Mandate.id.in_(mandates), ~Thesis.withdrawn, Thesis.testable)
        .where(Thesis.wording == Wording.QUOTED, sourced)
        .order_by(Deputy.slug, Thesis.number)
    )
    return {thesis: Promised(thesis, slug, n) for thesis, slug, n in session.execute(query)}


def _verdicts(
    session: Session, promised: dict[int, Promised], as_of: date, today: date
) -> tuple[VerdictStanding, ...]:
    query = select(Verdict).where(
        Verdict.thesis_id.in_(promised), Verdict.state == VerdictState.CONFIRMED
    )
    rows = {row.id: row for row in session.scalars(query)}
    said = positions.positions_of(session, rows)
    standing = positions.standing(session, rows, today)
    order = {thesis: place for place, thesis in enumerate(promised)}
    found = []
    for row in sorted(rows.values(), key=lambda row: order[row.thesis_id]):
        promise, how = promised[row.thesis_id], standing[row.id]
        wrote = said.get(row.id, ())
        found.append(
            VerdictStanding(
                key=f"{promise.slug}/{promise.number}",
                two_persons=row.review_id is not None
                or row.confirmed_by_id not in (None, row.proposed_by_id),
                later=row.as_of > as_of,
                asked=bool(how.asked),
                delivered=any(ask.delivered is not False for ask in how.asked),
                answered=bool(wrote),
                deadline_open=how.state is positions.StandingState.WAITING,
                waiting=sum(one.state is PositionState.RECEIVED for one in wrote),
            )
        )
    return tuple(found)


def _proposed(session: Session, promised: dict[int, Promised]) -> int:
    query = select(func.count(Verdict.id)).where(
        Verdict.thesis_id.in_(promised), Verdict.state == VerdictState.PROPOSED
    )
    return session.scalar(query) or 0
