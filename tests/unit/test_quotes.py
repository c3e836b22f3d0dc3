"""Finding a quote in the text of a document: line breaks are forgiven, letters are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.queries.cutting import language, parts
from app.services import quotes

TEXT = "Мақсатым: постро-\nить  школу\nв ауле.\fСоциально-\nэконо\u00adмический рост — да"


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("построить школу в ауле.", "постро-\nить  школу\nв ауле."),
        ("постро-\r\nить", "постро-\nить"),
        ("в ауле. Социально-экономический рост", "в ауле.\fСоциально-\nэконо\u00adмический рост"),
        ("рост\u00a0— да", "рост — да"),
        ("Мақсатым:", "Мақсатым:"),
    ],
)
def test_a_quote_is_found_whatever_parts_its_words(quote, words):
    ((start, end),) = quotes.find(TEXT, quote)
    assert TEXT[start:end] == words
    assert quotes.fits(TEXT, (start, end), quote)


@pytest.mark.parametrize(
    "quote", ["Построить школу", "построить школы", "школув ауле", "ѐ", "", " - ", "рост да"]
)
def test_other_letters_are_another_quote(quote):
    assert quotes.find(TEXT, quote) == []


def test_the_words_kept_are_those_of_the_document():
    text = "Открою  кое-где\nшколы"
    ((span),) = quotes.find(text, "Открою коегде школы")
    assert quotes.wording(text, span, "Открою коегде школы") == "Открою кое-где школы"


def test_a_word_parted_by_a_line_is_spelled_as_it_was_typed():
    text = "Социально-\nэкономический рост"
    for typed in ("Социально-экономический рост", "Социальноэкономический рост"):
        ((span),) = quotes.find(text, typed)
        assert quotes.wording(text, span, typed) == typed


def test_a_quote_that_stands_twice_is_found_twice():
    assert len(quotes.find("школа и школа", "школа")) == 2


@given(st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_whatever_is_cut_out_of_a_text_is_found_in_it(text, one, other):
    start, end = sorted((one % (len(text) + 1), other % (len(text) + 1)))
    cut = quotes.clean(text[start:end])
    spans = quotes.find(quotes.unicodedata.normalize("NFC", text), cut)
    for span in spans:
        assert quotes.fits(quotes.unicodedata.normalize("NFC", text), span, cut)


def test_a_text_is_parted_at_its_pages_and_a_long_page_at_ends_of_lines():
    long = "строка\n" * 4000
    text = f"первая\f{long}\f\fпоследняя"
    found = parts(text, paged=True)
    assert [part.page for part in found] == [1, 2, 2, 2, 3, 4]
    assert "".join(text[part.start : part.end] for part in found) == text.replace("\f", "")
    assert all(text[part.start : part.end].endswith(("\n", "я", "")) for part in found)
    assert {part.page for part in parts(text, paged=False)} == {None}


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Әр ауылға таза ауыз су жеткіземіз", "kk"),
        ("Построим школу в селе Құлан и дорогу до него, обещаю всем избирателям", "ru"),
        ("We will build a school", "en"),
        ("2026", None),
    ],
)
def test_the_language_of_a_text_is_guessed(text, lang):
    assert language(text) == lang
