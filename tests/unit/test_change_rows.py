"""Changes between two editions as rows: each thing that is told otherwise, and nothing else."""

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import select

from app.queries.change_rows import COLUMNS, Change, ChangeRow, before, change_rows
from app.queries.editions import get
from models.edition import EditionPart
from models.verdict import Reason, Status, VerdictState
from tests.factories import verdicts
from tests.factories.editions import Ready
from tests.functional.test_edition_pages import publish


@pytest.fixture
def two(session, make_user):
    """Two editions: one outcome is another in the later, a wording, and a deputy's own promise."""
    ready = Ready(session, make_user)
    session.commit()
    publish(ready)
    old = ready.verdicts[2]
    old.state = VerdictState.SUPERSEDED
    session.flush()
    new = verdicts.standing(
        ready.world, ready.theses[2], ready.coders[1], ready.coordinator, supersedes_id=old.id,
        status=Status.NOT_FULFILLED, reason=Reason.BLOCKED, as_of=dt.date(2026, 11, 14),
    )  # fmt: skip
    ready.ask(new)
    ready.theses[5].text_ru = "=Построить, две\nшколы"
    ready.world.thesis(ready.theses[5].programme, 2, lang="ru")
    publish(ready, name="Зима 2026")
    return ready


def rows_of(ready, session):
    return change_rows(session, get(session, 1), get(session, 2))


def test_each_change_is_a_row_and_the_counts_follow_it(session, two):
    first, second = two.first.deputy.slug, two.second.deputy.slug
    found = rows_of(two, session)
    outcome = ChangeRow(
        Change.OUTCOME, first, str(two.first.district.number), "3", "", "in_progress",
        "not_fulfilled", "blocked", "2026-11-14",
    )  # fmt: skip
    assert [row for row in found if row.change is Change.OUTCOME] == [outcome]
    (wording,) = (row for row in found if row.change is Change.WORDING)
    assert (wording.deputy, wording.promise, wording.what) == (second, "1", "ru")
    assert wording.after == "=Построить, две\nшколы"
    (added,) = (row for row in found if row.change is Change.PROMISE_ADDED)
    assert (added.deputy, added.promise) == (second, "2")
    counts = {(r.deputy, r.what): (r.before, r.after) for r in found if r.change is Change.COUNT}
    assert counts[first, "outcome.in_progress"] == ("1", "0")
    assert counts[first, "outcome.not_fulfilled"] == ("1", "2")


def test_totals_are_those_of_the_two_editions(session, two):
    totals = {r.what: r for r in rows_of(two, session) if r.change is Change.TOTAL}
    for number in (1, 2):
        body = session.scalars(
            select(EditionPart.body)
            .join(EditionPart.edition)
            .where(EditionPart.kind == "totals", EditionPart.edition.has(number=number))
        ).one()
        row = totals["promises.testable"]
        assert (row.before if number == 1 else row.after) == str(body["headline"]["testable"])
    assert "deputies" not in totals


def test_an_edition_is_held_against_the_one_before_it(session, two):
    assert before(session, get(session, 1)) is None
    assert before(session, get(session, 2)).number == 1


def test_the_files_say_the_same_and_no_formula_runs(client, session, two):
    found = rows_of(two, session)
    told = client.get("/kk/editions/2/changes.json").json
    assert told["earlier"]["number"] == 1 and len(told["changes"]) == len(found)
    response = client.get("/kk/editions/2/changes.csv")
    rows = list(csv.DictReader(io.StringIO(response.data.decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == len(found)
    assert "'=Построить, две\nшколы" in [row["after"] for row in rows]
    assert 'filename="changes-1-2.csv"' in response.headers["Content-Disposition"]
    page = client.get("/ru/editions/2/data").text
    assert (
        "/ru/editions/2/changes.csv" in page
        and "changes.csv" not in client.get("/ru/editions/1/data").text
    )
