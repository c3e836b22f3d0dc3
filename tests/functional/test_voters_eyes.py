"""What a voter reads around one deputy agrees with itself and leads where it says."""

import pytest

from models.item import Kind
from tests.factories.promises import Chain
from tests.functional.test_edition_pages import publish, text_of
from tests.functional.test_promise_pages import path_of
from tests.page_checks import check_page


@pytest.fixture
def chain(session, make_user):
    found = Chain(session, make_user)
    session.commit()
    return found


def test_a_promise_of_an_edition_leads_to_today_and_prints_no_other_page(client, chain):
    publish(chain)
    page = check_page(client.get(path_of(chain, edition=1)).text)
    links = {" ".join(a.get_text().split()): str(a["href"]) for a in page.main.find_all("a")}
    assert links["The page of this promise today"] == path_of(chain)
    assert "Print on one page" not in links and "Show on another site" not in links
    assert "The page of this promise today" not in text_of(client, path_of(chain))


def test_an_action_says_of_which_day_it_is_where_links_go_on(client, chain):
    publish(chain)
    slug = chain.first.deputy.slug

    def actions(path):
        facts = check_page(client.get(path).text).select("#promise-1 dt")
        return [dt.find_next("dd").get_text() for dt in facts if dt.get_text() == "Action"]

    today, stated = actions(f"/en/deputies/{slug}"), actions(f"/en/editions/1/deputies/{slug}")
    assert ", as of " in today[0] and ", as of " not in stated[0]


def test_a_title_stands_once_and_in_its_language(client, chain):
    page = check_page(client.get(f"/en/items/{chain.request.key}").text)
    title = page.h1.get_text(strip=True)
    assert page.h1["lang"] in ("ru", "kk")
    assert page.select_one("main dl.facts").get_text().count(title) == 0


def test_the_chain_counts_as_many_items_as_the_scorecard_and_says_where_the_answers_are(
    client, chain, session
):
    kept = chain.world.participation(chain.first, kind=Kind.ANSWER)
    chain.read(kept, chain.theses[0])
    session.commit()
    text = text_of(client, path_of(chain))
    assert "2 items are linked to this promise. 1 of them is an answer of a public body" in text
    assert "2 items" in text_of(client, f"/en/deputies/{chain.first.deputy.slug}")
