"""Who represents a place after a convocation ended, as far as the portal was told."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.terms import Term
from models.base import Confidence
from models.person import Deputy, Mandate
from models.place import Convocation, District, Legislature, Successor


@dataclass(frozen=True)
class Now:
    """A person or body that represents a place. `slug` is of a deputy with a page here, who sits
    for the district `number` of `body`. `since` is None where nobody told it.
    """

    name: Text
    since: date | None
    source: str | None
    confidence: Confidence
    url: str | None = None
    slug: str | None = None
    body: Text | None = None
    term: str | None = None
    number: int | None = None


def represented(
    session: Session, term: Term, region: int | None, district: int | None, day: date
) -> tuple[Now, ...]:
    """Who represents a region, or a district in it, on `day`, after `term` ended.

    What a country pack says of it comes first; then the deputies of districts of the same
    region, in convocations that sit on that day. Nothing is concluded from less. Two statements.
    """
    told = tuple(
        Now(
            name=Text(row.name_kk, row.name_ru, row.name_en),
            since=row.since,
            source=row.source,
            confidence=row.confidence,
            url=row.url,
        )
        for row in session.scalars(_told(term, region, district))
    )
    return told + (_sitting(session, term, region, day) if region is not None else ())


def _told(term: Term, region: int | None, district: int | None) -> Select[Successor]:
    everywhere = and_(Successor.district_id.is_(None), Successor.region_id.is_(None))
    there: ColumnElement[bool] = false()
    if district is not None:
        there = Successor.district_id == district
    if region is not None:
        of_region = and_(Successor.region_id == region, Successor.district_id.is_(None))
        there = or_(there, of_region)
    return (
        select(Successor)
        .where(Successor.convocation_id == term.id, or_(everywhere, there))
        .order_by(Successor.district_id.is_(None), Successor.region_id.is_(None), Successor.key)
    )


def _sitting(session: Session, term: Term, region: int, day: date) -> tuple[Now, ...]:
    begun = or_(
        Convocation.start <= day,
        # A later convocation of the same body sits, whoever forgot to say since when.
        and_(Convocation.start.is_(None), Legislature.key == term.legislature)
        & (Convocation.number > term.number),
    )
    query = (
        select(Mandate, Deputy, District, Convocation, Legislature)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(District, Mandate.district_id == District.id)
        .join(Convocation, District.convocation_id == Convocation.id)
        .join(Legislature, Convocation.legislature_id == Legislature.id)
        .where(Convocation.id != term.id, District.region_id == region, begun)
        .where(or_(Convocation.end.is_(None), Convocation.end >= day))
        .where(or_(Mandate.end.is_(None), Mandate.end >= day))
        .order_by(Legislature.key, Convocation.number, District.number, Mandate.seq)
    )
    return tuple(
        Now(
            name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
            since=mandate.start or convocation.start,
            source=mandate.source,
            confidence=mandate.district_confidence,
            slug=deputy.slug,
            body=Text.of(body),
            term=f"{body.key}-{convocation.number}",
            number=district.number,
        )
        for mandate, deputy, district, convocation, body in session.execute(query)
    )
