import pytest

from app.ingest import html_text, plain_text, remove_third_persons

PAGE = """<html><head><title>Депутат</title><style>p {color: red}</style></head><body>
<h2>Косарев <br/>Владислав</h2>
<div class="body-block"><div class="letter"><div class="letter-body">
<b class="letter-author">Иванов Иван: </b>помогите с жильём</div>
<div class="letter-answer">Ответ</div></div></div>
<div class="letter-body">Петров Пётр</div>
<script>alert(1)</script><p>&lt;b&gt;запрос&lt;/b&gt;</p></body></html>""".encode()


def test_letters_of_citizens_are_left_out_for_the_public():
    text, removed = remove_third_persons(PAGE)
    assert removed == 2
    for word in ("Иванов", "жильём", "Ответ", "Петров"):
        assert word not in text
    assert "Косарев" in text


def test_the_full_text_has_them():
    assert "помогите с жильём" in html_text(PAGE)


def test_scripts_and_styles_are_no_text():
    text = html_text(PAGE)
    assert "alert" not in text
    assert "color" not in text
    assert "<b>запрос</b>" in text


def test_json_is_laid_out():
    assert plain_text('{"a":"ә"}'.encode(), "application/json") == '{\n  "a": "ә"\n}'


@pytest.mark.parametrize(("mime", "body"), [("application/pdf", b"%PDF"), ("image/png", b"x")])
def test_what_is_no_text_is_not_shown_as_text(mime, body):
    assert plain_text(body, mime) is None


def test_broken_json_is_shown_as_it_came():
    assert plain_text(b'{"a":', "application/json") == '{"a":'
