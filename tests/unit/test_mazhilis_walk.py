"""The way through a list that moves, repeats itself, fails or lies about its length."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from scrapers.mazhilis_api.walk import Paging, Part, Walk
from scrapers.records import CapturedPage

CAPTURED = CapturedPage(1, "", "", "", datetime(2026, 6, 1, tzinfo=UTC), 200, "", b"")


class Site:
    """A list that `before` may change when the page of an offset is about to be read."""

    def __init__(self, rows, before=None, paging=None, count=None):
        self.rows = [str(row) for row in rows]
        self.before = before or (lambda site, offset: None)
        self.paging = paging or Paging()
        self.count = count
        self.asked: list[int] = []
        self.warnings: list[str] = []
        self.walk = Walk(self.read, self.paging, self.warnings.append)

    def read(self, offset):
        self.asked.append(offset)
        instead = self.before(self, offset)
        if instead == "fails":
            return None
        rows = self.rows[offset : offset + self.paging.page_size] if instead is None else instead
        return Part(CAPTURED, tuple(rows), self.count)

    def run(self):
        while not self.walk.done:
            self.walk.step()
        list(self.walk.fill())
        for _ in range(self.paging.sweeps):
            list(self.walk.head())
            if not self.walk.moved:
                break
        return self.walk.seen


def test_a_list_is_read_to_its_end():
    site = Site(range(30))
    assert len(site.run()) == 30
    assert site.asked[:3] == [0, 12, 24]
    assert not site.warnings


def test_a_count_that_agrees_spares_the_empty_pages_at_the_end():
    site = Site(range(30), count=30)
    assert len(site.run()) == 30
    assert site.asked == [0, 12, 24, 0]


def test_a_wrong_count_changes_nothing():
    for count in (3, 0, -1, 10_000):
        assert len(Site(range(30), count=count).run()) == 30


def test_rows_that_come_in_at_the_head_are_read_too():
    def insert(site, offset):
        if offset and len(site.rows) < 60:
            site.rows.insert(0, f"new {len(site.rows)}")

    site = Site(range(30), insert)
    assert site.run() >= {str(number) for number in range(30)}
    assert site.walk.seen == set(site.rows)


def test_more_new_rows_than_a_page_holds_are_read_too():
    def insert(site, offset):
        if offset == 12 and len(site.rows) == 30:
            site.rows[:0] = [f"new {number}" for number in range(40)]

    site = Site(range(30), insert)
    assert site.run() == set(site.rows)


def test_a_site_that_ignores_the_offset_is_left_with_a_warning():
    site = Site(range(12), lambda site, offset: site.rows)
    assert len(site.run()) == 12
    assert len(site.asked) <= 6
    assert "the site repeats itself, so the list was left with 12 rows" in site.warnings[0]


def test_a_site_that_never_ends_is_left_at_the_bound():
    endless = iter(range(10**9))
    site = Site(
        [],
        lambda site, offset: [str(next(endless)) for _ in range(12)] if offset else ["first"],
        Paging(max_pages=20),
    )
    site.run()
    assert len(site.asked) == 20 + 1
    assert "left after 20 pages" in site.warnings[0]


def test_an_empty_page_in_the_middle_does_not_end_the_list_and_is_read_again():
    def empty_once(site, offset):
        return [] if offset == 12 and site.asked.count(12) == 1 else None

    site = Site(range(40), empty_once)
    assert len(site.run()) == 40
    assert not site.warnings


def test_a_page_that_stays_empty_is_named():
    site = Site(range(40), lambda site, offset: [] if offset == 12 else None)
    assert len(site.run()) == 28
    assert site.warnings == ["the page at offset 12 has no rows, though rows follow it"]


def test_a_page_that_fails_does_not_end_the_list():
    site = Site(range(40), lambda site, offset: "fails" if offset == 12 else None)
    assert len(site.run()) == 28


def test_a_server_that_gives_fewer_rows_than_asked_for_loses_none():
    site = Site(range(40), lambda site, offset: site.rows[offset : offset + 5])
    assert len(site.run()) == 40


@given(
    rows=st.integers(0, 80),
    inserted=st.dictionaries(st.integers(0, 100), st.integers(1, 5), max_size=6),
    count=st.one_of(st.none(), st.integers(-5, 200)),
)
def test_no_row_that_was_there_from_the_start_is_lost(rows, inserted, count):
    def insert(site, offset):
        for number in range(inserted.get(len(site.asked), 0)):
            site.rows.insert(0, f"new {len(site.asked)}-{number}")

    site = Site(range(rows), insert, count=count)
    assert site.run() >= {str(number) for number in range(rows)}
