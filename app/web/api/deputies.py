"""Deputies: the list in the order of districts, and one with all that their page says."""

from typing import Any

from app.extensions import db
from app.queries import deputy_tabs, editions
from app.queries.deputy_tabs import DeputyPage
from app.queries.frozen import DeputyPart
from app.queries.listed import seats
from app.queries.listed.keys import Narrow
from app.queries.listed.seats import Listed
from app.queries.listed.state import NotThereError, State
from app.web.api import shaping
from app.web.api.answering import answers, asked_state, listing, one
from app.web.api.arguments import InTerm, OfPeople
from app.web.api.deputy_schemas import DeputyLine, DeputyShown
from app.web.api.fields import by_value, in_languages


def narrow(wanted: dict[str, Any]) -> Narrow:
    """Which seats the arguments ask for."""
    names = ("deputy", "district", "region", "party", "kind")
    return Narrow(**{name: wanted[name] for name in names if name in wanted})


@answers("/deputies", DeputyLine, OfPeople, of="listDeputies", listed=True)
def deputies(wanted: dict[str, Any]) -> Any:
    """Deputies

    All seats of a convocation in the order of districts, those without one by name; with an
    edition the deputies that it covers. Counts of a deputy are of participations.
    """
    found = asked_state(wanted)
    page = seats.page(db.session, found, narrow(wanted), wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [_line(row, found) for row in page.rows])


def _line(listed: Listed, found: State) -> dict[str, Any]:
    key, row, line = listed.key, listed.row, listed.line
    about = {"term": found.term.key} if found.term else {}
    return {
        **shaping.deputy_ref(row.slug, row.name, row.district, about),
        "seat": key.seq,
        "kind": row.kind,
        "district_confidence": row.district_confidence,
        "territory": in_languages(row.territory),
        "region": shaping.named(key.region, row.region),
        "party": shaping.named(key.party, row.party),
        "party_confidence": row.party_confidence,
        "faction": row.faction,
        "birth_year": row.birth_year,
        "ended": row.ended,
        "participations": row.items,
        "tagged": row.tagged,
        "headline": shaping.headline(line.headline if line else None),
        "bounds": shaping.bounds(line.bounds if line else None),
        "coverage": shaping.coverage(line.coverage) if line else None,
        "promises_own": line.own if line else None,
    }


@answers("/deputies/<slug>", DeputyShown, InTerm, of="getDeputy")
def deputy(wanted: dict[str, Any], slug: str) -> Any:
    """One deputy

    The seat with its dates, what sources say, the programme, the headline of promises and the
    counts of participations, as the page of the deputy shows them.
    """
    found = asked_state(wanted)
    return one(found, _shown(look(found, slug), found))


def look(found: State, slug: str) -> DeputyPage:
    """The scorecard. Raises NotThereError where nobody has that slug, or no seat there."""
    if found.edition is not None:
        part: DeputyPart | None = editions.deputy(db.session, found.edition, slug)
        seen = deputy_tabs.published(part, found.edition) if part else None
    elif found.term is not None:
        term = found.term
        seen = deputy_tabs.today(db.session, slug, found.day, term.legislature, term.number)
    else:
        seen = None
    if seen is None:
        raise NotThereError("deputy", slug)
    return seen


def _shown(seen: DeputyPage, found: State) -> dict[str, Any]:
    card, person = seen.card, seen.card.person
    about = {"term": person.term.key}
    return {
        **shaping.deputy_ref(person.slug, person.name, person.district, about),
        **_seat(person),
        "headline": shaping.headline(seen.head),
        "headline_stated": seen.stated is not None,
        "bounds": shaping.bounds(seen.stated.card.bounds if seen.stated else None),
        "actions": by_value(dict(seen.actions)),
        "positions": by_value(dict(seen.positions)),
        "coverage": shaping.coverage(card.coverage),
        "totals": {
            "counted": card.totals.counted,
            "by_kind": by_value(card.totals.by_kind),
            "requests_by_role": by_value(card.totals.requests_by_role),
            "tagged": card.totals.tagged,
            "coded": card.totals.coded,
            "to_be_coded": card.totals.to_be_coded,
            "before": card.totals.before,
            "unconfirmed": card.totals.unconfirmed,
        },
        "links": {
            "programme": shaping.own("programme", slug=person.slug, **about),
            "theses": shaping.own("theses", deputy=person.slug, **about),
            "items": shaping.own("items", deputy=person.slug, **about),
            "verdicts": shaping.own("verdicts", deputy=person.slug, **about),
        },
    }


def _seat(person: Any) -> dict[str, Any]:
    return {
        "kind": person.kind,
        "district_confidence": person.district_confidence,
        "territory": in_languages(person.territory),
        "region": shaping.named(person.region_key, person.region),
        "party": shaping.named(person.party_key, person.party),
        "party_confidence": person.party_confidence,
        "faction": person.faction,
        "committee": in_languages(person.committee),
        "committee_confidence": person.committee_confidence,
        "start": person.start,
        "end": person.end,
        "end_reason": person.end_reason,
        "months": person.months,
        "ended_early": person.ended_early,
        "source": person.source,
        "facts": [
            {
                "field": fact.field, "value": fact.value, "lang": fact.lang or None,
                "confidence": fact.confidence, "last_seen": fact.last_seen,
                "source": fact.source,
                "pages": shaping.pages("capture", capture_id=fact.capture)
                if fact.capture else None,
            }
            for fact in person.facts
        ],
        "other_terms": [term.key for term in person.others],
    }  # fmt: skip
