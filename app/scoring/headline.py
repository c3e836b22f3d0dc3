"""The outcome scale, the denominators, the headline in counts and the rule of percentages."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

MIN_RATED = 10
MIN_RATED_PERCENT = 80


class Outcome(enum.StrEnum):
    """What became of a promise. Without a verdict it is not yet rated, never "not done"."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    IN_PROGRESS = "in_progress"
    NO_ACTION_FOUND = "no_action_found"
    NOT_FULFILLED = "not_fulfilled"
    NOT_ASSESSABLE = "not_assessable"
    NOT_YET_RATED = "not_yet_rated"


#: Outcomes that are a rating. The other two say that there is none.
RATED = frozenset(Outcome) - {Outcome.NOT_YET_RATED, Outcome.NOT_ASSESSABLE}


class Exclusion(enum.StrEnum):
    """Why a thesis stays out of every denominator."""

    PARTY = "party"
    PARAPHRASED = "paraphrased"
    UNSOURCED = "unsourced"
    UNTESTABLE = "untestable"


@dataclass(frozen=True)
class Promise:
    """What the arithmetic needs to know of one thesis that is not withdrawn."""

    quoted: bool
    testable: bool
    own: bool = True
    sourced: bool = True
    outcome: Outcome = Outcome.NOT_YET_RATED


@dataclass(frozen=True)
class Headline:
    """Counts of promises: of the `testable` ones by outcome, of the others by reason."""

    testable: int
    outcomes: tuple[tuple[Outcome, int], ...]
    excluded: tuple[tuple[Exclusion, int], ...]

    @property
    def rated(self) -> int:
        """Testable promises that have a rating."""
        return sum(count for outcome, count in self.outcomes if outcome in RATED)

    def of(self, outcome: Outcome) -> int:
        """Testable promises with that outcome."""
        return dict(self.outcomes).get(outcome, 0)


@dataclass(frozen=True)
class Coverage:
    """How much of what could be coded was coded, in participations."""

    coded: int
    total: int


@dataclass(frozen=True)
class Bounds:
    """A percentage as the method allows it: two bounds, each with its n of N."""

    fulfilled: int
    at_most: int
    rated: int

    @property
    def low(self) -> int:
        """Whole percent of the rated promises that are fulfilled."""
        return percent(self.fulfilled, self.rated)

    @property
    def high(self) -> int:
        """Whole percent of the rated promises that are fulfilled, at least in part."""
        return percent(self.at_most, self.rated)


def exclusion(promise: Promise) -> Exclusion | None:
    """Why `promise` is not counted, or None where it is.

    Formula: counted if it is the deputy's own, known word for word from a source that is
    named, and testable. Why: a party's promise is not the deputy's to answer for alone; a
    paraphrase, or a quotation from nowhere, may not be what was said; what cannot be tested
    can neither be kept nor broken (method, 1).
    """
    if not promise.own:
        return Exclusion.PARTY
    if not promise.quoted:
        return Exclusion.PARAPHRASED
    if not promise.sourced:
        return Exclusion.UNSOURCED
    if not promise.testable:
        return Exclusion.UNTESTABLE
    return None


def headline(promises: Iterable[Promise]) -> Headline:
    """Count promises for the headline.

    Formula: every promise is in exactly one group, its outcome if it is counted and the
    reason if it is not; groups without a promise are left out. Why: counts in words cannot
    be mistaken for a grade, and groups that add up can be checked by hand (method, 4).
    """
    outcomes = dict.fromkeys(Outcome, 0)
    excluded = dict.fromkeys(Exclusion, 0)
    for promise in promises:
        reason = exclusion(promise)
        if reason is None:
            outcomes[promise.outcome] += 1
        else:
            excluded[reason] += 1
    return Headline(
        testable=sum(outcomes.values()),
        outcomes=tuple((key, n) for key, n in outcomes.items() if n),
        excluded=tuple((key, n) for key, n in excluded.items() if n),
    )


def bounds(counts: Headline) -> Bounds | None:
    """The percentage of promises kept, or None where the method allows only words.

    Formula: from fulfilled / rated to (fulfilled + partly fulfilled) / rated, if at least
    MIN_RATED promises are rated and they are at least MIN_RATED_PERCENT percent of the
    testable ones. Why: below that a single verdict moves the figure by more than readers
    expect, and two bounds avoid deciding how much "partly" is worth (method, 5).
    """
    rated = counts.rated
    if rated < MIN_RATED or rated * 100 < counts.testable * MIN_RATED_PERCENT:
        return None
    fulfilled = counts.of(Outcome.FULFILLED)
    return Bounds(fulfilled, fulfilled + counts.of(Outcome.PARTLY_FULFILLED), rated)


def percent(part: int, whole: int) -> int:
    """`part` of `whole` in whole percent, a half rounded up, without floating point.

    Raises ValueError where `whole` is not positive or `part` is not within it.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a share")
    return (200 * part + whole) // (2 * whole)
