"""What districts, regions and sessions tell of a meeting's place and day."""

import calendar
import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.scoring import places
from models.person import Mandate
from models.place import Convocation, District
from models.place import Session as Sitting


@dataclass(frozen=True)
class Told:
    """What the facts tell; None where they do not. `has_district` is false for a list seat."""

    has_district: bool
    in_district: bool | None
    in_session: bool | None


def told(
    session: Session, mandate: Mandate, place: str | None, day: dt.date | None, *, month: bool
) -> Told:
    """What is known of `place` and of `day`, or of the whole month that it begins."""
    return Told(
        mandate.district_id is not None,
        _in_district(session, mandate, place) if place else None,
        _in_session(session, mandate, day, month=month) if day else None,
    )


def _in_district(session: Session, mandate: Mandate, place: str) -> bool | None:
    if mandate.district is None:
        return None
    query = (
        select(District)
        .where(District.convocation_id == mandate.convocation_id)
        .options(joinedload(District.region))
    )
    districts = {row.number: _territory(row) for row in session.scalars(query)}
    return places.in_district(place, mandate.district.number, districts)


def _territory(district: District) -> places.Territory:
    region = district.region
    texts = (district.territory_kk, district.territory_ru, district.territory_en, district.seat)
    names = (region.name_kk, region.name_ru, region.name_en) if region else ()
    return places.Territory(tuple(filter(None, texts)), tuple(filter(None, names)))


def _in_session(session: Session, mandate: Mandate, day: dt.date, *, month: bool) -> bool | None:
    sittings = select(Sitting.start, Sitting.end).where(
        Sitting.convocation_id == mandate.convocation_id
    )
    known = [(start, end) for start, end in session.execute(sittings)]
    end = session.scalar(select(Convocation.end).where(Convocation.id == mandate.convocation_id))
    last = day.replace(day=calendar.monthrange(day.year, day.month)[1]) if month else day
    return places.in_session(day.replace(day=1) if month else day, last, known, end)
