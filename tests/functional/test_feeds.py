"""Feeds: what became public, when, under identities that stay, as RFC 4287 wants it."""

import datetime as dt
from pathlib import Path

import pytest
from lxml import etree

from app.services import editions as service
from models.base import Lang
from models.edition import ErrorReport, ReportState
from models.verdict import Status, VerdictState
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page
from tests.support import count_queries

ATOM = {"a": "http://www.w3.org/2005/Atom"}
LATER = NOW + dt.timedelta(days=30)
FEEDS = ("all", "deputies/deputy-2", "promises/deputy-2/1", "districts/assembly-8/2")


@pytest.fixture(scope="module")
def schema():
    path = Path(__file__).parents[1] / "fixtures" / "atom.rng"
    return etree.RelaxNG(etree.parse(path))


@pytest.fixture
def ready(session, make_user):
    """Two deputies, with a record of each act that a source showed on a day of its own."""
    made = Ready(session, make_user)
    for place, part in enumerate(made.parts):
        record = made.world.record_of(part.item)
        record.first_seen = NOW - dt.timedelta(days=100 - place)
    session.commit()
    return made


def publish(ready, now=NOW, as_of=AS_OF, name="Осень"):
    which = ready.campaign.id
    service.publish(ready.session, ready.coordinator, now, campaign=which, name=name, as_of=as_of)
    ready.session.commit()


@pytest.fixture
def read(client, schema):
    """The feed at an address, checked."""

    def read(name, lang="en", page=1):
        answer = client.get(f"/{lang}/feeds/{name}.atom" + (f"?page={page}" if page > 1 else ""))
        assert answer.status_code == 200, name
        assert answer.mimetype == "application/atom+xml"
        feed = etree.fromstring(answer.data)
        assert schema.validate(feed), schema.error_log
        ids = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
        assert len(set(ids)) == len(ids)
        times = feed.xpath("//a:entry/a:updated/text()", namespaces=ATOM)
        assert times == sorted(times, reverse=True)
        assert not times or feed.findtext("a:updated", namespaces=ATOM) >= times[0]
        return feed

    return read


def entries(feed, category=None):
    return [
        entry
        for entry in feed.findall("a:entry", ATOM)
        if category in (None, entry.find("a:category", ATOM).get("term"))
    ]


def title(entry):
    return entry.findtext("a:title", namespaces=ATOM)


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", FEEDS)
def test_every_feed_is_valid_before_and_after_an_edition(read, ready, name, lang):
    read(name, lang)
    publish(ready)
    assert entries(read(name, lang), "outcomes")


def test_an_edition_and_what_it_says_are_news_at_the_moment_it_came_out(read, ready):
    publish(ready)
    feed = read("all")
    (edition,) = entries(feed, "edition")
    assert title(edition) == "Edition 1: Осень"
    assert edition.findtext("a:updated", namespaces=ATOM) == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    (outcomes,) = entries(feed, "outcomes")
    assert "4 promises" in title(outcomes)
    assert "Promise 4: not yet rated → not fulfilled" not in title(outcomes)
    assert "Promise 4: not fulfilled (the deputy renounced it)" in outcomes.findtext(
        "a:summary", namespaces=ATOM
    )


def test_only_what_a_later_edition_changed_is_news_of_it(read, ready, session):
    publish(ready)
    for verdict in ready.verdicts[2:3]:
        verdict.state = VerdictState.SUPERSEDED
        session.flush()
        again = ready.rate(2, Status.FULFILLED)
        ready.ask(again)
    session.commit()
    publish(ready, LATER, AS_OF + dt.timedelta(days=10), "Зима")
    first, second = entries(read("deputies/deputy-2"), "outcomes")[::-1]
    assert "Promise 3: in progress → fulfilled" in title(second)
    assert title(first).endswith("4 promises")
    assert entries(read("promises/deputy-2/4"), "outcomes")[0].findtext(
        "a:updated", namespaces=ATOM
    ) == NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    other = entries(read("deputies/deputy-3"), "outcomes")
    assert other == []


def test_an_act_is_news_when_a_source_began_to_show_it(read, ready):
    days = [
        entry.findtext("a:updated", namespaces=ATOM)[:10] for entry in entries(read("all"), "item")
    ]
    assert days == sorted(days, reverse=True)
    assert days[0] == (NOW - dt.timedelta(days=98)).date().isoformat()
    assert len(entries(read("deputies/deputy-2"), "item")) == 2
    assert len(entries(read("deputies/deputy-3"), "item")) == 1


def test_the_feed_of_a_promise_has_the_acts_that_settled_readings_link_to_it(read, ready):
    assert len(entries(read(f"promises/deputy-2/{ready.theses[0].id}"), "item")) == 1
    assert entries(read(f"promises/deputy-2/{ready.theses[2].id}"), "item") == []


def test_a_correction_is_news_of_the_page_that_it_is_about(read, ready, session):
    for number, page in enumerate(("/ru/deputies/deputy-2?tab=all", "/kk/deputies/deputy-22")):
        session.add(
            ErrorReport(
                page=page, lang=Lang.RU, text="неверно", reported_at=NOW, settled_at=LATER,
                state=ReportState.CORRECTED, change_kk="түзетілді",
                change_ru=f"исправлено {number}",
                why_kk="қате", why_ru="опечатка",
            )
        )  # fmt: skip
    session.commit()
    (told,) = entries(read("deputies/deputy-2", "ru"), "correction")
    assert title(told) == "исправлено 0"
    assert "неверно" not in etree.tostring(read("all", "ru"), encoding="unicode")
    assert len(entries(read("all", "kk"), "correction")) == 2


def test_hostile_text_is_text(read, ready, session):
    item = ready.parts[0].item
    item.title_ru = "</title><script>alert(1)</script>&amp; \x0b]]> " + "я" * 3000
    session.commit()
    found = [title(entry) for entry in entries(read("all", "ru"), "item")]
    assert any("<script>alert(1)</script>&amp;" in words and len(words) <= 250 for words in found)


def test_a_long_feed_has_pages_and_an_end(read, client, ready, session):
    for number in range(65):
        item = ready.world.item(ready.first, title_ru=f"Акт {number}")
        ready.world.record_of(item).first_seen = NOW - dt.timedelta(hours=number)
    session.commit()
    seen = []
    for page in (1, 2, 3):
        feed = read("deputies/deputy-2", page=page)
        seen += [entry.findtext("a:id", namespaces=ATOM) for entry in entries(feed)]
        following = feed.xpath("a:link[@rel='next']/@href", namespaces=ATOM)
        assert bool(following) == (page < 3)
    assert len(seen) == len(set(seen)) == 67
    assert client.get("/en/feeds/deputies/deputy-2.atom?page=4").status_code == 404
    assert client.get("/en/feeds/deputies/deputy-2.atom?page=11").status_code == 404


def test_identities_stay_and_who_has_it_already_gets_nothing(client, ready):
    publish(ready)
    first = client.get("/kk/feeds/all.atom")
    again = client.get("/kk/feeds/all.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.data == client.get("/kk/feeds/all.atom").data
    assert client.get("/ru/feeds/all.atom").headers["ETag"] != first.headers["ETag"]


def test_what_is_not_there_has_no_feed(client, ready):
    for name in (
        "deputies/nobody", "promises/deputy-2/999", "promises/deputy-3/1", "topics/assembly-8/x",
        "districts/assembly-8/999", "districts/nowhere-1/1",
    ):  # fmt: skip
        assert client.get(f"/en/feeds/{name}.atom").status_code == 404, name


def test_a_feed_costs_a_fixed_number_of_statements(app, client, ready):
    publish(ready)
    client.get("/en/feeds/all.atom")
    with count_queries(app) as few:
        client.get("/en/feeds/all.atom")
    for _ in range(5):
        ready.world.item(ready.first, ready.second)
    ready.session.commit()
    with count_queries(app) as many:
        client.get("/en/feeds/all.atom")
    # One of them asks whether anything public has changed since.
    assert len(many) == len(few) <= 7


def test_pages_say_where_their_feed_is_and_how_to_follow(client, ready):
    page = check_page(client.get("/ru/deputies/deputy-2").text)
    links = [link["href"] for link in page.select("link[type='application/atom+xml']")]
    assert links == ["/ru/feeds/deputies/deputy-2.atom", "/ru/feeds/all.atom"]
    page = check_page(client.get("/ru/feeds/").text)
    assert page.select_one("#feed-all")["value"] == "http://localhost/ru/feeds/all.atom"
