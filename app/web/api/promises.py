"""Programmes, and the promises in them."""

from typing import Any

from flask import g

from app.extensions import db
from app.queries import promises as queries
from app.queries.frozen import LinkedAct
from app.queries.listed import programmes as programme_lists
from app.queries.listed import theses as thesis_lists
from app.queries.listed.keys import SeatKey
from app.queries.listed.programmes import ProgrammeLine
from app.queries.listed.state import NotThereError, State
from app.queries.listed.theses import ThesisLine, Wanted
from app.queries.promises import PromisePage
from app.queries.quotes import Quote
from app.web.api import shaping
from app.web.api.answering import answers, asked_state, listing, one
from app.web.api.arguments import InTerm, OfPeople, OfTheses
from app.web.api.deputies import narrow
from app.web.api.fields import in_languages
from app.web.api.promise_schemas import Programme, Thesis, ThesisShown
from app.web.api.shaping import Shape


def about(found: State) -> Shape:
    """How addresses name the convocation."""
    return {"term": found.term.key} if found.term else {}


def whose(seat: SeatKey, found: State) -> Shape:
    """The deputy of a row."""
    return shaping.deputy_ref(seat.slug, seat.name, seat.district, about(found))


@answers("/programmes", Programme, OfPeople, of="listProgrammes", listed=True)
def programmes(wanted: dict[str, Any]) -> Any:
    """Programmes

    A row for each deputy in the order of districts, also for those of whom no programme is known.
    """
    found = asked_state(wanted)
    page = programme_lists.page(
        db.session, found, narrow(wanted), wanted["page"], wanted["page_size"]
    )
    return listing(found, wanted, page, [_programme(row, found) for row in page.rows])


@answers("/programmes/<slug>", Programme, InTerm, of="getProgramme")
def programme(wanted: dict[str, Any], slug: str) -> Any:
    """The programme of one deputy"""
    found = asked_state(wanted)
    return one(found, _programme(programme_lists.of_deputy(db.session, found, slug), found))


def _programme(line: ProgrammeLine, found: State) -> Shape:
    shown, record = line.shown, line.record
    said = ("title", "source", "source_url", "note", "confidence")
    known = ("availability", "found_via", "origin", "specific_promises", "known_on")
    kept = None
    if record and record.sha256:
        kept = shaping.copy(
            original=shown.source_url if shown else None, sha256=record.sha256,
            at=record.captured_at, capture=record.capture,
            file=None if record.capture else record.sha256,
        )  # fmt: skip
    return {
        "deputy": whose(line.seat, found),
        "own": line.own,
        "party": in_languages(line.party) if line.own is False else None,
        **{name: getattr(shown, name, None) for name in said},
        **{name: getattr(record, name, None) for name in known},
        "theses": line.theses,
        "quoted": line.quoted,
        "evidence": kept,
        "links": {"theses": shaping.own("theses", deputy=line.seat.slug, **about(found))},
    }


@answers("/theses", Thesis, OfTheses, of="listTheses", listed=True)
def theses(wanted: dict[str, Any]) -> Any:
    """Promises

    A row for each promise of each deputy, in the order of districts and of numbers. Where a
    deputy has no programme of their own, the promises of the party stand in for it, once for each
    such deputy.
    """
    found = asked_state(wanted)
    names = ("topic", "outcome", "action", "counted")
    asked = Wanted(narrow(wanted), **{name: wanted.get(name) for name in names})
    page = thesis_lists.page(db.session, found, asked, wanted["page"], wanted["page_size"])
    return listing(found, wanted, page, [_line(row, found) for row in page.rows])


def _line(line: ThesisLine, found: State) -> Shape:
    pair, words = line.pair, line.words
    stated = None
    if pair.found and found.stated:
        stated = {
            "edition": found.stated.number, "action": pair.found.action,
            "outcome": pair.found.outcome,
        }  # fmt: skip
    return {
        **_words(words, pair.seat.slug, found),
        "deputy": whose(pair.seat, found),
        "own": pair.own,
        "topic": in_languages(line.topic),
        "excluded": pair.exclusion,
        "evidence": evidence(line.quote),
        "stated": stated,
    }


def _words(words: Any, slug: str, found: State) -> Shape:
    names = (
        "id", "number", "lang", "wording", "page", "testable", "untestable_reason", "deadline",
        "source",
    )  # fmt: skip
    return {name: getattr(words, name) for name in names} | {
        "text": in_languages(words, "text"),
        "pages": shaping.pages("promise", slug=slug, thesis=words.id),
        "self": shaping.own("thesis", slug=slug, number=words.id, **about(found)),
    }


def evidence(quote: Quote | None) -> Shape | None:
    """The document in which a promise stands."""
    if quote is None or (quote.kept is None and quote.original is None):
        return None
    kept = quote.kept
    return shaping.copy(
        original=quote.original,
        sha256=kept.sha256 if kept else None,
        at=kept.at if kept else None,
        capture=kept.capture if kept else None,
        file=kept.file if kept else None,
    )


@answers("/theses/<slug>/<int:number>", ThesisShown, InTerm, of="getThesis")
def thesis(wanted: dict[str, Any], slug: str, number: int) -> Any:
    """One promise of one deputy

    With the items that settled readings link to it.
    """
    found = asked_state(wanted)
    seen = look(found, slug, number)
    return one(found, _shown(seen, found))


def look(found: State, slug: str, number: int) -> PromisePage:
    """The page of the promise. Raises NotThereError where there is none."""
    if g.edition is not None:
        seen = queries.of_edition(db.session, g.edition, slug, number)
    else:
        seen = queries.today(db.session, slug, number, found.day)
        # A promise has one convocation: asked of another one, it is not there.
        if seen is not None and (found.term is None or seen.person.term.id != found.term.id):
            raise NotThereError("thesis", f"{slug}/{number}")
    if seen is None or seen.withdrawn:
        raise NotThereError("thesis", f"{slug}/{number}")
    page: PromisePage = seen
    return page


def _shown(seen: PromisePage, found: State) -> Shape:
    promise, person, quote = seen.promise, seen.person, seen.quote
    said = seen.promise if g.edition is not None else seen.said
    edition = g.edition or seen.edition
    return {
        **_words(promise, person.slug, found),
        "deputy": shaping.deputy_ref(person.slug, person.name, person.district, about(found)),
        "own": seen.programme.own,
        "topic": in_languages(promise.topic),
        "excluded": promise.exclusion,
        "evidence": evidence(quote),
        "stated": {"edition": edition.number, "action": said.action, "outcome": said.outcome}
        if said and edition else None,
        "quote": {"before": quote.before, "words": quote.words, "after": quote.after}
        if quote and quote.words else None,
        "items": [_act(act) for act in seen.acts],
        "tagged": promise.tagged,
        "direct": promise.direct,
        "kept_back": seen.kept_back,
        "verdict": shaping.own("verdict", slug=person.slug, number=promise.id, **about(found))
        if seen.rating else None,
    }  # fmt: skip


def _act(act: LinkedAct) -> Shape:
    names = (
        "key", "kind", "role", "strength", "answer_reading", "number", "date", "precision",
    )  # fmt: skip
    return {name: getattr(act, name) for name in names} | {
        "title": in_languages(act, "title"),
        "pages": shaping.pages("item", key=act.key),
        "self": shaping.own("item", key=act.key),
    }
