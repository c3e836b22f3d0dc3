"""Letters to deputies as an open table: those that were sent, without who wrote them."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Subquery, and_, func, select
from sqlalchemy.orm import Session, defer, selectinload

from app.queries.calendar import calendar
from app.queries.order import by_codepoint
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.common import batches, joined, term_key, topic_key
from app.queries.tables.scoping import of_mandate, topic_ids
from app.scoring.words import N_
from models.appeal import (
    AnswerKind,
    Appeal,
    AppealEventKind,
    AppealFile,
    AppealFileKind,
    Channel,
    Subject,
)
from models.base import Lang
from models.campaign import Campaign
from models.file import StoredFile
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature
from models.source import Capture
from models.topic import CodeBook, Topic

APPEALS = (
    c.key(c.DEPUTY), c.key(c.CONVOCATION),
    c.text(key="campaign", title=N_("Campaign"), about=N_("Key of the campaign it was sent in.")),
    c.label("subject", N_("Subject"), N_("What the letter asks about."), Subject),
    c.TOPIC,
    c.label("channel", N_("Channel"), N_("How it was sent."), Channel),
    c.label("language", N_("Language"), N_("The language that it is written in."), Lang),
    c.text(key="heading", title=N_("Heading"), about=N_("Heading of the letter.")),
    c.text(key="number", title=N_("Number"), about=N_("Number under which it was registered.")),
    c.date(key="sent", title=N_("Sent"), about=N_("The day on which it was sent.")),
    c.number(key="term_days", title=N_("Term"),
             about=N_("Working days within which it was to be answered.")),
    c.text(key="delivered", title=N_("Delivered"),
           about=N_("Days on which it was delivered, parted by semicolons.")),
    c.text(key="not_delivered", title=N_("Not delivered"),
           about=N_("Days on which it came back, parted by semicolons.")),
    c.text(key="forwarded", title=N_("Forwarded"),
           about=N_("Days on which it was forwarded, parted by semicolons.")),
    c.text(key="forwarded_to", title=N_("Forwarded to"),
           about=N_("To whom it was forwarded, parted by semicolons.")),
    c.number(key="extended_days", title=N_("Extended by"),
             about=N_("Days by which the term was extended.")),
    c.text(key="reminded", title=N_("Reminded"),
           about=N_("Days of reminders, parted by semicolons.")),
    c.date(key="due", title=N_("Due"), about=N_("The day by which it was to be answered.")),
    c.date(key="answered", title=N_("Answered"), about=N_("The day of the answer.")),
    c.number(key="working_days", title=N_("Working days"),
             about=N_("Working days from sending to the answer.")),
    c.label("answer_kind", N_("Kind of answer"), N_("What the answer amounts to."), AnswerKind),
    c.link(key="answer_url", title=N_("Address in the answer"),
           about=N_("An address that the answer gives.")),
    c.text(key="answer_sha256", title=N_("Hash of the answer"),
           about=N_("SHA-256 of each kept copy of the answer, parted by semicolons.")),
    c.text(key="uncertain_years", title=N_("Uncertain years"),
           about=N_("Years of which not all days off are known, parted by semicolons.")),
    c.key(c.number(key="letter", title=N_("Letter"),
                   about=N_("Counts the letters to the deputy in the order of sending."))),
)  # fmt: skip


def appeals(session: Session, scope: Scope) -> Iterator[Cells]:
    """Sent letters. `working_days` from sending to the answer; days of events joined by `;`.

    `uncertain_years` are those of which the calendar does not know all holidays.
    """
    days = calendar(session)
    places = _places()
    query = (
        select(Appeal, Deputy.slug, Convocation.number, Legislature.key, Campaign.key,
               CodeBook.key, Topic.key, places.c.place)
        .join(places, places.c.id == Appeal.id)
        .join(Mandate, Appeal.mandate_id == Mandate.id)
        .join(Deputy, Mandate.deputy_id == Deputy.id)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature, Convocation.legislature_id == Legislature.id)
        .outerjoin(Campaign, Appeal.campaign_id == Campaign.id)
        .outerjoin(Topic, Appeal.topic_id == Topic.id)
        .outerjoin(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(sent_in(scope), of_mandate(scope))
        .options(selectinload(Appeal.events), defer(Appeal.text), defer(Appeal.answer_text))
        .order_by(by_codepoint(session, Deputy.slug), Appeal.sent_on, Appeal.id)
    )  # fmt: skip
    for batch in batches(session, query):
        hashes = _hashes(session, [row[0].id for row in batch])
        for letter, slug, number, legislature, campaign, book, topic, place in batch:
            sent, answered = letter.sent_on, letter.answered_on
            unknown = days.unknown(sent, answered or letter.due_on)
            yield (
                slug, term_key(legislature, number), campaign, letter.subject,
                topic_key(book, topic), letter.channel, letter.lang, letter.heading, letter.number,
                sent, letter.term_days, *_events(letter), letter.due_on, answered,
                days.between(sent, answered) if answered else None, letter.answer_kind,
                letter.answer_url, joined(hashes, letter.id),
                ";".join(str(year) for year in unknown) or None, place,
            )  # fmt: skip


def _places() -> Subquery:
    """The place of each letter among those to the same deputy, whatever is asked for."""
    place = func.row_number().over(
        partition_by=Appeal.mandate_id, order_by=(Appeal.sent_on, Appeal.id)
    )
    sent = (Appeal.sent_on.is_not(None), ~Appeal.withdrawn)
    return select(Appeal.id, place.label("place")).where(*sent).subquery()


def sent_in(scope: Scope) -> ColumnElement[bool]:
    """Letters that were sent in the period and are on the topic."""
    found = [Appeal.sent_on.is_not(None), ~Appeal.withdrawn]
    if scope.start is not None:
        found.append(Appeal.sent_on >= scope.start)
    if scope.end is not None:
        found.append(Appeal.sent_on <= scope.end)
    if scope.topic is not None:
        found.append(Appeal.topic_id.in_(topic_ids(scope)))
    return and_(*found)


def _events(letter: Appeal) -> Cells:
    """The columns from `delivered` to `reminded`."""
    standing = [event for event in letter.events if not event.withdrawn]

    def on(kind: AppealEventKind) -> str | None:
        days = (event.on.isoformat() for event in standing if event.kind is kind)
        return ";".join(days) or None

    forwarded = [event for event in standing if event.kind is AppealEventKind.FORWARDED]
    extended = sum(e.days or 0 for e in standing if e.kind is AppealEventKind.EXTENDED)
    return (
        on(AppealEventKind.DELIVERED),
        on(AppealEventKind.NOT_DELIVERED),
        on(AppealEventKind.FORWARDED),
        ";".join(event.to or "" for event in forwarded) or None,
        extended or None,
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


TABLES = (
    Table("appeals", N_("Appeals"),
          N_("Letters of the monitoring that were sent to deputies, without who wrote them."),
          APPEALS, appeals, frozenset({By.TERM, By.PERIOD, By.REGION, By.PARTY, By.TOPIC}),
          public=False),
)  # fmt: skip
