"""The search of a copy against that of the portal: the same stems, the same order."""

import json

import pytest

from app.mirror.search_index import index
from app.queries.search import search
from app.queries.search_dump import everything
from app.queries.search_filters import Wanted
from models.search import WORD, fold, stems
from models.search_entry import What
from tests.unit.test_search import QUERIES, world  # noqa: F401  a fixture

PAGE = (
    '<!doctype html><html lang="ru"><meta charset="utf-8"><div id="mirror-results"></div>'
    '<form id="mirror-search" data-root="../" data-home=""><input name="q"></form>'
    '<script src="../search/stems.js"></script><script src="../search/search.js"></script></html>'
)
FIND = """queries => Promise.all(queries.map(async query => {
  const found = await mirror.find(query);
  const shown = found.numbers.slice(0, 20);
  const entries = await Promise.all(shown.map(n => mirror.entryOf(n, found.table)));
  return [...found.people.slice(0, 5), ...entries].map(one => one.p);
}))"""


@pytest.fixture
def page(browser, session, world, tmp_path):  # noqa: F811
    made = index(everything(session), lambda _lang, path: path, ("ru", "kk", "en"))
    for path, body in made.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(body)
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "search.html").write_text(PAGE)
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "ru" / "search.html").as_uri())
    yield page
    context.close()


def path_of(hit):
    if hit.what is What.PROMISE:
        return f"deputies/{hit.slug}/promises/{hit.thesis}"
    if hit.capture:
        return f"captures/{hit.capture}"
    if hit.sha256:
        return f"files/{hit.sha256}"
    return f"items/{hit.key}" if hit.key else f"deputies/{hit.slug}"


def test_every_query_of_the_table_finds_the_same_in_the_same_order(page, session, capsys):
    queries = [row["query"] for row in QUERIES]
    here = page.evaluate(FIND, queries)
    there = []
    for query in queries:
        found = search(session, Wanted(query), lang="ru")
        there.append([path_of(hit) for hit in (*found.people, *found.page.rows)])
    same = sum(a == b for a, b in zip(here, there, strict=True))
    first = sum(a[:1] == b[:1] for a, b in zip(here, there, strict=True))
    with capsys.disabled():
        print(f"\nof {len(queries)} queries {first} have the same first hit, {same} the same list")
    assert [x for x in zip(queries, here, there, strict=True) if x[1] != x[2]] == []


def test_the_script_stems_words_as_the_portal_does(page):
    text = " ".join(row["query"] + " " + row["why"] for row in QUERIES)
    endings = "ами ость ейший ившись ующая нный енно ться лар дың ларымыз ға мен тегі ым сы"
    words = sorted({
        *WORD.findall(fold(text)),
        *(root + end for root in ("дорог", "мектеп", "стро", "важн") for end in endings.split()),
    })  # fmt: skip
    told = page.evaluate(
        "words => mirror.part('names').then(n => words.map(word => mirror.stems(word, n.rules)))",
        words,
    )
    assert told == [list(stems(word)) for word in words]


def test_the_index_is_cut_where_it_would_be_too_large_and_says_so(session, world):  # noqa: F811
    found = everything(session)
    whole = index(found, lambda _lang, path: path, ("ru",))
    size = sum(map(len, whole.files.values()))
    small = index(found, lambda _lang, path: path, ("ru",), most=size - 1)
    assert whole.titles_only == 0 < small.titles_only
    assert all(len(body) < 100_000 for body in whole.files.values())
    told = whole.files["search/table.js"].decode()
    table = json.loads(told.removeprefix('mirror.give("table",').removesuffix(");\n"))
    assert len(table["stems"]) > 5
