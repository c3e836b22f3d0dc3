"""Convocations, regions, districts, parties, topics and editions: what other tables refer to."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.queries import editions as kept
from app.queries.concerning import books
from app.queries.districts import DistrictPart, RegionPart
from app.queries.editions import EditionShown
from app.queries.frozen import DeputiesPart
from app.queries.held import each
from app.queries.order import by_codepoint
from app.queries.parties import PartiesPart
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.common import batches, term_key
from app.queries.terms import terms
from app.queries.topic_shapes import TopicsPart, address
from app.scoring.words import N_
from models.base import Confidence
from models.edition import Edition
from models.person import Party
from models.place import Convocation, District, Legislature, Region

CONVOCATIONS = (
    c.key(c.text(key="convocation", title=c.CONVOCATION.title, about=c.CONVOCATION.about)),
    c.text(key="legislature", title=N_("Representative body"), about=N_("Key of the body.")),
    c.number(key="number", title=N_("Number"), about=N_("Number of the convocation.")),
    *c.named(N_("Name of the representative body.")),
    c.date(key="start", title=N_("Begins"), about=N_("First day of the convocation.")),
    c.date(key="end", title=N_("Ends"), about=N_("Last day; empty while it sits.")),
    c.number(key="term_months", title=N_("Term in months"), about=N_("Months of a full term.")),
)  # fmt: skip
REGIONS = (
    c.key(c.text(key="region", title=c.REGION.title, about=c.REGION.about)),
    *c.named(N_("Name of the region.")), c.SOURCE, c.CONFIDENCE,
)  # fmt: skip
PARTIES = (
    c.key(c.text(key="party", title=c.PARTY.title, about=c.PARTY.about)),
    c.yes_no(key="is_party", title=N_("Is a party"),
             about=N_("No for having been nominated by oneself.")),
    *c.named(N_("Name of the party.")), c.SOURCE, c.CONFIDENCE,
)  # fmt: skip
DISTRICTS = (
    c.key(c.CONVOCATION),
    c.key(c.number(key="district", title=c.DISTRICT.title,
                   about=N_("Number of the single-mandate district."))),
    c.REGION,
    c.text(key="seat", title=N_("Centre"), about=N_("Where its election commission sits.")),
    c.text(key="territory_kk", title=N_("Territory in Kazakh"), about=N_("What belongs to it.")),
    c.text(key="territory_ru", title=N_("Territory in Russian"), about=N_("What belongs to it.")),
    c.text(key="territory_en", title=N_("Territory in English"), about=N_("What belongs to it.")),
    c.label("territory_confidence", N_("Confidence of the territory"),
            N_("How well the territory is known."), Confidence),
    c.number(key="electorate", title=N_("Voters"), about=N_("Number of voters, where stated.")),
    c.SOURCE, c.CONFIDENCE,
)  # fmt: skip
TOPICS = (
    c.key(c.text(key="topic", title=c.TOPIC.title, about=c.TOPIC.about)),
    c.text(key="book", title=N_("Code book"), about=N_("Key of the code book.")),
    c.number(key="version", title=N_("Version"),
             about=N_("The newest version of the book that has the topic.")),
    *c.named(N_("Name of the topic.")),
    c.yes_no(key="retired", title=N_("Retired"),
             about=N_("Whether the topic is coded by no longer.")),
)  # fmt: skip
EDITIONS = (
    c.key(c.number(key="edition", title=N_("Edition"), about=N_("Number of the edition."))),
    c.text(key="name", title=N_("Name"), about=N_("As it was published.")),
    c.CONVOCATION,
    c.text(key="campaign", title=N_("Campaign"), about=N_("Key of the campaign it is about.")),
    c.date(key="observed_from", title=N_("Observed from"),
           about=N_("First day of the observed period.")),
    c.date(key="observed_to", title=N_("Observed to"),
           about=N_("Last day of the observed period.")),
    c.date(key="as_of", title=N_("As of"), about=N_("The day that the edition stands for.")),
    c.moment(key="published_at", title=N_("Published"), about=N_("When it was published, in UTC.")),
    c.number(key="method_version", title=N_("Version of the method"),
             about=N_("Version of the method that it was counted by.")),
    c.text(key="sha256", title=N_("Hash"), about=N_("SHA-256 of all parts of the edition.")),
    c.text(key="journal_head", title=N_("Head of the journal"),
           about=N_("Hash of the last row of the journal when it was published.")),
    c.link(key="page", title=N_("Page"), about=N_("Page of the edition; a path on this site.")),
)  # fmt: skip


def _texts(text: Any) -> Cells:
    return tuple(getattr(text, f"name_{lang}", None) for lang in ("kk", "ru", "en"))


def convocations(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every convocation, or that of the edition."""
    if scope.edition is not None:
        part = kept.part(session, scope.edition, "deputies", DeputiesPart)
        found = [part.term] if part else []
    else:
        found = _all_terms(session)
    for term in sorted(found, key=lambda each: each.key):
        yield (
            term.key, term.legislature, term.number, *_texts(term), term.start, term.end,
            term.months,
        )  # fmt: skip


def _all_terms(session: Session) -> list[Any]:
    """Also those of which no deputy is known: acts may refer to them."""
    seated = {term.id: term for term in terms(session)}
    query = select(Convocation, Legislature).join(Legislature)
    return [seated.get(row.id) or _Bare(row, body) for row, body in session.execute(query)]


class _Bare:
    """A convocation without deputies, as far as the table asks."""

    def __init__(self, row: Convocation, body: Legislature) -> None:
        self.key = term_key(body.key, row.number)
        self.legislature, self.number, self.months = body.key, row.number, row.term_months
        self.name_kk, self.name_ru, self.name_en = body.name_kk, body.name_ru, body.name_en
        self.start, self.end = row.start, row.end


def regions(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every region, or those that the edition shows."""
    if scope.edition is not None:
        for part in each(session, scope.edition, "region", RegionPart):
            yield part.key, *_texts(part.name), part.source, part.confidence
        return
    for row in session.scalars(select(Region).order_by(by_codepoint(session, Region.key))):
        yield row.key, *_texts(row), row.source, row.confidence


def parties(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every party; of an edition those of its deputies."""
    if scope.edition is not None:
        part = kept.part(session, scope.edition, "parties", PartiesPart)
        for line in part.parties if part else ():
            if not line.is_faction and line.name is not None:
                yield line.key, line.is_party, *_texts(line.name), None, Confidence.SOURCED
        return
    for row in session.scalars(select(Party).order_by(by_codepoint(session, Party.key))):
        yield row.key, row.is_party, *_texts(row), row.source, row.confidence


def districts(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every district, by number."""
    if scope.edition is not None:
        yield from _held_districts(session, scope, scope.edition)
        return
    of_term = District.convocation_id == scope.term.id if scope.term else true()
    query = (
        select(District, Convocation.number, Legislature.key, Region.key)
        .join(Convocation, District.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(Region, District.region_id == Region.id)
        .where(of_term, Region.key == scope.region if scope.region else true())
        .order_by(by_codepoint(session, Legislature.key), Convocation.number, District.number)
    )
    for batch in batches(session, query):
        for row, number, legislature, region in batch:
            yield (
                term_key(legislature, number), row.number, region, row.seat, row.territory_kk,
                row.territory_ru, row.territory_en, row.territory_confidence, row.electorate,
                row.source, row.confidence,
            )  # fmt: skip


def _held_districts(session: Session, scope: Scope, edition: EditionShown) -> Iterator[Cells]:
    found = [
        part
        for part in each(session, edition, "district", DistrictPart)
        if scope.region in (None, part.region_key)
        and (scope.term is None or scope.term.id == part.term.id)
    ]
    for part in sorted(found, key=lambda one: one.district.number):
        line = part.district
        yield (
            part.term.key, line.number, part.region_key, part.seat, *_texts(line.territory),
            line.territory_confidence, part.electorate, part.source, line.confidence,
        )  # fmt: skip


def topics(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every topic once, however many versions of its book have it."""
    if scope.edition is not None:
        part = kept.part(session, scope.edition, "topics", TopicsPart)
        lines = [(book, line) for book in (part.books if part else ()) for line in book.topics]
        for shown, line in sorted(lines, key=lambda pair: pair[1].address):
            yield line.address, line.book, shown.version, *_texts(line.name), line.retired
        return
    found: dict[str, Cells] = {}
    for book in books(session):
        for topic in book.topics:
            name = address(book.key, topic.key)
            found.setdefault(name, (name, book.key, book.version, *_texts(topic), topic.retired))
    for name in sorted(found):
        yield found[name]


def editions(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every edition, or the one that is asked for."""
    query = select(Edition.number).order_by(Edition.number)
    if scope.edition is not None:
        query = query.where(Edition.number == scope.edition.number)
    for number in session.scalars(query).all():
        edition = kept.get(session, number)
        part = kept.part(session, edition, "deputies", DeputiesPart) if edition else None
        if edition is None or (scope.term and part and part.term.id != scope.term.id):
            continue
        yield (
            edition.number, edition.name, part.term.key if part else None, edition.campaign_key,
            edition.observed_from, edition.observed_to, edition.as_of, edition.published_at,
            edition.method_version, edition.sha256, edition.audit_head,
            f"/editions/{edition.number}",
        )  # fmt: skip


HELD = frozenset({By.EDITION})
TABLES = (
    Table("convocations", N_("Convocations"), N_("Representative bodies and their terms."),
          CONVOCATIONS, convocations, HELD),
    Table("regions", N_("Regions"), N_("Regions and cities of republican significance."),
          REGIONS, regions, HELD),
    Table("districts", N_("Districts"), N_("Single-mandate districts and their territories."),
          DISTRICTS, districts, frozenset({By.TERM, By.REGION, By.EDITION})),
    Table("parties", N_("Parties"), N_("Parties, and having been nominated by oneself."),
          PARTIES, parties, HELD),
    Table("topics", N_("Topics"), N_("What promises and acts are about, book by book."),
          TOPICS, topics, HELD),
    Table("editions", N_("Editions"), N_("What was published, frozen, with its hashes."),
          EDITIONS, editions, frozenset({By.TERM, By.EDITION})),
)  # fmt: skip
