"""Who could watch whom: a proposal by region, language and load, which people then change.

Plain arithmetic over what it is given: the same input gives the same proposal, and every row
says why it is so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What spoke for a person."""

    REGION = "region"
    REGION_FULL = "region_full"
    LANGUAGE = "language"
    LOAD = "load"


@dataclass(frozen=True)
class Person:
    """Somebody who can watch. `deputies` and `acts` is what they watch already."""

    user_id: int
    region_id: int | None
    lang: str
    deputies: int = 0
    acts: int = 0


@dataclass(frozen=True)
class Task:
    """A mandate that nobody watches. `lang` is the language most of it is in, where one is."""

    mandate_id: int
    region_id: int | None
    lang: str | None
    acts: int = 0


@dataclass(frozen=True)
class Proposed:
    """Who could watch a mandate, why, and how much that person would then watch."""

    mandate_id: int
    user_id: int
    reasons: tuple[Why, ...]
    deputies: int
    acts: int


def propose(tasks: Sequence[Task], people: Sequence[Person]) -> dict[int, Proposed]:
    """A person for every task, or nothing where there is nobody.

    Nobody gets more deputies than an equal share of them all, rounded up, as long as somebody
    has fewer. Within that a person of the deputy's region comes first, then one who reads the
    language that most of it is in, then who has fewest deputies, then fewest acts to code.
    Deputies whose region has somebody are given out first, those with most acts before others.
    """
    if not people:
        return {}
    load = {person.user_id: (person.deputies, person.acts) for person in people}
    total = len(tasks) + sum(person.deputies for person in people)
    share = -(-total // len(people))
    found: dict[int, Proposed] = {}
    for task in _in_order(tasks, people):
        chosen = min(people, key=lambda person: _rank(person, task, load, share))  # used at once
        deputies, acts = load[chosen.user_id]
        load[chosen.user_id] = (deputies + 1, acts + task.acts)
        reasons = _reasons(chosen, task, people)
        found[task.mandate_id] = Proposed(
            task.mandate_id, chosen.user_id, reasons, deputies + 1, acts + task.acts
        )
    return found


def _in_order(tasks: Iterable[Task], people: Iterable[Person]) -> list[Task]:
    regions = {person.region_id for person in people} - {None}
    return sorted(
        tasks, key=lambda task: (task.region_id not in regions, -task.acts, task.mandate_id)
    )


def _rank(
    person: Person, task: Task, load: dict[int, tuple[int, int]], share: int
) -> tuple[bool, bool, bool, int, int, int]:
    deputies, acts = load[person.user_id]
    return (
        deputies >= share,
        not _same_region(person, task),
        not _same_language(person, task),
        deputies,
        acts,
        person.user_id,
    )


def _same_region(person: Person, task: Task) -> bool:
    return task.region_id is not None and person.region_id == task.region_id


def _same_language(person: Person, task: Task) -> bool:
    return task.lang is not None and person.lang == task.lang


def _reasons(chosen: Person, task: Task, people: Iterable[Person]) -> tuple[Why, ...]:
    reasons = []
    if _same_region(chosen, task):
        reasons.append(Why.REGION)
    elif any(_same_region(person, task) for person in people):
        reasons.append(Why.REGION_FULL)
    if _same_language(chosen, task):
        reasons.append(Why.LANGUAGE)
    return (*reasons, Why.LOAD)
