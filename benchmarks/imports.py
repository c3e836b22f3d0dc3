"""A list of acts brought in: ten times as many rows take at most twice ten times as long.

Their titles are nearly alike, so that the search for acts entered twice has the most to do.
"""

import csv
import io
import time

from flask import Flask
from sqlalchemy import select

from app import ingest
from app.clock import now
from app.extensions import db
from app.services import imports
from app.services.imports import Reading
from benchmarks.measure import Measured, portal
from models import audit
from models.engine import begin_write
from models.imports import ImportKind
from models.item import Kind
from models.person import Deputy, Mandate
from models.user import User, UserRole

MOST = 2.0
FEW, MANY = 300, 3_000


def _list(names: list[str], rows: int, name: str) -> bytes:
    """A list of acts, each with a number, a date, a title and one or two deputies."""
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow(["id", "Дата", "Название", "Инициаторы", "Подписанты"])
    for row in range(rows):
        day = f"{row % 28 + 1:02}.{row % 9 + 4:02}.2023"
        said = [f"{name}-{row}", day, f"О ремонте дороги {name} {row}", names[row % len(names)]]
        out.writerow([*said, names[(row + 1) % len(names)] if row % 3 else ""])
    return file.getvalue().encode()


def _bring(app: Flask, rows: int, name: str) -> float:
    """Seconds to check and to apply a list of `rows` acts."""
    tools = ingest.import_tools(app.extensions["config"])
    with db.sessionmaker() as session:
        begin_write(session)
        audit.bind(session, actor="bench", now=now())
        person = session.scalars(select(User)).first()
        mandate = session.scalars(select(Mandate)).first()
        if person is None:
            person = User(email="a@example.org", name="Analyst", role=UserRole.ANALYST,
                          fs_uniquifier="analyst", created_at=now())  # fmt: skip
            session.add(person)
            session.flush()
        assert mandate is not None
        names = [str(name) for name in session.scalars(select(Deputy.name_ru)) if name]
        data = _list(names, rows, name)
        begun = time.perf_counter()
        row = imports.begin(
            session, person, now(), tools, name="acts.csv", data=data, kind=ImportKind.ITEMS,
            convocation_id=mandate.convocation_id,
        )  # fmt: skip
        how = Reading(
            sheet=row.sheet, heading_row=row.heading_row, columns=row.columns, compiler="A",
            meanings=row.meanings, period_start=None, period_end=None,
            item_kind=Kind.DEPUTY_REQUEST.value,
        )  # fmt: skip
        imports.say_how(session, row.id, tools, how, row.revision)
        row = imports.check(session, now(), row.id, tools)
        row = imports.apply(session, person, now(), row.id, tools, revision=row.revision)
        session.commit()
        assert row.counts["created"] == rows, row.counts
        return time.perf_counter() - begun


def run() -> Measured:
    """Measure a long list against a short one."""
    with portal() as app, app.app_context():
        _bring(app, 30, "w")
        few, many = _bring(app, FEW, "f"), _bring(app, MANY, "m")
    return Measured(
        "Import of a list of acts",
        f"{MANY} rows checked and applied",
        many,
        f"{FEW} rows, {MANY // FEW} times",
        few * (MANY // FEW),
        MOST,
    )
