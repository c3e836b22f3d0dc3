"""The page classes of www.parlam.kz: bytes in, what they show out."""

import pytest

from scrapers.pages import LayoutError
from scrapers.parlam_html.pages import committee_in
from scrapers.records import DeputySeen, Identity, ListSeen, RecordSeen
from tests import parlam
from tests.parlam import SITE, deputy_page, index_page, item, rows


def records(seen) -> list[RecordSeen]:
    return [one for one in seen if isinstance(one, RecordSeen)]


def deputies(seen) -> list[DeputySeen]:
    return [one for one in seen if isinstance(one, DeputySeen)]


def test_the_index_gives_number_name_committee_and_blog():
    seen, warnings = rows(
        f"{SITE}/en/mazhilis/People/DeputyList/I",
        index_page(("Iksanova", "1576", "IKSANOVA Gulnar")),
    )
    [deputy] = deputies(seen)
    assert deputy.identities == (
        Identity("parlam-html/person", "1576"),
        Identity("parlam-html/blog", "iksanova"),
    )
    assert (deputy.lang, deputy.name) == ("en", "Iksanova Gulnar")
    assert deputy.facts == {"committee": "Committee"}
    assert warnings == []


def test_an_empty_letter_is_an_index_too_and_another_page_is_not():
    assert rows(f"{SITE}/en/mazhilis/People/DeputyList/e", index_page()) == ([], [])
    with pytest.raises(LayoutError, match=r"'.alphabets' found 0, expected at least 1"):
        rows(f"{SITE}/en/mazhilis/People/DeputyList/e", b"<html>Maintenance</html>")


def test_a_deputy_page_gives_the_person_their_items_and_that_the_list_is_whole():
    page = deputy_page(
        "КОСАРЕВ Владислав Борисович",
        item("30170", "Надо чтобы земля", "02.07.2016", "4", lead="В ауле <b>Ильясова</b>"),
        post="<p>Член Комитета по международным делам Мажилиса Парламента</p>",
        faction="3",
    )
    seen, warnings = rows(f"{SITE}/ru/blogs/Kosarev", page)
    [deputy], [record] = deputies(seen), records(seen)
    assert deputy.name == "Косарев Владислав Борисович"
    assert deputy.facts["committee"] == "Комитет по международным делам"
    assert deputy.common["faction"].startswith("Қазақстанның Коммунистік")
    assert (record.source_uid, record.lang) == ("30170", "ru")
    assert record.fields == {
        "title": "Надо чтобы земля", "category": "4", "lead": "В ауле Ильясова",
        "date": "2016-07-02",
    }  # fmt: skip
    assert record.mentions[0].identity == Identity("parlam-html/blog", "kosarev")
    assert record.mentions[0].role == "not_stated"
    assert seen[-1] == ListSeen("parlam.kz/ru/blogs/kosarev", "ru")
    assert warnings == []


def test_the_later_address_of_kazakh_pages_is_kazakh_too():
    seen, _ = rows(f"{SITE}/kz/blogs/Balabiev", deputy_page("БАЛАБИЕВ Қайрат", item("1", "Сауал")))
    assert records(seen)[0].lang == "kk"


@pytest.mark.parametrize("post", ["", "<p></p>", "<p>&nbsp;</p>"])
def test_a_deputy_without_a_post_is_read(post):
    seen, _ = rows(f"{SITE}/ru/blogs/Kim", deputy_page("КИМ Роман", post=post))
    assert "post" not in deputies(seen)[0].facts


def test_an_empty_title_is_given_and_empty():
    seen, _ = rows(f"{SITE}/ru/blogs/Kim", deputy_page("КИМ Роман", item("27974", " ")))
    assert records(seen)[0].fields["title"] == ""


def test_letters_of_citizens_are_never_read():
    seen, _ = rows(f"{SITE}/ru/blogs/Kim", deputy_page("КИМ Роман", item("1", "Запрос")))
    assert "Тайный" not in str(seen)
    assert "помочь" not in str(seen)


def test_what_is_not_understood_is_left_out_with_a_warning():
    page = deputy_page(
        "КИМ Роман",
        item("x1", "Без номера"),
        item("7", "Дата", day="31.02.2016"),
        item("8", "Раздел", category="99"),
        faction="77",
    )
    seen, warnings = rows(f"{SITE}/ru/blogs/Kim", page)
    assert [record.source_uid for record in records(seen)] == ["7", "8"]
    assert records(seen)[0].fields["date_text"] == "31.02.2016"
    text = " ".join(warnings)
    for words in ("no number in its address", "'31.02.2016' of item 7", "category 99", "'77'"):
        assert words in text


def test_a_page_without_a_name_is_another_layout():
    with pytest.raises(LayoutError, match=r"'.bio h2' found 0, expected exactly 1"):
        rows(f"{SITE}/ru/blogs/Kim", b"<html><body>502</body></html>")


def test_any_charset_is_read():
    page = deputy_page("КИМ Роман", item("1", "Запрос о дорогах")).decode()
    page = page.replace("<html>", '<html><head><meta charset="windows-1251"></head>')
    seen, _ = rows(f"{SITE}/ru/blogs/Kim", page.encode("cp1251"))
    assert records(seen)[0].fields["title"] == "Запрос о дорогах"


def test_a_details_page_gives_the_text():
    body = (
        deputy_page("КИМ Роман")
        .decode()
        .replace(
            "</body>",
            '<div class="news-header">Запрос о дорогах</div><b class="news-date">24.06.2016</b>'
            '<div class="news-body"><p>Дороги</p><p>плохие</p></div></body>',
        )
    )
    seen, _ = rows(f"{SITE}/ru/blogs/Kim/Details/8/29063", body.encode())
    [record] = records(seen)
    assert record.fields == {
        "category": "8", "text": "Дороги\nплохие", "title": "Запрос о дорогах",
        "date": "2016-06-24",
    }  # fmt: skip
    assert record.list_key == ""


def test_an_activity_page_lists_items_and_never_says_what_is_gone():
    page = deputy_page("КИМ Роман", '<h3 id="DepZapTitle"></h3>', item("1", "Запрос"))
    seen, _ = rows(f"{SITE}/ru/blogs/Kim/Activity", page)
    assert [record.source_uid for record in records(seen)] == ["1"]
    assert not any(isinstance(one, ListSeen) for one in seen)


def test_only_pages_of_our_kinds_are_taken():
    site = parlam.site()
    assert site.accepts(f"{SITE}/ru/blogs/Kim")
    assert site.accepts("https://parlam.kz/kk/blogs/kim/Details/8/1")
    assert site.accepts(f"{SITE}/en/mazhilis/People/PersonImage/5")
    assert site.page_for("parlam.kz/en/mazhilis/people/personimage/5", "image/jpeg").kind == "photo"
    for path in ("/ru/blogs/Kim/letters", "/ru/blogs/Kim/Biography", "/ru/mazhilis/news",
                 "/en/mazhilis/People/Photo/5"):  # fmt: skip
        assert not site.accepts(SITE + path), path
    assert not site.accepts("http://example.org/ru/blogs/Kim")


@pytest.mark.parametrize(
    ("post", "lang", "committee"),
    [
        ("Член Комитета по аграрным вопросам", "ru", "Комитет по аграрным вопросам"),
        ("Аграрлық мәселелер комитетінің мүшесі", "kk", "Аграрлық мәселелер комитеті"),
        ("Қазақстан Республикасы Парламенті Мәжілісінің Әлеуметтік-мәдени даму комитетінің мүшесі",
         "kk", "Әлеуметтік-мәдени даму комитеті"),
        ("Заместитель Председателя Мажилиса", "ru", None),
    ],
)  # fmt: skip
def test_a_committee_is_taken_from_the_post_that_names_one(post, lang, committee):
    assert committee_in(post, lang) == committee
