"""Deputies with their seats."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.order import by_codepoint
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables import held
from app.queries.tables.common import batches, term_key
from app.queries.tables.scoping import of_mandate
from app.scoring.words import N_
from models.base import Confidence
from models.person import Deputy, Mandate, MandateKind, Party
from models.place import Convocation, District, Legislature, Region

DEPUTIES = (
    c.key(c.text(key="deputy", title=c.DEPUTY.title, about=c.DEPUTY.about)),
    c.key(c.CONVOCATION), c.key(c.SEAT),
    *c.PERSON,
    c.label("mandate", N_("Mandate"), N_("How the seat was won."), MandateKind),
    c.DISTRICT,
    c.label("district_confidence", N_("Confidence of the district"),
            N_("How well the district is known."), Confidence),
    c.REGION, c.PARTY,
    c.label("party_confidence", N_("Confidence of the party"),
            N_("How well the party, or having been nominated by oneself, is known."), Confidence),
    c.text(key="faction", title=N_("Faction"), about=N_("As sources name it.")),
    c.text(key="committee_ru", title=N_("Committee in Russian"), about=N_("As sources name it.")),
    c.text(key="committee_kk", title=N_("Committee in Kazakh"), about=N_("As sources name it.")),
    c.text(key="committee_en", title=N_("Committee in English"), about=N_("As sources name it.")),
    c.label("committee_confidence", N_("Confidence of the committee"),
            N_("How well the committee is known."), Confidence),
    c.date(key="start", title=N_("In office from"),
           about=N_("First day of the seat, or else of the convocation.")),
    c.date(key="end", title=N_("In office to"),
           about=N_("Last day of the seat, or else of the convocation; empty while it sits.")),
    c.text(key="end_reason", title=N_("Why it ended"),
           about=N_("How the seat ended before the convocation did, in words.")),
    c.number(key="birth_year", title=N_("Year of birth"), about=N_("Where a source gives it.")),
    c.SOURCE, c.CONFIDENCE,
)  # fmt: skip


def deputies(session: Session, scope: Scope) -> Iterator[Cells]:
    """One row per mandate; `seat` counts a person's seats in one convocation."""
    if scope.edition is not None:
        yield from held.deputies(session, scope)
        return
    query = (
        select(Mandate, Deputy, Convocation, Legislature.key, District.number, Region.key,
               Party.key)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .outerjoin(District, Mandate.district_id == District.id)
        .outerjoin(Region, District.region_id == Region.id)
        .outerjoin(Party, Mandate.party_id == Party.id)
        .where(of_mandate(scope))
        .order_by(
            by_codepoint(session, Deputy.slug),
            by_codepoint(session, Legislature.key),
            Convocation.number,
            Mandate.seq,
        )
    )  # fmt: skip
    for batch in batches(session, query):
        for m, d, term, legislature, district, region, party in batch:
            yield (
                d.slug, term_key(legislature, term.number), m.seq, d.name_kk, d.name_ru, d.name_en,
                m.kind, district, m.district_confidence, region, party, m.party_confidence,
                m.faction, m.committee_ru, m.committee_kk, m.committee_en, m.committee_confidence,
                m.start or term.start, m.end or term.end, m.end_reason, d.birth_year, m.source,
                m.confidence,
            )  # fmt: skip


TABLES = (
    Table("deputies", N_("Deputies"),
          N_("Who sat in which convocation, for which district or party; one row for each seat."),
          DEPUTIES, deputies, frozenset({By.TERM, By.REGION, By.PARTY, By.EDITION})),
)  # fmt: skip
