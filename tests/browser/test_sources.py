"""The sources page as coordinators see it: in three languages, on a phone, without scripts."""

import pytest

from app import clock
from app.services import jobs
from models.source import Run, RunStatus, Source
from models.user import UserRole
from tests.functional.test_sources import REPORT


@pytest.fixture
def coordinator(session, make_user):
    person = make_user(UserRole.COORDINATOR)
    now = clock.now()
    source = Source(key="parlam-html", name="www.parlam.kz")
    session.add(source)
    session.flush()
    for status in (RunStatus.PARTIAL, RunStatus.DRIFT):
        session.add(
            Run(
                source_id=source.id, transport="warc", status=status, started_at=now,
                finished_at=now, report=REPORT,
            )
        )  # fmt: skip
    jobs.begin_watch(session, now, "here", pid=1)
    jobs.enqueue(session, person, now, "fetch", {"source": "parlam-html"})
    session.commit()
    return person


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_runs_over_the_edge(open_page, coordinator, lang, width):
    page = open_page(width=width, user=coordinator)
    for path in ("sources", "runs/1", "runs/2", "sources/same", "sources/names"):
        page.goto(f"/{lang}/desk/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_progress_shows_without_reloading(open_page, coordinator, session):
    page = open_page(user=coordinator)
    page.goto("/en/desk/sources")
    assert page.locator("#live progress").count() == 0
    job = jobs.claim(session, clock.now(), ("fetch",))
    jobs.progress(session, clock.now(), job.id, done=31, total=125, message=None)
    session.commit()
    page.get_by_text("31 of 125").wait_for()
    jobs.fail(session, clock.now(), job.id, "the site does not answer")
    session.commit()
    page.get_by_text("the site does not answer").wait_for()


def test_without_scripts_the_page_asks_again_by_itself_and_its_forms_work(open_page, coordinator):
    page = open_page(user=coordinator, js=False)
    page.goto("/en/desk/sources")
    assert page.locator("noscript meta[http-equiv=refresh]").count() or "refresh" in page.content()
    page.get_by_role("button", name="Cancel: Reading the site: parlam-html").click()
    assert page.url.endswith("/en/desk/sources")
    assert page.get_by_text("It is told to stop.").is_visible()
