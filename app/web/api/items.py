"""Items: acts with those who took part in them and the sources behind them."""

from collections.abc import Mapping
from typing import Any

from flask import g

from app.extensions import db
from app.queries import captures, editions
from app.queries import items as queries
from app.queries.items import Evidence, ItemPage, Moved, PostKept
from app.queries.items import Related as RelatedItem
from app.queries.listed import items as lists
from app.queries.listed.items import Wanted
from app.queries.listed.keys import Narrow
from app.queries.listed.state import NotThereError, State
from app.queries.records import Attachment, Copy, Edit, RecordShown
from app.queries.taking_part import Link, Part
from app.queries.unquoted import unquoted
from app.web.api import shaping
from app.web.api.answering import answers, asked_state, listing, one
from app.web.api.arguments import OfItems, OnlyEdition
from app.web.api.fields import in_languages
from app.web.api.item_schemas import ItemLine, ItemShown
from app.web.api.shaping import Shape
from models.coding import Strength

#: The sha256 of kept copies by their numbers.
Hashes = Mapping[int, str]


@answers("/items", ItemLine, OfItems, of="listItems", listed=True)
def items(wanted: dict[str, Any]) -> Any:
    """Items

    The acts of a convocation, the newest first and undated ones last: requests, answers, meetings
    and what else deputies did. With `counted=false` those that totals do not count.
    """
    found = asked_state(wanted)
    names = ("deputy", "district", "region", "party")
    narrow = Narrow(**{name: wanted.get(name) for name in names}, kind=wanted.get("seat"))
    asked = Wanted(
        narrow,
        **{name: wanted.get(name) for name in ("kind", "role", "topic", "since", "until")},
        counted=wanted["counted"],
    )
    page = lists.page(db.session, found, asked, wanted["page"], wanted["page_size"])
    hashes = captures.hashes(db.session, _documents(page.rows))
    return listing(found, wanted, page, [_line(row, hashes) for row in page.rows])


@answers("/items/<path:key>", ItemShown, OnlyEdition, of="getItem")
def item(wanted: dict[str, Any], key: str) -> Any:
    """One item

    With the accounts of its sources, their kept copies, and what they changed. An item that was
    merged into another one is told under the key of that one.
    """
    found = asked_state(wanted)
    shown = look(found, key)
    hashes = captures.hashes(db.session, _documents([shown]))
    return one(found, _shown(shown, hashes))


def look(found: State, key: str) -> ItemPage:
    """The item of today, or as the edition froze it. Raises NotThereError without one."""
    if found.edition is not None:
        kept = editions.part(db.session, found.edition, "item", ItemPage, key)
        if kept is None:
            raise NotThereError("item", key)
        return unquoted(db.session, kept)
    shown = queries.item_page(db.session, key)
    if isinstance(shown, Moved):
        shown = queries.item_page(db.session, shown.key)
    if shown is None or isinstance(shown, Moved):
        raise NotThereError("item", key)
    return shown


def _documents(pages: Any) -> set[int]:
    return {
        document.capture
        for page in pages
        for record in page.records
        for document in record.documents
        if document.capture is not None
    }


def _line(page: ItemPage, hashes: Hashes) -> Shape:
    names = (
        "key", "kind", "number", "date", "precision", "period_start", "period_end", "confirmed",
    )  # fmt: skip
    term = f"{page.legislature_key}-{page.convocation}"
    return {name: getattr(page, name) for name in names} | {
        "title": in_languages(page, "title"),
        "addressee": page.addressee or page.addressee_kk or page.addressee_ru,
        "topic": in_languages(page.theme),
        "term": term,
        "participations": [_part(part, term) for part in page.parts],
        "sources": sorted({record.source_name for record in page.records}),
        "evidence": [_evidence(one, hashes) for one in page.evidence],
        "pages": shaping.pages("item", key=page.key),
        "self": shaping.own("item", key=page.key),
    }


def _part(part: Part, term: str) -> Shape:
    return {
        "deputy": shaping.deputy_ref(part.slug, part.name, part.district, {"term": term}),
        "role": part.role,
        "before": part.before,
        "read": part.readings > 0,
        "links": [_link(link, part.slug, term) for link in part.links],
        "answer_reading": part.answer_reading,
    }


def _link(link: Link, slug: str, term: str) -> Shape:
    strength: Strength | None = link.strength
    edition = g.get("edition")
    if edition is not None and edition.standing("strength") == "left_out":
        strength = None
    return {
        "id": link.id,
        "number": link.number,
        "text": in_languages(link, "text"),
        "strength": strength,
        "own": link.own,
        "self": shaping.own("thesis", slug=slug, number=link.id, term=term) if link.page else None,
    }


def _evidence(one: Evidence, hashes: Hashes) -> Shape:
    return shaping.copy(
        original=one.original,
        sha256=one.sha256 or (hashes.get(one.capture) if one.capture else None),
        at=one.at,
        lang=one.lang,
        capture=one.capture,
        file=one.file,
        source=one.source,
    )


def _shown(page: ItemPage, hashes: Hashes) -> Shape:
    return _line(page, hashes) | {
        "kind_by_person": page.kind_by_person,
        "records": [_record(record, hashes) for record in page.records],
        "posts": [shape for post in page.posts for shape in _post(post)],
        "answer_to": _related(page.answer_to) if page.answer_to else None,
        "answers": [_related(one) for one in page.answers],
        "merged": [_related(one) for one in page.merged],
    }


def _post(post: PostKept) -> list[Shape]:
    found = []
    if post.file:
        found.append(
            shaping.copy(original=post.url, sha256=post.file, at=post.stored_at, file=post.file)
        )
    if post.capture:
        found.append(
            shaping.copy(
                original=post.url,
                sha256=post.capture_sha256,
                at=post.captured_at,
                capture=post.capture,
            )
        )
    return found


def _related(item: RelatedItem) -> Shape:
    names = ("key", "kind", "number", "date", "precision")
    return {name: getattr(item, name) for name in names} | {
        "title": in_languages(item, "title"),
        "pages": shaping.pages("item", key=item.key),
        "self": shaping.own("item", key=item.key),
    }


def _record(record: RecordShown, hashes: Hashes) -> Shape:
    names = (
        "uid", "confidence", "kind", "category", "number", "answer", "url_kk", "url_ru",
        "first_seen", "last_seen", "listed",
    )  # fmt: skip
    return {name: getattr(record, name) for name in names} | {
        "source": record.source_name,
        "told_by": record.source,
        "title": in_languages(record, "title"),
        "lead": in_languages(record.lead),
        "text": in_languages(record.text),
        "names": record.unmatched,
        "copies": [_copy(copy) for copy in record.copies],
        "edits": [_edit(edit) for edit in record.edits],
        "documents": [_document(one, hashes) for one in record.documents],
    }


def _copy(copy: Copy) -> Shape:
    return shaping.copy(
        original=copy.url, sha256=copy.sha256, at=copy.captured_at, lang=copy.lang, capture=copy.id
    )


def _edit(edit: Edit) -> Shape:
    names = ("field", "lang", "before", "after", "seen_at")
    return {name: getattr(edit, name) for name in names} | {
        "from_pages": shaping.pages("capture", capture_id=edit.from_capture),
        "to_pages": shaping.pages("capture", capture_id=edit.to_capture),
    }


def _document(document: Attachment, hashes: Hashes) -> Shape:
    kept = document.capture
    return {
        "original": document.url,
        "status": document.status,
        "mime": document.mime,
        "sha256": hashes.get(kept) if kept else None,
        "text": document.text,
        "pages": shaping.pages("capture", capture_id=kept) if kept else None,
    }
