from collections import Counter

import pytest

from app import suggestions
from app.suggestions import Act, Promise
from benchmarks.suggestions import LEAST, OWN, cases, evaluate, ours, plain, programmes, run

WATER = Promise(11, ("Чистая питьевая вода в каждом селе", "Әр ауылға таза ауыз су"))
SCHOOL = Promise(12, ("Новые школы", "Жаңа мектептер салу"))
ROAD = Promise(13, ("Ремонт дорог района", "Аудан жолдарын жөндеу"))
PROGRAMME = (SCHOOL, ROAD, WATER)


def first(*texts):
    return suggestions.rank(PROGRAMME, Act(texts))[0].id


def test_the_set_is_large_enough_in_both_languages():
    found = Counter(case.lang for case in cases())
    assert sum(found.values()) >= 100
    assert found["ru"] >= 45 and found["kk"] >= 45 and found["cross"] >= 10
    assert len({case.act.titles for case in cases()}) == len(cases())


@pytest.mark.parametrize("lang", sorted(LEAST))
def test_the_order_of_likelihood_beats_the_order_of_the_programme(lang):
    base = evaluate(cases(), programmes(), plain)[lang]
    full = evaluate(cases(), programmes(), ours)[lang]
    bare = evaluate(cases(), programmes(OWN), ours)[lang]
    assert full.hit1 >= LEAST[lang] * base.hit1 and full.hit3 >= 0.85
    assert full.mrr > 2 * base.mrr and bare.mrr > 2 * base.mrr


def test_topic_and_party_text_help_where_they_are_known():
    for lang in ("ru", "kk"):
        full = evaluate(cases(), programmes(), ours)[lang]
        bare = evaluate(cases(), programmes(OWN), ours)[lang]
        assert full.hit1 >= bare.hit1


def test_the_benchmark_prints_every_language_and_keeps_its_limits():
    outcome = run()
    assert outcome.kept
    assert [row.what.split(",")[0] for row in outcome.rows] == ["ru", "kk", "cross"]


def test_endings_and_the_language_do_not_matter():
    assert first("О нехватке питьевой воды") == 11
    assert first("Ауылдардың ауыз сумен қамтылуы") == 11
    assert first("Мектептердің тапшылығы туралы") == 12


def test_letters_that_people_type_for_kazakh_ones_are_the_same():
    assert first("Жана мектептер") == first("Жаңа мектептер") == 12


def test_all_theses_are_there_once_and_equal_ones_stand_in_their_order():
    ranked = suggestions.rank(PROGRAMME, Act(("xyz", "…"), ("",)))
    assert [one.id for one in ranked] == [12, 13, 11]
    assert {one.score for one in ranked} == {0.0}


def test_what_stands_in_one_language_or_in_both_is_ranked_alike():
    act = Act(("О ремонте дороги", "Жолды жөндеу туралы"), ("Дорога разбита.",))
    assert suggestions.rank(PROGRAMME, act)[0].id == 13


def test_the_same_texts_give_the_same_order_and_another_wording_another_index():
    act = Act(("О школах",), ("школа " * 500,))
    assert suggestions.rank(PROGRAMME, act) == suggestions.rank(tuple(PROGRAMME), act)
    assert suggestions.index_of(PROGRAMME) is suggestions.index_of(list(PROGRAMME))
    changed = (SCHOOL, ROAD, Promise(11, ("Газификация",)))
    assert suggestions.index_of(changed) is not suggestions.index_of(PROGRAMME)
    assert suggestions.rank(changed, Act(("О газификации",)))[0].id == 11


def test_no_theses_and_theses_without_words_are_no_trouble():
    assert suggestions.rank((), Act(("О школах",))) == []
    empty = (Promise(1, ("…",)), Promise(2, ()))
    assert [one.id for one in suggestions.rank(empty, Act(("О школах",)))] == [1, 2]


def test_the_cache_does_not_grow_without_end(monkeypatch):
    monkeypatch.setattr(suggestions, "KEPT", 3)
    for number in range(10):
        suggestions.index_of((Promise(number, (f"школа номер {number}",)),))
    assert len(suggestions._indexes) == 3
