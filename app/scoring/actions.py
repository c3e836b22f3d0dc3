"""The action scale: what a deputy was seen to do about a promise."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Kinds, strengths and readings are compared by the values that the database keeps.
RAISING = frozenset({"deputy_request", "voter_meeting", "reception", "answer"})
DIRECT = "direct"
ACTS = "acts"
#: Readings that are answers, and settle nothing by themselves.
OPEN = frozenset({"unsure", "skipped"})


class Action(enum.StrEnum):
    """How far the acts found on a promise go."""

    NONE_FOUND = "none_found"
    RAISED = "raised"
    FORMAL_RESULT = "formal_result"


@dataclass(frozen=True)
class SettledTag:
    """One settled link of an act to a thesis: the act's kind, how close, what an answer does."""

    kind: str
    strength: str
    answer_reading: str | None = None


@dataclass(frozen=True)
class Reading:
    """What one person found in one participation: `tags` maps a thesis to a strength."""

    reading: str
    answer_reading: str | None
    tags: tuple[tuple[int, str], ...]
    topics: tuple[str, ...] = ()

    def ordered(self) -> "Reading":
        """The same reading, with its tags in one order."""
        return Reading(
            self.reading, self.answer_reading, tuple(sorted(self.tags)), tuple(sorted(self.topics))
        )


def settled(
    readings: Sequence[Reading], *, sampled: bool = False, adjudicated: Reading | None = None
) -> Reading | None:
    """The reading of a participation that stands, or None while none does.

    Formula: the adjudicated one where there is one; else, inside the reliability sample
    (`sampled`), the common one of at least two people; else the one reading where one person
    coded, and the common one where several did. Common is what has the same tags, strengths,
    topics and meaning of the answer. "Unsure" and "cannot be read" settle nothing. Why: what
    two people read differently is an open question, and an open question must not move a
    published state (method, 3). `app.queries.settled` is the same rule in SQL.
    """
    if adjudicated is not None:
        return adjudicated
    if len(readings) < (2 if sampled else 1) or any(r.reading in OPEN for r in readings):
        return None
    first, *others = (reading.ordered() for reading in readings)
    return first if all(other == first for other in others) else None


def action(tags: Iterable[SettledTag]) -> Action:
    """The action scale of one thesis from its settled tags.

    Formula: formal result if an answer that bears directly on the thesis is coded as acting
    on it; else raised if a request, an answer to one, a voter meeting or a reception bears
    directly on it; else none found. Why: a link coded "related" shows the theme was touched,
    not the promise; speeches, trips and committee work are listed among the tagged items but
    ask nothing of anybody. Bills and budget lines join the formal results when they can be
    told apart from other law-making work. The scale says nothing about fulfilment (method, 2).
    """
    level = Action.NONE_FOUND
    for tag in tags:
        if tag.strength != DIRECT or tag.kind not in RAISING:
            continue
        if tag.kind == "answer" and tag.answer_reading == ACTS:
            return Action.FORMAL_RESULT
        level = Action.RAISED
    return level


def counted(actions: Iterable[Action]) -> tuple[tuple[Action, int], ...]:
    """How many promises stand where on the action scale, the furthest first.

    Formula: a plain count; steps on which no promise stands are left out. Why: like the
    headline of outcomes, and never joined with it into one number (method, 2).
    """
    found = list(actions)
    ordered = ((step, found.count(step)) for step in reversed(Action))
    return tuple((step, count) for step, count in ordered if count)
