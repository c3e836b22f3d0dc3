"""One spelling for all addresses of one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.urls import site_of, url_key


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.parlam.kz/ru/blogs/Kosarev", "parlam.kz/ru/blogs/kosarev"),
        ("https://PARLAM.kz:443/ru/blogs/kosarev/", "parlam.kz/ru/blogs/kosarev"),
        ("http://parlam.kz:80/ru/blogs/kosarev#top", "parlam.kz/ru/blogs/kosarev"),
        ("http://parlam.kz", "parlam.kz"),
        ("http://parlam.kz/", "parlam.kz"),
        ("http://parlam.kz/?b=2&a=1", "parlam.kz?a=1&b=2"),
        ("http://parlam.kz/a?q=", "parlam.kz/a?q="),
        ("http://parlam.kz/a?q=Ab&q=Aa", "parlam.kz/a?q=Aa&q=Ab"),
        ("http://parlam.kz/%D2%9A", "parlam.kz/%D2%9B"),
        ("http://parlam.kz/Қ", "parlam.kz/%D2%9B"),
        ("http://parlam.kz/%7ea", "parlam.kz/~a"),
        ("http://parlam.kz/a%2Fb", "parlam.kz/a%2Fb"),
        ("http://parlam.kz/a%20b", "parlam.kz/a%20b"),
        ("http://127.0.0.1:8000/a", "127.0.0.1:8000/a"),
        ("http://[::1]:80/a", "[::1]/a"),
        ("http://user:pass@parlam.kz/a", "parlam.kz/a"),
        (" http://parlam.kz/a ", "parlam.kz/a"),
        ("http://мажилис.қаз/a", "xn--80amgaoc4b.xn--80ao21a/a"),
    ],
)
def test_spellings_of_one_address_fold(url: str, key: str):
    assert url_key(url) == key


def test_other_names_of_a_site_fold_to_its_own():
    aliases = {"majilis.kz": "parlam.kz", "127.0.0.1:8000": "parlam.kz"}
    assert url_key("https://www.majilis.kz/A", aliases) == "parlam.kz/a"
    assert url_key("http://127.0.0.1:8000/a", aliases) == "parlam.kz/a"
    assert url_key("http://127.0.0.1:8001/a", aliases) == "127.0.0.1:8001/a"


@pytest.mark.parametrize("url", ["", "parlam.kz/a", "ftp://parlam.kz/", "mailto:a@b", "http:///a"])
def test_what_is_no_address_of_the_web_is_refused(url: str):
    with pytest.raises(ValueError, match="not an address of the web"):
        url_key(url)


def test_a_host_is_told_with_an_unusual_port():
    assert site_of("HTTPS://www.Parlam.kz/a?b#c") == "parlam.kz"
    assert site_of("http://127.0.0.1:8000?a") == "127.0.0.1:8000"


@given(st.text(), st.text())
def test_folding_twice_changes_nothing_more(path: str, query: str):
    try:
        key = url_key(f"http://parlam.kz/{path}?{query}")
    except ValueError:
        return
    assert url_key(f"https://www.{key}") == key
