"""The table of rules, on titles that the site really had."""

import pytest

from scrapers.classify import GROUPS, RULES, classify
from scrapers.titles import addressee_in, date_of_request_in, number_in, request_number
from tests import parlam

DISTRICT = [
    ("voter_meeting", "Мухтар Ерман провел встречи с жителями Темирского района"),
    ("voter_meeting", "с 4 по 6 мая 2016 г. депутат А.Ералиев встретился с избирателями"),
    ("voter_meeting", "Встреча избранника народа с общественностью"),
    ("voter_meeting", "12 ИЮЛЯ 2016 ГОДА СОСТОЯЛАСЬ ВСТРЕЧА ДЕПУТАТОВ С НАСЕЛЕНИЕМ Г.ЖЕЗКАЗГАН."),
    ("voter_meeting", "Выезд депутатов в Атыраускую область для встречи с избирателями."),
    ("voter_meeting", "Встречи в Атырауской области"),
    ("voter_meeting", "Алматыдағы кездесулер жалғасты"),
    (
        "voter_meeting",
        "Мәжіліс депутаты Абзал Ералиев халыққа қызмет орталығында халықпен кездесті",
    ),
    ("voter_meeting", "Қызылорда облысының сайлаушыларымен кездесті"),
    ("reception", "Прием граждан в апреле 2016 года."),
    ("reception", "Депутат провел приём граждан"),
    ("reception", "«Нұр Отан» партиясы Республикалық Қоғамдық қабылдауында қабылдау өткізді."),
    ("district_work", "встреча с руководством кирпичного завода"),
    ("district_work", "Встреча с археологами Улытау"),
    ("district_work", "Встреча с членами Общественного совета г.Караганды"),
    ("district_work", "Работа с избирателями 1 сессия 6 созыв"),
    ("district_work", "Выезд в Кызылординскую область"),
    ("district_work", "Халықаралық ұйым басшыларымен кездесті"),
    ("district_work", ""),
]


@pytest.mark.parametrize(("kind", "title"), DISTRICT)
def test_work_in_the_district_is_told_apart_by_its_words(kind, title):
    assert classify("district", title, None)[0] == kind
    assert classify("district", None, title)[0] == kind


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("deputy_request", "депутатский запрос"),
        ("deputy_request", "ДЗ на имя Масимова К.К."),
        ("deputy_request", "дегеніне енді не деп жауап береміз? - фракциянын депутаттық сауалы"),
        ("deputy_request", "Кто ответит за дороги: запрос"),
        ("answer", "Ответ на депутатский запрос № 12-34 от 03.02.2016"),
        ("answer", "Ответ Премьер-Министра на депутатский запрос"),
        ("answer", "Депутаттық сауалға берілген жауап"),
    ],
)
def test_answers_stand_among_the_requests(kind, title):
    assert classify("requests", title, None)[0] == kind


def test_the_rule_that_decided_is_named():
    assert classify("district", "Прием граждан", None)[1] == "reception: by its words"
    assert classify(None, "Прием граждан", None)[1] == "other: the category is not in source.yml"


def test_every_group_has_a_rule_without_words_and_every_category_a_group():
    assert {rule.group for rule in RULES if rule.words is None} == GROUPS
    assert set(parlam.settings().section("categories").values()) <= GROUPS


@pytest.mark.parametrize(
    ("title", "lang", "addressee"),
    [
        ("Министру образования и науки РК Сагадиеву Е.К.", "ru",
         "Министру образования и науки РК Сагадиеву Е.К."),
        ("ДЗ на имя Масимова К.К.", "ru", "Масимова К.К."),
        ("Депутатский  запрос на имя  МФ Б.Султанова ", "ru", "МФ Б.Султанова"),
        ("ДЕПУТАТСКИЙ ЗАПРОС МИНИСТРУ СЕЛЬСКОГО ХОЗЯЙСТВА МЫРЗАХМЕТОВУ А.И. О ЛЬГОТНОМ КРЕДИТЕ",
         "ru", "МИНИСТРУ СЕЛЬСКОГО ХОЗЯЙСТВА МЫРЗАХМЕТОВУ А.И."),
        ("Депутаттық сауал Қазақстан Республикасының Ішкі Істер министрі Қ.Н.Қасымовқа жолданады",
         "kk", "Қазақстан Республикасының Ішкі Істер министрі Қ.Н.Қасымовқа"),
        ("АУЫЛ ШАРУАШЫЛЫҒЫ МИНИСТРІ А.И. МЫРЗАХМЕТОВКЕ ДЕПУТАТТЫҚ САУАЛ: АСТЫҚ ҚОЙМАСЫ", "kk",
         "АУЫЛ ШАРУАШЫЛЫҒЫ МИНИСТРІ А.И. МЫРЗАХМЕТОВКЕ"),
        ("Премьер-Министру Республики Казахстан МАСИМОВУ К.К.", "kk",
         "Премьер-Министру Республики Казахстан МАСИМОВУ К.К."),
        ("депутатский запрос", "ru", None),
        ("О системе образования", "ru", None),
        ("Жер реформасы бойынша Депутаттық сауал", "kk", None),
        ("«Ак жол»: Огромные затраты на инфраструктуру", "ru", None),
    ],
)  # fmt: skip
def test_an_addressee_is_taken_where_the_title_names_one(title, lang, addressee):
    assert addressee_in(title, lang) == addressee


def test_a_request_has_one_number_in_both_languages():
    assert {request_number(text) for text in ("ДЗ-397", "ДС-397", "дз – 397", "397")} == {"397"}
    assert number_in("Депутаттық сауал ДС-397 туралы") == "397"
    assert number_in("Депутатский запрос № 12-34 о дорогах") == "12-34"
    assert number_in("Запрос о поправках № 5 к закону") is None
    assert number_in("депутатский запрос") is None
    assert request_number("  ") is None


def test_an_answer_names_the_day_of_its_request():
    assert str(date_of_request_in("Ответ на запрос № 12 от 03.02.2016")) == "2016-02-03"
    assert date_of_request_in("Ответ от министра") is None
