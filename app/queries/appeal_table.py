"""Letters to deputies as an open table: those that were sent, without who wrote them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.queries.calendar import calendar
from app.queries.order import by_codepoint
from models.appeal import Appeal, AppealEventKind, AppealFile, AppealFileKind
from models.campaign import Campaign
from models.file import StoredFile
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature
from models.source import Capture
from models.topic import CodeBook, Topic

BATCH = 500
APPEALS = (
    "deputy", "convocation", "legislature", "campaign", "subject", "topic", "channel", "language",
    "heading", "number", "sent", "term_days", "delivered", "not_delivered", "forwarded",
    "forwarded_to", "extended_days", "reminded", "due", "answered", "working_days",
    "answer_kind", "answer_url", "answer_sha256", "uncertain_years",
)  # fmt: skip


def appeals(session: Session) -> Iterator[tuple[str, ...]]:
    """Sent letters. `working_days` from sending to the answer; days of events joined by `;`.

    `uncertain_years` are those of which the calendar does not know all holidays.
    """
    days = calendar(session)
    query = (
        select(Appeal, Deputy.slug, Convocation.number, Legislature.key, Campaign.key,
               CodeBook.key, Topic.key)
        .join(Mandate, Appeal.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature, Convocation.legislature_id == Legislature.id)
        .outerjoin(Campaign, Appeal.campaign_id == Campaign.id)
        .outerjoin(Topic, Appeal.topic_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(Appeal.sent_on.is_not(None), ~Appeal.withdrawn)
        .options(selectinload(Appeal.events))
        .order_by(by_codepoint(session, Deputy.slug), Appeal.sent_on, Appeal.id)
    )  # fmt: skip
    found = session.execute(query, execution_options={"yield_per": BATCH})
    batches: Iterator[Sequence[Any]] = found.partitions()
    for batch in batches:
        hashes = _hashes(session, [row[0].id for row in batch])
        for letter, slug, number, legislature, campaign, book, topic in batch:
            sent, due, answered = letter.sent_on, letter.due_on, letter.answered_on
            yield (
                slug,
                str(number),
                legislature,
                campaign or "",
                letter.subject.value,
                f"{book}/{topic}" if topic else "",
                letter.channel.value,
                letter.lang.value,
                letter.heading,
                letter.number or "",
                sent.isoformat(),
                _text(letter.term_days),
                *_events(letter),
                due.isoformat(),
                answered.isoformat() if answered else "",
                _text(days.between(sent, answered) if answered else None),
                letter.answer_kind.value if letter.answer_kind else "",
                letter.answer_url or "",
                ";".join(sorted(hashes[letter.id])),
                ";".join(str(year) for year in days.unknown(sent, answered or due)),
            )


def _events(letter: Appeal) -> tuple[str, ...]:
    """The columns from `delivered` to `reminded`."""
    standing = [event for event in letter.events if not event.withdrawn]

    def on(kind: AppealEventKind) -> str:
        return ";".join(event.on.isoformat() for event in standing if event.kind is kind)

    forwarded = [event for event in standing if event.kind is AppealEventKind.FORWARDED]
    extended = sum(e.days or 0 for e in standing if e.kind is AppealEventKind.EXTENDED)
    return (
        on(AppealEventKind.DELIVERED),
        on(AppealEventKind.NOT_DELIVERED),
        on(AppealEventKind.FORWARDED),
        ";".join(event.to or "" for event in forwarded),
        _text(extended or None),
        on(AppealEventKind.REMINDED),
    )


def _hashes(session: Session, letters: list[int]) -> dict[int, set[str]]:
    """The sha256 of the kept answers, by letter."""
    kept = select(AppealFile.appeal_id, StoredFile.sha256, Capture.sha256)
    query = (
        kept.outerjoin(StoredFile, AppealFile.file_id == StoredFile.id)
        .outerjoin(Capture, AppealFile.capture_id == Capture.id)
        .where(
            AppealFile.appeal_id.in_(letters),
            AppealFile.kind == AppealFileKind.ANSWER,
            ~AppealFile.withdrawn,
        )
    )
    found: dict[int, set[str]] = defaultdict(set)
    for letter, of_file, of_capture in session.execute(query):
        found[letter].add(of_file or of_capture)
    return found


def _text(value: Any) -> str:
    return "" if value is None else str(value)
