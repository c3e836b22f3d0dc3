"""Agreement between coders: Krippendorff's alpha, how sure it is, and what stands beside it.

Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011). The krippendorff
package computes alpha for plain values. For sets the same formula is written out here, with the
MASI distance (R. Passonneau, "Measuring Agreement on Set-valued Items", 2006): the package
keeps a table of all pairs of values for every unit, and of sets there are too many.
"""

import enum
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import krippendorff
import numpy as np

#: How often units are drawn again for an interval, and what share of the draws it holds.
RESAMPLES = 1_000
INTERVAL = (2.5, 97.5)
SEED = 8

#: Coders x units; None where a coder did not read a unit.
Ratings = Sequence[Sequence[Any]]


class Level(enum.StrEnum):
    """What values are: names, ranks, numbers, or sets of names."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    SETS = "sets"


@dataclass(frozen=True)
class Measured:
    """Agreement on one field over `n` units that at least two coders read.

    `low` and `high` bound alpha in 95 of 100 draws of the units; `raw` is the share of units
    that all read alike, `largest` the share of the value that was given most. None where it is
    not defined. `confusions` are pairs of values that were given to the same unit, and how
    often, the most frequent first.
    """

    n: int
    alpha: float | None
    low: float | None
    high: float | None
    raw: float | None
    largest: float | None
    confusions: tuple[tuple[Any, Any, int], ...]


def alpha(ratings: Ratings, level: str) -> float | None:
    """Krippendorff's alpha of `ratings`, coders x units, None where one is missing.

    Formula: 1 - observed disagreement / disagreement expected by chance. `level` says how far
    two values are apart: "nominal", "ordinal", "interval", or "sets" with 1 - MASI. Units that
    fewer than two coders read do not count. None where alpha is not defined: no unit was read
    twice, or all values are the same one, so that no disagreement could be expected; raw
    agreement is all that can be said then.
    """
    counts, domain = _counts(ratings, Level(level))
    return _alpha(counts, domain, Level(level))


def measure(ratings: Ratings, level: str, *, resamples: int = RESAMPLES) -> Measured:
    """Alpha with all that stands beside it. The same ratings give the same interval."""
    kind = Level(level)
    counts, domain = _counts(ratings, kind)
    low, high = _interval(counts, domain, kind, resamples)
    alike = int((np.count_nonzero(counts, axis=1) == 1).sum())
    n, total = len(counts), int(counts.sum())
    return Measured(
        n=n,
        alpha=_alpha(counts, domain, kind),
        low=low,
        high=high,
        raw=alike / n if n else None,
        largest=int(counts.sum(axis=0).max()) / total if total else None,
        confusions=_confusions(counts, domain, kind),
    )


def masi(one: frozenset[Hashable], other: frozenset[Hashable]) -> float:
    """How far two sets are apart, from 0 to 1.

    Formula: 1 - Jaccard x m, with m = 1 for equal sets, 2/3 where one holds the other, 1/3
    where they overlap, 0 where they share nothing. Two empty sets are equal.
    """
    if one == other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return 1.0
    whole = 2 / 3 if one <= other or other <= one else 1 / 3
    return 1 - shared / len(one | other) * whole


def _counts(ratings: Ratings, level: Level) -> tuple[Any, list[Any]]:
    """How many coders gave each value to each unit that two have read; and the values in order."""
    units = [
        [_value(row[place], level) for row in ratings if row[place] is not None]
        for place in range(len(ratings[0]) if ratings else 0)
    ]
    units = [values for values in units if len(values) > 1]
    found = {value for values in units for value in values}
    key = sorted if level is Level.SETS else repr
    plain = level in (Level.ORDINAL, Level.INTERVAL)
    domain = sorted(found) if plain else sorted(found, key=lambda v: str(key(v)))
    places = {value: place for place, value in enumerate(domain)}
    counts = np.zeros((len(units), len(domain)), dtype=np.int64)
    for row, values in enumerate(units):
        for value in values:
            counts[row, places[value]] += 1
    return counts, domain


def _value(value: Any, level: Level) -> Any:
    if level is Level.SETS:
        return frozenset(value)
    return value


def _alpha(counts: Any, domain: list[Any], level: Level) -> float | None:
    if not _defined(counts):
        return None
    if level is Level.SETS:
        found = _of_sets(counts, _distances(domain), np.ones((1, len(counts))))[0]
        return None if np.isnan(found) else float(found)
    # The package wants numbers for intervals; of names and ranks the place is enough.
    values = domain if level is Level.INTERVAL else range(len(domain))
    return float(
        krippendorff.alpha(
            value_counts=counts,
            value_domain=np.array(list(values), dtype=float),
            level_of_measurement=level.value,  # type: ignore[arg-type]
        )
    )


def _defined(counts: Any) -> bool:
    """Whether there is a unit, and more than one value."""
    return len(counts) > 0 and int((counts.sum(axis=0) > 0).sum()) > 1


def _distances(domain: list[frozenset[Hashable]]) -> Any:
    """The MASI distance of every two sets, by matrices: `masi` says the same of one pair."""
    members = sorted({member for value in domain for member in value}, key=str)
    places = {member: place for place, member in enumerate(members)}
    holds = np.zeros((len(domain), len(members)))
    for row, value in enumerate(domain):
        for member in value:
            holds[row, places[member]] = 1
    shared, size = holds @ holds.T, holds.sum(axis=1)
    union = size[:, None] + size[None, :] - shared
    smaller = np.minimum(size[:, None], size[None, :])
    whole = np.where(shared == 0, 0, np.where(shared == smaller, 2 / 3, 1 / 3))
    distances = 1 - np.divide(shared, union, out=np.zeros_like(shared), where=union > 0) * whole
    np.fill_diagonal(distances, 0)
    return distances


def _of_sets(counts: Any, distances: Any, weights: Any) -> Any:
    """Alpha for each row of `weights`, which says how often each unit is taken."""
    read = counts.sum(axis=1)
    # The disagreement within a unit: the mean over the ordered pairs of its values.
    within = np.einsum("uv,vw,uw->u", counts, distances, counts, optimize=True) / (read - 1)
    total = weights @ read
    given = weights @ counts
    expected = np.einsum("rv,vw,rw->r", given, distances, given, optimize=True) / (total - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (weights @ within) / expected, np.nan)


def _interval(
    counts: Any, domain: list[Any], level: Level, resamples: int
) -> tuple[float | None, float | None]:
    """The bounds of alpha over draws of the units with replacement.

    Draws in which alpha is not defined are left out; none is given where they are the most.
    """
    if not _defined(counts):
        return None, None
    chance = np.random.default_rng(SEED)
    drawn = chance.multinomial(len(counts), [1 / len(counts)] * len(counts), size=resamples)
    if level is Level.SETS:
        found = _of_sets(counts, _distances(domain), drawn)
        values = [float(value) for value in found if not np.isnan(value)]
    else:
        taken = (np.repeat(counts, times, axis=0) for times in drawn)
        values = [v for one in taken if (v := _alpha(one, domain, level)) is not None]
    if len(values) * 2 < resamples:
        return None, None
    low, high = np.percentile(values, INTERVAL)
    return float(low), float(high)


def _confusions(counts: Any, domain: list[Any], level: Level) -> tuple[tuple[Any, Any, int], ...]:
    """What was taken for what. Of sets it is what only one has, against what only the other has."""
    found: Counter[tuple[Any, Any]] = Counter()
    for row in counts:
        given = [domain[place] for place in np.flatnonzero(row)]
        for place, one in enumerate(given):
            for other in given[place + 1 :]:
                found.update(_apart(one, other) if level is Level.SETS else [(one, other)])
    ordered = sorted(found.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return tuple((one, other, times) for (one, other), times in ordered)


def _apart(one: frozenset[Any], other: frozenset[Any]) -> list[tuple[Any, Any]]:
    """Pairs of members that only one of two sets has; None where the other has nothing more."""
    left, right = sorted(one - other, key=str), sorted(other - one, key=str)
    if not left or not right:
        return [(member, None) for member in left or right]
    return [(a, b) if str(a) <= str(b) else (b, a) for a in left for b in right]
