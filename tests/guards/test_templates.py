"""Templates: all of them parse, none lets typed text through, none carries script or style."""

import re

import pytest

from app.config import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html"]


def ids(path):
    return path.relative_to(ROOT / "templates").as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_it_parses(app, path):
    app.jinja_env.get_template(path.relative_to(ROOT / "templates").as_posix())


@pytest.mark.parametrize("path", PAGES, ids=ids)
def test_it_keeps_to_the_content_policy(path):
    text = path.read_text()
    assert "|safe" not in text.replace(" ", "") and "autoescape false" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"(src|href)=\"https?://", text)


#: A file whose name begins with a line is a part of a page, not one itself.
#: The card stands in the pages of others.
ALONE = {"embed.html"}
WHOLE = [
    path
    for path in PAGES
    if "pages" in path.parts and not path.name.startswith("_") and path.name not in ALONE
]


@pytest.mark.parametrize("path", WHOLE, ids=ids)
def test_a_page_extends_a_layout_and_has_a_title(path):
    text = path.read_text()
    assert re.search(r"\{%-? extends \"(layouts|pages)/", text), "it extends no layout"
    assert "block title" in text or 'extends "pages/' in text
