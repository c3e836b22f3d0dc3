"""What the coding screen shows, and which readings count."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.queries.books import TopicGroup, groups_of
from app.queries.readings import Entry
from models.coding import Coding, Draft
from models.item import DatePrecision, Item, Kind, Participation, Role
from models.person import Mandate
from models.programme import Programme, Thesis
from models.record import Document, Record
from models.topic import Topic
from models.user import User

#: How much of a text the screen shows, in characters; the rest stands on a page of its own.
TEXT_SHOWN = 6_000
#: How much of all documents together, so that a long request stays light on a slow line.
DOCUMENTS_SHOWN = 12_000


@dataclass(frozen=True)
class DocumentView:
    """A document of a record; `text` may be cut: `cut` says so."""

    id: int
    url: str
    capture_id: int | None
    mime: str | None
    text: str
    cut: bool


@dataclass(frozen=True)
class RecordView:
    """One record of the item, with what it says in each language: (language, lead, text, cut)."""

    id: int
    source: str
    uid: str
    title_kk: str | None
    title_ru: str | None
    passages: tuple[tuple[str, str, str, bool], ...]
    links: tuple[tuple[str, str], ...]
    captures: tuple[tuple[str, int, datetime], ...]
    addressee_kk: str | None
    addressee_ru: str | None
    listed: bool
    documents: tuple[DocumentView, ...]


@dataclass(frozen=True)
class ThesisView:
    """A thesis as the screen lists it; `gone` where it can no longer be chosen."""

    id: int
    number: int
    text_kk: str | None
    text_ru: str | None
    text_en: str | None
    lang: str | None
    wording: str
    testable: bool
    page: str | None
    topic: Topic | None
    gone: bool = False


@dataclass(frozen=True)
class Screen:
    """Everything about one participation that its coder needs."""

    participation_id: int
    mandate: Mandate
    role: Role
    withdrawn: bool
    kind: Kind
    title_kk: str | None
    title_ru: str | None
    date: dt.date | None
    precision: DatePrecision
    number: str | None
    addressee: str | None
    answer_to: Item | None
    others: tuple[Mandate, ...]
    records: tuple[RecordView, ...]
    theses: tuple[ThesisView, ...]
    party_theses: bool
    books: tuple[TopicGroup, ...]
    mine: Coding | None
    draft: Draft | None


def surviving(session: Session, participation: Participation) -> Participation | None:
    """The participation to code instead of one whose item was merged into another.

    Returns None where the surviving act does not have this deputy.
    """
    item = participation.item
    while item.merged_into is not None:
        item = item.merged_into
    if item.id == participation.item_id:
        return participation
    return session.scalar(
        select(Participation).where(
            Participation.item_id == item.id, Participation.mandate_id == participation.mandate_id
        )
    )


def programme_theses(session: Session, mandate: Mandate) -> tuple[list[Thesis], bool]:
    """The theses to code against, and whether they are the party's.

    They are the deputy's own; a deputy without any is coded against the party's (method, 1).
    """
    own = _theses(session, Programme.mandate_id == mandate.id)
    if own or mandate.party_id is None:
        return own, False
    party = _theses(
        session,
        and_(
            Programme.party_id == mandate.party_id,
            Programme.convocation_id == mandate.convocation_id,
        ),
    )
    return party, bool(party)


def _theses(session: Session, owner: Any) -> list[Thesis]:
    query = (
        select(Thesis)
        .join(Thesis.programme)
        .where(owner, ~Thesis.withdrawn)
        .options(joinedload(Thesis.topic))
        .order_by(Thesis.number)
    )
    return list(session.scalars(query))


def codable_theses(session: Session, mandate: Mandate, chosen: Collection[int]) -> set[int]:
    """Those of the theses `chosen` that are the deputy's or the party's, and not withdrawn."""
    query = (
        select(Thesis.id)
        .join(Thesis.programme)
        .where(
            Thesis.id.in_(chosen),
            ~Thesis.withdrawn,
            or_(
                Programme.mandate_id == mandate.id,
                and_(
                    Programme.party_id == mandate.party_id,
                    Programme.convocation_id == mandate.convocation_id,
                ),
            ),
        )
    )
    return set(session.scalars(query)) if chosen else set()


def existing_topics(session: Session, chosen: Collection[int]) -> set[int]:
    """Those of the topics `chosen` that there are."""
    return set(session.scalars(select(Topic.id).where(Topic.id.in_(chosen)))) if chosen else set()


def current_of(session: Session, participation_id: int, coder_id: int) -> Coding | None:
    """The coder's reading of a participation that stands now."""
    return session.scalar(
        select(Coding)
        .where(
            Coding.participation_id == participation_id,
            Coding.coder_id == coder_id,
            Coding.current,
        )
        .options(selectinload(Coding.thesis_tags), selectinload(Coding.topic_tags))
    )


def draft_of(session: Session, participation_id: int, coder_id: int) -> Draft | None:
    """The coder's draft on a participation."""
    return session.scalar(
        select(Draft).where(Draft.participation_id == participation_id, Draft.coder_id == coder_id)
    )


def screen(session: Session, participation: Participation, coder: User) -> Screen:
    """What the coder sees of `participation`: never anything of another coder's reading.

    Takes the same number of statements whatever the item holds.
    """
    mandate = session.scalars(
        select(Mandate)
        .where(Mandate.id == participation.mandate_id)
        .options(
            joinedload(Mandate.deputy),
            joinedload(Mandate.party),
            joinedload(Mandate.convocation),
            joinedload(Mandate.district),
        )
    ).one()
    item = session.scalars(
        select(Item)
        .where(Item.id == participation.item_id)
        .options(joinedload(Item.answer_to))
        .execution_options(populate_existing=True)
    ).one()
    theses, party = programme_theses(session, mandate)
    mine = current_of(session, participation.id, coder.id)
    draft = draft_of(session, participation.id, coder.id)
    chosen = set(Entry.of(mine).theses if mine else ())
    chosen |= set(Entry.from_fields(draft.fields).theses if draft else ())
    views = [_thesis_view(thesis) for thesis in theses]
    views += _gone(session, chosen - {thesis.id for thesis in theses})
    return Screen(
        participation_id=participation.id,
        mandate=mandate,
        role=participation.role,
        withdrawn=participation.withdrawn,
        kind=item.kind,
        title_kk=item.title_kk,
        title_ru=item.title_ru,
        date=item.date,
        precision=item.date_precision,
        number=item.number,
        addressee=item.addressee,
        answer_to=item.answer_to,
        others=_others(session, participation),
        records=_records(session, item.id),
        theses=tuple(views),
        party_theses=party,
        books=groups_of(session, mandate.id),
        mine=mine,
        draft=draft,
    )


def _thesis_view(thesis: Thesis, *, gone: bool = False) -> ThesisView:
    return ThesisView(
        thesis.id,
        thesis.number,
        thesis.text_kk,
        thesis.text_ru,
        thesis.text_en,
        thesis.lang.value if thesis.lang else None,
        thesis.wording.value,
        thesis.testable,
        thesis.page,
        thesis.topic,
        gone,
    )


def _gone(session: Session, ids: Collection[int]) -> list[ThesisView]:
    """Theses that were chosen earlier and have been withdrawn since, or gave way to own ones."""
    if not ids:
        return []
    query = select(Thesis).where(Thesis.id.in_(ids)).options(joinedload(Thesis.topic))
    return [_thesis_view(thesis, gone=True) for thesis in session.scalars(query)]


def _others(session: Session, participation: Participation) -> tuple[Mandate, ...]:
    """The mandates of the other deputies who took part."""
    query = (
        select(Mandate)
        .join(Participation, Participation.mandate_id == Mandate.id)
        .where(
            Participation.item_id == participation.item_id,
            Participation.id != participation.id,
            ~Participation.withdrawn,
        )
        .options(joinedload(Mandate.deputy))
        .order_by(Mandate.id)
    )
    return tuple(session.scalars(query))


def _records(session: Session, item_id: int) -> tuple[RecordView, ...]:
    merged = aliased(Item)
    items = select(merged.id).where(or_(merged.id == item_id, merged.merged_into_id == item_id))
    query = (
        select(Record)
        .where(Record.item_id.in_(items))
        .options(
            joinedload(Record.source_row),
            joinedload(Record.capture_ru),
            joinedload(Record.capture_kk),
            selectinload(Record.documents),
        )
        .order_by(Record.id)
    )
    left = DOCUMENTS_SHOWN
    views = []
    for record in session.scalars(query):
        documents = []
        for document in sorted(record.documents, key=lambda row: row.id):
            shown = min(left, TEXT_SHOWN)
            documents.append(_document_view(document, shown))
            left -= len(documents[-1].text)
        views.append(_record_view(record, tuple(documents)))
    return tuple(views)


def _document_view(document: Document, shown: int) -> DocumentView:
    text = document.text or ""
    return DocumentView(
        document.id,
        document.url,
        document.capture_id,
        document.mime,
        text[:shown],
        len(text) > shown,
    )


def _record_view(record: Record, documents: tuple[DocumentView, ...]) -> RecordView:
    passages, links, captures = [], [], []
    for lang in ("kk", "ru"):
        lead = getattr(record, f"lead_{lang}") or ""
        text = getattr(record, f"text_{lang}") or ""
        if lead or text:
            passages.append((lang, lead[:TEXT_SHOWN], text[:TEXT_SHOWN], len(text) > TEXT_SHOWN))
        if url := getattr(record, f"url_{lang}"):
            links.append((lang, url))
        if capture := getattr(record, f"capture_{lang}"):
            captures.append((lang, capture.id, capture.captured_at))
    return RecordView(
        id=record.id,
        source=record.source_row.name,
        uid=record.source_uid,
        title_kk=record.title_kk,
        title_ru=record.title_ru,
        passages=tuple(passages),
        links=tuple(links),
        captures=tuple(captures),
        addressee_kk=record.addressee_kk,
        addressee_ru=record.addressee_ru,
        listed=record.listed,
        documents=documents,
    )


def participation(session: Session, participation_id: int) -> Participation | None:
    """A participation with its item."""
    return session.scalar(
        select(Participation)
        .where(Participation.id == participation_id)
        .options(joinedload(Participation.item))
    )


def document_text(session: Session, document_id: int) -> tuple[Document, str] | None:
    """A document and all of its text."""
    document = session.get(Document, document_id)
    return None if document is None else (document, document.text or "")


def record_of(session: Session, record_id: int) -> Record | None:
    """A record with all of its texts."""
    return session.get(Record, record_id)
