"""What axe finds on the pages of those who work here: nothing, in any look.

The pages are those of the training ground, in the middle of a campaign, of every kind that a
coordinator, an analyst or an administrator comes to by links. `test_site` does it for voters.
"""

import datetime as dt
import re
import threading

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select
from werkzeug.serving import make_server

from app import clock, demo, ingest, packs
from app.config import ROOT
from app.extensions import db
from app.services import jobs, reports
from models import engine
from models.base import Lang
from models.imports import ImportKind
from models.item import Item, MergeProposal
from models.place import Convocation
from models.report import Addressee, SectionKey
from models.source import Run, RunStatus, Source
from models.user import User, UserRole
from tests.browser.conftest import LiveServer
from tests.conftest import NOW
from tests.factories import imports, mirror
from tests.functional.test_sources import REPORT
from tests.site_walk import Walk

WHO = (UserRole.COORDINATOR, UserRole.ACTIVIST, UserRole.ANALYST, UserRole.ADMINISTRATOR)
DOORS = ("coding/", "desk/sources", "desk/runs/1", "downloads/", "desk/imports/", "desk/reports/",
         "account/")  # fmt: skip
#: Pages for voters are looked at elsewhere; who leaves sees nothing more.
OUTSIDE = r"^/(?!{lang}/(account|coding|desk|downloads)\b)|/sign-out"


def fill(app, session, _make_user):
    """The training ground with a run that went wrong, a spreadsheet with errors and a report."""
    for name in ("kz-calendar", "training-maslikhat"):
        engine.begin_write(session)
        packs.load(session, ROOT / "data" / name, NOW)
        session.commit()
    engine.begin_write(session)
    demo.tell(session, app.extensions["config"].archive_dir, "k" * 40)
    source = session.scalars(select(Source).order_by(Source.id)).first()
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
    convocation = session.scalars(select(Convocation.id)).first()
    analyst = session.scalars(select(User).where(User.role == UserRole.ANALYST)).first()
    with app.app_context():
        tools = ingest.import_tools(app.extensions["config"])
        wrong = imports.text(
            ("№", "Депутат", "Дата", "Название"), ("1", "Никто", "32.13.2023", "О")
        )
        imports.bring(
            session, analyst, tools, wrong, ImportKind.ITEMS, convocation, name="acts.csv"
        )
    report = reports.begin(
        session, analyst, NOW, convocation, start=dt.date(2024, 1, 1), end=dt.date(2024, 6, 30)
    )
    reports.write(session, analyst, NOW, report.id, section=SectionKey.CONCLUSIONS,
                  texts={Lang.RU: "Вывод."})  # fmt: skip
    reports.recommend(session, analyst, NOW, report.id, addressee=Addressee.DEPUTIES,
                      text=reports.Words(ru="Публиковать программы"))  # fmt: skip
    session.commit()


@pytest.fixture(scope="module")
def ground(template, tmp_path_factory):
    """The training ground on a port of its own."""
    with mirror.portal(template, "sqlite", tmp_path_factory.mktemp("ground"), fill) as app:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield LiveServer(f"http://127.0.0.1:{server.server_port}", app)
        server.shutdown()
        thread.join()
        server.server_close()


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


@pytest.fixture(scope="module")
def people(ground):
    """Somebody of each role."""
    with ground.app.app_context(), db.sessionmaker() as session:
        return [
            session.scalars(select(User).where(User.role == role).order_by(User.id)).first()
            for role in WHO
        ]


def pages(ground, user, lang):
    """A page of every kind that this person comes to by links, by its kind."""
    walk = Walk(ground.app, most=1, outside=re.compile(OUTSIDE.format(lang=lang)))
    walk.check = lambda *_: None
    walk.client.set_cookie("session", ground.cookie_of(user)["value"])
    walk.walk(f"/{lang}/{door}" for door in DOORS)
    return {kind: address for kind, address in walk.samples.items() if address in walk.ids}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_page_of_every_kind_of_the_desk(
    browser, ground, people, lang, width, capsys
):
    found, seen = [], set()
    with time_machine.travel(NOW, tick=True):
        for user in people:
            context = browser.new_context(
                base_url=ground.url, bypass_csp=True, reduced_motion="reduce",
                viewport={"width": width, "height": 800},
            )  # fmt: skip
            context.add_cookies([ground.cookie_of(user)])
            page = context.new_page()
            for kind, address in pages(ground, user, lang).items():
                if kind not in seen:
                    seen.add(kind)
                    assert page.goto(address).status == 200, address
                    found += faults(page)
            context.close()
    with capsys.disabled():
        print(f"\naxe, desk, {lang}, {width} px, light and dark: {len(seen)} pages")
    assert not found, "\n".join(found)
    assert len(seen) > 60, "\n".join(sorted(seen))
