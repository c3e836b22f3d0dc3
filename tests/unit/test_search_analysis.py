import pytest

from models.search import MAX_TERMS, analyse, terms


def found(query: str, text: str) -> bool:
    kept = analyse(text)
    return all(any(f" {stem} " in kept for stem in stems) for stems in terms(query))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("дорога", "О ремонте дорог в районе"),
        ("дороги", "Капитальный ремонт дороги Тараз — Шымкент"),
        ("судах", "о реформе судов"),
        ("елка", "Новогодняя ёлка"),
        ("ёлки", "новогодние елки"),
        ("мектеп", "мектептердің құрылысы"),
        ("мектеп", "Ауыл мектебіне көмек"),
        ("мектептерге", "жаңа мектеп"),
        ("облыс", "Қарағанды облысында"),
        ("облысы", "Ақтөбе облыс әкімдігі"),
        ("кедек", "Кедек ауылы"),
        ("қедек", "Кедек ауылы"),
        ("актобе", "Ақтөбе қаласы"),
        ("жолдар", "жол жөндеу"),
        ("балалар", "бала құқығы"),
        ("баласы", "балаларға көмек"),
        ("тұрғындар", "тұрғындардың мәселелері"),
        ("тургындардын", "тұрғын үй"),
        ("ДЗ-397", "Депутатский запрос № ДЗ-397"),
        ("СУД", "суд"),
    ],
)
def test_an_inflected_word_is_found(query, text):
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("суд", "судно"), ("дорога", "вода"), ("397", "1397"), ("мектеп дорога", "мектеп")],
)
def test_another_word_is_not_found(query, text):
    assert not found(query, text)


def test_small_words_are_not_asked_for():
    assert found("о ремонте и дорогах", "Ремонт дорог")


def test_a_query_of_small_words_alone_still_asks_for_something():
    assert terms("и") == [("и",)]


@pytest.mark.parametrize("query", ["", "   ", "%", "_", "%%__", "'\"\\", "<b>"])
def test_signs_are_never_wildcards(query):
    assert all("%" not in stem and "_" not in stem for stems in terms(query) for stem in stems)


def test_a_very_long_query_asks_for_a_few_words():
    assert len(terms("слово " * 10_000 + " ".join(f"слово{n}" for n in range(1000)))) <= MAX_TERMS


def test_a_text_without_words_has_no_stems():
    assert analyse(" — !") == ""
    assert analyse("") == ""


def test_stems_are_kept_once():
    kept = analyse("дорога дороги дорогу").split()
    assert len(kept) == len(set(kept))
