"""From a topic to the acts behind a number, and deputies side by side, without scripts."""

import pytest

from tests.factories.together import Courts


@pytest.fixture
def courts(session, make_user):
    found = Courts(session, make_user)
    session.commit()
    return found


def test_from_a_topic_to_an_act_of_one_deputy(live_server, open_page, courts):
    page = open_page(locale="ru-RU", width=360, js=False)
    page.goto("/ru/topics/")
    page.locator("a[href*='issues.courts'][href*='deputy_request']").click()
    page.locator("#acts ~ ol > li.card").first.wait_for()
    assert page.locator("#acts ~ ol > li.card").count() == 3
    page.locator("#f-deputy").select_option(courts.second.deputy.slug)
    page.locator("form.filters button").click()
    page.wait_for_url(f"**{courts.second.deputy.slug}**")
    page.get_by_role("link", name="О судьях").click()
    page.wait_for_url(f"**{courts.read.key}**")


def test_a_comparison_is_chosen_by_a_form_and_read_on_a_phone(live_server, open_page, courts):
    page = open_page(locale="ru-RU", width=360, js=False)
    page.goto("/ru/compare")
    # Chosen in the wrong order, and shown in that of the districts.
    page.locator("#d-1").select_option(courts.second.deputy.slug)
    page.locator("#d-3").select_option(courts.first.deputy.slug)
    page.locator("form.filters button").click()
    assert page.locator("#compared thead a").all_inner_texts() == ["Құспан Абзал", "Әли Бақыт"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    region = page.locator(".scroll:has(#compared)")
    region.evaluate("box => { box.scrollLeft = 200 }")
    label = page.locator("#compared tbody th[scope=row]").first.bounding_box()
    assert label["x"] >= 0, "the first column stays in sight"
