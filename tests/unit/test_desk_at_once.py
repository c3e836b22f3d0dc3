"""Analysts at the same moment: one choice of a name, one report of a period, one new wording."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from app.services import exports, reports
from app.services.errors import InvalidError, StaleError
from app.services.exports import Taken
from app.services.reports import Words
from models.base import Lang
from models.export import SavedView
from models.report import Addressee, PeriodReport, Recommendation, ReportText, SectionKey
from models.user import User, UserRole
from tests.conftest import NOW
from tests.factories.world import World
from tests.unit.test_coding_at_once import at_once

__all__ = ["at_once"]
PERIOD = {"start": dt.date(2023, 3, 29), "end": dt.date(2023, 12, 29)}


@pytest.fixture
def term(session):
    made = World(session).convocation.id
    session.commit()
    return made


@pytest.fixture
def analyst(make_user, session):
    made = make_user(UserRole.ANALYST).id
    session.commit()
    return made


def count(session, model, *which):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model).where(*which))


def test_of_choices_saved_under_one_name_at_once_one_is_kept_and_the_others_are_told(
    at_once, session, analyst
):
    told = []

    def save(own, _number):
        taken = Taken(("monitoring",), "csv", "ru")
        try:
            exports.save(own, own.get(User, analyst), NOW, name="Моё", shared=False, taken=taken)
        except InvalidError as error:
            told.append(error.problems)

    at_once(save)
    assert count(session, SavedView) == 1
    assert told == [[("name", "taken")]] * 3


def test_one_period_begun_at_once_has_one_report(at_once, session, analyst, term):
    found = []

    def begin(own, _number):
        found.append(reports.begin(own, own.get(User, analyst), NOW, term, **PERIOD).id)

    at_once(begin)
    assert len(set(found)) == 1 and count(session, PeriodReport) == 1


def test_of_words_written_at_once_the_first_stand_and_the_others_are_told(
    at_once, session, analyst, term
):
    actor = session.get(User, analyst)
    report = reports.begin(session, actor, NOW, term, **PERIOD)
    asked = reports.recommend(
        session, actor, NOW, report.id, addressee=Addressee.VOTERS, text=Words(ru="Спрашивать")
    )
    at, old, told = report.id, asked.id, []
    session.commit()

    def write(own, number):
        who, texts = own.get(User, analyst), {Lang.RU: f"Вывод {number}"}
        section = SectionKey.CONCLUSIONS
        try:
            reports.write(own, who, NOW, at, section=section, texts=texts, version=0)
        except StaleError:
            told.append("text")
        try:
            words = Words(ru=f"Иначе {number}")
            reports.recommend(
                own, who, NOW, at, addressee=Addressee.VOTERS, text=words, replaces=old
            )
        except StaleError:
            told.append("recommendation")

    at_once(write)
    assert sorted(told) == ["recommendation"] * 3 + ["text"] * 3
    assert count(session, ReportText) == 1
    assert count(session, Recommendation, ~Recommendation.withdrawn) == 1
