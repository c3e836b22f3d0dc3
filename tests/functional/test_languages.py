"""No string of a page comes from another language's catalogue, and none passes the catalogues by.

Every page is made with catalogues that mark what they give: ⟦kk:…⟧. What is outside the marks is
data, or something that nobody can translate.
"""

import re

import flask_babel
import pytest
import time_machine
from babel.support import NullTranslations
from bs4 import BeautifulSoup, NavigableString

from tests.factories.voters import LATER, Voters
from tests.site_walk import Walk

pytestmark = pytest.mark.one_database

#: Said alike in every language: names of services and of formats, and of languages.
SAME = re.compile(
    r"WhatsApp|Telegram|sha256(sum)?|SHA-256|Atom|RSS|SVG|PNG|CSV|JSON|XLSX|HTML|PDF|WARC"
    r"|Қазақша|Русский|English|Қаз|Рус|Eng|URL|[a-z-]+\.(bin|json|png|atom|csv|txt)|[a-f0-9]{8,}…?"
    # What is Latin in the data: marks of two of one name, a source, a service of the state.
    r"|\(same-name-\d\)|\bSite\b|e-Otinish|\b[IVX]+\b"
)
#: Elements whose text is no sentence of ours, or says itself which language it is in.
APART = ("script", "style", "code", "pre", "bdi", "textarea", "time")
ATTRIBUTES = ("alt", "title", "placeholder", "aria-label")
LATIN = re.compile(r"[A-Za-z]{3,}")
#: Addresses, and names of months that Babel gives in English.
NO_WORDS = re.compile(r"(https?|tag|mailto):\S+|\S+@\S+|\b[\w.-]+/[\w./-]+|[\w.-]+\.kz\b")


class Marked(NullTranslations):
    """A catalogue that marks everything it gives with its language."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang

    def gettext(self, message):
        return f"⟦{self.lang}:{message}⟧"

    def ngettext(self, singular, plural, num):
        return self.gettext(singular if num == 1 else plural)

    ugettext, ungettext = gettext, ngettext


@pytest.fixture
def marked(monkeypatch):
    """Let every catalogue mark what it gives."""

    def get_translations(_self):
        return Marked(str(flask_babel.get_locale().language))

    monkeypatch.setattr(flask_babel.Domain, "get_translations", get_translations)


def outside(text, depth=0):
    """`text` without what is marked, the languages of the marks, and how deep within them it ends.

    A link within a sentence parts it, so that a mark may begin in one text and end in another.
    """
    kept, langs = [], set()
    for piece in re.split(r"(⟦\w\w:|⟧)", text):
        if piece.startswith("⟦"):
            depth += 1
            langs.add(piece[1:3])
        elif piece == "⟧":
            depth -= 1
        elif depth == 0:
            kept.append(piece)
    return "".join(kept), langs, depth


def texts(page):
    """Each text that a reader of the page's own language gets, with what it stands in."""
    for node in page.find_all(string=True):
        parents = list(node.parents)
        if type(node) is not NavigableString or any(tag.name in APART for tag in parents):
            continue
        if any(tag.has_attr("lang") for tag in parents[:-1] if tag.name not in ("html",)):
            continue
        yield node.parent.name, str(node)
    for name in ATTRIBUTES:
        for tag in page.find_all(attrs={name: True}):
            yield f"{tag.name} {name}", str(tag[name])


def strangers(html, lang):
    """What is wrong with the languages of a page, in sentences."""
    depth = 0
    for where, text in texts(BeautifulSoup(html, "html.parser")):
        rest, langs, depth = outside(text, depth)
        if langs - {lang}:
            yield f"<{where}> takes {text.strip()[:80]!r} from another catalogue"
        found = LATIN.search(SAME.sub("", NO_WORDS.sub("", rest)))
        if found:
            yield f"<{where}> says {rest.strip()[:80]!r} past the catalogues"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_every_string_of_a_page_is_from_the_catalogue_of_its_language(
    app, session, make_user, monkeypatch, marked, lang
):
    with time_machine.travel(LATER, tick=True):
        Voters(session, make_user, 5).publish()
        found, pages = set(), 0
        walk = Walk(app, most=1)

        def check(address, _page, text):
            nonlocal pages
            pages += 1
            found.update(f"{walk.kind_of(address)}: {said}" for said in strangers(text, lang))

        monkeypatch.setattr(walk, "check", check)
        walk.kind_of = only(walk.kind_of, lang)
        walk.kinds["-"] = walk.most
        walk.walk([f"/{lang}/"])
    assert pages > 25
    assert not found, f"{len(found)} strings:\n" + "\n".join(sorted(found)[:60])


def only(kind_of, lang):
    """Keep a walk within one language: others are seen often enough at once."""

    def kind(address):
        found = kind_of(address)
        other = found is not None and address[:4] in {"/kk/", "/ru/", "/en/"} - {f"/{lang}/"}
        return "-" if other else found

    return kind


@pytest.mark.parametrize(
    ("lang", "day", "number"),
    [("kk", "2023 ж. 29 наурыз", "1 234"), ("ru", "29 марта 2023 г.", "1 234")],
)
def test_days_and_numbers_are_written_as_the_language_writes_them(app, lang, day, number):
    import datetime as dt

    from app.web import filters

    with app.test_request_context(f"/{lang}/"):
        app.preprocess_request()
        assert filters.long_date(dt.date(2023, 3, 29)).replace("\u202f", " ") == day
        assert filters.number(1234).replace("\xa0", " ") == number


def test_the_guard_sees_a_string_of_another_language_and_one_past_the_catalogues():
    page = "<html lang=ru><p>⟦ru:Edition %(n)s⟧</p><p>⟦kk:Edition⟧</p><p>Published</p></html>"
    assert len(list(strangers(page, "ru"))) == 2
