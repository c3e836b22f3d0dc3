"""What there is to be listed for search engines: the subjects of pages, today and by edition.

A subject is named by what the addresses of its pages need; which pages it has, the web knows.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.editions import EditionShown
from app.queries.frozen import DeputiesPart
from app.queries.terms import terms
from app.queries.topics import topics
from models.edition import EditionPart
from models.item import Item
from models.person import Deputy, Mandate, Party
from models.place import Convocation, District, Legislature, Region
from models.place import Session as Sitting
from models.programme import Programme, Thesis


class Subject(StrEnum):
    """What a page can be about."""

    NOTHING = "nothing"
    TERM = "term"
    DEPUTY = "deputy"
    PROMISE = "promise"
    ITEM = "item"
    DISTRICT = "district"
    REGION = "region"
    TOPIC = "topic"
    PARTY = "party"
    SITTING = "session"


Values = Mapping[str, str | int]


def today(session: Session) -> Iterator[tuple[Subject, Values]]:
    """All subjects of today's pages, in an order that does not change by itself."""
    yield Subject.NOTHING, {}
    for slug in session.scalars(
        select(Deputy.slug).where(Deputy.id.in_(select(Mandate.deputy_id))).order_by(Deputy.id)
    ):
        yield Subject.DEPUTY, {"slug": slug}
    for slug, thesis in session.execute(
        select(Deputy.slug, Thesis.id)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .join(Programme, Programme.mandate_id == Mandate.id)
        .join(Thesis, Thesis.programme_id == Programme.id)
        .where(~Thesis.withdrawn)
        .order_by(Thesis.id)
    ):
        yield Subject.PROMISE, {"slug": slug, "thesis": thesis}
    yield from _together(session)
    for key in session.scalars(
        select(Item.key).where(Item.merged_into_id.is_(None)).order_by(Item.id)
    ):
        yield Subject.ITEM, {"key": key}


def _together(session: Session) -> Iterator[tuple[Subject, Values]]:
    """Pages about many deputies, convocation by convocation."""
    term = (
        select(Convocation.id, Legislature.key, Convocation.number)
        .join(Legislature)
        .where(Convocation.id.in_(select(Mandate.convocation_id)))
        .order_by(Convocation.id)
    )
    for convocation, legislature, number in session.execute(term).all():
        name = f"{legislature}-{number}"
        yield Subject.TERM, {"term": name}
        own = District.convocation_id == convocation
        for district in session.scalars(
            select(District.number).where(own).order_by(District.number)
        ):
            yield Subject.DISTRICT, {"term": name, "number": district}
        regions = select(Region.key).where(Region.id.in_(select(District.region_id).where(own)))
        for key in sorted(session.scalars(regions)):
            yield Subject.REGION, {"term": name, "key": key}
        members = select(Mandate.party_id).where(Mandate.convocation_id == convocation)
        parties = select(Party.key).where(Party.id.in_(members), Party.is_party)
        for key in sorted(session.scalars(parties)):
            yield Subject.PARTY, {"term": name, "key": key}
        sittings = select(Sitting.number).where(Sitting.convocation_id == convocation)
        for sitting in sorted(session.scalars(sittings)):
            yield Subject.SITTING, {"term": name, "number": sitting}
    for found in terms(session):
        for book in topics(session, found, {}).books:
            for line in book.topics:
                yield Subject.TOPIC, {"term": found.key, "key": line.address}


def of_edition(session: Session, edition: EditionShown) -> Iterator[tuple[Subject, Values]]:
    """The subjects that an edition froze a page of. Three statements."""
    yield Subject.NOTHING, {}
    listed = editions.part(session, edition, "deputies", DeputiesPart)
    name = listed.term.key if listed else ""
    yield Subject.TERM, {"term": name}
    for slug, found in sorted(editions.outcomes(session, edition).items()):
        yield Subject.DEPUTY, {"slug": slug}
        for thesis in sorted(found):
            yield Subject.PROMISE, {"slug": slug, "thesis": thesis}
    for kind, key in sorted(_keys(session, edition)):
        # Pages of places have their convocation in their key.
        short = key.removeprefix(f"{name}-")
        match kind:
            case Subject.ITEM:
                yield Subject.ITEM, {"key": key}
            case Subject.TOPIC | Subject.REGION | Subject.PARTY:
                yield Subject(kind), {"term": name, "key": short}
            case Subject.DISTRICT | Subject.SITTING if short.isdigit():
                yield Subject(kind), {"term": name, "number": int(short)}


def _keys(session: Session, edition: EditionShown) -> Sequence[tuple[str, str]]:
    query = select(EditionPart.kind, EditionPart.key).where(EditionPart.edition_id == edition.id)
    return [(kind, key) for kind, key in session.execute(query)]
