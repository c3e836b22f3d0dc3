"""Meetings with voters and receptions, the orders given there, and letters as everybody may read.

Letters are told as `app.queries.letters` tells them on public pages: without heading, words,
number, writer and the words of the answer.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries import editions
from app.queries.acts import Act
from app.queries.letters import LettersPart, LetterState, letters
from app.queries.order import by_codepoint
from app.queries.table_shapes import By, Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.acts import BY_ACT
from app.queries.tables.common import batches, day, gather, joined, month, term_key, today
from app.queries.tables.held import held_acts, held_people
from app.queries.tables.scoping import of_item, of_mandate
from app.scoring.words import N_
from models.appeal import AnswerKind, Appeal, Channel, Subject
from models.item import Item, Kind, Participation
from models.meeting import Answer, Became, Decided, Meeting, MeetingTheme, VotersOrder
from models.person import Deputy, Mandate
from models.place import Convocation, Legislature
from models.topic import CodeBook, Topic


class InSession(StrEnum):
    """Whether an act was on a day of a session."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


HELD_KINDS = (Kind.VOTER_MEETING, Kind.RECEPTION)
MEETINGS = (
    c.key(c.ITEM), c.CONVOCATION, c.KIND, c.DATE, c.MONTH, c.PRECISION,
    c.text(key="place", title=N_("Place"), about=N_("Where it was; of an edition not known.")),
    c.label("in_district", N_("In the district"),
            N_("Whether it was in the district of the deputy."), Answer),
    c.label("in_district_by", N_("District: how known"),
            N_("Whether that was told from the facts or said by a person."), Decided),
    c.label("in_session", N_("In session"), N_("Whether it was on a day of a session."), InSession),
    c.label("in_session_by", N_("Session: how known"),
            N_("Whether that was told from the facts or said by a person."), Decided),
    c.number(key="audience", title=N_("People"), about=N_("How many people came, where known.")),
    c.text(key="themes", title=N_("Themes"),
           about=N_("Topics that were spoken of, as addresses name them, parted by semicolons.")),
    c.number(key="orders", title=N_("Orders of voters"),
             about=N_("How many orders voters gave there.")),
    c.yes_no(key="confirmed", title=N_("Confirmed"),
             about=N_("Whether the act is confirmed; one that is not enters no total.")),
    c.text(key="deputies", title=N_("Deputies"),
           about=N_("Those who took part, as addresses name them, parted by semicolons.")),
)  # fmt: skip
ORDERS = (
    c.key(c.ITEM),
    c.key(c.number(key="order", title=N_("Order"), about=N_("Counts the orders of a meeting."))),
    c.text(key="text", title=N_("Text"), about=N_("What the voters asked for.")),
    c.label("became", N_("Became"), N_("What became of it."), Became),
    c.text(key="note", title=N_("Note"), about=N_("What is to be known of it.")),
)  # fmt: skip
LETTERS = (
    c.key(c.CONVOCATION), c.key(c.DEPUTY),
    c.key(c.number(key="letter", title=N_("Letter"),
                   about=N_("Counts the letters to the deputy in the order of sending."))),
    c.label("subject", N_("Subject"), N_("What the letter asks about."), Subject),
    c.TOPIC,
    c.label("channel", N_("Channel"), N_("How it was sent."), Channel),
    c.date(key="sent", title=N_("Sent"), about=N_("The day on which it was sent.")),
    c.date(key="due", title=N_("Due"), about=N_("The day by which it was to be answered.")),
    c.label("state", N_("State"), N_("How it stood on the day of the row."), LetterState),
    c.date(key="answered", title=N_("Answered"), about=N_("The day of the answer.")),
    c.label("answer_kind", N_("Kind of answer"), N_("What the answer amounts to."), AnswerKind),
    c.number(key="working_days", title=N_("Working days"),
             about=N_("Working days from sending to the answer.")),
    c.date(key="as_of", title=N_("As of"), about=N_("The day of the row.")),
)  # fmt: skip


def meetings(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every meeting and reception, also those of which nobody knows where they were."""
    if scope.edition is not None:
        yield from _held_meetings(session, scope)
        return
    query = (
        select(Item, Convocation.number, Legislature.key)
        .join(Convocation, Item.convocation_id == Convocation.id)
        .join(Legislature)
        .where(Item.kind.in_(HELD_KINDS), Item.merged_into_id.is_(None), of_item(scope))
        .order_by(by_codepoint(session, Item.key))
    )
    for batch in batches(session, query):
        ids = [row[0].id for row in batch]
        known = _known(session, ids)
        slugs = gather(
            session,
            select(Participation.item_id, Deputy.slug)
            .join(Mandate, Participation.mandate_id == Mandate.id)
            .join(Deputy)
            .where(Participation.item_id.in_(ids), ~Participation.withdrawn),
        )
        themes, orders = _themes(session, ids), _counted(session, ids)
        for i, number, legislature in batch:
            yield (
                i.key, term_key(legislature, number), i.kind, day(i.date, i.date_precision),
                month(i.date, i.date_precision), i.date_precision, *_told(known.get(i.id)),
                joined(themes, i.id), orders.get(i.id, 0), i.confirmed, joined(slugs, i.id),
            )  # fmt: skip


def _told(meeting: Meeting | None) -> Cells:
    """The cells from `place` to `audience`."""
    if meeting is None:
        return None, Answer.NOT_KNOWN, None, InSession.NOT_KNOWN, None, None
    return (
        meeting.place, meeting.in_district, meeting.in_district_by,
        InSession(meeting.in_session.value), meeting.in_session_by, meeting.audience,
    )  # fmt: skip


def _acts_of(items: Sequence[int]) -> tuple[Any, Any, Any]:
    """The acts, those merged into them, and the number of the surviving one."""
    told = aliased(Item)
    here = or_(told.id.in_(items), told.merged_into_id.in_(items))
    return told, here, func.coalesce(told.merged_into_id, told.id)


def _known(session: Session, items: Sequence[int]) -> dict[int, Meeting]:
    """What is known of each act: by its own meeting first, as `app.queries.meetings.known`."""
    told, here, survivor = _acts_of(items)
    query = select(survivor, Meeting).join(told, Meeting.item_id == told.id).where(here)
    found: dict[int, Meeting] = {}
    for item, meeting in session.execute(query.order_by(by_codepoint(session, told.key))):
        found.setdefault(item, meeting)
    return found


def _themes(session: Session, items: Sequence[int]) -> dict[int, set[str]]:
    told, here, survivor = _acts_of(items)
    query = (
        select(survivor, CodeBook.key + "." + Topic.key)
        .select_from(MeetingTheme)
        .join(Meeting, MeetingTheme.meeting_id == Meeting.id)
        .join(told, Meeting.item_id == told.id)
        .join(Topic, MeetingTheme.topic_id == Topic.id)
        .join(CodeBook, Topic.code_book_id == CodeBook.id)
        .where(here, ~MeetingTheme.withdrawn)
    )
    return gather(session, query)


def _counted(session: Session, items: Sequence[int]) -> dict[int, int]:
    told, here, survivor = _acts_of(items)
    query = (
        select(survivor, func.count())
        .select_from(VotersOrder)
        .join(Meeting, VotersOrder.meeting_id == Meeting.id)
        .join(told, Meeting.item_id == told.id)
        .where(here, ~VotersOrder.withdrawn)
        .group_by(survivor)
    )
    return dict(session.execute(query).all())


def _held_meetings(session: Session, scope: Scope) -> Iterator[Cells]:
    """Meetings of an edition: where and when, as the tabs of its deputies have it."""
    found: dict[str, tuple[str, Act]] = {}
    slugs: dict[str, set[str]] = defaultdict(set)
    for term, slug, rows in held_acts(session, scope):
        for act in rows:
            if act.kind in HELD_KINDS:
                found.setdefault(act.key, (term, act))
                slugs[act.key].add(slug)
    for key in sorted(found):
        term, act = found[key]
        yield (
            key, term, act.kind, day(act.date, act.precision), month(act.date, act.precision),
            act.precision, None, act.held, None, InSession(act.sat.value), None, None, None, None,
            act.confirmed, ";".join(sorted(slugs[key])),
        )  # fmt: skip


def orders(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every order that voters gave and that was not entered in error."""
    survivor = aliased(Item)
    query = (
        select(survivor.key, VotersOrder)
        .join(Meeting, VotersOrder.meeting_id == Meeting.id)
        .join(Item, Meeting.item_id == Item.id)
        .join(survivor, survivor.id == func.coalesce(Item.merged_into_id, Item.id))
        .where(~VotersOrder.withdrawn, of_item(scope))
        .order_by(by_codepoint(session, survivor.key), VotersOrder.id)
    )
    last, place = None, 0
    for batch in batches(session, query):
        for key, row in batch:
            last, place = key, place + 1 if key == last else 1
            yield key, place, row.text, row.became, row.note


def sent_letters(session: Session, scope: Scope) -> Iterator[Cells]:
    """The letters to each deputy, as they stand today or on the day of the edition."""
    if scope.edition is not None:
        for term, slug in held_people(session, scope):
            part = editions.part(session, scope.edition, "letters", LettersPart, slug)
            if part is not None:
                yield from _letters(term, slug, part, scope)
        return
    day_of = today(session, scope)
    query = (
        select(Mandate.id, Deputy.slug, Legislature.key, Convocation.number)
        .join(Deputy)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .where(Mandate.id.in_(select(Appeal.mandate_id)), of_mandate(scope))
        .order_by(by_codepoint(session, Deputy.slug), by_codepoint(session, Legislature.key))
        .order_by(Convocation.number, Mandate.seq)
    )
    for mandate, slug, legislature, number in session.execute(query).all():
        found = letters(session, mandate, day_of)
        yield from _letters(term_key(legislature, number), slug, found, scope)


def _letters(term: str, slug: str, part: LettersPart, scope: Scope) -> Iterator[Cells]:
    for place, row in enumerate(reversed(part.letters), start=1):
        first, last = scope.start or dt.date.min, scope.end or dt.date.max
        if first <= row.sent_on <= last and scope.topic in (None, row.about):
            yield (
                term, slug, place, row.subject, row.about, row.channel, row.sent_on, row.due_on,
                row.state, row.answered_on, row.answer_kind, row.days, part.on,
            )  # fmt: skip


TABLES = (
    Table("meetings", N_("Meetings"),
          N_("Meetings with voters and receptions: where, whether in session, on what."),
          MEETINGS, meetings, BY_ACT | {By.EDITION}),
    Table("orders", N_("Orders of voters"),
          N_("What voters asked of their deputies at meetings, and what became of it."),
          ORDERS, orders, BY_ACT),
    Table("letters", N_("Letters"),
          N_("Letters of the monitoring to deputies, as the public pages tell them."),
          LETTERS, sent_letters, BY_ACT | {By.EDITION}),
)  # fmt: skip
