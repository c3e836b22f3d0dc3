"""Verdicts, as an edition states them."""

from typing import Any

from app.extensions import db
from app.queries.listed import verdicts as queries
from app.queries.listed.state import State
from app.queries.listed.verdicts import VerdictLine, Wanted
from app.queries.positions import Said, Standing
from app.queries.verdicts import Piece, Rating
from app.web.api import shaping
from app.web.api.answering import answers, asked_state, listing, one
from app.web.api.arguments import InTerm, OfVerdicts
from app.web.api.deputies import narrow
from app.web.api.fields import in_languages
from app.web.api.promise_schemas import Verdict
from app.web.api.promises import about, whose
from app.web.api.shaping import Shape


@answers("/verdicts", Verdict, OfVerdicts, of="listVerdicts", listed=True)
def verdicts(wanted: dict[str, Any]) -> Any:
    """Verdicts

    Those that the latest edition states, or the edition asked for, in the order of districts and
    of promises; `from` and `to` are asked of the day that a verdict stands for. Before the first
    edition there is none.
    """
    found = asked_state(wanted)
    names = ("topic", "status", "since", "until")
    asked = Wanted(narrow(wanted), **{name: wanted.get(name) for name in names})
    page = queries.page(db.session, found, asked, wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [_line(row, found) for row in page.rows])


@answers("/verdicts/<slug>/<int:number>", Verdict, InTerm, of="getVerdict")
def verdict(wanted: dict[str, Any], slug: str, number: int) -> Any:
    """The verdict on one promise"""
    found = asked_state(wanted)
    return one(found, _line(queries.one(db.session, found, slug, number), found))


def _line(line: VerdictLine, found: State) -> Shape:
    return {
        "deputy": whose(line.seat, found),
        "thesis": line.promise.id,
        "number": line.promise.number,
        "text": in_languages(line.promise, "text"),
        "verdict": _rating(line.rating),
        "history": [_rating(one) for one in line.history],
        "position": _standing(line.standing) if line.standing else None,
        "pages": shaping.pages("promise", slug=line.seat.slug, thesis=line.promise.id),
        "self": shaping.own("verdict", slug=line.seat.slug, number=line.promise.id, **about(found)),
    }


def _rating(rating: Rating) -> Shape:
    names = ("status", "reason", "as_of", "settled_at", "outside")
    return {name: getattr(rating, name) for name in names} | {
        "explanation": in_languages(rating, "explanation"),
        "evidence": [_piece(piece) for piece in rating.evidence],
    }


def _piece(piece: Piece) -> Shape:
    kept = None
    if piece.capture is not None:
        kept = shaping.pages("capture", capture_id=piece.capture)
    elif piece.file is not None:
        kept = shaping.pages("verdict_file", file_id=piece.file)
    names = ("kind", "sha256", "mime", "size", "item", "note")
    return {name: getattr(piece, name) for name in names} | {
        "original": piece.url, "at": piece.captured_at, "pages": kept,
    }  # fmt: skip


def _standing(standing: Standing) -> Shape:
    attempts = ("asked_on", "channel", "deadline", "delivered")
    return {
        "state": standing.state,
        "deadline": standing.deadline,
        "disputed": standing.disputed,
        "asked": [{name: getattr(one, name) for name in attempts} for one in standing.asked],
        "positions": [_said(said) for said in standing.positions],
    }


def _said(said: Said) -> Shape:
    names = (
        "state", "text", "lang", "disputes", "received_at", "late", "published_at", "withheld_why",
        "settlement", "settled_at",
    )  # fmt: skip
    return {name: getattr(said, name) for name in names} | {
        "settlement_text": in_languages(said, "settlement")
    }
