"""The 2024 report again: what the real pack says of its period, in three languages."""

import datetime as dt

import pytest

from app import packs
from app.queries.report_texts import Texts
from app.queries.terms import named
from app.reports.compose import compose
from app.reports.document import Diagram, Document, Grid, Section
from app.reports.numbers import Period, numbers
from app.reports.teller import Setting
from app.words import LANGS, Words
from tests.conftest import NOW
from tests.functional.test_packs import REAL

START, END = dt.date(2023, 3, 29), dt.date(2023, 12, 29)


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


@pytest.fixture
def made(session):
    packs.load(session, REAL, NOW)
    session.commit()
    found = numbers(session, Period(named(session, "kz-mazhilis-8"), START, END), NOW)
    return {
        lang: compose(found, Texts(), Words(lang), Setting("https://example.org")) for lang in LANGS
    }


def test_every_table_has_rows_as_wide_as_its_heading(made):
    for document in made.values():
        for grid in grids(document).values():
            assert grid.rows, grid.key
            assert {len(row) for row in grid.rows} == {len(grid.head)}, grid.key


def test_the_numbers_are_the_same_in_all_languages(made):
    def figures(document):
        return {
            key: [[cell for cell in row if isinstance(cell, int)] for row in grid.rows]
            for key, grid in grids(document).items()
        }

    assert figures(made["kk"]) == figures(made["ru"]) == figures(made["en"])
