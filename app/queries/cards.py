"""A scorecard in a few words, for pictures and cards that other sites show."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.queries import editions
from app.queries.deputies import Text
from app.queries.editions import EditionShown
from app.queries.frozen import DeputyPart
from app.queries.scorecard_shapes import Person
from app.queries.scorecards import scorecard
from app.queries.terms import Term
from app.scoring import Headline
from models.person import MandateKind


@dataclass(frozen=True)
class Card:
    """Who a deputy is, and the headline of the edition that rates them.

    `headline` is None where no edition has this deputy: then `items` counts the parts in acts
    that were found, and `tagged` those of them that a settled reading links to a promise.
    """

    slug: str
    name: Text
    term: Term
    kind: MandateKind
    district: int | None
    region: Text | None
    headline: Headline | None = None
    edition: int | None = None
    as_of: date | None = None
    items: int = 0
    tagged: int = 0


def _of(
    person: Person,
    headline: Headline | None = None,
    edition: EditionShown | None = None,
    items: int = 0,
    tagged: int = 0,
) -> Card:
    return Card(
        slug=person.slug,
        name=person.name,
        term=person.term,
        kind=person.kind,
        district=person.district,
        region=person.region,
        headline=headline,
        edition=edition.number if edition else None,
        as_of=edition.as_of if edition else None,
        items=items,
        tagged=tagged,
    )


def of_part(part: DeputyPart, edition: EditionShown) -> Card:
    """The card of a deputy as an edition froze them."""
    return _of(part.card.person, part.card.headline, edition)


def card(
    session: Session,
    slug: str,
    today: date,
    legislature: str | None = None,
    number: int | None = None,
) -> Card | None:
    """The card of a deputy as their page of today shows them; None where there is no such page.

    Outcomes are those of the latest edition about the convocation, as everywhere.
    """
    found = scorecard(session, slug, today, legislature, number)
    if found is None:
        return None
    latest = editions.latest_of(session, found.person.term.id, slug)
    if latest is not None and latest.part is not None:
        return _of(found.person, latest.part.card.headline, latest.edition)
    return _of(found.person, items=found.totals.counted, tagged=found.totals.tagged)
