"""Exports of many participations: time against XlsxWriter alone, and memory that must not grow.

Each measurement runs in a process of its own, whose peak is the memory that the system gave it.
`python -m benchmarks.exports` runs this one alone.
"""

import csv
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert
from xlsxwriter import Workbook

from app import create_app
from app.clock import now
from app.config import Config
from app.exports import FORMATS, Order, Setting, Tally, pieces, write_file
from app.extensions import db
from app.queries import terms
from app.queries.table_shapes import Scope
from app.queries.tables import TABLES
from benchmarks.measure import Compared, Row, Skipped, portal
from models.item import Item, Kind, Participation, Role
from models.person import Deputy, Mandate, MandateKind
from models.place import Convocation, Legislature

FEW, MANY = 20_000, 200_000
DEPUTIES = 100
#: How many times as long as XlsxWriter alone takes for the same rows.
MOST_TIME = {"xlsx": 2.5, "csv": 0.6}
#: How many times as much memory ten times as many rows may take.
MOST_GROWTH = 1.05
STATUS = Path("/proc/self/status")


def run() -> Compared | Skipped:
    """Measure all formats over few rows and many, and XlsxWriter with the same many rows."""
    if not STATUS.exists():
        return Skipped("the peak of a process is read from /proc, which is not here")
    with portal(pack=False) as app:
        _fill(app)
        home: Path = app.extensions["config"].instance_dir
        found = {
            (kind, count): _child(home, kind, count)
            for kind in ("csv", "xlsx", "jsonl")
            for count in (FEW, MANY)
        }
        alone, _ = _child(home, "alone", MANY)
    return Compared(
        f"exports of {MANY:,} participations",
        f"XlsxWriter alone, in constant memory, writes the same rows in {alone:.1f} s",
        tuple(_rows(found, alone)),
    )


def _rows(found: dict[tuple[str, int], tuple[float, int]], alone: float) -> Iterator[Row]:
    for kind in ("csv", "xlsx", "jsonl"):
        seconds, peak = found[kind, MANY]
        _, before = found[kind, FEW]
        if kind in MOST_TIME:
            most = MOST_TIME[kind]
            what = (
                f"{kind}: {seconds:.1f} s, {seconds / alone:.2f} times XlsxWriter alone of {most}"
            )
            yield Row(what, alone * most, seconds, 1.0)
        what = (
            f"{kind}: a peak of {peak / 1024:.1f} MB, {before / 1024:.1f} MB for {FEW:,} rows: "
            f"{peak / before:.2f} times of {MOST_GROWTH}"
        )
        yield Row(what, before * MOST_GROWTH, float(peak), 1.0)


def _fill(app: Flask) -> None:
    """A convocation with few participations and one with many, of four deputies an act."""
    with app.app_context(), db.sessionmaker() as session:
        connection = session.connection()

        def add(model: Any, rows: list[dict[str, Any]]) -> None:
            connection.execute(insert(model), rows)

        add(Legislature, [{"id": 1, "key": "bench", "name_ru": "Палата"}])
        add(
            Deputy,
            [{"id": i, "slug": f"deputy-{i:03}", "name_key": f"d {i}", "name_ru": f"Депутат {i}"}
             for i in range(1, DEPUTIES + 1)],
        )  # fmt: skip
        act, seat = 0, 0
        for number, parts in ((1, FEW), (2, MANY)):
            add(Convocation, [{"id": number, "legislature_id": 1, "number": number}])
            add(
                Mandate,
                [{"id": seat + i, "deputy_id": i, "convocation_id": number,
                  "kind": MandateKind.DISTRICT} for i in range(1, DEPUTIES + 1)],
            )  # fmt: skip
            acts = range(act + 1, act + parts // 4 + 1)
            add(
                Item,
                [{"id": i, "key": f"bench-source/{i:07}", "convocation_id": number,
                  "kind": Kind.DEPUTY_REQUEST, "title_ru": f"О ремонте дороги {i}"}
                 for i in acts],
            )  # fmt: skip
            add(
                Participation,
                [{"item_id": i, "mandate_id": seat + (i * 7 + j) % DEPUTIES + 1,
                  "role": Role.SIGNATORY if j else Role.INITIATOR}
                 for i in acts for j in range(4)],
            )  # fmt: skip
            act, seat = acts[-1], seat + DEPUTIES
        session.commit()


def _child(home: Path, kind: str, count: int) -> tuple[float, int]:
    """Seconds of processor time and the peak in KB of a process that writes one file."""
    arguments = [sys.executable, "-m", "benchmarks.exports", str(home), kind, str(count)]
    said = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout.split()
    return float(said[-2]), int(said[-1])


def _export(home: Path, kind: str, count: int) -> float:
    """Write participations as people take them, with words, and give the seconds that took."""
    app = create_app(
        Config(
            database_url=f"sqlite:///{home / 'portal.sqlite'}",
            secret_key="only for measuring, but as long as it has to be",  # noqa: S106
            instance_dir=home,
            archive_dir=home / "archive",
            backup_dir=home / "backups",
            production=False,
            testing=True,
        )
    )
    tally = Tally()
    with app.app_context(), db.sessionmaker() as session:
        term = terms.named(session, f"bench-{1 if count == FEW else 2}")
        order = Order(TABLES["participations"], Scope(term=term))
        begun = time.process_time()
        found = pieces(session, (order,), FORMATS[kind], Setting(now(), "ru"), tally)
        write_file(found, home / f"{count}.{kind}")
        seconds = time.process_time() - begun
    if tally.rows != count:
        raise RuntimeError(f"{tally.rows} rows were written, not {count}")
    return seconds


def _alone(home: Path, count: int) -> float:
    """Write the rows of the CSV file by XlsxWriter and nothing else."""
    with (home / f"{count}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    begun = time.process_time()
    book = Workbook(str(home / "alone.xlsx"), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, cell)
    book.close()
    return time.process_time() - begun


def _peak() -> int:
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1])


def main(arguments: list[str]) -> None:
    """One measurement for `_child`, or all of them for a person."""
    if not arguments:
        from benchmarks.__main__ import show_figures

        outcome = run()
        if isinstance(outcome, Compared):
            show_figures(outcome)
        return
    home, kind, count = Path(arguments[0]), arguments[1], int(arguments[2])
    seconds = _alone(home, count) if kind == "alone" else _export(home, kind, count)
    print(seconds, _peak())


if __name__ == "__main__":
    main(sys.argv[1:])
