"""How it stands with the positions of deputies, for the desk and for the guests themselves."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app import clock
from app.queries.deputies import Text
from app.queries.paging import Page, paginate
from app.queries.positions import Said, Standing, StandingState, of_link, positions_of, standing
from app.queries.verdicts import Rating, confirmed, files_of, ratings
from models.appeal import Channel
from models.base import Lang
from models.file import StoredFile
from models.person import Deputy, Mandate
from models.place import Convocation, District
from models.programme import Programme, Thesis
from models.user import User
from models.verdict import (
    GuestLink,
    LinkPurpose,
    Position,
    PositionAsk,
    PositionState,
    Verdict,
    VerdictState,
)


@dataclass(frozen=True)
class MandateRow:
    """A mandate with standing verdicts: how many were asked about, and what waits."""

    mandate_id: int
    deputy: Text
    district: int | None
    convocation: int
    verdicts: int
    states: Counter[StandingState]
    to_publish: int
    disputes: int


def listing(session: Session, today: dt.date, number: int) -> Page[MandateRow]:
    """Mandates with verdicts that stand, by convocation, district and name. Five statements."""
    query = (
        select(Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Mandate.id.in_(_with_verdicts()))
        .order_by(
            Convocation.number.desc(),
            func.coalesce(District.number, 10_000),
            Deputy.name_key,
            Mandate.id,
        )
    )
    page = paginate(session, query, number)
    rows = _mandate_rows(session, list(page.rows), today)
    return Page(rows, page.number, page.size, page.total)


def _with_verdicts() -> Select[*tuple[Any, ...]]:
    return (
        select(Programme.mandate_id)
        .join(Thesis, Thesis.programme_id == Programme.id)
        .join(Verdict, Verdict.thesis_id == Thesis.id)
        .where(Verdict.state == VerdictState.CONFIRMED, Programme.mandate_id.is_not(None))
    )


def _mandate_rows(session: Session, ids: list[int], today: dt.date) -> list[MandateRow]:
    query = (
        select(Mandate)
        .where(Mandate.id.in_(ids))
        .options(
            joinedload(Mandate.deputy),
            joinedload(Mandate.convocation),
            joinedload(Mandate.district),
        )
    )
    mandates = {mandate.id: mandate for mandate in session.scalars(query)}
    pairs = (
        select(Programme.mandate_id, Verdict.id)
        .join(Thesis, Thesis.programme_id == Programme.id)
        .join(Verdict, Verdict.thesis_id == Thesis.id)
        .where(Verdict.state == VerdictState.CONFIRMED, Programme.mandate_id.in_(ids))
    )
    owned: dict[int | None, list[int]] = {}
    for mandate_id, verdict_id in session.execute(pairs):
        owned.setdefault(mandate_id, []).append(verdict_id)
    every = [verdict for found in owned.values() for verdict in found]
    stands, said = standing(session, every, today), positions_of(session, every)
    return [_mandate_row(mandates[key], owned.get(key, []), stands, said) for key in ids]


def _mandate_row(
    mandate: Mandate,
    verdicts: list[int],
    stands: dict[int, Standing],
    said: dict[int, tuple[Said, ...]],
) -> MandateRow:
    words = [one for verdict in verdicts for one in said.get(verdict, ())]
    deputy = mandate.deputy
    return MandateRow(
        mandate_id=mandate.id,
        deputy=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
        district=mandate.district.number if mandate.district else None,
        convocation=mandate.convocation.number,
        verdicts=len(verdicts),
        states=Counter(stands[verdict].state for verdict in verdicts),
        to_publish=sum(one.state is PositionState.RECEIVED for one in words),
        disputes=sum(one.disputes and one.settlement is None for one in words),
    )


@dataclass(frozen=True)
class Judged:
    """A thesis with the verdict on it, what is said to it, and how it was asked."""

    thesis: Thesis
    rating: Rating
    standing: Standing
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Link:
    """A link for a position. `works` while nobody took it back and its time is not over."""

    id: int
    guest: str
    lang: Lang
    deadline: dt.date | None
    issued_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    works: bool

    @property
    def last_day(self) -> dt.date:
        """The last day on which it works."""
        return last_day(self.expires_at)


def last_day(expires_at: datetime) -> dt.date:
    """The last day of what ends at `expires_at`, a midnight in Almaty."""
    return clock.day(expires_at - dt.timedelta(seconds=1))


@dataclass(frozen=True)
class Attempt:
    """An attempt to bring the verdicts before the deputy, with its proof."""

    link_id: int
    guest: str
    channel: Channel
    address: str
    asked_on: dt.date
    delivered: bool | None
    proof: str | None
    proof_file: int | None
    proof_name: str | None
    entered_by: str
    verdicts: int


@dataclass(frozen=True)
class MandatePage:
    """All that was asked of one deputy, and all that they said."""

    mandate: Mandate
    judged: tuple[Judged, ...]
    links: tuple[Link, ...]
    attempts: tuple[Attempt, ...]


def mandate_page(
    session: Session, mandate_id: int, now: datetime, today: dt.date
) -> MandatePage | None:
    """The page of one mandate; None where there is none. A fixed number of statements.

    Verdicts that were superseded are there while anything was said to them.
    """
    mandate = mandate_of(session, mandate_id)
    if mandate is None:
        return None
    query = (
        select(GuestLink)
        .where(GuestLink.mandate_id == mandate_id, GuestLink.purpose == LinkPurpose.POSITION)
        .order_by(GuestLink.id.desc())
    )
    links = tuple(_link(row, now) for row in session.scalars(query))
    return MandatePage(
        mandate, judged_of(session, mandate_id, today), links, _attempts(session, mandate_id)
    )


def mandate_of(session: Session, mandate_id: int) -> Mandate | None:
    """A mandate with who holds it, where and when."""
    return session.scalar(
        select(Mandate)
        .where(Mandate.id == mandate_id)
        .options(
            joinedload(Mandate.deputy),
            joinedload(Mandate.convocation).joinedload(Convocation.legislature),
            joinedload(Mandate.district),
        )
    )


def judged_of(session: Session, mandate_id: int, today: dt.date) -> tuple[Judged, ...]:
    """The theses of a mandate with a verdict: those that stand, then those with words to them."""
    theses = {thesis.id: thesis for thesis in session.scalars(_theses(mandate_id))}
    states = (VerdictState.CONFIRMED, VerdictState.SUPERSEDED, VerdictState.WITHDRAWN)
    found = ratings(session, Verdict.thesis_id.in_(theses), Verdict.state.in_(states))
    keys = [rating.id for rating in found]
    stands, said = standing(session, keys, today), positions_of(session, keys)
    rows = [
        Judged(theses[rating.thesis_id], rating, stands[rating.id], said.get(rating.id, ()))
        for rating in found
        if rating.state is VerdictState.CONFIRMED or said.get(rating.id)
    ]

    def place(row: Judged) -> tuple[bool, int, int]:
        return row.rating.state is not VerdictState.CONFIRMED, row.thesis.number, -row.rating.id

    return tuple(sorted(rows, key=place))


def _theses(mandate_id: int) -> Select[Thesis]:
    return select(Thesis).join(Programme).where(Programme.mandate_id == mandate_id)


def _link(link: GuestLink, now: datetime) -> Link:
    return Link(
        id=link.id,
        guest=link.guest,
        lang=link.lang,
        deadline=link.deadline,
        issued_at=link.issued_at,
        expires_at=link.expires_at,
        withdrawn_at=link.withdrawn_at,
        works=link.withdrawn_at is None and link.expires_at > now,
    )


def _attempts(session: Session, mandate_id: int) -> tuple[Attempt, ...]:
    query = (
        select(PositionAsk, GuestLink.guest, User.name, StoredFile)
        .join(GuestLink, PositionAsk.link_id == GuestLink.id)
        .join(User, PositionAsk.entered_by_id == User.id)
        .outerjoin(StoredFile, PositionAsk.proof_file_id == StoredFile.id)
        .options(joinedload(PositionAsk.verdicts))
        .where(GuestLink.mandate_id == mandate_id)
        .order_by(PositionAsk.asked_on.desc(), PositionAsk.id.desc())
    )
    return tuple(
        Attempt(
            link_id=ask.link_id,
            guest=guest,
            channel=ask.channel,
            address=ask.address,
            asked_on=ask.asked_on,
            delivered=ask.delivered,
            proof=ask.proof,
            proof_file=file.id if file else None,
            proof_name=file.name if file else None,
            entered_by=name,
            verdicts=len(ask.verdicts),
        )
        for ask, guest, name, file in session.execute(query).unique()
    )


@dataclass(frozen=True)
class Asked:
    """One verdict that a guest is asked about, and what they sent to it by this link."""

    thesis: Thesis
    rating: Rating
    said: tuple[Said, ...]


@dataclass(frozen=True)
class GuestPage:
    """What a guest sees: the verdicts of their mandate, and nothing of anybody else's."""

    link: Link
    mandate: Mandate
    asked: tuple[Asked, ...]


def guest_page(session: Session, link: GuestLink, now: datetime) -> GuestPage | None:
    """The page of a link for a position; None where its mandate is gone."""
    mandate = mandate_of(session, link.mandate_id) if link.mandate_id else None
    if mandate is None:
        return None
    theses = list(
        session.scalars(_theses(mandate.id).where(~Thesis.withdrawn).order_by(Thesis.number))
    )
    found = confirmed(session, [thesis.id for thesis in theses])
    said = of_link(session, link.id)
    asked = tuple(
        Asked(thesis, found[thesis.id], said.get(found[thesis.id].id, ()))
        for thesis in theses
        if thesis.id in found
    )
    return GuestPage(_link(link, now), mandate, asked)


@dataclass(frozen=True)
class ReviewPage:
    """What a reviewer sees: one proposed verdict on one thesis; None when it is settled."""

    link: Link
    thesis: Thesis
    mandate: Mandate | None
    rating: Rating | None


def review_page(session: Session, link: GuestLink, now: datetime) -> ReviewPage | None:
    """The page of a link for a review; None where its thesis is gone."""
    thesis = session.get(Thesis, link.thesis_id) if link.thesis_id else None
    if thesis is None:
        return None
    waits = ratings(
        session,
        Verdict.thesis_id == thesis.id,
        Verdict.state == VerdictState.PROPOSED,
        # What was proposed after the invitation is not what the reviewer was asked about.
        Verdict.proposed_at <= link.issued_at,
    )
    mandate_id = thesis.programme.mandate_id
    mandate = mandate_of(session, mandate_id) if mandate_id else None
    return ReviewPage(_link(link, now), thesis, mandate, waits[0] if waits else None)


def file_for_guest(session: Session, link: GuestLink, file_id: int, now: datetime) -> bool:
    """Whether a file is evidence that this link shows, or was sent by it."""
    if link.purpose is LinkPurpose.REVIEW:
        page = review_page(session, link, now)
        return bool(page and page.rating and file_id in page.rating.files)
    mine = {said.file for rows in of_link(session, link.id).values() for said in rows}
    if file_id in mine:
        return True
    shown = guest_page(session, link, now)
    return shown is not None and file_id in files_of(
        session, [row.rating.id for row in shown.asked]
    )


def link_of(session: Session, link_id: int) -> GuestLink | None:
    """A link for a position."""
    return session.scalar(
        select(GuestLink).where(GuestLink.id == link_id, GuestLink.purpose == LinkPurpose.POSITION)
    )


def mandate_of_position(session: Session, position_id: int) -> int | None:
    """Whose position it is; None where there is none."""
    return session.scalar(
        select(GuestLink.mandate_id)
        .join(Position, Position.link_id == GuestLink.id)
        .where(Position.id == position_id)
    )
