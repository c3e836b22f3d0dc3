"""PNG and SVG that are made here: their size, their letters, and that they are kept in bounds."""

import io
import os

import pytest
from PIL import Image

from app.charts import store, svg
from app.charts.png import png
from app.charts.text import cut, plain, width, wrap


def glyph(letter):
    """The ink of one letter, as bytes."""
    drawn = svg.tag("rect", width=60, height=60, fill="#fff") + svg.text(letter, 5, 45, 40)
    picture = png(svg.document((60, 60), "kk", "t", "d", [drawn]))
    return Image.open(io.BytesIO(picture)).convert("L").tobytes()


def test_letters_of_kazakh_are_drawn_and_none_is_a_box():
    missing = glyph("\u4e00")
    letters = "әғқңөұүһіӘҒҚҢӨҰҮҺІ№₸"
    drawn = [glyph(letter) for letter in letters]
    assert all(ink != missing for ink in drawn)
    assert len(set(drawn)) == len(letters)
    assert glyph("ә") != glyph("э") and glyph("қ") != glyph("к")


def test_a_picture_has_the_size_that_was_asked_for():
    picture = Image.open(io.BytesIO(png(svg.document((300, 200), "ru", "t", "d", []), zoom=2)))
    assert picture.size == (600, 400)


def test_what_is_no_picture_is_refused():
    with pytest.raises(ValueError):
        png("not a picture")


def test_words_are_measured_as_wide_as_they_are_drawn():
    words = "Құспан Абзал Қуанышұлы № 14"
    parts = [svg.tag("rect", width=900, height=80, fill="#fff"), svg.text(words, 0, 60, 40)]
    ink = Image.open(io.BytesIO(png(svg.document((900, 80), "kk", "t", "d", parts)))).convert("L")
    right = ink.point(lambda value: 255 if value < 128 else 0).getbbox()[2]
    assert abs(right - width(words, 40)) < 12


def test_lines_never_leave_their_room_and_long_words_break():
    text = "Коротко " + "длинноеслово" * 20 + " и ещё"
    lines = wrap(text, 30, 300)
    assert all(width(line, 30) <= 300 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(wrap(text, 30, 300, most=2)) == 2 and wrap(text, 30, 300, most=2)[-1].endswith("…")
    assert width(cut(text, 30, 100), 30) <= 100


def test_a_name_cannot_become_markup():
    hostile = '</text><image href="file:///etc/passwd"/>&\x00\u202e'
    drawn = svg.text(hostile, 0, 0, 10)
    assert "<image" not in drawn and "\x00" not in drawn
    assert plain("а\u202eб\x00в") == "абв"


def test_a_picture_is_kept_and_the_oldest_make_room(tmp_path):
    one = svg.document((10, 10), "kk", "t", "one", [])
    first = store.picture(tmp_path, one)
    assert store.picture(tmp_path, one) == first and len(list(tmp_path.iterdir())) == 1
    old = next(tmp_path.iterdir())
    os.utime(old, (1, 1))
    store.picture(tmp_path, svg.document((10, 10), "kk", "t", "two", []))
    assert store.make_room(tmp_path, most=1) == 1
    assert not old.exists() and len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_cannot_be_written_to_costs_only_time(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    assert store.picture(blocked, svg.document((10, 10), "kk", "t", "d", [])).startswith(b"\x89PNG")
