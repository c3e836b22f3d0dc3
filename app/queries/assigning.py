"""What a proposal of who watches whom is made of."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.queries import campaigns
from app.queries.campaigns import Name, Seat, assignment_counts
from app.queries.progress import to_code
from models.campaign import Campaign
from models.coding import Assignment
from models.item import Item, Participation
from models.place import Region
from models.programme import Programme, Thesis
from models.user import User, UserRole


@dataclass(frozen=True)
class Watcher:
    """An active activist or coordinator, with what they watch already in all that is open."""

    user_id: int
    name: str
    role: UserRole
    region_id: int | None
    region: Name | None
    lang: str
    deputies: int
    acts: int


@dataclass(frozen=True)
class Unwatched:
    """A covered mandate that nobody watches in the campaign."""

    seat: Seat
    lang: str | None
    acts: int


def unwatched(session: Session, campaign: Campaign) -> list[Unwatched]:
    """The covered mandates without a watcher, by district. Five statements."""
    taken = campaigns.watches(session, campaign.id)
    free = [
        seat for seat in campaigns.covered(session, campaign.id) if seat.mandate_id not in taken
    ]
    ids = [seat.mandate_id for seat in free]
    acts, langs = _acts(session, campaign, ids), _languages(session, ids)
    return [
        Unwatched(seat, langs.get(seat.mandate_id), acts.get(seat.mandate_id, 0)) for seat in free
    ]


def _acts(session: Session, campaign: Campaign, ids: list[int]) -> dict[int, int]:
    """How many acts are to be coded for each of these mandates."""
    query = (
        select(Participation.mandate_id, func.count())
        .join(Item, Participation.item_id == Item.id)
        .where(Participation.mandate_id.in_(ids), to_code(campaign))
        .group_by(Participation.mandate_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _languages(session: Session, ids: list[int]) -> dict[int, str]:
    """The language of most theses and of acts with a title in one language alone, by mandate.

    A mandate with as much in the one as in the other is in neither. Two statements.
    """
    found: dict[int, Counter[str]] = {}
    theses = (
        select(Programme.mandate_id, Thesis.lang, func.count())
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Programme.mandate_id.in_(ids), ~Thesis.withdrawn, Thesis.lang.is_not(None))
        .group_by(Programme.mandate_id, Thesis.lang)
    )
    titles = (
        select(Participation.mandate_id, func.count(Item.title_kk), func.count(Item.title_ru))
        .join(Item, Participation.item_id == Item.id)
        .where(Participation.mandate_id.in_(ids), ~Participation.withdrawn)
        .where(Item.title_kk.is_(None) != Item.title_ru.is_(None))
        .group_by(Participation.mandate_id)
    )
    for owner, lang, count in session.execute(theses):
        if owner is not None and lang is not None:
            found.setdefault(owner, Counter())[lang.value] += count
    for owner, kk, ru in session.execute(titles):
        found.setdefault(owner, Counter()).update({"kk": kk, "ru": ru})
    ranked = {owner: _most(counts) for owner, counts in found.items()}
    return {owner: most for owner, most in ranked.items() if most is not None}


def _most(counts: Counter[str]) -> str | None:
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def watchers(session: Session) -> list[Watcher]:
    """Everybody active who can watch deputies, by name. Three statements."""
    people = (
        select(User, Region)
        .outerjoin(Region, User.region_id == Region.id)
        .where(User.active, User.role != UserRole.ANALYST)
        .order_by(User.name, User.id)
    )
    watched = (
        select(Assignment.user_id, Assignment.mandate_id).where(assignment_counts()).distinct()
    ).subquery()
    deputies = select(watched.c.user_id, func.count()).group_by(watched.c.user_id)
    acts = (
        select(watched.c.user_id, func.count())
        .join(Participation, Participation.mandate_id == watched.c.mandate_id)
        .join(Item, Participation.item_id == Item.id)
        .where(to_code(None))
        .group_by(watched.c.user_id)
    )
    many = {row[0]: row[1] for row in session.execute(deputies)}
    much = {row[0]: row[1] for row in session.execute(acts)}
    return [
        Watcher(
            user_id=user.id,
            name=user.name,
            role=user.role,
            region_id=user.region_id,
            region=Name(region.name_kk, region.name_ru, region.name_en) if region else None,
            lang=user.lang.value,
            deputies=many.get(user.id, 0),
            acts=much.get(user.id, 0),
        )
        for user, region in session.execute(people)
    ]


@dataclass(frozen=True)
class Standing:
    """An assignment that stands: whom it is about, and who watches."""

    id: int
    campaign_id: int | None
    user_id: int
    name: str
    seat: Seat


def standing(session: Session, assignment_id: int) -> Standing | None:
    """An assignment that was not taken back; None where there is none. Two statements."""
    query = (
        select(Assignment, User.name)
        .join(User, Assignment.user_id == User.id)
        .where(Assignment.id == assignment_id, ~Assignment.withdrawn)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    found, name = row
    seat = campaigns.seats(session, [found.mandate_id])[found.mandate_id]
    return Standing(found.id, found.campaign_id, found.user_id, name, seat)
