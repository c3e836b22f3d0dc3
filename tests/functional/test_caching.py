"""Behind a shared cache: nothing mixed, nothing private kept, fresh after a publication."""

import importlib
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from sqlalchemy import select

from app import create_app
from app.extensions import db
from app.services import corrections, editions, jobs, withholding
from app.tasks import JobFailedError, purge_cache
from models import audit
from models.base import Lang
from models.job import Job
from tests.caching_proxy import Proxy
from tests.conftest import NOW
from tests.factories.copies import Copies
from tests.factories.editions import AS_OF, Ready
from tests.support import count_queries

HOME = "/ru/deputies/"
#: The module, which the package hides behind its blueprint.
deputies_module = importlib.import_module("app.web.public.deputy_list")


@pytest.fixture
def config(config):
    return replace(config, cache_purge_url="http://127.0.0.1:9/")


@pytest.fixture
def ready(session, make_user):
    ready = Ready(session, make_user)
    session.commit()
    return ready


@pytest.fixture
def proxy(app):
    return Proxy(app.test_client(use_cookies=False))


def publish(session, ready, name="I"):
    audit.bind(session, actor="cli", now=NOW)
    made = editions.publish(
        session, ready.coordinator, NOW, campaign=ready.campaign.id, name=name, as_of=AS_OF
    )
    session.commit()
    return made


def drain(session, proxy):
    """What the worker does with the jobs that wait."""
    session.rollback()
    for job in session.scalars(select(Job).where(Job.kind == "purge_cache")):
        proxy.purge(",".join(job.args["tags"]))


def test_a_page_is_asked_for_once_and_then_given_to_everybody(proxy, ready):
    first = proxy.get(HOME)
    assert (proxy.how, first.status) == ("miss", 200)
    assert proxy.get(HOME).body == first.body and proxy.how == "hit"
    proxy.now += 10_000
    assert proxy.get(HOME).body == first.body and proxy.how == "revalidated"
    assert proxy.get(HOME).status == 200 and proxy.how == "hit"


def test_no_language_is_given_for_another(proxy, ready):
    for lang in ("kk", "ru", "en", "kk", "ru", "en"):
        assert f'<html lang="{lang}"'.encode() in proxy.get(f"/{lang}/deputies/").body
    # The address without a language leads each to their own, and is kept by nobody.
    for wanted in ("ru", "kk", "en"):
        answer = proxy.get("/", Accept_Language=wanted)
        assert answer.headers["Location"].endswith(f"/{wanted}/") and proxy.how == "miss"


def test_no_edition_is_given_for_another_nor_for_today(proxy, session, ready):
    publish(session, ready, "I")
    publish(session, ready, "II")
    paths = ["/ru/editions/1/", "/ru/editions/2/", HOME, "/ru/editions/1/deputies/"]
    found = {path: proxy.get(path) for path in paths}
    assert {path: one.status for path, one in found.items()} == dict.fromkeys(paths, 200)
    assert len({one.body for one in found.values()}) == len(paths)
    tags = [found[path].headers["Cache-Tag"] for path in paths]
    assert tags[2:] == ["today", "edition"]
    assert all(proxy.get(path).body == found[path].body for path in paths)


def test_arguments_make_other_pages(proxy, ready):
    bodies = {proxy.get(f"/ru/search?q={word}").body for word in ("a", "b")}
    assert len(bodies) == 2


def test_packed_and_plain_pages_are_told_apart(proxy, ready):
    plain = proxy.get(HOME)
    packed = proxy.get(HOME, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip" and plain.body != packed.body
    assert packed.headers["ETag"] != plain.headers["ETag"]
    proxy.now += 10_000
    assert proxy.get(HOME, Accept_Encoding="gzip").body == packed.body
    assert proxy.how == "revalidated"
    assert proxy.get(HOME).body == plain.body and proxy.how == "revalidated"


def test_who_is_signed_in_never_fills_a_shared_cache_and_never_gets_from_it(
    app, proxy, ready, sign_in
):
    browser = sign_in(app.test_client(), ready.coordinator)
    cookie = browser.get_cookie("session")
    cookies = f"session={cookie.value}"
    mine = proxy.get(HOME, cookies=cookies)
    assert (
        ready.coordinator.name.encode() in mine.body
        or b"/desk/" in mine.body
        or ("Вернуться к работе".encode() in mine.body)
    )
    assert mine.headers["Cache-Control"] == "no-store" and not proxy.store.get(HOME)
    everybody = proxy.get(HOME)
    assert everybody.body != mine.body
    assert proxy.get(HOME, cookies=cookies).body == mine.body and proxy.how == "miss"


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_pages_are_fresh_after_a_publication(proxy, session, ready, lang):
    publish(session, ready)
    drain(session, proxy)
    paths = [f"/{lang}/", f"/{lang}/deputies/", f"/{lang}/editions/", f"/{lang}/editions/1/"]
    before = {path: proxy.get(path).body for path in paths}
    publish(session, ready, "II")
    assert [proxy.get(path).body for path in paths] == list(before.values()), "not told yet"
    drain(session, proxy)
    assert proxy.get(f"/{lang}/editions/").body != before[f"/{lang}/editions/"]
    proxy.get(f"/{lang}/editions/1/")
    assert proxy.how == "miss", "the page of an edition may have been put right as well"


def test_an_edition_that_was_not_there_is_there_at_once(proxy, session, ready):
    assert proxy.get("/ru/editions/1/").status == 404
    assert proxy.get("/ru/editions/1/").headers["Cache-Control"] == "no-cache"
    publish(session, ready)
    assert proxy.get("/ru/editions/1/").status == 200


def test_withholding_works_at_once_and_tells_the_cache(app, proxy, session, ready):
    copies = Copies(app, session)
    capture = copies.keep("https://mazhilis.parlam.kz/1", b"<p>secret", kind="deputies")
    path = f"/ru/captures/{capture.id}"
    assert b"secret" in proxy.get(path).body and b"secret" in proxy.get(f"{path}/page").body
    withholding.withhold(session, ready.coordinator, NOW, capture.sha256, why="дети")
    session.commit()
    assert b"secret" not in proxy.get(path).body
    assert proxy.get(f"{path}/page").status == 403
    assert session.scalars(select(Job).where(Job.kind == "purge_cache")).all()


def test_a_correction_tells_the_cache(session, ready):
    said = {"page": HOME, "lang": Lang.RU, "text": "опечатка", "contact": None}
    report = corrections.report(session, NOW, **said)
    session.commit()
    version = corrections.version_of(session, "error_reports", report.id)
    corrections.decline(session, ready.coordinator, NOW, report.id, "всё верно", version=version)
    session.commit()
    waiting = session.scalars(select(Job).where(Job.kind == "purge_cache")).all()
    assert [job.args.get("again") for job in waiting] == [None, 1]
    assert waiting[1].due_at > waiting[0].due_at


def test_without_the_setting_nobody_is_told_and_caches_ask_soon(config, session, ready, app):
    plain = create_app(replace(config, cache_purge_url=None))
    with plain.app_context():
        with db.sessionmaker() as own:
            audit.bind(own, actor="cli", now=NOW)
            editions.publish(own, None, NOW, campaign=ready.campaign.id, name="I", as_of=AS_OF)
            own.commit()
            assert own.scalars(select(Job).where(Job.kind == "purge_cache")).all() == []
        db.engine.dispose()
    policy = plain.test_client().get(HOME).headers["Cache-Control"]
    assert policy == "public, max-age=0, s-maxage=60, must-revalidate"


class TestUnchanged:
    """A page that did not change is not made again to say so."""

    def test_it_costs_one_statement_and_no_rendering(self, app, client, ready, monkeypatch):
        first = client.get(HOME)
        tag = {"If-None-Match": first.headers["ETag"]}
        monkeypatch.setattr(deputies_module, "render_template", None)
        with count_queries(app) as seen:
            again = client.get(HOME, headers=tag)
        assert again.status_code == 304 and not again.data
        assert seen.count == 1, seen.statements
        for name in ("ETag", "Cache-Control", "Vary", "Cache-Tag", "Content-Security-Policy"):
            assert again.headers[name], name
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]

    def test_head_says_the_same(self, client, ready):
        first = client.get(HOME)
        head = client.head(HOME)
        assert head.headers["ETag"] == first.headers["ETag"] and not head.data
        tag = {"If-None-Match": first.headers["ETag"]}
        assert client.head(HOME, headers=tag).status_code == 304

    def test_a_packed_page_too(self, client, ready):
        packed = {"Accept-Encoding": "gzip"}
        first = client.get(HOME, headers=packed)
        again = client.get(HOME, headers=packed | {"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and again.headers["ETag"] == first.headers["ETag"]

    def test_any_change_of_a_record_is_noticed(self, client, session, ready):
        first = client.get(HOME)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert client.get(HOME, headers=tag).status_code == 304
        ready.first.deputy.name_ru = "Переименованный Абзал"
        session.commit()
        changed = client.get(HOME, headers=tag)
        assert changed.status_code == 200 and "Переименованный" in changed.text

    def test_a_change_of_something_else_costs_one_page_and_no_bytes(self, client, session, ready):
        first = client.get(HOME)
        ready.coordinator.name = "Другое Имя"
        session.commit()
        tag = {"If-None-Match": first.headers["ETag"]}
        assert client.get(HOME, headers=tag).status_code == 304

    def test_a_new_day_is_noticed(self, client, ready, monkeypatch):
        first = client.get(HOME)
        tag = {"If-None-Match": first.headers["ETag"]}
        made = []
        monkeypatch.setattr("app.clock.now", lambda: NOW.replace(year=2030))
        monkeypatch.setattr(
            deputies_module, "render_template", lambda *_, **__: made.append(1) or "new"
        )
        assert client.get(HOME, headers=tag).text == "new" and made

    def test_who_comes_with_a_session_gets_a_page_of_their_own(self, client, ready, sign_in):
        first = client.get(HOME)
        sign_in(client, ready.coordinator)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert client.get(HOME, headers=tag).status_code == 200

    @pytest.mark.parametrize("tag", ["*", '"nonsense"', 'W/"x"', "x" * 5000, '"é"'])
    def test_senseless_tags_do_no_harm(self, client, ready, tag):
        client.get(HOME)
        assert client.get(HOME, headers={"If-None-Match": tag}).status_code in (200, 304)


class Purged(BaseHTTPRequestHandler):
    """A cache that is told by PURGE."""

    def do_PURGE(self) -> None:
        self.server.said.append(self.headers["Cache-Tag"])
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args) -> None:
        """Say nothing."""


@pytest.fixture
def cache():
    server = HTTPServer(("127.0.0.1", 0), Purged)
    server.said, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def run_purge(app, cache, args):
    app.extensions["config"] = replace(
        app.extensions["config"], cache_purge_url=f"http://127.0.0.1:{cache.server_port}/"
    )
    with app.app_context():
        return purge_cache(jobs.Claimed(1, "purge_cache", args, 1), lambda *_: None)


def test_the_worker_tells_the_cache_which_pages_to_forget(app, session, cache):
    told = run_purge(app, cache, {"tags": ["edition", "today"]})
    assert told == {"told": True, "status": 200} and cache.said == ["edition,today"]


def test_a_cache_that_does_not_hear_is_told_again_later_and_not_for_ever(app, session, cache):
    cache.status = 503
    args = {"tags": ["today"]}
    for times in range(1, 6):
        with pytest.raises(JobFailedError, match="503"):
            run_purge(app, cache, args | ({"round": times} if times > 1 else {}))
    session.rollback()
    later = session.scalars(select(Job).order_by(Job.id)).all()
    assert [job.args["round"] for job in later] == [2, 3, 4, 5]
