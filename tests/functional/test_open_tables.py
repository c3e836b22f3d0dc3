"""The open tables: typed cells, natural keys, what refers to what, and what they can be asked."""

import datetime as dt
from collections import Counter
from enum import Enum

import pytest

from app import words
from app.queries import editions
from app.queries.table_shapes import By, NotChosenByError, Scope, Type
from app.queries.tables import TABLES
from tests.support import count_queries

KINDS = {
    Type.TEXT: str,
    Type.NUMBER: int,
    Type.DAY: dt.date,
    Type.MOMENT: dt.datetime,
    Type.YES_NO: bool,
    Type.LABEL: Enum,
    Type.LINK: str,
}
HELD = [name for name, table in TABLES.items() if By.EDITION in table.by]


def read(session, name, **scope):
    keys = [column.key for column in TABLES[name].columns]
    found = TABLES[name].rows(session, Scope(**scope))
    return [dict(zip(keys, row, strict=True)) for row in found]


def states(session):
    """Every table of today, and those that the first edition froze."""
    first = editions.get(session, 1)
    yield {name: read(session, name) for name in TABLES}
    yield {name: read(session, name, edition=first) for name in HELD}


def test_cells_are_of_the_types_of_their_columns(portal):
    for found in states(portal.session):
        for name, rows in found.items():
            for column in TABLES[name].columns:
                for row in rows:
                    check(name, column, row[column.key])


def check(name, column, cell):
    where = f"{name}.{column.key}: {cell!r}"
    if cell is None:
        assert not column.identifies, where
        return
    assert isinstance(cell, KINDS[column.type]), where
    if column.type in (Type.NUMBER, Type.DAY):
        assert not isinstance(cell, bool | dt.datetime), where
    if column.type is Type.LABEL:
        assert isinstance(cell, column.values), where
    if column.type is Type.MOMENT:
        assert cell.tzinfo is not None, where
    if column.type is Type.LINK:
        assert cell.startswith(("/", "http://", "https://")), where


def test_keys_are_unique_and_lead_to_the_rows_that_they_name(portal):
    for found in states(portal.session):
        for name, rows in found.items():
            own = [column.key for column in TABLES[name].columns if column.identifies]
            assert own, f"{name} has no key"
            counts = Counter(tuple(row[key] for key in own) for row in rows)
            assert not [key for key, count in counts.items() if count > 1], name
            for column in TABLES[name].columns:
                if column.refers and column.refers[0] in found:
                    table, key = column.refers
                    known = {row[key] for row in found[table]} | {None}
                    missing = {row[column.key] for row in rows} - known
                    assert not missing, f"{name}.{column.key} -> {table}: {missing}"


def test_every_table_says_something(portal):
    now, held = states(portal.session)
    assert {name for name, rows in now.items() if not rows} <= {"captures"}
    assert not [name for name, rows in held.items() if not rows]


def test_a_table_is_asked_only_what_it_knows(portal):
    edition = editions.get(portal.session, 1)
    for name, table in TABLES.items():
        if By.EDITION not in table.by:
            with pytest.raises(NotChosenByError) as raised:
                table.rows(portal.session, Scope(edition=edition))
            assert (raised.value.table, raised.value.by) == (name, By.EDITION)


def test_columns_are_told_and_values_have_words():
    for name, table in TABLES.items():
        keys = [column.key for column in table.columns]
        assert len(set(keys)) == len(keys), name
        for column in table.columns:
            assert column.title and column.about, f"{name}.{column.key}"
            assert (column.type is Type.LABEL) == (column.values is not None), column.key
            if column.values is not None:
                assert set(words.LABELS[column.values]) >= set(column.values), column.values
            if column.refers:
                table_name, key = column.refers
                there = {each.key: each for each in TABLES[table_name].columns}
                assert there[key].type is column.type, f"{name}.{column.key}"
                assert not table.public or TABLES[table_name].public


def test_no_public_table_tells_of_people_who_work_here(portal):
    for found in states(portal.session):
        for name, rows in found.items():
            text = repr(rows)
            for person in ("Айгүл Сейткали", "Ерлан Кодер", "Дана Кодер"):
                assert person not in text, name
            assert "@example.org" not in text, name
    assert not TABLES["codings"].public
    assert not TABLES["appeals"].public


@pytest.mark.parametrize("name", ["items", "participations", "records", "captures", "theses"])
def test_the_statements_of_a_table_do_not_grow_with_its_rows(portal, monkeypatch, name):
    session = portal.session
    with count_queries(portal.app) as queries:
        list(TABLES[name].rows(session, Scope()))
    before = len(queries)
    for number in range(5):
        item = portal.world.world.item(portal.world.first, title_ru=f"Ещё {number}")
        session.flush()
        assert item.id
    session.expire_all()
    with count_queries(portal.app) as queries:
        list(TABLES[name].rows(session, Scope()))
    assert len(queries) == before
