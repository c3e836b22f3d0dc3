"""Which rows a scope asks for, as conditions: the same for every table of acts and of people."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import aliased

from app.queries.counting import during
from app.queries.gathered import NO_PARTY
from app.queries.settled import adjudication_id, settled_by_coders
from app.queries.table_shapes import Scope
from models.coding import Coding, TopicTag
from models.item import Item, Participation
from models.meeting import Meeting, MeetingTheme
from models.person import Mandate, Party
from models.place import District, Region
from models.reliability import SettledTopic
from models.topic import CodeBook, Topic


def of_mandate(scope: Scope, mandate: Any = Mandate) -> ColumnElement[bool]:
    """Mandates of the region and of the party that are asked for."""
    found: list[ColumnElement[bool]] = [true()]
    if scope.term is not None:
        found.append(mandate.convocation_id == scope.term.id)
    if scope.region is not None:
        there = select(District.id).join(Region).where(Region.key == scope.region)
        found.append(mandate.district_id.in_(there))
    if scope.party == NO_PARTY:
        found.append(mandate.party_id.is_(None))
    elif scope.party is not None:
        found.append(mandate.party_id.in_(select(Party.id).where(Party.key == scope.party)))
    return and_(*found)


def of_people(scope: Scope) -> bool:
    """Whether anything is asked of the people of an act."""
    return scope.region is not None or scope.party is not None


def topic_ids(scope: Scope) -> Select[int]:
    """The rows of the topic that is asked for, in every version of its book."""
    book, _, key = (scope.topic or "").partition(".")
    query = select(Topic.id).join(CodeBook, Topic.code_book_id == CodeBook.id)
    return query.where(CodeBook.key == book, Topic.key == key)


def of_item(scope: Scope) -> ColumnElement[bool]:
    """Acts of the convocation, of the period, in which somebody asked for took part, on the topic.

    By topic: the acts that `app.queries.concerning` finds for its page, by their theme, by what was
    spoken of at a meeting, by a reading that stands.
    """
    found = [during(scope.start, scope.end)]
    if scope.term is not None:
        found.append(Item.convocation_id == scope.term.id)
    if of_people(scope):
        other, mandate = aliased(Participation), aliased(Mandate)
        taken = (
            select(other.id)
            .join(mandate, other.mandate_id == mandate.id)
            .where(other.item_id == Item.id, ~other.withdrawn, of_mandate(scope, mandate))
        )
        found.append(taken.correlate(Item).exists())
    if scope.topic is not None:
        told = aliased(Item)
        spoken = (
            select(MeetingTheme.id)
            .join(Meeting, MeetingTheme.meeting_id == Meeting.id)
            .join(told, Meeting.item_id == told.id)
            .where(or_(told.id == Item.id, told.merged_into_id == Item.id))
            .where(~MeetingTheme.withdrawn, MeetingTheme.topic_id.in_(topic_ids(scope)))
        )
        part = aliased(Participation)
        read = select(part.id).where(
            part.item_id == Item.id, ~part.withdrawn, reads(topic_ids(scope), part)
        )
        found.append(
            or_(
                Item.theme_id.in_(topic_ids(scope)),
                spoken.correlate(Item).exists(),
                read.correlate(Item).exists(),
            )
        )
    return and_(*found)


def reads(topics: Select[int], part: Any) -> ColumnElement[bool]:
    """Parts that the reading which stands puts under one of these topics."""
    decided = select(SettledTopic.id).where(
        SettledTopic.adjudication_id == adjudication_id(part), SettledTopic.topic_id.in_(topics)
    )
    read = (
        select(TopicTag.id)
        .join(Coding, TopicTag.coding_id == Coding.id)
        .where(Coding.participation_id == part.id, Coding.current, TopicTag.topic_id.in_(topics))
    )
    return or_(
        decided.correlate(part).exists(),
        and_(read.correlate(part).exists(), settled_by_coders(part)),
    )
