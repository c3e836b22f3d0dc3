"""The page of one promise: the chain of evidence, in each state, with each link that may miss."""

import pytest
from sqlalchemy import select

from app.queries import editions as queries
from app.services import files
from models.base import Lang
from models.edition import Edition, EditionPart
from models.file import StoredFile
from models.programme import Thesis, Wording
from models.verdict import PositionState, Settlement
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.promises import Chain
from tests.functional.test_edition_pages import publish, text_of
from tests.page_checks import check_page
from tests.support import count_queries

LANGS = ("kk", "ru", "en")


@pytest.fixture
def chain(session, make_user):
    found = Chain(session, make_user)
    session.commit()
    return found


def path_of(chain, place=0, edition=None, lang="en"):
    owner = chain.second if place == 5 else chain.first
    prefix = f"/{lang}/editions/{edition}" if edition else f"/{lang}"
    return f"{prefix}/deputies/{owner.deputy.slug}/promises/{chain.theses[place].id}"


@pytest.mark.parametrize("lang", LANGS)
def test_it_opens_in_three_languages_today_and_in_an_edition(client, chain, lang):
    text_of(client, path_of(chain, lang=lang))
    publish(chain)
    for place in range(6):
        text_of(client, path_of(chain, place, lang=lang))
        text_of(client, path_of(chain, place, 1, lang))


@pytest.mark.parametrize("edition", [None, 1])
def test_every_link_of_the_chain_is_there_with_original_copy_time_and_hash(
    client, chain, config, edition
):
    for kept in chain.session.scalars(select(StoredFile)):
        path = files.path_of(config.archive_dir, kept.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"kept")
    publish(chain)
    path = path_of(chain, edition=edition)
    text = text_of(client, path)
    assert "Построю школу в каждом селе" in text and "Наша программа." in text
    assert "и ещё одно слово" in text and chain.leaflet.sha256 in text
    assert "1 item is linked to this promise." in text and chain.request.number in text
    assert "To whom: Министерство просвещения" in text and chain.copy.sha256 in text
    assert "An answer is known to 1 of 1 requests." in text and "10-1/77" in text
    assert "01.11.2026" in text and "confirmed by another" in text
    assert "Asked on 20.10.2026 to answer by 10.11.2026, no answer received by then." in text
    links = [str(a["href"]) for a in check_page(client.get(path).text).main.find_all("a")]
    for wanted in (
        f"/en/files/{chain.leaflet.sha256}", f"/en/captures/{chain.copy.id}",
        "https://example.org/",
    ):  # fmt: skip
        assert any(link.startswith(wanted) for link in links), wanted
    for link in links:
        if link.startswith("/"):
            assert client.get(link).status_code == 200, link


def test_a_page_of_an_edition_stays_as_it_was(client, chain):
    publish(chain)
    path = path_of(chain, edition=1)
    before = client.get(path).data
    chain.more(2)
    chain.theses[0].text_ru = "Другие слова"
    chain.leaflet.text = "x" * 2000
    chain.session.commit()
    assert client.get(path).data == before
    assert "3 items are linked" in text_of(client, path_of(chain))


def test_an_edition_from_before_the_chain_was_kept_has_the_page_too(client, chain, session):
    publish(chain)
    edition = session.scalars(select(Edition)).one()
    old = Edition(
        number=2, name="Раньше", campaign_id=edition.campaign_id, as_of=edition.as_of,
        method_version=1, published_at=NOW, gate=edition.gate, audit_head=edition.audit_head,
        sha256="1" * 64,
    )  # fmt: skip
    session.add(old)
    session.flush()
    for part in session.scalars(select(EditionPart).where(EditionPart.kind != "item")).all():
        body = {key: value for key, value in part.body.items() if key != "quotes"}
        for acts in body.get("acts", {}).values() if part.kind == "deputy" else ():
            for act in acts:
                del act["answers"], act["answer_told"]
        session.add(
            EditionPart(edition_id=old.id, kind=part.kind, key=part.key, body=body, sha256="2" * 64)
        )
    session.commit()
    text = text_of(client, path_of(chain, edition=2))
    assert "This edition did not keep it." in text
    assert "This edition did not keep the copies of this item" in text
    assert "This edition did not keep the answers." in text
    item = client.get(f"/en/editions/2/items/{chain.request.key}")
    assert (item.status_code, item.location) == (302, f"/en/items/{chain.request.key}")


def test_a_promise_without_any_act_says_that_this_proves_nothing(client, chain):
    publish(chain)
    for edition in (None, 1):
        text = text_of(client, path_of(chain, 4, edition))
        assert "No item is linked to this promise." in text
        assert "That is not proof that nothing was done" in text
        assert "there is no answer to wait for" in text
        assert "“Not yet rated” does not mean “not done”" in text and "not asked" in text
        assert "no kept copy" in text


def test_two_hundred_acts_come_in_pages_and_ask_no_more_of_the_database(app, client, chain):
    def asked(path):
        with count_queries(app) as seen:
            text_of(client, path)
        return seen.count

    publish(chain)
    few, few_of_edition = asked(path_of(chain)), asked(path_of(chain, edition=1))
    chain.more(200)
    chain.session.commit()
    publish(chain, name="Зима 2026")
    assert asked(path_of(chain)) == few <= 60
    assert asked(path_of(chain, edition=2)) == few_of_edition <= 5
    text = text_of(client, path_of(chain, edition=2))
    assert "201 items are linked" in text and "Page 1 of 11" in text
    last = check_page(client.get(path_of(chain, edition=2) + "?page=11").text)
    assert len(last.main.select("#step-deeds + p ~ ol > li, section ol.stack > li")) >= 1


def test_a_missing_answer_is_said_to_be_missing(client, chain, session):
    chain.answer.answer_to = None
    session.commit()
    text = text_of(client, path_of(chain))
    assert "An answer is known to 0 of 1 requests. The others may have been answered" in text
    assert "No answer to it is known." in text and "no answer known" in text


def test_a_withheld_position_gives_its_reason_and_not_its_words(client, chain, session):
    link = verdicts.link(chain.world, chain.first, chain.coordinator)
    verdicts.position(
        chain.world, chain.verdicts[0], link, text="СЕКРЕТ", state=PositionState.WITHHELD,
        withheld_why="называет посторонних", published_at=NOW,
    )  # fmt: skip
    verdicts.position(
        chain.world, chain.verdicts[1], link, text="Мы это сделали", disputes=True,
        state=PositionState.PUBLISHED, published_at=NOW, settlement=Settlement.STANDS,
        settlement_ru="Доказательств не добавлено", settlement_kk="Дәлел қосылмады",
        settled_at=NOW,
    )  # fmt: skip
    session.commit()
    publish(chain)
    for edition in (None, 1):
        text = text_of(client, path_of(chain, edition=edition))
        assert "называет посторонних" in text and "СЕКРЕТ" not in text
        disputed = text_of(client, path_of(chain, 1, edition))
        assert "Мы это сделали" in disputed and "the verdict stands" in disputed


def test_a_withheld_document_leaves_its_hash_and_nothing_of_its_words(client, chain, session):
    chain.leaflet.withheld_why = "видны дети"
    session.commit()
    text = text_of(client, path_of(chain))
    assert chain.leaflet.sha256 in text and "The document is withheld" in text
    assert "Наша программа." not in text and "leaflet.pdf" not in text


def test_what_was_rated_before_stands_beside_the_outcome(client, chain):
    old = chain.verdicts[0]
    old.state = verdicts.VerdictState.SUPERSEDED
    chain.session.flush()
    chain.ask(chain.rate(0, verdicts.Status.IN_PROGRESS, supersedes_id=old.id))
    chain.session.commit()
    publish(chain)
    assert "What stood before 01.11.2026: fulfilled" in text_of(client, path_of(chain, edition=1))


def test_paraphrased_untestable_and_withdrawn_promises_are_explained(client, chain, session):
    programme = chain.theses[0].programme
    told = chain.world.thesis(
        programme, 20, wording=Wording.PARAPHRASED, testable=False, lang=Lang.RU
    )
    vague = chain.world.thesis(programme, 21, testable=False, untestable_reason="нет срока")
    gone = chain.world.thesis(programme, 22, withdrawn=True)
    session.commit()
    base = f"/en/deputies/{chain.first.deputy.slug}/promises"
    assert "known only as somebody else told it" in text_of(client, f"{base}/{told.id}")
    text = text_of(client, f"{base}/{vague.id}")
    assert "Why it cannot be tested: нет срока" in text and "is not rated" in text
    text = text_of(client, f"{base}/{gone.id}")
    assert "entered by mistake and taken back" in text and "How it is rated" not in text
    publish(chain)
    assert client.get(f"/en/editions/1/deputies/{chain.first.deputy.slug}/promises/{gone.id}") \
        .status_code == 404  # fmt: skip


def test_a_promise_of_the_party_is_said_to_be_its_and_names_who_stands_on_it(client, chain):
    world, session = chain.world, chain.session
    party = world.party()
    programme = world.programme(party=party, theses=1, source="сайт партии")
    thesis = session.query(Thesis).filter_by(programme_id=programme.id).one()
    region = world.region()
    bare = [world.mandate(region, party, name=name) for name in ("Яков", "Айдос")]
    chain.second.party = party
    own = session.query(Thesis).filter_by(id=chain.theses[5].id).one()
    own.adapts_id = thesis.id
    world.mandate(None, party, name="Из списка")
    session.commit()
    path = f"/en/deputies/{bare[0].deputy.slug}/promises/{thesis.id}"
    text = text_of(client, path)
    assert "This is a promise of the party" in text and "carries no outcome" in text
    names = ["Әли Бақыт", "Яков", "Айдос"]
    places = [text.index(name, text.index("Deputies who stand")) for name in names]
    assert places == sorted(places) and "Из списка" not in text
    assert "in words of their own" in text
    text_of(client, f"/en/deputies/{chain.second.deputy.slug}/promises/{thesis.id}")
    assert "Takes over a promise of the party" in text_of(client, path_of(chain, 5))
    assert client.get(path_of(chain, 0).replace("/1", "/99")).status_code == 404


@pytest.mark.parametrize("thesis", ["0", "999", "99999999999999999999", "-1", "x"])
def test_what_is_no_promise_of_the_deputy_is_not_there(client, chain, thesis):
    slug = chain.first.deputy.slug
    publish(chain)
    for prefix in ("/en", "/en/editions/1", "/en/editions/7"):
        for tail in ("", "/letter"):
            answer = client.get(f"{prefix}/deputies/{slug}/promises/{thesis}{tail}")
            assert answer.status_code == 404
    other = chain.theses[5].id
    assert client.get(f"/en/deputies/{slug}/promises/{other}").status_code == 404
    assert client.get(f"/en/deputies/nobody/promises/{chain.theses[0].id}").status_code == 404


def test_an_act_on_promises_of_several_deputies_leads_to_each_of_them(client, chain, session):
    item = chain.world.item(chain.second, chain.first)
    for part, thesis in zip(item.participations, (5, 1), strict=True):
        chain.read(part, chain.theses[thesis])
    session.commit()
    publish(chain)
    for edition in (None, 1):
        prefix = f"/en/editions/{edition}" if edition else "/en"
        page = check_page(client.get(f"{prefix}/items/{item.key}").text)
        links = [str(a["href"]) for a in page.main.find_all("a")]
        assert path_of(chain, 5, edition) in links and path_of(chain, 1, edition) in links
        # In the order of districts, whoever was entered first.
        cards = [card.get_text() for card in page.main.select("li.card")]
        assert "Құспан Абзал" in cards[0] and "Әли Бақыт" in cards[1]
        assert item.key in client.get(path_of(chain, 5, edition)).text


def test_an_act_of_an_edition_says_who_to_whom_when_and_what_was_answered(client, chain, session):
    publish(chain)
    path = f"/en/editions/1/items/{chain.request.key}"
    before = client.get(path).data
    text = text_of(client, path)
    for words in ("Deputy request", "Құспан Абзал", "initiated", "Министерство просвещения",
                  "May 17, 2024", chain.request.number, "Ответ министерства", chain.copy.sha256,
                  "As they stood when the edition was published."):  # fmt: skip
        assert words in text, words
    chain.request.title_ru = "Переписано"
    session.commit()
    assert client.get(path).data == before
    assert "Переписано" in text_of(client, f"/en/items/{chain.request.key}")
    assert queries.bytes_of(session, queries.get(session, 1), "item", chain.answer.key)
    assert client.get(f"/en/editions/1/parts/item/{chain.answer.key}.json").status_code == 200


def test_an_act_merged_later_still_has_its_page_in_the_edition(client, chain, session):
    publish(chain)
    other = chain.world.item(chain.first)
    chain.parts[1].item.merged_into_id = other.id
    session.commit()
    gone = chain.parts[1].item.key
    assert client.get(f"/en/items/{gone}").location == f"/en/items/{other.key}"
    text_of(client, f"/en/editions/1/items/{gone}")
    assert client.get(f"/en/editions/1/items/{other.key}").location == f"/en/items/{other.key}"
