"""The 2024 report again: what the real pack says of its period, in three languages.

The figures of that report stand in a file of facts beside the project; where it is not at hand
the tests that read it are skipped.
"""

import datetime as dt
import json

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import packs
from app.queries.deputies import Text
from app.queries.report_texts import Texts
from app.queries.terms import named
from app.reports.checks import Rule
from app.reports.compose import compose
from app.reports.document import Diagram, Document, Foreign, Grid, Link, Section
from app.reports.numbers import Period, numbers
from app.reports.sections import stated
from app.reports.sections.cited import source
from app.reports.shown import reads
from app.reports.teller import Setting, Teller
from app.words import LANGS, Words
from models import audit
from tests.conftest import ARCHIVE, NOW, fresh_database, skip
from tests.functional.test_packs import REAL

FACTS = ARCHIVE.parent / "facts" / "report_2024.json"
START, END = dt.date(2023, 3, 29), dt.date(2023, 12, 29)

#: The figures of the report, and the keys under which the pack states them.
STATED = {
    ("activists", "civil activists"): "report-2024-activists",
    ("activists", "regions they came from"): "report-2024-activist-regions",
    ("election", "territorial districts"): "report-2024-districts",
    ("election", "candidates on the ballot"): "report-2024-candidates",
    ("election", "Amanat single-mandate deputies"): "report-2024-elected-amanat",
    ("election", "independent deputies"): "report-2024-elected-independents",
    ("programme_availability", "open in media or social networks"): "report-2024-programmes-open",
    ("programme_availability", "sent after a request"): "report-2024-programmes-on-request",
    (
        "programme_availability",
        "not available (no answer, or said the party programme was used)",
    ): "report-2024-programmes-not-available",
    ("programme_quality", "own programme, independents"):
        "report-2024-programmes-own-independents",
    ("programme_quality", "own programme built on Amanat theses"):
        "report-2024-programmes-own-on-amanat",
    ("programme_quality", "used the party programme only"): "report-2024-programmes-party-only",
    ("programme_quality", "sent a link to a broken page"): "report-2024-programmes-broken-link",
    ("programme_quality", "did not provide after a request"):
        "report-2024-programmes-not-provided",
    ("requests", "all single-mandate deputies, stated total"): "report-2024-requests-all",
    ("requests", "7 independents"): "report-2024-requests-independents",
    ("requests", "22 Amanat single-mandate deputies"):
        "report-2024-requests-amanat-single-mandate",
    ("requests", "51 + 87 computed"): "report-2024-requests-parts-sum",
    ("requests", "other 40 Amanat deputies"): "report-2024-requests-amanat-list",
    ("requests", "most initiated: Kuspan, district 14"): "report-2024-requests-kuspan",
    ("requests", "Isabekov, district 6: initiated"): "report-2024-requests-isabekov",
    ("requests", "Isabekov, district 6: signed"): "report-2024-signed-isabekov",
    ("requests", "signatories of the Nazarov request, besides him"):
        "report-2024-signatories-nazarov",
    ("meetings", "deputies with no meeting information for the period, or only for 2024"):
        "report-2024-no-meeting-information",
    ("meetings", "out of"): "report-2024-districts",
    ("other_counts", "recommendations to deputies"): "report-2024-recommendations-deputies",
    ("other_counts", "recommendations to civil society"):
        "report-2024-recommendations-civil-society",
    ("derived", "Amanat faction total of seats"): "report-2024-faction-amanat",
    ("derived", "Amanat faction requests"): "report-2024-requests-amanat-faction",
    ("derived", "programmes obtained"): "report-2024-programmes-obtained",
}  # fmt: skip
#: Figures that are not printed as such, and why.
NOT_PRINTED = {
    ("dates", "return of single-mandate seats: amendments year"): "law, in data/civic-facts.yml",
    ("derived", "requests per independent"): "an average; both of its numbers are printed",
    ("derived", "requests per Amanat single-mandate deputy"): "an average, as above",
    ("derived", "requests per other Amanat deputy"): "an average, as above",
}
#: Disagreements of the report that no rule can find in figures, and why.
NOT_FOUND = {
    "duplicate_paragraph": "a text printed twice",
    "self_nominated_amanat": "a word, not a figure",
    "not_available_group": "7 = 5 + 1 + 1 holds; what a group is called is a word",
    "zharkynbek_name": "a name; the portal keeps both with their sources",
    "site_counts": "the report gives neither number",
    "candidates_outside": "no contradiction: withdrawals lie between",
    "session1_outside": "no contradiction: another scope",
}
FOUND = {
    "requests_total": (Rule.SUM, "140 ≠ 51 + 87 = 138", -2),
    "kuspan_region": (Rule.PLACE, "2 : 1", 1),
    "topic_list": (Rule.LIST, "8 ≠ 5", 3),
    "lgbt_signatories": (Rule.NAMED, "10 > 5", -5),
    "activist_coverage": (Rule.REACH, "12 < 20", 8),
    "missing_values": (Rule.DETAIL, "2 < 29", 27),
}


def sections(document: Document | Section):
    for section in document.sections:
        yield section
        yield from sections(section)


def grids(document: Document) -> dict[str, Grid]:
    found = {}
    for section in sections(document):
        for block in section.blocks:
            grid = block.grid if isinstance(block, Diagram) else block
            if isinstance(grid, Grid):
                assert grid.key not in found
                found[grid.key] = grid
    return found


@pytest.fixture(scope="module")
def counted(template, request, tmp_path_factory):
    """The numbers of the period of the real pack: made once, as nothing here changes them."""
    directory = tmp_path_factory.mktemp("report-2024")
    with fresh_database(template, request.config.getoption("--db"), directory) as url:
        engine = create_engine(url)
        with Session(engine) as session:
            audit.bind(session, actor="test", now=NOW)
            packs.load(session, REAL, NOW)
            session.commit()
            yield numbers(session, Period(named(session, "kz-mazhilis-8"), START, END), NOW)
        engine.dispose()


@pytest.fixture(scope="module")
def made(counted):
    setting = Setting("https://example.org")
    return {lang: compose(counted, Texts(), Words(lang), setting) for lang in LANGS}


@pytest.fixture(scope="module")
def facts():
    if not FACTS.exists():
        skip("the facts of the 2024 report are not at hand")
    return json.loads(FACTS.read_text(encoding="utf-8"))


def test_every_table_has_rows_as_wide_as_its_heading(made):
    for document in made.values():
        for grid in grids(document).values():
            assert grid.rows, grid.key
            assert {len(row) for row in grid.rows} == {len(grid.head)}, grid.key


def test_the_numbers_are_the_same_in_all_languages(made):
    def figures(document):
        return {
            key: [[cell for cell in row if isinstance(cell, int | dt.date)] for row in grid.rows]
            for key, grid in grids(document).items()
        }

    assert figures(made["kk"]) == figures(made["ru"]) == figures(made["en"])


def test_every_figure_of_the_report_is_printed_again_with_its_source(counted, made, facts):
    known = {one.key.removeprefix("kz-mazhilis-8/"): one for one in counted.stated}
    printed = 0
    for group in ("activists", "election", "programme_availability", "programme_quality",
                  "requests", "meetings", "other_counts", "dates", "derived"):  # fmt: skip
        for fact in facts[group]:
            place = (group, fact["label"])
            if not isinstance(fact["value"], int | float) or place in NOT_PRINTED:
                continue
            one = known[STATED[place]]
            assert one.value == fact["value"], place
            for lang in LANGS:
                assert printed_row(counted, made[lang], one)
            printed += 1
    assert printed == len(STATED)


def printed_row(counted, document, one):
    """Whether a stated figure stands in a table of what others stated, with its source."""
    tell = Teller(counted, Texts(), Words(document.lang), Setting())
    found = grids(document)
    counted_too = stated.named(tell, one)
    for row in found["stated-counted"].rows:
        if row[0] == counted_too:
            assert row[2] == one.value
            return has_source(tell, found["stated-counted"], row, one)
    for row in found["stated-only"].rows:
        if row[:2] == (stated.metric(tell, one), stated.whose(tell, one)):
            assert row[3] == one.value
            return has_source(tell, found["stated-only"], row, one)
    return False


def has_source(tell, grid, row, one):
    """Whether the source of a figure stands under its table by the number that its row names."""
    mark = row[-1][row[-1].index("[") :]
    return f"{mark} {reads(source(tell, one), tell.words)}" in grid.note.split("\n")


def test_what_others_stated_is_told_in_the_language_of_the_report(counted, made):
    """Notes and sources of all figures of the pack, which is entered in English."""
    noted = dict.fromkeys(LANGS, 0)
    for lang in LANGS:
        tell = Teller(counted, Texts(), Words(lang), Setting())
        for one in counted.stated:
            said = (tell.quoted(one.notes, one.note), source(tell, one))
            assert not any(isinstance(text, Foreign) for text in said), one.key
            noted[lang] += said[0] is not None
        assert not any(
            isinstance(cell, Foreign)
            for grid in grids(made[lang]).values()
            for row in grid.rows
            for cell in row
        )
    assert noted["kk"] == noted["ru"] == noted["en"] > 20
    notes = {row[4] for row in grids(made["kk"])["stated-only"].rows}
    assert "Бірінші сессия" in notes and "First session" not in notes


def test_words_that_nobody_translated_stand_as_entered_and_name_their_language(counted):
    tell = Teller(counted, Texts(), Words("ru"), Setting())
    assert tell.quoted(Text(None, None, "A rough count"), "A rough count") == Foreign(
        "A rough count", "en"
    )
    assert tell.quoted(None, "Сказано на встрече") == "Сказано на встрече"


def test_what_is_stated_in_words_stands_in_the_tables_too(counted, made, facts):
    """Bounds, places of the independents, and named deputies, by the keys of the pack."""
    known = {key.removeprefix("kz-mazhilis-8/"): n for key, n in values(counted)}
    places = facts["election"][-1]["value"]
    keys = ("astana", "west-kazakhstan", "almaty-region", "almaty-city")
    found = [known[f"report-2024-independents-{key}"] for key in keys]
    assert found == list(places.values())
    assert known["report-2024-candidates-per-seat"] == 12
    assert known["report-2024-deputies-named"] == facts["deputies_named"]
    assert known["report-2024-social-topics-analysis"] == len(facts["social_topics"])
    assert known["report-2024-social-topics-methodology"] == 5
    assert known["report-2024-book-an-appointment"] == 2
    assert known["report-2024-future-meetings"] == 1
    seats = next(fact["value"] for fact in facts["other_counts"] if "inside" in fact["label"])
    assert seats == [known["report-2024-elected-amanat"], known["report-2024-districts"]]
    for lang in LANGS:
        found = grids(made[lang])
        topics = [text_of(row[0]) for row in found["topics-social-issues"].rows]
        assert topics == [topic[lang] for topic in facts["social_topics"]]
        theses = [text_of(row[0]) for row in found["topics-amanat-2023"].rows]
        assert theses == [thesis[lang] for thesis in facts["amanat_theses"]]


def values(counted):
    return [(one.key, one.value) for one in counted.stated]


def text_of(cell):
    return cell.text if isinstance(cell, Link) else cell


def test_the_days_of_the_report_stand_in_it(made, facts):
    days = {fact["label"]: fact["value"] for fact in facts["dates"]}
    for lang in LANGS:
        about = " ".join(str(cell) for row in grids(made[lang])["about"].rows for cell in row)
        only = " ".join(str(cell) for row in grids(made[lang])["stated-only"].rows for cell in row)
        for label in ("first session", "requests counting period"):
            assert span(*days[label]) in about
        assert written(days["part of the second session covered"][0]) in about
        assert span(*days["monitoring by activists"]) in only
        assert span(days["election day"], days["election day"]) in only


def written(day):
    return dt.date.fromisoformat(day).strftime("%d.%m.%Y")


def span(start, end):
    return f"{written(start)} – {written(end)}"


def test_every_place_where_the_report_disagrees_with_itself_is_found_by_a_rule(counted, facts):
    tell = Teller(counted, Texts(), Words("en"), Setting())
    found = [(one.rule, one.numbers, one.gap) for one in stated.found(tell)]
    assert {one["id"] for one in facts["inconsistencies"]} == set(FOUND) | set(NOT_FOUND)
    own = [one for one in found if one[0] is not Rule.COUNTED]
    assert sorted(own) == sorted(FOUND.values())


def test_what_is_stated_is_never_mixed_with_what_is_counted(counted, made):
    """140 stated requests stand beside our own count, and our diagrams show ours alone."""
    ours = counted.charts.groups[-1].total
    for lang in LANGS:
        found = grids(made[lang])
        row = next(row for row in found["stated-counted"].rows if row[2] == 140)
        assert (row[3], row[4]) == (ours, ours - 140)
        assert found["table-factions"].rows[-1][-1] == ours
        assert not any(140 in row for row in found["table-factions"].rows)


def test_a_report_says_nothing_of_who_pays_where_nothing_is_set(counted, made):
    assert len(made["en"].front) == 1
    setting = Setting(funder=Text("Қаржыландырушы", "Финансирует фонд", None))
    paid = compose(counted, Texts(), Words("ru"), setting)
    assert paid.front[-1].text == "Финансирует фонд"
