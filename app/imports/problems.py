"""What can be wrong with a row, and what is told of it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Problem(StrEnum):
    """What can be wrong with a cell or a row."""

    REQUIRED = "required"
    NOT_A_NUMBER = "not_a_number"
    NEGATIVE = "negative"
    FRACTION = "fraction"
    TOO_BIG = "too_big"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DAY = "no_such_day"
    FUTURE = "future"
    BEFORE_TERM = "before_term"
    AFTER_TERM = "after_term"
    ENDS_BEFORE_START = "ends_before_start"
    NO_PERIOD = "no_period"
    NOT_YES_NO = "not_yes_no"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_TOPIC = "unknown_topic"
    UNKNOWN_PARTY = "unknown_party"
    UNKNOWN_DEPUTY = "unknown_deputy"
    SEVERAL_DEPUTIES = "several_deputies"
    NO_DEPUTY = "no_deputy"
    TWICE_IN_ROW = "twice_in_row"
    OTHER_DISTRICT = "other_district"
    UNKNOWN_DISTRICT = "unknown_district"
    OTHER_PARTY = "other_party"
    NOT_A_LINK = "not_a_link"
    TOO_LONG = "too_long"
    FORMULA_FAILED = "formula_failed"
    FORMULA_UNSAVED = "formula_unsaved"
    MERGED = "merged"
    SAME_ROW = "same_row"
    SAME_DEPUTY = "same_deputy"
    TITLE_REQUIRED = "title_required"
    KIND_REQUIRED = "kind_required"
    DATE_REQUIRED = "date_required"
    # What the service of programmes says of a programme.
    SOURCE_REQUIRED = "source_required"
    DAY_REQUIRED = "day_required"
    DAY_TO_COME = "day_to_come"
    FOUND_WHERE = "found_where"
    NOT_AVAILABLE_YET_KEPT = "not_available_yet_kept"
    AVAILABLE_YET_NOTHING_CAME = "available_yet_nothing_came"
    HAS_OWN_THESES = "has_own_theses"


#: Problems that a person can mend by saying what a value means.
MEANING = frozenset({
    Problem.NOT_YES_NO, Problem.UNKNOWN_VALUE, Problem.UNKNOWN_TOPIC, Problem.UNKNOWN_PARTY,
    Problem.UNKNOWN_DEPUTY, Problem.SEVERAL_DEPUTIES,
})  # fmt: skip


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong: in which column, from 0, what stands there, what it is against."""

    problem: Problem
    column: int | None = None
    field: str | None = None
    said: str = ""
    other: str = ""

    def as_list(self) -> list[Any]:
        """As it is kept."""
        return [self.problem.value, self.column, self.field, self.said[:200], self.other[:200]]

    @classmethod
    def of(cls, kept: list[Any]) -> "Trouble":
        """What was kept."""
        return cls(Problem(kept[0]), *kept[1:])


class WrongError(Exception):
    """A cell that its column cannot take."""

    def __init__(self, problem: Problem, other: str = "", said: str | None = None) -> None:
        super().__init__(problem.value)
        self.problem, self.other, self.said = problem, other, said
