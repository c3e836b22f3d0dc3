"""Editions: which there are, what each covers, and the hashes of its parts."""

from typing import Any

from flask import url_for

from app.extensions import db
from app.queries import editions as queries
from app.queries.editions import EditionShown, PartLine
from app.queries.frozen import DeputiesPart, TotalsPart
from app.queries.listed.state import NotThereError, State
from app.queries.paging import slice_of
from app.web.api import shaping
from app.web.api.answering import answers, asked_state, listing, one
from app.web.api.arguments import OfAll, OfOneEdition
from app.web.api.fields import by_value, in_languages
from app.web.api.place_schemas import Edition, EditionPart
from app.web.api.schemas import EditionRef
from app.web.api.shaping import Shape


@answers("/editions", EditionRef, OfAll, of="listEditions", listed=True)
def editions(wanted: dict[str, Any]) -> Any:
    """Editions

    The newest first.
    """
    found = asked_state(wanted)
    page = queries.listing(db.session, wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [shaping.edition_ref(row) for row in page.rows])


@answers("/editions/<int:number>", Edition, OfOneEdition, of="getEdition")
def edition(wanted: dict[str, Any], number: int) -> Any:
    """One edition

    What it covers, how far coders agreed, and its counts.
    """
    found = asked_state({"edition": number})
    if found.edition is None:
        raise NotThereError("edition", number)
    return one(found, _shown(found.edition, found))


def _shown(shown: EditionShown, found: State) -> Shape:
    listed = queries.part(db.session, shown, "deputies", DeputiesPart)
    sums = queries.part(db.session, shown, "totals", TotalsPart)
    return shaping.edition_ref(shown) | {
        "term": found.term.key if found.term else "",
        "campaign": in_languages(shown.campaign),
        "observed_from": shown.observed_from,
        "observed_to": shown.observed_to,
        "audit_head": shown.audit_head,
        "agreement": [
            {
                "field": field.agreement.field, "n": field.agreement.n,
                "alpha": field.agreement.alpha, "low": field.agreement.low,
                "high": field.agreement.high, "raw": field.agreement.raw,
                "standing": field.standing,
            }
            for field in shown.gate.fields
        ],
        "deputies": len(listed.deputies) if listed else 0,
        "items": by_value(sums.items) if sums else {},
        "participations": by_value(sums.participations) if sums else {},
        "headline": shaping.headline(sums.headline) if sums else None,
        "links": {"parts": shaping.own("edition_parts", number=shown.number)},
    }  # fmt: skip


@answers("/editions/<int:number>/parts", EditionPart, OfAll, of="listEditionParts", listed=True)
def edition_parts(wanted: dict[str, Any], number: int) -> Any:
    """The parts of an edition

    With their hashes, in the order in which they are hashed. What was withheld since is not given
    out byte by byte; its hash stays.
    """
    found = asked_state({"edition": number})
    if found.edition is None:
        raise NotThereError("edition", number)
    every = queries.parts(db.session, found.edition)
    page = slice_of(every, wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [_part(row, number) for row in page.rows])


def _part(line: PartLine, number: int) -> Shape:
    values: dict[str, Any] = {"edition": number, "kind": line.kind, "lang": "en"}
    if line.key:
        values["slug"] = line.key
    return {
        "kind": line.kind,
        "key": line.key,
        "sha256": line.sha256,
        "url": url_for("public.edition_part", _external=True, **values),
    }
