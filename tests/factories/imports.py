"""Spreadsheets and deputies for tests of imports."""

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from sqlalchemy.orm import Session

from app.services import imports as service
from app.services.import_rows import Tools
from app.services.imports import Reading
from models.imports import Import, ImportKind
from models.item import Kind
from models.person import Mandate, Party
from models.user import User
from tests.conftest import NOW
from tests.factories.world import World

COMPILER = "ОФ «Наблюдатель»"
PERIOD = (dt.date(2023, 3, 29), dt.date(2023, 12, 29))


class Chamber:
    """Three deputies of districts and one of a list, in a convocation of 2023."""

    def __init__(self, session: Session) -> None:
        self.world = World(session)
        self.convocation = self.world.convocation
        self.convocation.start = dt.date(2023, 3, 29)
        self.convocation.end = dt.date(2026, 6, 30)
        amanat = self.world.add(Party(key="amanat", name_ru="Аманат", name_kk="Аманат"))
        nobody = self.world.add(
            Party(key="independent", is_party=False, name_ru="Самовыдвиженец", name_kk="Өзін-өзі")
        )
        self.kuspan = self.seat("Құспан Абзал Әбілқайырұлы", "Куспан Абзал Абилкаирович", nobody)
        self.nazarov = self.seat("Назаров Ардақ Серікұлы", "Назаров Ардак Серикович", amanat)
        self.nazarova = self.seat("Назарова Ажар Бекқызы", "Назарова Ажар Бековна", amanat)
        self.listed = self.seat("Сарым Айдос Әміроллаұлы", "Сарым Айдос Амироллаевич", amanat, None)
        session.flush()

    def seat(self, kk: str, ru: str, party: Party, region: Any = ...) -> Mandate:
        """A deputy by both names; without a region, of the party's list."""
        where = self.world.region() if region is ... else region
        seat = self.world.mandate(where, party, name=ru)
        seat.deputy.name_kk = kk
        return seat

    def district(self, seat: Mandate) -> int:
        """The number of the district of a seat."""
        assert seat.district is not None
        return seat.district.number


def xlsx(*rows: Sequence[Any], sheet: str = "Мониторинг", **sheets: str) -> bytes:
    """A workbook with one sheet, as Excel would save it; `sheets` are hidden ones and a cell."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = sheet
    for row in rows:
        first.append(list(row))
    for name, cell in sheets.items():
        hidden = book.create_sheet(name)
        hidden["A1"], hidden.sheet_state = cell, "hidden"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def text(*rows: Sequence[Any], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A file of separated values."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode(encoding)


def bring(
    session: Session,
    actor: User,
    tools: Tools,
    data: bytes,
    kind: ImportKind,
    convocation_id: int,
    *,
    name: str = "table.xlsx",
    **said: Any,
) -> Import:
    """Upload and check a file whose columns are as they are guessed."""
    row = service.begin(
        session, actor, NOW, tools, name=name, data=data, kind=kind, convocation_id=convocation_id
    )
    values = {
        "sheet": row.sheet,
        "heading_row": row.heading_row,
        "columns": row.columns,
        "compiler": COMPILER,
        "meanings": row.meanings,
    } | said
    if kind is ImportKind.MONITORING:
        values = {"period_start": PERIOD[0], "period_end": PERIOD[1]} | values
    elif "item_kind" not in values:
        values["item_kind"] = Kind.DEPUTY_REQUEST.value
    service.say_how(session, row.id, tools, Reading(**values), row.revision)
    return service.check(session, NOW, row.id, tools)  # fmt: skip


def apply(session: Session, actor: User, tools: Tools, row: Import) -> Import:
    """Apply what was checked."""
    return service.apply(session, actor, NOW, row.id, tools, revision=row.revision)
