"""Who is proposed to watch whom: by region, language and load, the same each time."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.assigning import Person, Task, Why, propose

NORTH, SOUTH = 1, 2


def chosen(tasks, people):
    return {key: row.user_id for key, row in propose(tasks, people).items()}


def test_nobody_is_proposed_where_there_is_nobody():
    assert propose([Task(1, NORTH, "kk")], []) == {}
    assert propose([], [Person(1, NORTH, "kk")]) == {}


def test_the_region_goes_before_the_language_and_the_language_before_the_load():
    people = [
        Person(1, SOUTH, "kk"),
        Person(2, NORTH, "ru"),
        Person(3, None, "kk"),
        Person(4, None, "en"),
    ]
    found = propose([Task(10, NORTH, "kk"), Task(11, None, "ru")], people)
    assert found[10].user_id == 2
    assert found[10].reasons == (Why.REGION, Why.LOAD)
    # The only one who reads Russian has an equal share by now, so that load decides.
    assert found[11].user_id == 1
    assert found[11].reasons == (Why.LOAD,)
    alone = propose([Task(12, None, "en")], people)[12]
    assert (alone.user_id, alone.reasons) == (4, (Why.LANGUAGE, Why.LOAD))


def test_a_region_with_one_person_does_not_bury_them():
    people = [Person(1, NORTH, "kk"), Person(2, SOUTH, "kk")]
    found = propose([Task(number, NORTH, "kk") for number in range(4)], people)
    assert Counter(row.user_id for row in found.values()) == {1: 2, 2: 2}
    elsewhere = [row for row in found.values() if row.user_id == 2]
    assert {row.reasons[0] for row in elsewhere} == {Why.REGION_FULL}


def test_heavy_deputies_are_spread_and_the_load_after_each_row_is_told():
    people = [Person(1, None, "kk"), Person(2, None, "kk")]
    tasks = [Task(1, None, None, 100), Task(2, None, None, 90), Task(3, None, None, 1)]
    found = propose([*tasks, Task(4, None, None, 1)], people)
    assert chosen([*tasks, Task(4, None, None, 1)], people) == {1: 1, 2: 2, 3: 2, 4: 1}
    assert (found[4].deputies, found[4].acts) == (2, 101)


tasks = st.lists(
    st.builds(
        Task,
        mandate_id=st.integers(1, 10_000),
        region_id=st.sampled_from([None, NORTH, SOUTH]),
        lang=st.sampled_from([None, "kk", "ru"]),
        acts=st.integers(0, 500),
    ),
    max_size=40,
    unique_by=lambda task: task.mandate_id,
)
people = st.lists(
    st.builds(
        Person,
        user_id=st.integers(1, 100),
        region_id=st.sampled_from([None, NORTH, SOUTH]),
        lang=st.sampled_from(["kk", "ru", "en"]),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda person: person.user_id,
)


@given(tasks, people)
def test_everybody_is_watched_by_an_equal_share_whatever_the_order(tasks, people):
    found = chosen(tasks, people)
    assert set(found) == {task.mandate_id for task in tasks}
    assert max(Counter(found.values()).values(), default=0) <= -(-len(tasks) // len(people))
    assert chosen(tasks[::-1], people[::-1]) == found


@pytest.mark.parametrize("deputies", [0, 5])
def test_who_has_more_than_a_share_already_gets_nobody_while_others_have_less(deputies):
    people = [Person(1, NORTH, "kk", deputies=deputies), Person(2, None, "ru")]
    assert chosen([Task(1, NORTH, "kk")], people) == {1: 2 if deputies else 1}
