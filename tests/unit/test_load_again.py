"""Loading what was said before: nothing grows but a few numbers, and nothing is missed."""

import random

import pytest
from sqlalchemy import func, select

from models.audit import Audit
from models.record import Observation, Record, Revision, Statement, turning_points
from scrapers.load import classify_again
from scrapers.records import ListSeen
from tests.state import state
from tests.unit.test_load import into, page, person, record, source

__all__ = ["into", "page", "source"]

LIST, DETAILS = "parlam.kz/list", "parlam.kz/details"


def rows(session, model) -> int:
    return session.scalar(select(func.count(model.id)))


@pytest.fixture
def night(page, into):
    """Load the list and one page of details as they are every night."""

    def run(day: int, **fields):
        shown = (person("Ким Роман", "ru", "2"), record("1", "Ким Роман"), ListSeen(LIST, "ru"))
        details = record("1", list_key="", title="Запрос 1 полностью", **fields)
        return into(page(*shown, day=day), page(details, day=day, url_key=DETAILS, kind="details"))

    return run


def test_a_night_that_brings_nothing_new_adds_observations_and_no_text(session, night):
    night(0, text="Текст")
    before = rows(session, Statement), rows(session, Audit), rows(session, Observation)
    loaded = night(1, text="Текст")
    after = rows(session, Statement), rows(session, Audit), rows(session, Observation)
    assert after == (before[0], before[1], before[2] + 2)
    assert (loaded.records.seen, loaded.records.unchanged, loaded.participations) == (1, 1, 1)
    one = session.scalars(select(Record)).one()
    assert one.capture_ru.captured_at == one.last_seen
    assert (one.last_seen - one.first_seen).days == 1


def test_of_a_year_of_equal_nights_the_first_and_the_last_copy_are_shown(session, night):
    for day in range(5):
        night(day)
    one = session.scalars(select(Record)).one()
    assert len(session.scalars(turning_points([one.id])).all()) == 4


def test_an_edited_text_is_a_revision(session, night):
    night(0, text="Прежний текст")
    night(1, text="Прежний текст")
    loaded = night(2, text="Новый текст")
    assert loaded.records.revised == 1
    edit = session.scalars(select(Revision)).one()
    assert (edit.field, edit.before, edit.after) == ("text", "Прежний текст", "Новый текст")


def test_an_unchanged_record_that_leaves_its_list_is_no_longer_listed(session, page, into):
    whole = ListSeen(LIST, "ru")
    for day in range(3):
        into(page(record("1"), record("2"), whole, day=day))
    loaded = into(page(record("2"), whole, day=3))
    assert (loaded.records.seen, loaded.records.no_longer_listed) == (1, 1)
    gone = session.scalars(select(Record).where(Record.listed.is_(False))).one()
    assert gone.source_uid == "1"


@pytest.mark.parametrize("seed", range(12))
def test_what_was_not_computed_anew_would_have_come_out_the_same(session, source, page, into, seed):
    chance = random.Random(seed)  # noqa: S311  not for secrets

    def some(uid: str, list_key: str):
        fields = {name: chance.choice("АБ") for name in ("lead", "text") if chance.random() < 0.4}
        title = chance.choice(("Дорога", "Дорога", "Дорога", "Школа"))
        return record(uid, "Ким Роман", list_key=list_key, title=title, **fields)

    usual = {
        key: [some(uid, "" if key == DETAILS else key) for uid in "123"]
        for key in (LIST, "parlam.kz/other", DETAILS)
    }
    days = list(range(8))
    if seed % 3 == 0:
        chance.shuffle(days)
    for day in days:
        pages = []
        for key, shown in usual.items():
            if chance.random() < 0.15:
                continue
            kind = "details" if key == DETAILS else "deputy"
            seen = [
                some(one.source_uid, one.list_key) if chance.random() < 0.1 else one
                for one in shown
                if chance.random() > 0.05
            ]
            whole = [ListSeen(key, "ru")] if key != DETAILS and chance.random() < 0.8 else []
            people = [person("Ким Роман", "ru", "2")]
            pages.append(page(*people, *seen, *whole, day=day, url_key=key, kind=kind))
        into(*pages)
    before = state(session)
    classify_again(session, source)
    assert state(session) == before
