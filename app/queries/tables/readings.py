"""How acts were read, by whom in numbers. For staff alone: it tells of single coders."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.queries.order import by_codepoint
from app.queries.settled import is_hidden
from app.queries.table_shapes import Cells, Scope, Table
from app.queries.tables import columns as c
from app.queries.tables.acts import BY_ACT
from app.queries.tables.common import batches, joined, term_key
from app.queries.tables.scoping import of_item, of_mandate
from app.scoring.words import N_
from models.coding import AnswerReading, Coding, Reading, ThesisTag, TopicTag
from models.item import Item, Participation
from models.person import Deputy, Mandate, Party
from models.place import Convocation, Legislature
from models.programme import Programme, Thesis
from models.topic import CodeBook, Topic

CODINGS = (
    c.key(c.ITEM), c.key(c.DEPUTY), c.key(c.CONVOCATION), c.key(c.SEAT),
    c.key(c.number(key="coder", title=N_("Coder"),
                   about=N_("Number of the account of who read it; no name is given."))),
    c.key(c.moment(key="saved_at", title=N_("Saved"), about=N_("When it was saved, in UTC."))),
    c.yes_no(key="current", title=N_("Current"),
             about=N_("Whether this coder saved no later reading of it.")),
    c.label("reading", N_("Reading"), N_("What the coder found."), Reading),
    c.label("answer_reading", N_("Reading of the answer"),
            N_("What the answer of a public body does."), AnswerReading),
    c.text(key="theses", title=N_("Promises"),
           about=N_("Whose programme, number of the promise there, and how closely the act bears "
                    "on it; parted by semicolons.")),
    c.text(key="topics", title=N_("Topics"),
           about=N_("Code book and topic of each topic named, parted by semicolons.")),
    c.text(key="note", title=N_("Note"), about=N_("What the coder noted.")),
)  # fmt: skip


def codings(session: Session, scope: Scope) -> Iterator[Cells]:
    """Every saved reading, also those that a later one replaced; coders as account numbers.

    Readings of the reliability sample are left out until two people have read the act: whoever
    may open this could be the second of them.
    """
    query = (
        select(Coding, Item.key, Deputy.slug, Legislature.key, Convocation.number, Mandate.seq)
        .join(Participation, Coding.participation_id == Participation.id)
        .join(Item, Participation.item_id == Item.id)
        .join(Mandate, Participation.mandate_id == Mandate.id)
        .join(Deputy)
        .join(Convocation, Mandate.convocation_id == Convocation.id)
        .join(Legislature)
        .where(~is_hidden(), of_item(scope), of_mandate(scope))
        .order_by(
            by_codepoint(session, Item.key),
            by_codepoint(session, Deputy.slug),
            by_codepoint(session, Legislature.key),
            Convocation.number,
            Mandate.seq,
            Coding.coder_id,
            Coding.saved_at,
            Coding.id,
        )
    )  # fmt: skip
    for batch in batches(session, query):
        ids = [row[0].id for row in batch]
        theses, topics = _theses(session, ids), _topics(session, ids)
        for coding, item, slug, legislature, number, seat in batch:
            yield (
                item, slug, term_key(legislature, number), seat, coding.coder_id, coding.saved_at,
                coding.current, coding.reading, coding.answer_reading,
                joined(theses, coding.id), joined(topics, coding.id), coding.note,
            )  # fmt: skip


def _theses(session: Session, codings: Sequence[int]) -> dict[int, set[str]]:
    """Theses by coding: whose programme, its number there, and how closely the act bears."""
    query = (
        select(ThesisTag.coding_id, Deputy.slug, Party.key, Thesis.number, ThesisTag.strength)
        .join(Thesis, ThesisTag.thesis_id == Thesis.id)
        .join(Programme, Thesis.programme_id == Programme.id)
        .outerjoin(Mandate, Programme.mandate_id == Mandate.id)
        .outerjoin(Deputy, Mandate.deputy_id == Deputy.id)
        .outerjoin(Party, Programme.party_id == Party.id)
        .where(ThesisTag.coding_id.in_(codings))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for coding, slug, party, number, strength in session.execute(query):
        owner = slug or f"party:{party}"
        found[coding].add(f"{owner}/{number}:{strength.value}")
    return found


def _topics(session: Session, codings: Sequence[int]) -> dict[int, set[str]]:
    query = (
        select(TopicTag.coding_id, CodeBook.key, Topic.key)
        .join(Topic, TopicTag.topic_id == Topic.id)
        .join(CodeBook)
        .where(TopicTag.coding_id.in_(codings))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for coding, book, topic in session.execute(query):
        found[coding].add(f"{book}.{topic}")
    return found


TABLES = (
    Table("codings", N_("Codings"),
          N_("Every reading that a coder saved, also those that a later one replaced."),
          CODINGS, codings, BY_ACT, public=False),
)  # fmt: skip
