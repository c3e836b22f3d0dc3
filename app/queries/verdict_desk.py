"""Verdicts as those see them who make them: the list of theses, and one thesis with everything."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from app import scoring
from app.queries import actions as acting
from app.queries.actions import Act, Acted
from app.queries.deputies import Text
from app.queries.paging import Page, paginate
from app.queries.position_desk import last_day
from app.queries.positions import Standing, standing
from app.queries.verdicts import Rating, ratings
from models.item import Item
from models.names import fold
from models.person import Deputy, Mandate
from models.place import Convocation, District
from models.programme import Programme, Thesis, Wording
from models.user import User
from models.verdict import (
    GuestLink,
    Reason,
    Status,
    Verdict,
    VerdictState,
)


class Show(StrEnum):
    """What the list is narrowed to, besides the outcomes themselves."""

    FOR_ME = "for_me"
    PROPOSED = "proposed"
    NOT_RATED = "not_rated"
    RATED = "rated"


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; `show` is a `Show` or a `Status`."""

    convocation: int | None = None
    name: str = ""
    mandate: int | None = None
    show: Show | Status | None = None


@dataclass(frozen=True)
class Stands:
    """The outcome that stands on a thesis, or the one that was proposed."""

    id: int
    status: Status
    reason: Reason | None
    as_of: dt.date
    own: bool


@dataclass(frozen=True)
class ThesisRow:
    """A thesis in the list. `testable` false: it takes no verdict."""

    id: int
    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    testable: bool
    mandate_id: int
    deputy: Text
    district: int | None
    convocation: int
    acted: Acted
    confirmed: Stands | None
    proposed: Stands | None


CONFIRMED, PROPOSED = aliased(Verdict), aliased(Verdict)


def listing(
    session: Session, actor: User, wanted: Wanted, number: int, size: int = 50
) -> Page[ThesisRow]:
    """Quoted theses of mandates by convocation, district and name; not those withdrawn."""
    query = (
        select(Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(Mandate, Programme.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(CONFIRMED, _is(CONFIRMED, VerdictState.CONFIRMED))
        .outerjoin(PROPOSED, _is(PROPOSED, VerdictState.PROPOSED))
        .where(~Thesis.withdrawn, Thesis.wording == Wording.QUOTED, *_narrowed(actor, wanted))
        .order_by(
            Convocation.number.desc(),
            func.coalesce(District.number, 10_000),
            Deputy.name_key,
            Mandate.id,
            Thesis.number,
        )
    )
    page = paginate(session, query, number, size)
    rows = _rows(session, actor, page.rows)
    return Page(rows, page.number, page.size, page.total)


def _is(verdict: Any, state: VerdictState) -> ColumnElement[bool]:
    return (verdict.thesis_id == Thesis.id) & (verdict.state == state)


def _narrowed(actor: User, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Deputy.name_key.contains(word) for word in fold(wanted.name).split()
    ]
    if wanted.convocation is not None:
        found.append(Mandate.convocation_id == wanted.convocation)
    if wanted.mandate is not None:
        found.append(Mandate.id == wanted.mandate)
    if wanted.show is Show.FOR_ME:
        found.append(PROPOSED.proposed_by_id != actor.id)
    elif wanted.show is Show.PROPOSED:
        found.append(PROPOSED.id.is_not(None))
    elif wanted.show is Show.NOT_RATED:
        found += [Thesis.testable.is_(True), CONFIRMED.id.is_(None)]
    elif wanted.show is Show.RATED:
        found.append(CONFIRMED.id.is_not(None))
    elif isinstance(wanted.show, Status):
        found.append(CONFIRMED.status == wanted.show)
    return found


def _rows(session: Session, actor: User, ids: Collection[int]) -> list[ThesisRow]:
    query = (
        select(Thesis, Mandate, Deputy, District.number, Convocation.number, CONFIRMED, PROPOSED)
        .join(Programme, Thesis.programme_id == Programme.id)
        .join(Mandate, Programme.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(CONFIRMED, _is(CONFIRMED, VerdictState.CONFIRMED))
        .outerjoin(PROPOSED, _is(PROPOSED, VerdictState.PROPOSED))
        .where(Thesis.id.in_(ids))
    )
    found = {row[0].id: row for row in session.execute(query)}
    acted = acting.actions(session, ids)
    return [_row(actor, *found[key], acted.get(key, Acted())) for key in ids]


def _row(
    actor: User,
    thesis: Thesis,
    mandate: Mandate,
    deputy: Deputy,
    *rest: Any,
) -> ThesisRow:
    district, convocation, confirmed, proposed, acted = rest
    return ThesisRow(
        id=thesis.id,
        number=thesis.number,
        text_kk=thesis.text_kk,
        text_ru=thesis.text_ru,
        text_en=thesis.text_en,
        testable=thesis.testable,
        mandate_id=mandate.id,
        deputy=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
        district=district,
        convocation=convocation,
        acted=acted,
        confirmed=_stands(confirmed, actor),
        proposed=_stands(proposed, actor),
    )


def _stands(verdict: Verdict | None, actor: User) -> Stands | None:
    if verdict is None:
        return None
    own = verdict.proposed_by_id == actor.id
    return Stands(verdict.id, verdict.status, verdict.reason, verdict.as_of, own)


def waiting_for(session: Session, actor: User) -> int:
    """How many proposals wait that the actor did not make, and so may confirm."""
    query = (
        select(func.count(Verdict.id))
        .join(Thesis, Verdict.thesis_id == Thesis.id)
        .where(
            Verdict.state == VerdictState.PROPOSED,
            Verdict.proposed_by_id != actor.id,
            ~Thesis.withdrawn,
        )
    )
    return session.scalar(query) or 0


@dataclass(frozen=True)
class Step:
    """A verdict in the timeline of a thesis, with who made it: for staff alone."""

    rating: Rating
    proposed_by: str
    own: bool
    settled_by: str | None
    words: str | None
    standing: Standing | None


@dataclass(frozen=True)
class ReviewLink:
    """An invitation of a reviewer that may still be used."""

    id: int
    guest: str
    issued_at: datetime
    last_day: dt.date


@dataclass(frozen=True)
class ThesisPage:
    """A thesis with all that was ever said of its outcome, the newest first."""

    thesis: Thesis
    mandate: Mandate | None
    acted: Acted
    steps: tuple[Step, ...]
    reviews: tuple[ReviewLink, ...]
    change_due: bool

    @property
    def proposed(self) -> Step | None:
        """The proposal that waits."""
        return next((s for s in self.steps if s.rating.state is VerdictState.PROPOSED), None)

    @property
    def confirmed(self) -> Step | None:
        """The verdict that stands."""
        return next((s for s in self.steps if s.rating.state is VerdictState.CONFIRMED), None)


def thesis_page(
    session: Session, actor: User, thesis_id: int, now: datetime, today: dt.date
) -> ThesisPage | None:
    """The page of one thesis; None where there is none. A fixed number of statements."""
    thesis = session.scalar(
        select(Thesis)
        .where(Thesis.id == thesis_id)
        .options(
            joinedload(Thesis.topic),
            joinedload(Thesis.programme)
            .joinedload(Programme.mandate)
            .options(
                joinedload(Mandate.deputy),
                joinedload(Mandate.convocation),
                joinedload(Mandate.district),
            ),
        )
    )
    if thesis is None:
        return None
    steps = _steps(session, actor, thesis_id, today)
    return ThesisPage(
        thesis=thesis,
        mandate=thesis.programme.mandate,
        acted=acting.actions(session, [thesis_id]).get(thesis_id, Acted()),
        steps=steps,
        reviews=_reviews(session, thesis_id, now),
        change_due=any(
            step.rating.state is VerdictState.CONFIRMED
            and step.standing is not None
            and any(said.settlement == "changed" for said in step.standing.positions)
            for step in steps
        ),
    )


def _steps(session: Session, actor: User, thesis_id: int, today: dt.date) -> tuple[Step, ...]:
    proposer, other = aliased(User), aliased(User)
    query = (
        select(Verdict, proposer.name, other.name, GuestLink.guest)
        .join(proposer, Verdict.proposed_by_id == proposer.id)
        .outerjoin(other, Verdict.confirmed_by_id == other.id)
        .outerjoin(GuestLink, Verdict.review_id == GuestLink.id)
        .where(Verdict.thesis_id == thesis_id)
    )
    people = {row[0].id: row for row in session.execute(query)}
    shown = ratings(session, Verdict.thesis_id == thesis_id)
    stood = [r.id for r in shown if r.state in (VerdictState.CONFIRMED, VerdictState.SUPERSEDED)]
    said = standing(session, stood, today)
    return tuple(
        Step(
            rating=rating,
            proposed_by=people[rating.id][1],
            own=people[rating.id][0].proposed_by_id == actor.id,
            settled_by=people[rating.id][2] or people[rating.id][3],
            words=people[rating.id][0].settled_why,
            standing=said.get(rating.id),
        )
        for rating in shown
    )


def _reviews(session: Session, thesis_id: int, now: datetime) -> tuple[ReviewLink, ...]:
    used = select(Verdict.id).where(Verdict.review_id == GuestLink.id).exists()
    query = (
        select(GuestLink)
        .where(
            GuestLink.thesis_id == thesis_id,
            GuestLink.withdrawn_at.is_(None),
            GuestLink.expires_at > now,
            ~used,
        )
        .order_by(GuestLink.id)
    )
    return tuple(
        ReviewLink(link.id, link.guest, link.issued_at, last_day(link.expires_at))
        for link in session.scalars(query)
    )


def thesis_of(session: Session, verdict_id: int) -> int | None:
    """The thesis that a verdict is on; None where there is no such verdict."""
    return session.scalar(select(Verdict.thesis_id).where(Verdict.id == verdict_id))


def acts_for(session: Session, page: ThesisPage) -> tuple[Act, ...]:
    """The acts that can be evidence on a thesis: those linked to it, and answers to them."""
    known = {act.item_id for act in page.acted.acts}
    query = (
        select(Item)
        .where(Item.answer_to_id.in_(known), Item.merged_into_id.is_(None), Item.id.not_in(known))
        .order_by(Item.date.desc().nulls_last(), Item.id.desc())
    )
    answers = (acting.act_of(item) for item in session.scalars(query)) if known else ()
    return (*page.acted.acts, *answers)


def ended_early(mandate: Mandate, today: dt.date) -> bool:
    """Whether a mandate was over before its time."""
    body = mandate.convocation
    return scoring.ended_early(
        mandate.start or body.start, mandate.end or body.end, body.term_months, today
    )
