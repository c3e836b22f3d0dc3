"""“Use this promise”: the letter of a voter, and what recall is."""

import pytest

from app.civics import Part, civics
from models.base import Confidence
from tests.factories.promises import Chain
from tests.functional.test_edition_pages import publish, text_of
from tests.functional.test_promise_pages import path_of
from tests.page_checks import check_page

LANGS = ("kk", "ru", "en")


@pytest.fixture
def chain(session, make_user):
    found = Chain(session, make_user)
    session.commit()
    return found


def letter_of(client, path):
    page = check_page(client.get(path).text)
    text = page.select_one("textarea#letter").get_text()
    assert page.select_one(".on-paper").get_text().strip() == text.strip()
    return text


@pytest.mark.parametrize("lang", LANGS)
def test_letters_and_recall_open_in_three_languages(client, chain, lang):
    publish(chain)
    for edition in (None, 1):
        for place in (0, 4, 5):
            for query in ("", "?to=body&in=ru", "?to=deputy&in=kk", "?to=x&in=en&item=none"):
                text_of(client, f"{path_of(chain, place, edition, lang)}/letter{query}")
    text_of(client, f"/{lang}/recall")


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ru", ("Кому: Құспан Абзал", "Статус выполнения: выполнено", "Прошу сообщить", "выпуск № 1")),
     ("kk", ("Кімге: Құспан Абзал", "Орындалу мәртебесі: орындалды", "хабарлауыңызды сұраймын",
             "№ 1 шығарылым"))],
)  # fmt: skip
def test_a_letter_to_the_deputy_has_the_quote_the_evidence_and_the_citation(
    client, chain, lang, words
):
    edition = publish(chain)
    text = letter_of(client, f"{path_of(chain, lang='en')}/letter?in={lang}")
    for said in (*words, "«Построить школу № 1»", chain.request.number, chain.leaflet.sha256,
                 edition.sha256, f"/{lang}/editions/1/deputies/"):  # fmt: skip
        assert said in text, said
    assert "[" in text and "Айгүл" not in text


def test_before_an_edition_a_letter_says_that_its_facts_are_preliminary(client, chain):
    text = letter_of(client, f"{path_of(chain)}/letter?in=ru")
    assert "сведения предварительные" in text and "ещё не оценено" in text
    assert "/editions/" not in text


def test_a_letter_to_the_body_is_addressed_as_the_source_of_the_request_has_it(client, chain):
    chain.more(1)
    chain.session.commit()
    path = f"{path_of(chain)}/letter?to=body&in=ru&item={chain.request.key}"
    text = letter_of(client, path)
    assert text.startswith("Кому: Министерство просвещения")
    assert "что из данного на запрос ответа уже выполнено" in text
    unknown = chain.parts[-1].item
    text = letter_of(client, f"{path_of(chain)}/letter?to=body&in=ru&item={unknown.key}")
    assert text.startswith("Кому: [название органа]") and "дан ли на запрос ответ" in text
    shown = text_of(client, f"{path_of(chain)}/letter?to=body&item={unknown.key}")
    assert "does not say to whom it went" in shown
    none = text_of(client, f"{path_of(chain, 4)}/letter?to=body")
    assert "No request is linked to this promise." in none


def test_an_address_that_nobody_knows_is_not_guessed(client, chain):
    text = text_of(client, f"{path_of(chain)}/letter")
    assert "are not known here" in text and "Who could find out:" in text
    assert "eotinish.gov.kz" in text and "Source:" in text
    assert "@" not in text.replace("@example", "")


def test_a_letter_keeps_nothing_of_who_reads_it(client, chain):
    answer = client.get(f"{path_of(chain)}/letter")
    assert "Set-Cookie" not in answer.headers and "csrf" not in answer.text
    assert client.get(f"{path_of(chain)}/letter").data == answer.data
    assert client.post(f"{path_of(chain)}/letter").status_code == 405
    form = check_page(answer.text).select_one("form.filters")
    assert form["method"] == "get"


def test_a_hostile_or_endless_title_stays_text(client, chain):
    chain.request.title_ru = "</textarea><script>alert(1)</script>" + "слово" * 500
    chain.session.commit()
    answer = client.get(f"{path_of(chain)}/letter?to=body&in=ru")
    assert "<script>alert" not in answer.text
    assert "…" in letter_of(client, f"{path_of(chain)}/letter?to=body&in=ru")
    text_of(client, path_of(chain))
    text_of(client, f"/ru/items/{chain.request.key}")


def test_each_fact_of_law_has_its_source_or_who_could_find_out():
    facts = civics().facts
    assert len(facts[Part.RECALL]) == 3
    for rows in facts.values():
        for fact in rows:
            assert fact.text_kk and fact.text_ru and fact.text_en
            assert fact.who_kk if fact.confidence is Confidence.MISSING else fact.source
    assert all(fact.article for fact in facts[Part.RECALL])


def test_recall_is_told_as_information_with_what_is_not_known(client, app):
    text = text_of(client, "/en/recall")
    assert "This is information, and not a call" in text
    assert "113-12 (1)" in text and "113-16 (3), (4)" in text
    assert "How many signatures are needed" in text and "Who could find out:" in text
    assert "inferred" in text
