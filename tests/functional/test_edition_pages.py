"""The pages of editions, and what current pages say of outcomes before and after the first one."""

import datetime as dt
import hashlib
import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.queries import editions as queries
from app.queries.frozen import canonical, digest, plain
from app.scoring.gate import (
    Agreement,
    Field,
    FieldStanding,
    Finding,
    Gate,
    Rule,
    Standing,
)
from app.services import editions as service
from app.services import files
from app.web.public.editions import MANY
from models.edition import Edition, EditionPart
from models.file import StoredFile
from models.verdict import PositionState, Reason, Settlement, Status, Verdict, VerdictState
from tests.conftest import NOW
from tests.factories import verdicts
from tests.factories.editions import AS_OF, Ready
from tests.page_checks import check_page
from tests.support import count_queries

LANGS = ("kk", "ru", "en")


@pytest.fixture
def ready(session, make_user):
    found = Ready(session, make_user)
    session.commit()
    return found


def publish(ready, name="Осень 2026", as_of=AS_OF):
    found = service.publish(
        ready.session, ready.coordinator, NOW, campaign="2026", name=name, as_of=as_of
    )
    ready.session.commit()
    return found


def text_of(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status, response.text
    text = " ".join(check_page(response.text).main.get_text(" ").split())
    # Words of a link stand apart from the mark that follows it only in the text of the parser.
    return re.sub(r" ([.,:;])", r"\1", text)


def pages_of(ready):
    slug = ready.first.deputy.slug
    return (f"1/deputies/{slug}", f"1/deputies/{ready.second.deputy.slug}", "1/", "1/methodology")


@pytest.mark.parametrize("lang", LANGS)
def test_pages_of_an_edition_open_in_three_languages(client, ready, lang):
    publish(ready)
    for path in ("", *pages_of(ready)):
        text_of(client, f"/{lang}/editions/{path}")
    text_of(client, f"/{lang}/deputies/{ready.first.deputy.slug}")


@pytest.mark.parametrize(
    "path",
    ["2/", "0/", "99999999999999999999/", "1/deputies/nobody", "2/methodology", "1/compare/1",
     "1/compare/7", "1/parts/deputy.json", "1/parts/deputy/nobody.json", "1/parts/x.json"],
)  # fmt: skip
def test_what_was_never_published_is_not_there(client, ready, path):
    publish(ready)
    assert client.get(f"/en/editions/{path}").status_code == 404


def test_before_the_first_edition_there_are_counts_and_no_outcome(client, ready):
    text = text_of(client, f"/en/deputies/{ready.first.deputy.slug}")
    assert "5 testable promises: 5 not yet rated." in text
    assert "1 item, 1 directly preliminary" in text
    for word in ("fulfilled", "in progress", "Action", "Evidence", "Құрылыс басталды"):
        assert word not in text
    listed = text_of(client, "/en/deputies/")
    assert "fulfilled" not in listed
    assert "No edition has been published yet." in text_of(client, "/en/editions/")


def test_after_it_outcomes_are_those_of_the_edition(client, ready):
    publish(ready)
    text = text_of(client, f"/en/deputies/{ready.first.deputy.slug}")
    assert (
        "5 testable promises: 1 fulfilled, 1 partly fulfilled, 1 in progress, 1 not fulfilled, "
        "1 not yet rated." in text
    )
    assert "edition 1, as of 15.11.2026" in text
    assert "Action raised" in text
    assert "not fulfilled (the deputy renounced it), as of 01.11.2026" in text
    assert "Asked on 20.10.2026 to answer by 10.11.2026, no answer received by then." in text
    assert "the mandate ended early: not broken" in text


def test_a_verdict_that_came_later_waits_for_the_next_edition(client, ready):
    publish(ready)
    ready.rate(4, Status.FULFILLED)
    ready.session.commit()
    slug = ready.first.deputy.slug
    assert "1 fulfilled, 1 partly" in text_of(client, f"/en/deputies/{slug}")


def test_a_promise_that_came_later_is_said_not_to_be_in_the_edition(client, ready):
    publish(ready)
    ready.world.thesis(ready.theses[0].programme, 9, lang="ru")
    ready.session.commit()
    text = text_of(client, f"/en/deputies/{ready.first.deputy.slug}")
    assert "not yet rated (not in the edition)" in text


def test_a_deputy_outside_the_edition_has_no_outcome(client, ready):
    other = ready.world.mandate(ready.world.region(), name="Жаңа Депутат")
    publish(ready)
    text = text_of(client, f"/en/deputies/{other.deputy.slug}")
    assert "not among those of the latest edition" in text


def test_lists_of_deputies_show_the_counts_of_the_edition(client, ready):
    publish(ready)
    text = text_of(client, "/en/deputies/")
    assert "5 testable promises: 1 fulfilled" in text
    assert "edition 1, as of 15.11.2026" in text
    everybody = text_of(client, "/en/deputies/?convocation=8")
    assert "5 testable promises: 1 fulfilled" in everybody


def everything(ready):
    """Change all that an edition was made of."""
    session = ready.session
    ready.first.deputy.name_ru = ready.first.deputy.name_kk = "Басқа Есім"
    ready.first.party = ready.world.party()
    ready.campaign.name_en = "Another name"
    for thesis in ready.theses:
        thesis.text_ru, thesis.text_kk, thesis.deadline = "Другое", "Басқа", dt.date(2027, 1, 1)
    for part in ready.parts:
        part.item.title_ru, part.withdrawn = "Другой заголовок", True
    for verdict in session.scalars(select(Verdict)):
        verdict.state, verdict.testable = VerdictState.WITHDRAWN, None
    ready.convocation.end = None
    link = verdicts.link(ready.world, ready.first, ready.coordinator)
    verdicts.position(
        ready.world, ready.verdicts[0], link, state=PositionState.PUBLISHED, published_at=NOW
    )
    session.commit()


def test_pages_of_an_edition_never_change(client, ready):
    publish(ready)
    before = {path: client.get(f"/ru/editions/{path}").data for path in pages_of(ready)}
    everything(ready)
    assert {path: client.get(f"/ru/editions/{path}").data for path in pages_of(ready)} == before
    assert [faults for _n, faults in service.verify(ready.session)] == [[]]
    assert "Басқа Есім" in client.get(f"/ru/deputies/{ready.first.deputy.slug}").text


def test_a_part_is_served_as_it_was_hashed(client, ready):
    edition = publish(ready)
    slug = ready.first.deputy.slug
    response = client.get(f"/en/editions/1/parts/deputy/{slug}.json")
    assert response.content_type.startswith("application/json")
    listed = {(part.kind, part.key): part.sha256 for part in queries.parts(ready.session, edition)}
    assert hashlib.sha256(response.data).hexdigest() == listed["deputy", slug]
    assert json.loads(client.get("/en/editions/1/parts/method.json").data)["version"] == 1
    page = client.get("/en/editions/1/").text
    shown = {sha for (kind, _key), sha in listed.items() if kind not in MANY}
    assert all(sha in page for sha in shown) and edition.sha256 in page
    lines = client.get("/en/editions/1/parts.txt").text.splitlines()
    assert {line.split("  ")[0] for line in lines} == set(listed.values())


def test_no_page_of_an_edition_names_who_read_rated_or_asked(client, ready):
    publish(ready)
    paths = [f"/en/editions/{path}" for path in pages_of(ready)]
    paths += [f"/en/editions/1/parts/deputy/{ready.first.deputy.slug}.json", "/en/editions/"]
    for path in paths:
        page = client.get(path).text
        for secret in ("Сейткали", "Кодер", "office@example.org", "Приёмная"):
            assert secret not in page, (path, secret)


def test_positions_and_disputes_stand_beside_the_outcome(client, ready):
    link = verdicts.link(ready.world, ready.first, ready.coordinator)
    published = {"state": PositionState.PUBLISHED, "published_at": NOW}
    verdicts.position(ready.world, ready.verdicts[3], link, text="<b>Неправда</b>",
                      disputes=True, **published)  # fmt: skip
    verdicts.position(
        ready.world, ready.verdicts[0], link, text="Секрет", state=PositionState.WITHHELD,
        withheld_why="names third persons",
    )  # fmt: skip
    verdicts.position(
        ready.world, ready.verdicts[1], link, disputes=True, settlement=Settlement.STANDS,
        settlement_kk="Өзгеріссіз", settlement_ru="Без изменений", settled_at=NOW, **published,
    )  # fmt: skip
    publish(ready)
    for path in (f"/en/editions/1/deputies/{ready.first.deputy.slug}",
                 f"/en/deputies/{ready.first.deputy.slug}"):  # fmt: skip
        text = text_of(client, path)
        assert "<b>Неправда</b>" in text and "disputed" in text
        assert "is withheld: names third persons" in text and "Секрет" not in text


def test_what_stood_before_is_shown_with_the_outcome(client, ready):
    old, proposer = ready.verdicts[0], ready.coders[1]
    old.state = VerdictState.SUPERSEDED
    ready.session.flush()
    new = verdicts.standing(
        ready.world, ready.theses[0], proposer, ready.coordinator, status=Status.IN_PROGRESS,
        supersedes_id=old.id,
    )  # fmt: skip
    ready.ask(new)
    publish(ready)
    text = text_of(client, f"/en/editions/1/deputies/{ready.first.deputy.slug}/history")
    assert "01.11.2026: in progress. " in text and "01.11.2026: fulfilled, stood before." in text


def rewritten(ready, **changes):
    """An edition whose gate found something else: put there as if it had been published so."""
    edition = ready.session.scalar(select(Edition).order_by(Edition.number.desc()))
    found = queries.get(ready.session, edition.number)
    body = edition.gate | {"found": plain(replace(found.gate, **changes))}
    parts = [
        (row.kind, row.key, row.sha256, canonical(row.body))
        for row in ready.session.scalars(select(EditionPart).where(
            EditionPart.edition_id == edition.id))
    ]  # fmt: skip
    new = Edition(
        number=edition.number + 1, name="Another", campaign_id=edition.campaign_id,
        as_of=edition.as_of, method_version=1, published_at=NOW, gate=body,
        audit_head=edition.audit_head, sha256=digest("x"),
    )  # fmt: skip
    service._write(ready.session, new, parts)
    ready.session.commit()


def test_fields_left_out_and_approximate_are_said_to_be(client, ready):
    publish(ready)
    low = FieldStanding(Agreement(Field.TOPICS, 120, 0.5, 0.4, 0.6, 0.8), Standing.LEFT_OUT)
    middle = FieldStanding(Agreement(Field.STRENGTH, 120, 0.7, 0.6, 0.8, 0.9), Standing.APPROXIMATE)
    held = tuple(
        Finding(Rule.AGREEMENT, 120, 120, limit, field.agreement.field, field.agreement.alpha)
        for field, limit in ((low, 0.667), (middle, 0.8))
    )
    rewritten(ready, fields=(low, middle), held_back=held, judged=True, notes=())
    text = text_of(client, "/en/editions/2/")
    assert "Topics: Agreement on this field: alpha 0.500 over 120 units." in text
    assert "0.700 0.600–0.800 90.0 % approximate" in text
    deputy = text_of(client, f"/en/editions/2/deputies/{ready.first.deputy.slug}")
    assert "Action raised approximate" in deputy
    compared = text_of(client, "/en/editions/2/compare/1")
    assert "Actions are not compared" in compared


def test_what_is_left_out_is_shown_only_as_preliminary_counts(client, ready, monkeypatch):
    low = FieldStanding(Agreement(Field.THESES, 120, 0.5), Standing.LEFT_OUT)
    held = Finding(Rule.AGREEMENT, 120, 120, 0.667, Field.THESES, 0.5)
    found = Gate(fields=(low,), judged=True, held_back=(held,))
    monkeypatch.setattr(service, "gate", lambda _figures: found)
    publish(ready)
    for path in ("editions/1/deputies", "deputies"):
        text = text_of(client, f"/en/{path}/{ready.first.deputy.slug}")
        assert "Action left out: readers do not agree enough" in text
        assert re.search(r"1 item ?, 1 directly preliminary", text)
        assert "raised" not in text


def test_a_deputy_of_whom_too_little_was_read_has_no_action(client, ready, monkeypatch):
    slug = ready.first.deputy.slug
    held = Finding(Rule.DEPUTY_COVERAGE, 1, 2, 80, keys=(slug,))
    monkeypatch.setattr(service, "gate", lambda _figures: Gate(held_back=(held,)))
    publish(ready)
    assert "Action left out: too little" in text_of(client, f"/en/editions/1/deputies/{slug}")
    other = text_of(client, f"/en/editions/1/deputies/{ready.second.deputy.slug}")
    assert "Action raised" in other


def test_two_editions_are_compared_promise_by_promise(client, ready):
    publish(ready)
    old = ready.verdicts[2]
    old.state = VerdictState.SUPERSEDED
    ready.session.flush()
    new = verdicts.standing(
        ready.world, ready.theses[2], ready.coders[1], ready.coordinator, supersedes_id=old.id,
        status=Status.NOT_FULFILLED, reason=Reason.BLOCKED, explanation_ru="Акимат отказал",
        as_of=dt.date(2026, 11, 14),
    )  # fmt: skip
    ready.ask(new)
    ready.theses[5].text_ru = "Построить две школы"
    publish(ready, name="Зима 2026")
    for path in ("1/compare/2", "2/compare/1"):
        text = text_of(client, f"/ru/editions/{path}")
        assert "Акимат отказал" in text and "Построить две школы" in text
    text = text_of(client, "/en/editions/2/compare/1")
    assert "in progress → not fulfilled (others blocked it), as of 14.11.2026" in text
    assert "The wording was changed." in text
    assert text.count("Promise ") == 2


def test_equal_editions_have_no_difference(client, ready):
    publish(ready)
    publish(ready, name="Ещё раз")
    text = text_of(client, "/en/editions/2/compare/1")
    assert "Nothing changed between the two." in text
    assert "Of 2 deputies nothing changed." in text


def test_pages_take_a_fixed_number_of_statements(app, client, ready):
    publish(ready)

    def count(path):
        with count_queries(app) as seen:
            text_of(client, path)
        return len(seen)

    slug = ready.first.deputy.slug
    paths = [f"/ru/editions/{path}" for path in ("", "1/", f"1/deputies/{slug}")]
    before = [count(path) for path in paths]
    for number in range(3):
        publish(ready, name=f"Выпуск {number}")
    assert [count(path) for path in paths] == before
    # One of them asks whether anything public has changed since, one what was withheld.
    assert max(before) <= 5
    assert count("/ru/editions/2/compare/1") <= 5


def test_an_edition_says_its_own_day_where_the_current_page_says_today(client, session, ready):
    ready.first.start, ready.first.convocation.end = dt.date(2024, 3, 1), None
    session.commit()
    publish(ready)
    slug = ready.first.deputy.slug
    assert "– today" in client.get(f"/en/deputies/{slug}").text
    assert "– today" not in client.get(f"/en/editions/1/deputies/{slug}").text


def test_links_of_an_edition_page_lead_somewhere(client, session, config, ready):
    for kept in session.scalars(select(StoredFile)):
        path = files.path_of(config.archive_dir, kept.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"kept")
    publish(ready)
    publish(ready, name="Ещё раз")
    for path in ("editions/", "editions/2/", f"editions/2/deputies/{ready.first.deputy.slug}"):
        page = check_page(client.get(f"/ru/{path}").text)
        for link in {str(a["href"]) for a in page.main.find_all("a", href=True)}:
            if link.startswith("/"):
                assert client.get(link).status_code == 200, (path, link)
