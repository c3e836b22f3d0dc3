"""The frame that every page stands in."""

import pytest
from flask import Flask, render_template_string

from app.queries.paging import Page
from app.web.permissions import ANYONE, access
from tests.page_checks import check_page, problems

PAGE = """
{% extends "layouts/public.html" %}
{% from "components/tables.html" import table %}
{% from "components/pager.html" import pager %}
{% from "components/states.html" import empty, lang_mark, not_known %}
{% block title %}A page{% endblock %}
{% block content %}
  <h1>A page</h1>
  {% call table('Things', id='things') %}<thead><tr><th>a</th></tr></thead>{% endcall %}
  <p>{{ lang_mark('Құспан', 'kk') }} {{ lang_mark('Own', lang()) }} {{ not_known() }}</p>
  {{ empty('Nothing') }}
  {{ pager(page, 'probe') }}
{% endblock %}
"""


@pytest.fixture
def app(app: Flask) -> Flask:
    @app.get("/<lang:lang>/probe", endpoint="probe")
    @access(ANYONE)
    def probe() -> str:
        return render_template_string(PAGE, page=Page([], 2, 10, 35))

    return app


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_page_is_whole_in_every_language(client, lang):
    page = check_page(client.get(f"/{lang}/probe").text)
    assert page.html["lang"] == lang


def test_the_language_switch_keeps_path_and_query(client):
    page = check_page(client.get("/en/probe?q=Құспан&page=2").text)
    hrefs = [a["href"] for a in page.select(".languages a")]
    assert hrefs[1].startswith("/ru/probe?q=")
    assert hrefs[1].endswith("&page=2")
    assert page.select_one(".languages [aria-current]")["lang"] == "en"


def test_a_page_names_its_address_in_the_other_languages(client):
    page = check_page(client.get("/en/probe?sort=x").text)
    assert page.select_one("link[rel=canonical]")["href"] == "http://localhost/en/probe"
    alternates = {a["hreflang"]: a["href"] for a in page.select("link[hreflang]")}
    assert alternates["kk"] == "http://localhost/kk/probe"


def test_text_in_another_language_says_so(client):
    page = check_page(client.get("/en/probe").text)
    assert page.select_one("main [lang=kk]").text == "Құспан"
    assert "in Kazakh" in page.main.text
    assert "Own" in page.main.text


def test_the_pager_leads_both_ways(client):
    page = check_page(client.get("/en/probe").text)
    assert [a["href"] for a in page.select(".pager a")] == [
        "/en/probe?page=1",
        "/en/probe?page=3",
    ]


def test_our_style_sheet_is_small_and_kept_for_a_year(client):
    page = check_page(client.get("/en/probe").text)
    response = client.get(page.select_one("link[rel=stylesheet]")["href"])
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(response.data) < 15_000
    stale = client.get("/static/css/site.css?v=other")
    assert stale.headers["Cache-Control"] == "public, no-cache"


def test_the_check_of_pages_finds_what_is_wrong():
    found = problems(
        "<html><title>Other</title><h1>One</h1><input id=a><p id=a style='x'>%(name)s</p>"
        "<script>x</script><table></table>"
    )
    assert len(found) == 8
