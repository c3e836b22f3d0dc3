"""Who took part in acts, and what the readings that stand found in it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.queries.counting import is_before
from app.queries.deputies import Text
from app.queries.order import by_codepoint
from app.queries.settled import Settled, is_coded, settled_readings
from models.coding import AnswerReading, Coding, Strength
from models.item import Item, Participation, Role
from models.person import Deputy, Mandate
from models.place import District
from models.programme import Programme, Thesis


@dataclass(frozen=True)
class Link:
    """A promise that the act is linked to. It has a page for this deputy where `page` says so."""

    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    strength: Strength
    own: bool
    id: int = 0
    page: bool = False


@dataclass(frozen=True)
class Part:
    """A deputy's part in the act, and what was read in it.

    `answer_reading` is what the answer of a public body does, as it was read.
    """

    slug: str
    name: Text
    role: Role
    before: bool
    readings: int
    links: tuple[Link, ...]
    district: int | None = None
    answer_reading: AnswerReading | None = None


def parts_of(session: Session, items: Sequence[Item]) -> dict[int, list[Part]]:
    """Who took part in these acts, in the order of districts, and what was read in it."""
    acts = {item.id: item for item in items}
    query = (
        select(Participation, Mandate, Deputy, District.number)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy)
        .outerjoin(District, Mandate.district_id == District.id)
        .where(Participation.item_id.in_(acts), ~Participation.withdrawn)
        .order_by(District.number.asc().nulls_last())
        .order_by(by_codepoint(session, Deputy.name_key), Deputy.slug)
    )
    rows = session.execute(query).all()
    seats = {part.id: mandate for part, mandate, _, _ in rows}
    standing = settled_readings(session, Participation.id.in_(seats))
    links, readings = _links(session, seats, standing), _readings(session, seats)
    found: dict[int, list[Part]] = defaultdict(list)
    for part, mandate, deputy, district in rows:
        item, read = acts[part.item_id], standing.get(part.id)
        start = mandate.start or item.convocation.start
        found[item.id].append(
            Part(
                slug=deputy.slug,
                name=Text(deputy.name_kk, deputy.name_ru, deputy.name_en),
                role=part.role,
                before=is_before(item.date, item.date_precision, start),
                readings=readings.get(part.id, 0),
                links=tuple(links.get(part.id, ())),
                district=district,
                answer_reading=read.answer_reading if read else None,
            )
        )
    return found


def _readings(session: Session, parts: Collection[int]) -> dict[int, int]:
    """How many people have read each part. Nobody is named, and what may not be seen yet was
    read by nobody."""
    counting = (
        select(Participation.id, func.count(Coding.id))
        .join(Coding, Coding.participation_id == Participation.id)
        .where(Participation.id.in_(parts), Coding.current, is_coded())
        .group_by(Participation.id)
    )
    return dict(session.execute(counting).all())


def _links(
    session: Session, seats: Mapping[int, Mandate], standing: Mapping[int, Settled]
) -> dict[int, list[Link]]:
    """The promises that the readings which stand name, by part: the deputy's own first."""
    named = {thesis for reading in standing.values() for thesis in reading.theses}
    query = (
        select(Thesis, Programme)
        .join(Programme, Thesis.programme_id == Programme.id)
        .where(Thesis.id.in_(named), ~Thesis.withdrawn)
    )
    theses = {thesis.id: (thesis, programme) for thesis, programme in session.execute(query)}
    found: dict[int, list[Link]] = {}
    for part, reading in standing.items():
        links = [
            _link(*theses[thesis], strength, seats[part])
            for thesis, strength in reading.theses.items()
            if thesis in theses
        ]
        found[part] = sorted(links, key=lambda link: (not link.own, link.number))
    return found


def _link(thesis: Thesis, programme: Programme, strength: Strength, seat: Mandate) -> Link:
    own = programme.mandate_id is not None
    theirs = seat.party_id is not None and (programme.party_id, programme.convocation_id) == (
        seat.party_id,
        seat.convocation_id,
    )
    return Link(
        number=thesis.number,
        text_kk=thesis.text_kk,
        text_ru=thesis.text_ru,
        text_en=thesis.text_en,
        strength=strength,
        own=own,
        id=thesis.id,
        page=programme.mandate_id == seat.id or theirs,
    )
