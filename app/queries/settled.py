"""Which reading of a participation stands (method, 3), and what nobody may see yet.

An adjudication stands before all else. Inside the reliability sample a reading stands when two
people, who could not see each other's, found the same; outside it, when all who read it did.
Doubt, and what could not be read, settle nothing.

Everything that shows or counts what was tagged goes through these conditions. So a unit of the
sample that only one person has read looks, to everybody, like one that nobody has read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.queries.drawing import in_sample, is_drawn, same_act, units_of
from models.coding import AnswerReading, Coding, Reading, Strength, ThesisTag, TopicTag
from models.item import Item, Participation
from models.programme import Thesis
from models.reliability import Adjudication, SampleUnit, SettledThesis, SettledTopic
from models.topic import CodeBook, Topic

__all__ = [
    "OPEN_READINGS", "Settled", "in_sample", "is_adjudicated", "is_coded", "is_drawn", "is_hidden",
    "is_pending", "is_settled", "is_tagged", "read_by_two", "settled_readings",
]  # fmt: skip

#: Readings that are answers, and settle nothing by themselves.
OPEN_READINGS = (Reading.UNSURE, Reading.SKIPPED)


@dataclass(frozen=True)
class Settled:
    """The reading that stands: `theses` maps a thesis to a strength, `topics` are ids."""

    reading: Reading
    answer_reading: AnswerReading | None
    theses: Mapping[int, Strength]
    topics: frozenset[int]


def settled_readings(session: Session, *where: ColumnElement[bool]) -> dict[int, Settled]:
    """The readings that stand, by participation; `where` narrows Participation and Item.

    Tags of withdrawn theses are among them. Four statements, whatever is asked for.
    """
    decided = _chosen(Adjudication, *where).join(Adjudication, Adjudication.id == adjudication_id())
    first = select(func.min(Coding.id)).where(
        Coding.participation_id == Participation.id, Coding.current
    )
    read = (
        _chosen(Coding, *where)
        .join(Coding, Coding.id == first.correlate(Participation).scalar_subquery())
        .where(settled_by_coders())
    )
    return {
        **_collect(session, decided, Adjudication, SettledThesis, SettledTopic),
        **_collect(session, read, Coding, ThesisTag, TopicTag),
    }


def _chosen(source: Any, *where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Participation.id, source.reading, source.answer_reading)
        .select_from(Participation)
        .join(Item, Participation.item_id == Item.id)
        .where(*where)
    )


def _collect(
    session: Session, query: Select[*tuple[Any, ...]], source: Any, theses: Any, topics: Any
) -> dict[int, Settled]:
    """The rows of `query` with their tags: one statement for theses, one for topics."""
    link = theses.coding_id if theses is ThesisTag else theses.adjudication_id
    other = topics.coding_id if topics is TopicTag else topics.adjudication_id
    found: dict[int, tuple[Reading, AnswerReading | None]] = {}
    tags: dict[int, dict[int, Strength]] = {}
    rows = session.execute(
        query.add_columns(theses.thesis_id, theses.strength).outerjoin(theses, link == source.id)
    )
    for part, reading, answer, thesis, strength in rows:
        found[part] = (reading, answer)
        tags.setdefault(part, {})
        if thesis is not None:
            tags[part][thesis] = strength
    named: dict[int, set[int]] = {}
    for part, _, _, topic in session.execute(
        query.add_columns(topics.topic_id).join(topics, other == source.id)
    ):
        named.setdefault(part, set()).add(topic)
    return {
        part: Settled(reading, answer, tags[part], frozenset(named.get(part, ())))
        for part, (reading, answer) in found.items()
    }


def is_settled(part: Any = Participation) -> ColumnElement[bool]:
    """Parts of which a reading stands."""
    return or_(is_adjudicated(part), settled_by_coders(part))


def is_tagged(
    thesis_id: int | Collection[int] | None = None, part: Any = Participation
) -> ColumnElement[bool]:
    """Parts that the reading which stands links to a promise, or to that one, or one of those.

    A promise that was withdrawn does not count.
    """
    decided = (
        select(SettledThesis.id)
        .join(Thesis, SettledThesis.thesis_id == Thesis.id)
        .where(SettledThesis.adjudication_id == adjudication_id(part), ~Thesis.withdrawn)
    )
    read = (
        select(ThesisTag.id)
        .join(Coding, ThesisTag.coding_id == Coding.id)
        .join(Thesis, ThesisTag.thesis_id == Thesis.id)
        .where(Coding.participation_id == part.id, Coding.current, ~Thesis.withdrawn)
    )
    if thesis_id is not None:
        wanted = [thesis_id] if isinstance(thesis_id, int) else thesis_id
        decided = decided.where(Thesis.id.in_(wanted))
        read = read.where(Thesis.id.in_(wanted))
    return or_(
        decided.correlate(part).exists(),
        and_(read.correlate(part).exists(), settled_by_coders(part)),
    )


def is_coded(part: Any = Participation) -> ColumnElement[bool]:
    """Parts that were read as often as they are to be: twice inside the sample."""
    read = exists().where(Coding.participation_id == part.id, Coding.current).correlate(part)
    return or_(is_adjudicated(part), and_(read, or_(~is_drawn(part), read_by_two(part))))


def settled_by_coders(part: Any = Participation) -> ColumnElement[bool]:
    """Parts whose coders have settled them, where nobody has adjudicated."""
    coding = aliased(Coding)
    mine = (coding.participation_id == part.id, coding.current)
    return and_(
        exists().where(*mine).correlate(part),
        ~exists().where(*mine, coding.reading.in_(OPEN_READINGS)).correlate(part),
        or_(~is_drawn(part), read_by_two(part)),
        ~readings_differ(part),
        ~first_pair_differs(part),
        ~is_adjudicated(part),
    )


def adjudication_id(part: Any = Participation) -> ScalarSelect[Any]:
    """The number of the adjudication that stands for `part`: the newest of the act's."""
    other, item, decision = aliased(Participation), aliased(Item), aliased(Adjudication)
    return (
        select(func.max(decision.id))
        .select_from(item)
        .join(other, other.item_id == item.id)
        .join(decision, decision.participation_id == other.id)
        .where(same_act(part, other, item), decision.current)
        .correlate(part)
        .scalar_subquery()
    )


def is_adjudicated(part: Any = Participation) -> ColumnElement[bool]:
    """Parts that a third person has decided on."""
    return adjudication_id(part).is_not(None)


def read_by_two(part: Any = Participation) -> ColumnElement[bool]:
    """Parts that two people have read."""
    one, other = aliased(Coding), aliased(Coding)
    return (
        exists()
        .where(
            one.participation_id == part.id,
            other.participation_id == part.id,
            one.current,
            other.current,
            one.coder_id < other.coder_id,
        )
        .correlate(part)
    )


def is_pending(part: Any = Participation) -> ColumnElement[bool]:
    """Parts in the sample of which nobody may see anything yet."""
    return and_(is_drawn(part), ~read_by_two(part), ~is_adjudicated(part))


def is_hidden(part: Any = Participation) -> ColumnElement[bool]:
    """Parts whose codings stay out of exports, journals and pages of others.

    A part in an act that was merged away shares the lot of the part that survives: earlier
    readings may still stand on it.
    """
    survivor, item = aliased(Participation), aliased(Item)
    surviving = (
        select(survivor.id)
        .join(item, item.merged_into_id == survivor.item_id)
        .where(
            item.id == part.item_id,
            survivor.mandate_id == part.mandate_id,
            is_pending(survivor),
        )
        .correlate(part)
    )
    return or_(is_pending(part), surviving.exists())


def readings_differ(part: Any = Participation) -> ColumnElement[bool]:
    """Parts in which two people found something else."""
    one, other = aliased(Coding), aliased(Coding)
    return (
        exists()
        .where(
            one.participation_id == part.id,
            other.participation_id == part.id,
            one.current,
            other.current,
            one.id != other.id,
            _has_more(one, other),
        )
        .correlate(part)
    )


def first_pair_differs(part: Any = Participation) -> ColumnElement[bool]:
    """Parts of the sample in which the two found something else while they were still blind.

    What they save afterwards cannot settle it: they know by then that they differed.
    """
    unit, one, other = aliased(SampleUnit), aliased(Coding), aliased(Coding)
    return (
        units_of(part, unit)
        .join(one, unit.first_coding_id == one.id)
        .join(other, unit.second_coding_id == other.id)
        .where(or_(_has_more(one, other), _has_more(other, one)))
        .exists()
    )


def _has_more(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether `one` says anything that `other` does not. Topics are the same in all versions."""
    thesis, same_thesis = aliased(ThesisTag), aliased(ThesisTag)
    tag, topic, book = aliased(TopicTag), aliased(Topic), aliased(CodeBook)
    tag2, topic2, book2 = aliased(TopicTag), aliased(Topic), aliased(CodeBook)
    theses = (
        exists()
        .where(
            thesis.coding_id == one.id,
            ~exists()
            .where(
                same_thesis.coding_id == other.id,
                same_thesis.thesis_id == thesis.thesis_id,
                same_thesis.strength == thesis.strength,
            )
            .correlate(thesis, other),
        )
        .correlate(one, other)
    )
    twin = (
        select(tag2.id)
        .join(topic2, tag2.topic_id == topic2.id)
        .join(book2, topic2.code_book_id == book2.id)
        .where(tag2.coding_id == other.id, topic2.key == topic.key, book2.key == book.key)
        .correlate(topic, book, other)
    )
    topics = (
        select(tag.id)
        .join(topic, tag.topic_id == topic.id)
        .join(book, topic.code_book_id == book.id)
        .where(tag.coding_id == one.id, ~twin.exists())
        .correlate(one, other)
    )
    return or_(
        one.reading != other.reading,
        one.answer_reading.is_distinct_from(other.answer_reading),
        theses,
        topics.exists(),
    )
