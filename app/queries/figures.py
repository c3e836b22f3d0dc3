"""The figures of a deputy that can be cited: a closed set of keys, each with its n and N.

A key is part of an address that people print: one is added, none is renamed.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.queries.activity import Held
from app.queries.scorecard_shapes import Scorecard
from app.queries.scorecards import on_the_scale
from app.scoring import Action, Exclusion, Outcome
from models.item import Kind, Role
from models.meeting import Answer


class Group(StrEnum):
    """What a figure is a count of, and so which rows are behind it."""

    PROMISES = "promises"
    OUTCOMES = "outcomes"
    ACTIONS = "actions"
    EXCLUDED = "excluded"
    REQUESTS = "requests"
    MEETINGS = "meetings"
    RECEPTIONS = "receptions"
    ANSWERS = "answers"
    ITEMS = "items"
    OFFICE = "office"


@dataclass(frozen=True)
class Known:
    """A key: its group, and the entry of `app.scoring.DEFINITIONS` that defines it."""

    group: Group
    definition: str


#: How each answer of "was it held there?" and "was it in session?" reads in a key.
PLACES = {
    Answer.YES: "in_district",
    Answer.NO: "out_of_district",
    Answer.NOT_KNOWN: "place_unknown",
}
TIMES = {Answer.YES: "in_session", Answer.NO: "in_recess", Answer.NOT_KNOWN: "time_unknown"}
HELD = {Kind.VOTER_MEETING: Group.MEETINGS, Kind.RECEPTION: Group.RECEPTIONS}

KEYS: dict[str, Known] = {
    "promises": Known(Group.PROMISES, "unit"),
    "testable": Known(Group.PROMISES, "unit"),
    **{f"excluded_{e.value}": Known(Group.EXCLUDED, "unit") for e in Exclusion},
    **{o.value: Known(Group.OUTCOMES, "outcome") for o in Outcome},
    "percentage": Known(Group.OUTCOMES, "percentage"),
    **{f"action_{a.value}": Known(Group.ACTIONS, "action") for a in Action},
    "requests": Known(Group.REQUESTS, "item"),
    **{f"requests_{r.value}": Known(Group.REQUESTS, "role") for r in Role},
    "answers": Known(Group.ANSWERS, "item"),
    **{
        key: Known(group, "item")
        for group in HELD.values()
        for key in (
            group.value, *(f"{group.value}_{word}" for word in (*PLACES.values(), *TIMES.values()))
        )
    },
    "items": Known(Group.ITEMS, "counted"),
    "tagged": Known(Group.ITEMS, "tagged"),
    "coverage": Known(Group.ITEMS, "coverage"),
    "months": Known(Group.OFFICE, "months"),
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure of one deputy: `value` of `of`, where it is a part of something.

    `value` is None where nothing is published of it: before the first edition, or because the
    method leaves it out. `high` is the upper bound of a percentage, whose `value` is the lower.
    """

    key: str
    value: int | None
    of: int | None = None
    high: int | None = None

    @property
    def known(self) -> Known:
        """What the key stands for."""
        return KEYS[self.key]


def figures(card: Scorecard, held: dict[Kind, Held], *, rated: bool) -> dict[str, Figure]:
    """All figures of a scorecard, by key and in the order of `KEYS`.

    `held` tells where meetings and receptions were; without it, that is not published. Without
    `rated`, as on pages of today before an edition, neither outcomes nor actions are.
    """
    found = {
        figure.key: figure
        for part in (_promises(card, rated), _acts(card), _held(card, held))
        for figure in part
    }
    return {key: found[key] for key in KEYS}


def _promises(card: Scorecard, rated: bool) -> Iterator[Figure]:
    listed = card.programme.promises if card.programme else ()
    head = card.headline
    yield Figure("promises", len(listed))
    yield Figure("testable", head.testable, len(listed))
    excluded = dict(head.excluded)
    for reason in Exclusion:
        yield Figure(f"excluded_{reason.value}", excluded.get(reason, 0), len(listed))
    outcomes = dict(head.outcomes)
    for outcome in Outcome:
        said = rated or outcome is Outcome.NOT_YET_RATED
        yield Figure(outcome.value, outcomes.get(outcome, 0) if said else None, head.testable)
    bounds = card.bounds if rated else None
    if bounds:
        yield Figure("percentage", bounds.fulfilled, bounds.rated, bounds.at_most)
    else:
        yield Figure("percentage", None)
    scale = on_the_scale(listed)
    actions = Counter(promise.action for promise in scale)
    said = rated and not actions[None]
    for action in Action:
        yield Figure(f"action_{action.value}", actions[action] if said else None, len(scale))


def _acts(card: Scorecard) -> Iterator[Figure]:
    sums = card.totals
    requests = sums.by_kind.get(Kind.DEPUTY_REQUEST, 0)
    yield Figure("requests", requests, sums.counted)
    for role in Role:
        yield Figure(f"requests_{role.value}", sums.requests_by_role.get(role, 0), requests)
    yield Figure("answers", sums.by_kind.get(Kind.ANSWER, 0), sums.counted)
    yield Figure("items", sums.counted)
    yield Figure("tagged", sums.tagged, sums.counted)
    yield Figure("coverage", card.coverage.coded, card.coverage.total)
    yield Figure("months", card.person.months, card.person.term.months)


def _held(card: Scorecard, held: dict[Kind, Held]) -> Iterator[Figure]:
    for kind, group in HELD.items():
        count = card.totals.by_kind.get(kind, 0)
        yield Figure(group.value, count, card.totals.counted)
        told = held.get(kind)
        for words, answers in (
            (PLACES, told.in_district if told else None),
            (TIMES, told.in_session if told else None),
        ):
            for answer, word in words.items():
                value = None if answers is None else answers[answer]
                yield Figure(f"{group.value}_{word}", value, count)
