"""The training ground: the invented maslikhat's pack runs a whole campaign."""

import json

import pytest
from sqlalchemy import func, select

from app import demo, packs
from app.config import ROOT
from app.queries.reconciliation import reason
from app.services import editions
from models import engine
from models.appeal import Appeal
from models.audit import Audit
from models.coding import Coding
from models.edition import Edition, ErrorReport, ReportState
from models.figure import StatedFigure
from models.person import Party
from models.programme import Thesis
from models.reliability import Adjudication, SampleUnit
from models.source import Source
from models.verdict import Position, Verdict, VerdictState
from tests.conftest import NOW

KEY = "k" * 40


@pytest.fixture
def told(session, config):
    """The database in which the story was told."""
    for name in ("kz-calendar", "training-maslikhat"):
        engine.begin_write(session)
        packs.load(session, ROOT / "data" / name, NOW)
        session.commit()
    engine.begin_write(session)
    demo.tell(session, config.archive_dir, KEY)
    session.commit()
    return session


def count(session, model, *where):
    return session.scalar(select(func.count()).select_from(model).where(*where))


def test_the_maslikhat_is_coded_disputed_rated_replied_and_published(told, client):
    assert count(told, Adjudication) == 6
    assert count(told, Verdict, Verdict.state == VerdictState.CONFIRMED) == 15
    assert count(told, Verdict, Verdict.state == VerdictState.REFUSED) == 1
    assert count(told, Position, Position.disputes) == 1
    assert count(told, Edition) == 1
    card = client.get("/kk/editions/1/deputies/mysalov-ulgi").text
    assert "Қалған 190 ағаш күзде отырғызылады." in card
    roof = told.scalars(
        select(Thesis)
        .join(Verdict, Verdict.thesis_id == Thesis.id)
        .where(Verdict.explanation_kk == "Шатыр жөнделді, акт бар.")
    ).one()
    promise = client.get(f"/kk/editions/1/deputies/mysalov-ulgi/promises/{roof.id}").text
    assert "Шатыр жөнделді, акт бар." in promise


def test_its_edition_is_what_was_published(told):
    assert list(editions.verify(told)) == [(1, [])]


def test_something_of_everything_waits_for_somebody(told):
    assert count(told, Coding, Coding.current) > 64
    assert count(told, SampleUnit) > 32
    assert count(told, Appeal, Appeal.answered_on.is_(None)) == 4
    assert count(told, Verdict, Verdict.state == VerdictState.PROPOSED) == 1
    assert count(told, ErrorReport, ErrorReport.state == ReportState.OPEN) == 1


def test_every_stated_figure_of_the_maslikhat_can_be_counted(told):
    known = {party.key: party for party in told.scalars(select(Party))}
    figures = told.scalars(select(StatedFigure)).all()
    assert len(figures) == 3
    assert [figure.key for figure in figures if reason(figure, known)] == []


def test_who_reads_kazakh_or_russian_meets_no_note_in_english(told):
    notes = [
        *told.scalars(select(Thesis.untestable_reason).where(~Thesis.testable)),
        *told.scalars(select(StatedFigure.note).where(StatedFigure.note.is_not(None))),
        *told.scalars(select(Source.name)),
    ]
    assert len(notes) > 6
    assert [note for note in notes if note.isascii()] == []


def test_nobody_acts_in_the_story_whom_the_journal_does_not_name(told):
    actors = set(told.scalars(select(Audit.actor)))
    assert {actor.partition(":")[0] for actor in actors} == {"cli", "pack", "user", "visitor"}


def test_the_story_is_told_once(told):
    assert demo.is_told(told)


def test_agreement_of_the_maslikhat_is_that_of_its_six_differences(told, app):
    told.rollback()
    answer = app.test_cli_runner().invoke(args=["agreement", "--campaign", "spring-2026", "--json"])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert "32" in json.dumps(found)
