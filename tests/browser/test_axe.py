"""What axe finds on the pages of voters and of those who work here: nothing, in any look."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select

from app import clock
from app.services import jobs
from models.item import Item, MergeProposal, Participation
from models.source import Run, RunStatus
from models.user import UserRole
from tests.browser.test_public import portal, public_paths
from tests.functional.test_sources import REPORT

__all__ = ["portal"]
DESK = (
    "coding/", "coding/?whose=all", "coding/queue",
    "desk/sources", "desk/sources/same", "desk/sources/names",
    "desk/programmes/", "desk/assignments/", "desk/board",
    "desk/campaigns/", "desk/campaigns/new", "desk/people", "desk/people/invite", "downloads/",
)  # fmt: skip


@pytest.fixture
def paths(app, session, portal):
    """Every page of voters, and those of a coordinator with something on each of them."""
    source = portal.source
    session.add(
        Run(
            source_id=source.id, transport="warc", status=RunStatus.DRIFT,
            started_at=clock.now(), finished_at=clock.now(), report=REPORT,
        )
    )  # fmt: skip
    jobs.begin_watch(session, clock.now(), "here", pid=1)
    jobs.enqueue(session, None, clock.now(), "fetch", {"source": source.key})
    first, second = session.scalars(select(Item.id).order_by(Item.id).limit(2))
    session.add(MergeProposal(first_id=first, second_id=second, score=0.98))
    part = session.scalars(select(Participation).order_by(Participation.id)).first()
    session.commit()
    seat = part.mandate_id
    own = (
        f"coding/{part.id}", f"coding/deputies/{seat}",
        f"desk/programmes/{seat}", f"desk/programmes/{seat}/edit",
        f"desk/programmes/{seat}/theses/new", f"desk/runs/{portal.run_id}",
    )  # fmt: skip
    return lambda lang: (
        list(public_paths(app, lang, portal.id)),
        [f"/{lang}/{path}" for path in DESK + own],
    )


def faults(page):
    """What is wrong with a page in the light, and with its colours in the dark."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += Axe().run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    said = [
        f"{page.url}: {fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]
    ]
    width = page.viewport_size["width"]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        said.append(f"{page.url} is wider than {width}")
    return said


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(browser, live_server, make_user, session, paths, lang, width):
    coordinator = make_user(UserRole.COORDINATOR)
    session.commit()
    context = browser.new_context(
        base_url=live_server.url,
        bypass_csp=True,
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
    )
    page = context.new_page()
    public, desk = paths(lang)
    found = []
    for signed_in, pages in ((False, public), (True, desk)):
        if signed_in:
            context.add_cookies([live_server.cookie_of(coordinator)])
        for path in pages:
            assert page.goto(path).status == 200, path
            found += faults(page)
    context.close()
    assert not found, "\n".join(found)
