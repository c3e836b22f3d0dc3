"""Verdicts: what stands on each thesis, the evidence behind it, and what stood before.

Nothing here names the people who propose and confirm: public pages are made of it. For the
desk, `app.queries.verdict_desk` adds them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from models.edition import EditionPart
from models.file import StoredFile
from models.item import Item, Kind
from models.meeting import Post, PostAccount
from models.person import Deputy, Mandate
from models.programme import Programme, Thesis
from models.record import Document, Record
from models.source import Capture
from models.verdict import (
    EvidenceKind,
    Position,
    PositionState,
    Reason,
    Status,
    Verdict,
    VerdictEvidence,
    VerdictState,
)


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: a kept copy or an uploaded file, and the act it belongs to."""

    kind: EvidenceKind | None
    capture: int | None = None
    url: str | None = None
    captured_at: datetime | None = None
    file: int | None = None
    file_name: str | None = None
    size: int | None = None
    mime: str | None = None
    sha256: str | None = None
    item: str | None = None
    item_kind: Kind | None = None
    title_kk: str | None = None
    title_ru: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Rating:
    """A verdict as it is shown. `outside` says that a reviewer without an account confirmed it."""

    id: int
    thesis_id: int
    status: Status
    reason: Reason | None
    as_of: dt.date
    explanation_kk: str
    explanation_ru: str
    explanation_en: str | None
    state: VerdictState
    outside: bool
    proposed_at: datetime
    settled_at: datetime | None
    supersedes: int | None
    evidence: tuple[Piece, ...] = field(default=())

    @property
    def files(self) -> frozenset[int]:
        """The uploaded files among the evidence."""
        return frozenset(piece.file for piece in self.evidence if piece.file is not None)


def confirmed(session: Session, thesis_ids: Collection[int]) -> dict[int, Rating]:
    """The verdict that stands on each of these theses that has one. Two statements."""
    found = ratings(
        session, Verdict.thesis_id.in_(thesis_ids), Verdict.state == VerdictState.CONFIRMED
    )
    return {rating.thesis_id: rating for rating in found}


def of_mandate(session: Session, mandate_id: int) -> list[Rating]:
    """The verdicts that stand on the theses of one mandate, by number of thesis."""
    mine = (
        select(Thesis.id)
        .join(Programme)
        .where(Programme.mandate_id == mandate_id, ~Thesis.withdrawn)
        .order_by(Thesis.number)
    )
    order = list(session.scalars(mine))
    found = confirmed(session, order)
    return [found[thesis] for thesis in order if thesis in found]


def history(session: Session, thesis_id: int) -> list[Rating]:
    """What stood and stands on a thesis, the newest first; proposals and refusals stay out."""
    stood = (VerdictState.CONFIRMED, VerdictState.SUPERSEDED)
    return ratings(session, Verdict.thesis_id == thesis_id, Verdict.state.in_(stood))


def ratings(session: Session, *where: ColumnElement[bool]) -> list[Rating]:
    """Verdicts with their evidence, the newest first. Two statements."""
    query = select(Verdict, Capture, StoredFile, Item).where(*where)
    rows = session.execute(_with_copies(query, Verdict).order_by(Verdict.id.desc())).all()
    further = _further(session, [verdict.id for verdict, *_ in rows])
    return [
        Rating(
            id=verdict.id,
            thesis_id=verdict.thesis_id,
            status=verdict.status,
            reason=verdict.reason,
            as_of=verdict.as_of,
            explanation_kk=verdict.explanation_kk,
            explanation_ru=verdict.explanation_ru,
            explanation_en=verdict.explanation_en,
            state=verdict.state,
            outside=verdict.review_id is not None,
            proposed_at=verdict.proposed_at,
            settled_at=verdict.settled_at,
            supersedes=verdict.supersedes_id,
            evidence=(*_first(verdict, *copies), *further.get(verdict.id, ())),
        )
        for verdict, *copies in rows
    ]


def _with_copies(query: Any, owner: Any) -> Any:
    return (
        query.outerjoin(Capture, owner.capture_id == Capture.id)
        .outerjoin(StoredFile, owner.file_id == StoredFile.id)
        .outerjoin(Item, owner.item_id == Item.id)
    )


def _first(verdict: Verdict, *copies: Any) -> tuple[Piece, ...]:
    if verdict.capture_id is None and verdict.file_id is None:
        return ()
    return (_piece(verdict.evidence_kind, verdict.evidence_note, *copies),)


def _further(session: Session, verdict_ids: list[int]) -> dict[int, list[Piece]]:
    query = _with_copies(
        select(VerdictEvidence, Capture, StoredFile, Item).where(
            VerdictEvidence.verdict_id.in_(verdict_ids)
        ),
        VerdictEvidence,
    ).order_by(VerdictEvidence.id)
    found: dict[int, list[Piece]] = defaultdict(list)
    for row, *copies in session.execute(query) if verdict_ids else ():
        found[row.verdict_id].append(_piece(row.kind, row.note, *copies))
    return found


def _piece(
    kind: EvidenceKind | None,
    note: str | None,
    capture: Capture | None,
    file: StoredFile | None,
    item: Item | None,
) -> Piece:
    return Piece(
        kind=kind,
        capture=capture.id if capture else None,
        url=capture.url if capture else None,
        captured_at=capture.captured_at if capture else None,
        file=file.id if file else None,
        file_name=file.name if file and file.withheld_why is None else None,
        size=file.size if file else capture.size if capture else None,
        mime=file.mime if file else capture.mime if capture else None,
        sha256=file.sha256 if file else capture.sha256 if capture else None,
        item=item.key if item else None,
        item_kind=item.kind if item else None,
        title_kk=item.title_kk if item else None,
        title_ru=item.title_ru if item else None,
        note=note,
    )


def copies_of(session: Session, item_id: int) -> tuple[int | None, int | None]:
    """The kept copy of an act that is evidence: (capture, file); both None where none is kept.

    The page of its own that a source gave it comes first, then a document of it, then the post
    in which somebody found it.
    """
    mine = (Record.item_id == item_id, ~Record.withdrawn)
    newest = Record.last_seen.desc().nulls_last()
    pages = select(Record.capture_ru_id, Record.capture_kk_id).where(*mine)
    for pair in session.execute(pages.order_by(newest, Record.id)):
        kept = next((capture for capture in pair if capture is not None), None)
        if kept is not None:
            return kept, None
    for owner, query in (
        (Document, select(Document.capture_id, Document.file_id).join(Record)),
        (
            Post,
            select(Post.capture_id, Post.file_id)
            .join(PostAccount, PostAccount.post_id == Post.id)
            .join(Record, PostAccount.record_id == Record.id)
            .where(~Post.withdrawn, ~PostAccount.withdrawn),
        ),
    ):
        kept_one = owner.capture_id.is_not(None) | owner.file_id.is_not(None)
        found = session.execute(query.where(*mine, kept_one).order_by(owner.id).limit(1)).first()
        if found is not None:
            return found.capture_id, found.file_id
    return None, None


def files_of(session: Session, verdict_ids: Collection[int]) -> set[int]:
    """The uploaded files that are evidence of these verdicts. Two statements."""
    first = select(Verdict.file_id).where(Verdict.id.in_(verdict_ids))
    more = select(VerdictEvidence.file_id).where(VerdictEvidence.verdict_id.in_(verdict_ids))
    return {key for query in (first, more) for key in session.scalars(query) if key is not None}


def verdicts_with_file(session: Session, file_id: int) -> set[int]:
    """The verdicts of which an uploaded file is evidence, or part of a published position."""
    evidence = aliased(VerdictEvidence)
    queries = (
        select(Verdict.id).where(Verdict.file_id == file_id),
        select(evidence.verdict_id).where(evidence.file_id == file_id),
        select(Position.verdict_id).where(
            Position.file_id == file_id, Position.published_at.is_not(None)
        ),
    )
    return {key for query in queries for key in session.scalars(query)}


def is_published(session: Session, file_id: int) -> bool:
    """Whether an edition shows this file as evidence of a verdict or with a position.

    What was frozen is asked, not what stands now: a file that a gate held back, or that belongs
    to a verdict which was withdrawn before the edition, was never published.
    """
    slugs = (
        select(Deputy.slug)
        .join(Mandate, Mandate.deputy_id == Deputy.id)
        .join(Programme, Programme.mandate_id == Mandate.id)
        .join(Thesis, Thesis.programme_id == Programme.id)
        .join(Verdict, Verdict.thesis_id == Thesis.id)
        .where(Verdict.id.in_(verdicts_with_file(session, file_id)))
    )
    parts = select(EditionPart.body).where(EditionPart.key.in_(slugs))
    if not any(_names(body, file_id) for body in session.scalars(parts)):
        return False
    withheld = select(Position.id).where(
        Position.file_id == file_id, Position.state == PositionState.WITHHELD
    )
    return session.scalar(withheld.limit(1)) is None


def _names(body: Any, file_id: int) -> bool:
    if isinstance(body, dict):
        return body.get("file") == file_id or any(_names(v, file_id) for v in body.values())
    return isinstance(body, list) and any(_names(value, file_id) for value in body)
