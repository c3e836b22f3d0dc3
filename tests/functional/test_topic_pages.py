"""The pages of topics: today's and those of an edition."""

import pytest

from app.queries import editions, terms
from app.queries import topics as queries
from app.queries.drawing import of_campaign
from app.queries.gathered import Cut
from app.queries.topic_shapes import TopicPart, TopicsPart
from app.services import editions as service
from app.web import filters
from models.campaign import Campaign
from models.coding import Coding, TopicTag
from models.item import Kind
from models.topic import Topic
from tests.conftest import NOW
from tests.factories.editions import AS_OF, Ready
from tests.factories.together import Courts
from tests.page_checks import check_page

LANGS = ("kk", "ru", "en")


@pytest.fixture
def courts(session, make_user):
    found = Courts(session, make_user)
    session.commit()
    return found


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    return " ".join(check_page(response.text).main.get_text(" ").split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("tab", ["", "?tab=promises", "?tab=acts"])
def test_topics_open_in_three_languages(client, courts, lang, tab):
    text_of(client, f"/{lang}/topics/")
    text_of(client, f"/{lang}/topics/assembly-8/issues.courts{tab}")
    text_of(client, f"/{lang}/topics/assembly-8/issues.water{tab}")


def test_the_list_gives_the_numbers_and_each_leads_to_its_rows(client, courts):
    page = check_page(client.get("/en/topics/").text)
    line = page.select_one(".lines li:has(a[href$='issues.courts'])")
    words = " ".join(line.get_text(" ").split())
    assert "2 promises · 1 promise of a party · 3 requests · 1 meeting" in words
    for link in line.select("a")[1:]:
        number = int(link.get_text().split()[0])
        rows = check_page(client.get(link["href"].split("#")[0]).text)
        heading = "of-parties" if "of-parties" in link["href"] else None
        cards = (
            rows.find(id=heading).find_next("ol").select(":scope > li.card")
            if heading
            else rows.main.find("ol", class_="stack").select(":scope > li.card")
        )
        assert len(cards) == number, link


def test_all_deputies_stand_together_with_their_roles_and_the_answer(client, courts):
    text = text_of(client, "/en/topics/assembly-8/issues.courts?tab=acts")
    assert "3 requests , 1 meeting . These are acts" in text
    assert "Құспан Абзал № 5 : initiated" in text or "Құспан Абзал №" in text
    assert ": signed" in text
    assert "Answer, October 1, 2023 : Ответ" in text
    assert "No answer to it is known here." in text
    assert "date not known yet" in text
    assert "1 act is in no month" in text
    assert "шум" not in text


def test_filters_are_kept_in_words_and_nonsense_changes_nothing(client, courts):
    slug = courts.first.deputy.slug
    path = "/en/topics/assembly-8/issues.courts?tab=acts"
    assert "3 items of 4" in text_of(client, f"{path}&deputy={slug}")
    assert "2 items of 4" in text_of(client, f"{path}&month=2023-09")
    assert "1 item of 4" in text_of(client, f"{path}&kind=voter_meeting")
    for nonsense in ("month=x", "month=0000-00", "kind=x", "role=%00", "page=-1", "tab=x"):
        assert "4 items, the newest first" in text_of(client, f"{path}&{nonsense}")
    nobody = text_of(client, f"{path}&deputy=%3Cscript%3E")
    assert "Nothing in this list is as you asked." in nobody


def test_a_retired_topic_and_one_with_nothing_say_so(client, courts):
    assert "no longer used" in text_of(client, "/en/topics/assembly-8/issues.roads")
    empty = text_of(client, "/en/topics/assembly-8/issues.water")
    assert "Nothing of this kind has been found yet." in empty
    empty = text_of(client, "/en/topics/assembly-8/issues.water?tab=promises")
    assert "No promise of a deputy about it is known yet." in empty


def test_a_bare_key_leads_on_or_lets_choose(client, courts):
    response = client.get("/en/topics/assembly-8/courts")
    assert response.location == "/en/topics/assembly-8/issues.courts"
    choice = text_of(client, "/en/topics/assembly-8/roads")
    assert "Choose the one you mean" in choice


@pytest.mark.parametrize(
    "path",
    ["assembly-8/issues.nothing", "assembly-8/nothing", "assembly-8/issues.secret",
     "assembly-9/issues.courts", "nowhere/courts", "assembly-8/."],
)  # fmt: skip
def test_what_is_no_topic_is_not_found(client, courts, path):
    assert client.get(f"/en/topics/{path}").status_code == 404


def test_another_convocation_has_topics_of_its_own(client, courts):
    text = text_of(client, "/en/topics/?legislature=assembly&convocation=6")
    assert "1 request" in text and "3 requests" not in text
    assert client.get("/en/topics/?convocation=77").status_code == 404


def test_an_empty_portal_says_that_there_are_no_topics(client, session):
    assert "There are no topics yet." in text_of(client, "/en/topics/")


@pytest.fixture
def published(session, make_user):
    ready = Ready(session, make_user)
    roads, water = ready.world.topics("roads", "water")
    ready.theses[0].topic = roads
    ready.theses[5].topic = roads
    ready.parts[1].item.theme = water
    for coding in session.query(Coding).filter_by(participation_id=ready.parts[0].id):
        session.add(TopicTag(coding=coding, topic=roads))
    # A deputy of the same convocation whom the edition does not cover.
    stranger = ready.world.mandate(ready.world.region(), name="Бөтен Депутат")
    ready.world.item(stranger, theme=roads)
    session.commit()
    service.publish(
        session, ready.coordinator, NOW, campaign="2026", name="Осень 2026", as_of=AS_OF
    )
    session.commit()
    return ready


def test_an_edition_freezes_what_the_pages_show(session, published):
    edition = editions.get(session, 1)
    term = terms.named(session, "assembly-8")
    campaign = session.query(Campaign).one()
    cut = Cut(of_campaign(campaign), AS_OF)
    said = editions.outcomes(session, edition)
    for key in ("issues.roads", "issues.water"):
        frozen = editions.part(session, edition, "topic", TopicPart, key)
        assert frozen == queries.topic(session, term, key, said, cut)
    listed = editions.part(session, edition, "topics", TopicsPart)
    assert listed == queries.topics(session, term, said, cut)
    roads = listed.books[0].topics[0]
    assert (roads.promises, roads.acts) == (2, {Kind.DEPUTY_REQUEST: 1})


def test_pages_of_an_edition_stay_as_they_were_published(client, session, published):
    paths = [
        "/en/editions/1/topics/",
        "/en/editions/1/topics/assembly-8/issues.roads",
        "/en/editions/1/topics/assembly-8/issues.roads?tab=acts",
        "/en/editions/1/topics/assembly-8/issues.water",
    ]
    before = [text_of(client, path) for path in paths]
    assert "Outcome: fulfilled" in before[1]
    assert "1 request ." in before[2]
    for topic in session.query(Topic):
        topic.name_ru = topic.name_kk = "Басқа"
    for part in published.parts:
        part.item.title_ru, part.item.theme = "Другой заголовок", None
    published.theses[0].text_ru = published.theses[0].text_kk = "Другое"
    session.commit()
    assert [text_of(client, path) for path in paths] == before
    today = text_of(client, "/en/topics/assembly-8/issues.roads")
    assert "Басқа" in today and "edition 1" in today


def test_today_shows_outcomes_of_the_latest_edition_alone(client, session, published):
    text = text_of(client, "/en/topics/assembly-8/issues.roads")
    assert "Outcome: fulfilled" in text and "Outcome: not yet rated" in text
    assert client.get("/en/editions/1/topics/assembly-9/issues.roads").status_code == 404
    assert client.get("/en/editions/1/topics/assembly-8/issues.x").status_code == 404


def test_counts_stand_in_the_order_of_kinds_however_they_were_kept():
    kept = {Kind.ANSWER: 3, Kind.DEPUTY_REQUEST: 4, Kind.VOTER_MEETING: 2}
    told = [kind for kind, _ in filters.by_kind(kept)]
    assert told == [kind for kind in Kind if kind in kept]
    assert told[0] is Kind.DEPUTY_REQUEST
