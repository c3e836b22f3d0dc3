"""Krippendorff's alpha and what stands beside it, against numbers that others have published."""

import random

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.scoring import agreement
from app.scoring.agreement import Level, alpha, masi, measure

_ = None
#: Four observers, twelve units: "Computing Krippendorff's Alpha-Reliability", example C.
EXAMPLE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(
    ("level", "wanted"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_the_example_of_krippendorff(level, wanted):
    assert round(alpha(EXAMPLE, level), 3) == wanted


def test_names_are_told_apart_whatever_they_are():
    words = [[None if v is None else f"value {v}" for v in row] for row in EXAMPLE]
    assert alpha(words, "nominal") == pytest.approx(alpha(EXAMPLE, "nominal"))


def test_the_binary_example_of_krippendorff():
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert round(alpha([one, other], "nominal"), 3) == 0.095


def test_complete_agreement_is_one_and_chance_is_about_nothing():
    assert alpha([[1, 2, 3], [1, 2, 3]], "nominal") == 1
    chance = random.Random(3)  # noqa: S311  not a secret
    rows = [[chance.randrange(3) for _ in range(3000)] for _ in range(2)]
    assert abs(alpha(rows, "nominal")) < 0.05


@pytest.mark.parametrize("level", list(Level))
def test_alpha_of_one_value_alone_is_not_defined(level):
    value = frozenset({1}) if level is Level.SETS else 1
    found = measure([[value] * 5, [value] * 5], level)
    assert (found.alpha, found.low, found.high) == (None, None, None)
    assert (found.n, found.raw, found.largest) == (5, 1, 1)


@pytest.mark.parametrize("ratings", [[], [[], []], [[1, None], [None, 2]], [[1, 2]]])
def test_without_a_unit_that_two_have_read_nothing_can_be_said(ratings):
    found = measure(ratings, "nominal")
    assert found == agreement.Measured(0, None, None, None, None, None, ())


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (set(), set(), 0),
        ({1}, {1}, 0),
        (set(), {1}, 1),
        ({1}, {2}, 1),
        ({1}, {1, 2}, 1 - 1 / 2 * 2 / 3),
        ({1, 2}, {2, 3}, 1 - 1 / 3 * 1 / 3),
        ({1, 2, 3}, {1, 2}, 1 - 2 / 3 * 2 / 3),
    ],
)
def test_the_masi_distance(one, other, wanted):
    assert masi(frozenset(one), frozenset(other)) == pytest.approx(wanted)
    assert masi(frozenset(other), frozenset(one)) == pytest.approx(wanted)


SETS = st.frozensets(st.integers(0, 4), max_size=3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.none() | SETS, SETS, st.none() | SETS), min_size=1, max_size=12))
def test_alpha_of_sets_is_that_of_the_package_with_the_masi_distance(units):
    rows = list(zip(*units, strict=True))
    counts, domain = agreement._counts(rows, Level.SETS)

    def metric(v1, v2, i1, i2, n_v, dtype=None):
        return np.array(
            [[masi(domain[a], domain[b]) for b in i2.reshape(-1)] for a in i1.reshape(-1)]
        )

    found = alpha(rows, "sets")
    if len(domain) < 2:
        assert found is None
        return
    wanted = krippendorff.alpha(value_counts=counts, level_of_measurement=metric)
    assert found == pytest.approx(wanted)


def test_sets_of_one_member_are_names():
    one = [[frozenset({v}) if v else None for v in row] for row in EXAMPLE]
    assert alpha(one, "sets") == pytest.approx(alpha(EXAMPLE, "nominal"))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "sets"])
def test_the_interval_holds_alpha_and_is_the_same_every_time(level):
    chance = random.Random(5)  # noqa: S311  not a secret
    first = [chance.choice([0, 1, 2]) for _ in range(120)]
    second = [v if chance.random() < 0.9 else chance.choice([0, 1, 2]) for v in first]
    rows = [first, second]
    if level == "sets":
        rows = [[frozenset(range(v)) for v in row] for row in rows]
    found = measure(rows, level, resamples=300)
    assert 0.6 < found.low < found.alpha < found.high <= 1
    assert measure(rows, level, resamples=300) == found
    assert found.n == 120 and found.raw > 0.85


def test_what_was_taken_for_what():
    found = measure([["a", "b", "a", "c"], ["b", "a", "a", "a"]], "nominal")
    assert found.confusions == (("a", "b", 2), ("a", "c", 1))
    sets = measure([[{1}, {1, 2}, {3}, set()], [{2}, {1}, {3}, {2}]], "sets", resamples=10)
    assert sets.confusions == ((2, None, 2), (1, 2, 1))


def test_thousands_of_different_sets_take_no_time():
    chance = random.Random(7)  # noqa: S311  not a secret
    rows = [
        [frozenset(chance.sample(range(300), chance.randrange(3))) for _ in range(1500)]
        for _ in range(2)
    ]
    assert measure(rows, "sets", resamples=50).n == 1500
