"""What an edition kept, without what was withheld since: withholding reaches back."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import String, cast, exists, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.items import ItemPage
from app.queries.records import RecordShown
from app.queries.withheld import is_withheld
from models.file import StoredFile
from models.record import Document
from models.source import Capture
from models.verdict import Position, PositionState

#: Fields that say what stands in something, or what it is called.
SAID = {"words", "before", "after", "text", "name", "file_name", "file_size"}
#: What is said of each kind of thing that can be withheld: its kind and its name as text.
Named = tuple[str, str]
#: What is withheld, and why where the reason is public.
Gone = dict[Named, str | None]


def unquoted(session: Session, page: ItemPage) -> ItemPage:
    """The page without quotes of copies that are withheld now. Two statements."""
    seen = {copy.id for record in page.records for copy in record.copies}
    seen |= {n for record in page.records for e in record.edits
             for n in (e.from_capture, e.to_capture)}  # fmt: skip
    hidden = set(session.scalars(select(Capture.id).where(Capture.id.in_(seen), is_withheld())))
    papers = {
        (record_id, url)
        for record_id, url in session.execute(
            select(Document.record_id, Document.url).where(
                Document.record_id.in_([record.id for record in page.records]),
                or_(
                    exists().where(Capture.id == Document.capture_id, is_withheld()),
                    exists().where(
                        StoredFile.id == Document.file_id, StoredFile.withheld_why.is_not(None)
                    ),
                ),
            )
        )
    }
    return replace(page, records=tuple(_without(one, hidden, papers) for one in page.records))


def _without(record: RecordShown, hidden: set[int], papers: set[tuple[int, str]]) -> RecordShown:
    newest: dict[str, int] = {}
    for copy in record.copies:
        newest.setdefault(copy.lang, copy.id)
    gone = {lang for lang, capture_id in newest.items() if capture_id in hidden}
    return replace(
        record,
        lead=_kept(record.lead, gone),
        text=_kept(record.text, gone),
        edits=tuple(
            e for e in record.edits if not {e.from_capture, e.to_capture} & hidden
        ),
        documents=tuple(
            replace(one, text=None) if (record.id, one.url) in papers else one
            for one in record.documents
        ),
    )  # fmt: skip


def _kept(text: Text | None, gone: set[str]) -> Text | None:
    if text is None or not gone:
        return text
    return replace(text, **{f"name_{lang}": None for lang in gone & {"kk", "ru", "en"}})


def quiet(session: Session, body: Any) -> Any:
    """The plain values of a part without the words of documents, of edits and of positions, and
    without the names of files, that are withheld now; their hashes stay. At most one statement.
    """
    named = {name for value in _dicts(body) for name in _names(value)}
    gone = _withheld(session, named) if named else {}
    return _quiet(body, gone) if gone else body


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from _dicts(one)


def _names(value: dict[str, Any]) -> Iterator[Named]:
    """What must not be withheld for these values to be told."""
    if {"words", "before", "after"} <= value.keys() and value.get("kept"):
        yield "bytes", value["kept"]["sha256"]
    if value.get("sha256") and ("file_name" in value or "name" in value):
        yield "bytes", value["sha256"]
    if {"from_capture", "to_capture"} <= value.keys():
        yield "capture", str(value["from_capture"])
        yield "capture", str(value["to_capture"])
    if {"withheld_why", "verdict_id", "settlement"} <= value.keys():
        yield "position", str(value["id"])


def _withheld(session: Session, named: set[Named]) -> Gone:
    def those(kind: str) -> list[str]:
        return sorted(name for one, name in named if one == kind)

    hashes, captures = those("bytes"), [int(name) for name in those("capture")]
    positions = [int(name) for name in those("position")]
    query: Any = union_all(
        select(literal("bytes"), StoredFile.sha256, null()).where(
            StoredFile.sha256.in_(hashes), StoredFile.withheld_why.is_not(None)
        ),
        select(literal("bytes"), Capture.sha256, null()).where(
            Capture.sha256.in_(hashes), is_withheld()
        ),
        select(literal("capture"), cast(Capture.id, String), null()).where(
            Capture.id.in_(captures), is_withheld()
        ),
        select(literal("position"), cast(Position.id, String), Position.withheld_why).where(
            Position.id.in_(positions), Position.state == PositionState.WITHHELD
        ),
    )
    return {(kind, name): why for kind, name, why in session.execute(query)}


def _quiet(value: Any, gone: Gone) -> Any:
    if isinstance(value, list):
        # An edit says nothing without its words.
        return [_quiet(one, gone) for one in value if not _is_edit_of(one, gone)]
    if not isinstance(value, dict):
        return value
    told = {key: _quiet(one, gone) for key, one in value.items()}
    names = [name for name in _names(value) if name in gone]
    if not names:
        return told
    told |= dict.fromkeys(SAID & told.keys())
    if "withheld" in told:
        told["withheld"] = True
    if "withheld_why" in told:
        why = gone[names[0]]
        told |= {"state": PositionState.WITHHELD.value, "withheld_why": why, "file": None}
    return told


def _is_edit_of(value: Any, gone: Gone) -> bool:
    is_edit = isinstance(value, dict) and "from_capture" in value
    return is_edit and any(name in gone for name in _names(value))
