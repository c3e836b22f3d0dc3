"""What an edition kept of an act, without what was withheld since: withholding reaches back."""

from dataclasses import replace

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.queries.deputies import Text
from app.queries.items import ItemPage
from app.queries.records import RecordShown
from app.queries.withheld import is_withheld
from models.file import StoredFile
from models.record import Document
from models.source import Capture


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
