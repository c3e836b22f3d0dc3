"""Convocations, districts, parties and topics."""

from typing import Any

from app.extensions import db
from app.queries import districts as district_pages
from app.queries import editions
from app.queries import parties as party_lists
from app.queries import topics as topic_lists
from app.queries.districts import DistrictLine as Line
from app.queries.districts import DistrictPart, Held
from app.queries.listed import districts as lists
from app.queries.listed.state import NotThereError, State
from app.queries.paging import slice_of
from app.queries.parties import PartiesPart, PartyLine
from app.queries.terms import Term as TermFound
from app.queries.terms import terms as all_terms
from app.queries.topic_shapes import BookLine, TopicLine, TopicsPart
from app.web.api import shaping
from app.web.api.answering import answers, asked_state, listing, one
from app.web.api.arguments import InTerm, OfAll, OfDistricts, Paged
from app.web.api.fields import by_value, in_languages
from app.web.api.place_schemas import District, DistrictLine, Party, Term, Topic
from app.web.api.shaping import Shape


@answers("/terms", Term, OfAll, of="listTerms", listed=True)
def terms(wanted: dict[str, Any]) -> Any:
    """Convocations

    Those that have deputies, the latest first. Their keys are what `term` asks for.
    """
    found = asked_state(wanted)
    page = slice_of(all_terms(db.session), wanted["page"], wanted["page_size"])
    newest = editions.newest_by_term(db.session)
    return listing(found, wanted, page, [_term(row, newest.get(row.id)) for row in page.rows])


def _term(term: TermFound, edition: int | None) -> Shape:
    names = ("key", "number", "start", "end", "months", "deputies", "by_district")
    return {name: getattr(term, name) for name in names} | {
        "legislature": shaping.named(term.legislature, term),
        "edition": edition,
    }


@answers("/districts", DistrictLine, OfDistricts, of="listDistricts", listed=True)
def districts(wanted: dict[str, Any]) -> Any:
    """Districts

    The single-mandate electoral districts of a convocation in their order, with who held the seat.
    """
    found = asked_state(wanted)
    page = lists.page(db.session, found, wanted.get("region"), wanted["page"], wanted["page_size"])
    rows = [
        _district(row.line, shaping.named(row.region_key, row.region), found) for row in page.rows
    ]
    return listing(found, wanted, page, rows)


@answers("/districts/<int:number>", District, InTerm, of="getDistrict")
def district(wanted: dict[str, Any], number: int) -> Any:
    """One district"""
    found = asked_state(wanted)
    part = look(found, number)
    body = _district(part.district, shaping.named(part.region_key, part.region), found)
    body |= {
        "seat": part.seat,
        "electorate": part.electorate,
        "source": part.source,
        "places": [in_languages(place) for place in part.places],
        "others": part.others,
    }
    return one(found, body)


def look(found: State, number: int) -> DistrictPart:
    """The page of a district. Raises NotThereError where there is none of that number."""
    term, part = found.term, None
    if term is not None and found.edition is not None:
        key = f"{term.key}-{number}"
        part = editions.part(db.session, found.edition, "district", DistrictPart, key)
    elif term is not None:
        said = editions.lines(db.session, found.stated) if found.stated else {}
        part = district_pages.district_page(db.session, term, number, found.day, said.values())
    if part is None:
        raise NotThereError("district", number)
    return part


def _district(line: Line, region: Shape | None, found: State) -> Shape:
    term = found.term.key if found.term else ""
    return {
        "number": line.number,
        "region": region,
        "territory": in_languages(line.territory),
        "territory_confidence": line.territory_confidence,
        "confidence": line.confidence,
        "holders": [_holder(held, line.number, term) for held in line.held],
        "pages": shaping.pages("district", term=term, number=line.number),
        "self": shaping.own("district", number=line.number, term=term),
    }


def _holder(held: Held, district: int, term: str) -> Shape:
    names = (
        "birth_year", "start", "end", "end_reason", "party_confidence", "faction", "source",
    )  # fmt: skip
    return shaping.deputy_ref(held.slug, held.name, district, {"term": term}) | {
        **{name: getattr(held, name) for name in names},
        "party": in_languages(held.party),
        "headline": shaping.headline(held.headline),
    }


@answers("/parties", Party, Paged, of="listParties", listed=True)
def parties(wanted: dict[str, Any]) -> Any:
    """Parties

    The parties of a convocation, then the factions that sources name, each by its key.
    """
    found = asked_state(wanted)
    part = None
    if found.edition is not None:
        part = editions.part(db.session, found.edition, "parties", PartiesPart)
    elif found.term is not None:
        part = party_lists.parties(db.session, found.term)
    page = slice_of(part.parties if part else (), wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [_party(row, found) for row in page.rows])


def _party(line: PartyLine, found: State) -> Shape:
    names = ("key", "is_party", "is_faction", "by_district", "others")
    term = found.term.key if found.term else ""
    return {name: getattr(line, name) for name in names} | {
        "name": in_languages(line.name),
        "pages": shaping.pages("party", term=term, key=line.key),
    }


@answers("/topics", Topic, Paged, of="listTopics", listed=True)
def topics(wanted: dict[str, Any]) -> Any:
    """Topics

    The topics of the code books, in the order of each book. Items are counted once.
    """
    found = asked_state(wanted)
    part: TopicsPart | None = None
    if found.edition is not None:
        part = editions.part(db.session, found.edition, "topics", TopicsPart)
    elif found.term is not None:
        part = topic_lists.topics(db.session, found.term, {})
    rows = [(book, line) for book in (part.books if part else ()) for line in book.topics]
    page = slice_of(rows, wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [_topic(*row, found) for row in page.rows])


def _topic(book: BookLine, line: TopicLine, found: State) -> Shape:
    term = found.term.key if found.term else ""
    return {
        "key": line.address,
        "name": in_languages(line.name),
        "book": shaping.named(book.key, book.name),
        "version": book.version,
        "in_force": book.in_force,
        "parent": in_languages(line.parent),
        "retired": line.retired,
        "theses": line.promises,
        "party_theses": line.party_promises,
        "items": by_value(line.acts),
        "pages": shaping.pages("topic", term=term, key=line.address),
    }
