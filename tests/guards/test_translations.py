"""Every string of the code is in both catalogues, translated, with its placeholders."""

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from app.config import ROOT

KEYWORDS = {
    "_": None,
    "N_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
#: Words that read the same in Russian and in Kazakh.
SAME = {
    "%(when)s, Almaty",
    "Promises Watch", "PDF", "Id", "URL", "Email", "E-mail", "Telegram", "Facebook", "API",
    "Faction: %(name)s", "faction: %(party)s", "A file", "The act",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]")


def extracted() -> set:
    found = set()
    methods = [("app/**.py", "python"), ("models/**.py", "python"), ("templates/**.*", "jinja2")]
    for folder in ("app", "models", "templates"):
        messages = extract_from_dir(
            ROOT / folder,
            method_map=[(pattern.split("/", 1)[1], method) for pattern, method in methods
                        if pattern.startswith(folder)],
            keywords=KEYWORDS,
        )  # fmt: skip
        for _file, _line, message, _comments, _context in messages:
            found.add(message if isinstance(message, str) else tuple(message))
    return {m for m in found if m and (isinstance(m, str) or all(m))}


def catalogue(lang: str) -> Catalog:
    path = ROOT / "app" / "translations" / lang / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        return read_po(source, locale=lang)


@pytest.fixture(scope="module")
def catalogues() -> dict[str, Catalog]:
    return {lang: catalogue(lang) for lang in ("kk", "ru")}


@pytest.fixture(scope="module")
def strings() -> set:
    return extracted()


def forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_nothing_is_left_untranslated(catalogues, strings, lang):
    missing = [
        text
        for text in strings
        if (message := catalogues[lang].get(text if isinstance(text, str) else text[0])) is None
        or not all(forms(message))
    ]
    assert missing == [], f"{len(missing)} strings"


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_nothing_is_only_guessed(catalogues, lang):
    assert [m.id for m in catalogues[lang] if m.id and m.fuzzy] == []


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_placeholders_are_kept(catalogues, strings, lang):
    for text in strings:
        message = catalogues[lang].get(text if isinstance(text, str) else text[0])
        if message is None:
            continue
        ids = (text,) if isinstance(text, str) else text
        wanted = set().union(*(PLACEHOLDER.findall(one) for one in ids))
        for form in forms(message):
            # "One request" may do without its number; a plural may not lose anything else.
            found = set(PLACEHOLDER.findall(form))
            assert found <= wanted and (found == wanted or len(ids) > 1), (text, form)


def test_plurals_have_as_many_forms_as_the_language(catalogues, strings):
    for lang, count in (("kk", 2), ("ru", 3)):
        for text in strings:
            if isinstance(text, tuple):
                message = catalogues[lang].get(text[0])
                assert message is not None and len(forms(message)) == count, (lang, text)


def test_kazakh_is_not_russian_copied(catalogues, strings):
    same = [
        text
        for text in strings
        if isinstance(text, str) and text not in SAME
        if (kk := catalogues["kk"].get(text)) and (ru := catalogues["ru"].get(text))
        if kk.string == ru.string and re.search(r"[а-яё]{3}", str(kk.string).lower())
    ]
    # Words that both languages share, for example the names of formats, belong into SAME.
    assert [text for text in same if len(text.split()) > 1] == []


def test_a_status_is_never_called_a_verdict_of_a_court(catalogues):
    assert [m.id for m in catalogues["kk"] if "үкім" in str(m.string).lower()] == []


@pytest.mark.parametrize(
    ("lang", "full"),
    [
        # The commission of an electoral district is called so by law.
        pytest.param("kk", "сайлау округ|округтік сайлау", id="kk"),
        pytest.param("ru", r"избирательн\w+ округ|окружн\w+ избирательн", id="ru"),
    ],
)
def test_a_district_is_never_a_bare_okrug(catalogues, lang, full):
    bare = [
        message.id
        for message in catalogues[lang]
        if "округ" in re.sub(full, "", " ".join(forms(message)).lower())
    ]
    assert bare == []


def test_the_letters_of_kazakh_occur(catalogues):
    # A catalogue typed on a Russian keyboard would lack them; һ alone is too rare to ask for.
    text = "".join("".join(forms(m)) for m in catalogues["kk"] if m.id).lower()
    assert set("әғқңөұүі") <= set(text)
