"""What must hold on every page; call `check_page(response.text)` wherever a test opens one."""

import re
from collections import Counter

from bs4 import BeautifulSoup

UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def problems(html: str) -> list[str]:
    """Everything that is wrong with a page, in sentences; empty when nothing is."""
    page = BeautifulSoup(html, "html.parser")
    return [
        *_headings(page),
        *_language(page),
        *_identifiers(page),
        *_labels(page),
        *_inline(page),
        *_names(page),
        *_leftovers(page),
    ]


def check_page(html: str) -> BeautifulSoup:
    """Fail with all that is wrong with a page; the parsed page when nothing is."""
    found = problems(html)
    assert not found, "\n".join(found)
    return BeautifulSoup(html, "html.parser")


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _headings(page: BeautifulSoup) -> list[str]:
    headings = page.find_all("h1")
    if len(headings) != 1:
        return [f"there are {len(headings)} h1, not one"]
    h1 = _squeeze(headings[0].get_text())
    title = _squeeze(page.title.get_text()) if page.title else ""
    return (
        [] if h1 and title.startswith(h1) else [f"the title {title!r} does not start with {h1!r}"]
    )


def _language(page: BeautifulSoup) -> list[str]:
    lang = page.html.get("lang") if page.html else None
    return [] if lang in ("kk", "ru", "en") else [f"the page says its language is {lang!r}"]


def _identifiers(page: BeautifulSoup) -> list[str]:
    counts = Counter(tag["id"] for tag in page.find_all(id=True))
    twice = [
        f"the id {name!r} is there {count} times" for name, count in counts.items() if count > 1
    ]
    missing = [
        f"{attribute}={name!r} points nowhere"
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls")
        for tag in page.find_all(attrs={attribute: True})
        for name in str(tag[attribute]).split()
        if name not in counts
    ]
    anchors = [
        f"the link {tag['href']!r} points nowhere"
        for tag in page.find_all("a", href=re.compile("^#."))
        if str(tag["href"])[1:] not in counts
    ]
    return twice + missing + anchors


def _labels(page: BeautifulSoup) -> list[str]:
    labelled = {tag["for"] for tag in page.find_all("label", attrs={"for": True})}
    return [
        f"the control {tag.get('name') or tag} has no label"
        for tag in page.find_all(["input", "select", "textarea"])
        if tag.get("type") not in UNLABELLED
        and tag.get("id") not in labelled
        and not tag.get("aria-label")
        and not tag.get("aria-labelledby")
        and not tag.find_parent("label")
    ]


def _inline(page: BeautifulSoup) -> list[str]:
    scripts = [
        "there is an inline script"
        for tag in page.find_all("script")
        if not tag.get("src") and tag.get("type") != "application/ld+json"
    ]
    styles = ["there is an inline style sheet" for _ in page.find_all("style")]
    attributes = [
        f"<{tag.name}> has the attribute {name}"
        for tag in page.find_all(True)
        for name in tag.attrs
        if name == "style" or name.startswith("on")
    ]
    outside = [
        f"<{tag.name}> loads {tag.get('src')}"
        for tag in page.find_all(["script", "img", "iframe"], src=True)
        if re.match(r"(https?:)?//", str(tag["src"]))
    ]
    return scripts + styles + attributes + outside


def _names(page: BeautifulSoup) -> list[str]:
    links = [
        f"<{tag.name}> {tag.get('href', '')} has no name"
        for tag in page.find_all(["a", "button", "summary"])
        if not _squeeze(tag.get_text())
        and not tag.get("aria-label")
        and not tag.find("img", alt=True)
    ]
    tables = ["a table has no caption" for tag in page.find_all("table") if not tag.find("caption")]
    images = ["an image has no alt" for tag in page.find_all("img") if tag.get("alt") is None]
    return links + tables + images


def _leftovers(page: BeautifulSoup) -> list[str]:
    text = page.get_text(" ")
    return [f"an unfilled {found} is shown" for found in re.findall(r"%\(\w+\)s|\{\{.*?\}\}", text)]
