"""What is drift, what is a slip, and what a legitimate part of a site."""

from datetime import timedelta

import pytest

from scrapers.checks import Before, Reading, judge
from scrapers.records import DeputySeen, ListSeen, PageRead, RecordSeen
from scrapers.select import LayoutError
from tests import parlam


def reading(pages: int = 20, items: int = 5, unreadable: int = 0, found: int | None = None):
    """A reading of deputy pages, `found` of which show items."""
    result = Reading()
    tally = result.tally("deputy")
    found = pages if found is None else found
    for number in range(pages):
        shown = items if number < found else 0
        tally.add({".bio h2": 1, ".news-item": shown})
        key = f"parlam.kz/ru/blogs/{number}"
        rows = [RecordSeen(f"{number}-{n}", "ru", "", key, {}) for n in range(shown)]
        person = DeputySeen((), "ru", f"Ким {number}", {})
        seen = (person, *rows, ListSeen(key, "ru"))
        result.pages.append(PageRead(number, key, parlam.THEN, 6, seen))
    for number in range(unreadable):
        error = LayoutError(".bio h2", 0, "exactly 1", f"http://www.parlam.kz/ru/blogs/x{number}")
        tally.unreadable.append(error)
    return result


def status(one: Reading, before: Before | None = None, *, complete: bool = False) -> str:
    return judge(parlam.settings(), one, before or Before(), complete=complete).status


def test_a_part_of_a_site_is_fine_in_an_archive_and_drift_on_the_live_site():
    assert status(reading(pages=2)) == "ok"
    assert status(reading(pages=2), complete=True) == "drift"
    assert status(reading(pages=200), complete=True) == "drift"


def test_few_pages_without_items_are_fine_and_many_are_drift():
    assert status(reading(pages=4, found=0)) == "ok"
    assert status(reading(pages=20, found=0)) == "drift"
    assert status(reading(pages=20, found=12)) == "ok"


@pytest.mark.parametrize(
    ("pages", "unreadable", "wanted"),
    [(20, 1, "partial"), (3, 1, "partial"), (20, 2, "partial"), (20, 3, "drift"), (0, 1, "drift")],
)
def test_a_slip_is_told_from_another_layout(pages, unreadable, wanted):
    assert status(reading(pages=pages, unreadable=unreadable)) == wanted


def test_the_message_says_which_selector_found_how_much_where_and_what_to_do():
    verdict = judge(parlam.settings(), reading(0, unreadable=2), Before(), complete=False)
    [message] = verdict.problems
    expected = (
        "2 of 2 pages",
        "'deputy'",
        "/ru/blogs/x0",
        "'.bio h2' found 0, expected exactly 1",
        "flask scrape check parlam-html",
    )
    for words in expected:
        assert words in message


def test_far_fewer_items_on_the_same_pages_are_drift():
    now = reading(pages=12, items=1)
    assert status(now, Before({page.url_key: 5 for page in now.pages})) == "drift"
    assert status(now, Before({page.url_key: 2 for page in now.pages})) == "ok"
    assert status(now, Before({"parlam.kz/ru/blogs/0": 5})) == "ok"
    assert status(now, Before({"parlam.kz/ru/blogs/another": 500})) == "ok"


def test_the_newest_reading_of_a_page_is_compared():
    one = reading(pages=1)
    newer = PageRead(9, one.pages[0].url_key, parlam.THEN + timedelta(1), 6,
                     (ListSeen(one.pages[0].url_key, "ru"),))  # fmt: skip
    one.pages.append(newer)
    assert one.whole_pages() == {newer.url_key: (newer.captured_at, 0)}


def test_nothing_read_is_a_failure_with_the_first_reason():
    one = Reading(failed={"http://127.0.0.1:9/": "the connection was refused"})
    verdict = judge(parlam.settings(), one, Before(), complete=True)
    assert verdict.status == "failed"
    assert "the connection was refused" in verdict.problems[0]


def test_a_kind_of_page_that_nobody_knows_is_partial_once_and_drift_often():
    one = reading(pages=20)
    one.unknown = ["http://www.parlam.kz/ru/blogs/a/b/c"]
    assert status(one) == "partial"
    one.unknown *= 5
    assert status(one) == "drift"
