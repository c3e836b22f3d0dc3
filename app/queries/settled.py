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


#: The names under which the conditions below look at rows a second time. They are made once: to
#: adapt the columns of new aliases took longer than to ask the database.
_PART, _SURVIVOR, _ITEM = aliased(Participation), aliased(Participation), aliased(Item)
_DECISION, _UNIT = aliased(Adjudication), aliased(SampleUnit)
_CODING, _ONE, _OTHER = aliased(Coding), aliased(Coding), aliased(Coding)
_THESIS, _SAME_THESIS = aliased(ThesisTag), aliased(ThesisTag)
_TAG, _TOPIC, _BOOK = aliased(TopicTag), aliased(Topic), aliased(CodeBook)
_TAG2, _TOPIC2, _BOOK2 = aliased(TopicTag), aliased(Topic), aliased(CodeBook)


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
    mine = (_CODING.participation_id == part.id, _CODING.current)
    return and_(
        exists().where(*mine).correlate(part),
        ~exists().where(*mine, _CODING.reading.in_(OPEN_READINGS)).correlate(part),
        or_(~is_drawn(part), read_by_two(part)),
        ~readings_differ(part),
        ~first_pair_differs(part),
        ~is_adjudicated(part),
    )


def adjudication_id(part: Any = Participation) -> ScalarSelect[Any]:
    """The number of the adjudication that stands for `part`: the newest of the act's."""
    return (
        select(func.max(_DECISION.id))
        .select_from(_ITEM)
        .join(_PART, _PART.item_id == _ITEM.id)
        .join(_DECISION, _DECISION.participation_id == _PART.id)
        .where(same_act(part, _PART, _ITEM), _DECISION.current)
        .correlate(part)
        .scalar_subquery()
    )


def is_adjudicated(part: Any = Participation) -> ColumnElement[bool]:
    """Parts that a third person has decided on."""
    return adjudication_id(part).is_not(None)


def read_by_two(part: Any = Participation) -> ColumnElement[bool]:
    """Parts that two people have read."""
    return (
        exists()
        .where(
            _ONE.participation_id == part.id,
            _OTHER.participation_id == part.id,
            _ONE.current,
            _OTHER.current,
            _ONE.coder_id < _OTHER.coder_id,
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
    surviving = (
        select(_SURVIVOR.id)
        .join(_ITEM, _ITEM.merged_into_id == _SURVIVOR.item_id)
        .where(
            _ITEM.id == part.item_id,
            _SURVIVOR.mandate_id == part.mandate_id,
            is_pending(_SURVIVOR),
        )
        .correlate(part)
    )
    return or_(is_pending(part), surviving.exists())


def readings_differ(part: Any = Participation) -> ColumnElement[bool]:
    """Parts in which two people found something else."""
    return (
        exists()
        .where(
            _ONE.participation_id == part.id,
            _OTHER.participation_id == part.id,
            _ONE.current,
            _OTHER.current,
            _ONE.id != _OTHER.id,
            _has_more(_ONE, _OTHER),
        )
        .correlate(part)
    )


def first_pair_differs(part: Any = Participation) -> ColumnElement[bool]:
    """Parts of the sample in which the two found something else while they were still blind.

    What they save afterwards cannot settle it: they know by then that they differed.
    """
    return (
        units_of(part, _UNIT)
        .join(_ONE, _UNIT.first_coding_id == _ONE.id)
        .join(_OTHER, _UNIT.second_coding_id == _OTHER.id)
        .where(or_(_has_more(_ONE, _OTHER), _has_more(_OTHER, _ONE)))
        .exists()
    )


def _has_more(one: Any, other: Any) -> ColumnElement[bool]:
    """Whether `one` says anything that `other` does not. Topics are the same in all versions."""
    theses = (
        exists()
        .where(
            _THESIS.coding_id == one.id,
            ~exists()
            .where(
                _SAME_THESIS.coding_id == other.id,
                _SAME_THESIS.thesis_id == _THESIS.thesis_id,
                _SAME_THESIS.strength == _THESIS.strength,
            )
            .correlate(_THESIS, other),
        )
        .correlate(one, other)
    )
    twin = (
        select(_TAG2.id)
        .join(_TOPIC2, _TAG2.topic_id == _TOPIC2.id)
        .join(_BOOK2, _TOPIC2.code_book_id == _BOOK2.id)
        .where(_TAG2.coding_id == other.id, _TOPIC2.key == _TOPIC.key, _BOOK2.key == _BOOK.key)
        .correlate(_TOPIC, _BOOK, other)
    )
    topics = (
        select(_TAG.id)
        .join(_TOPIC, _TAG.topic_id == _TOPIC.id)
        .join(_BOOK, _TOPIC.code_book_id == _BOOK.id)
        .where(_TAG.coding_id == one.id, ~twin.exists())
        .correlate(one, other)
    )
    return or_(
        one.reading != other.reading,
        one.answer_reading.is_distinct_from(other.answer_reading),
        theses,
        topics.exists(),
    )
