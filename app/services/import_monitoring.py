"""A monitoring spreadsheet: what its rows would change, and the writing of it.

Numbers become figures that the compiler of the file states; what it says of a programme becomes
what the portal says, with the file's compiler as its source where the row names no other.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.imports.fields import METRICS
from app.imports.people import shown_name
from app.imports.problems import Problem
from app.imports.rows import Row
from app.queries import programmes as programme_queries
from app.queries.imports import Known, SeatKnown
from app.queries.programmes import Owner
from app.services import figures, programmes
from app.services.figures import ONE_DEPUTY, FigureFields
from app.services.import_rows import TABLE, Planned, source_slug, told, why
from app.services.programmes import CLAIMS, ProgrammeFields
from models import audit
from models.figure import StatedFigure
from models.imports import Import
from models.programme import Programme
from models.user import User

#: Columns of the file and the field of a programme that each of them says.
SAID = {
    "availability": "availability",
    "found_via": "found_via",
    "origin": "origin",
    "specific_promises": "specific_promises",
    "known_on": "known_on",
    "programme_url": "source_url",
    "programme_source": "source",
    "note": "note",
}
COLUMN = {name: column for column, name in SAID.items()}


class MonitoringPlan:
    """The rows of one file held against the database; `write` does what `rows` tell."""

    def __init__(self, session: Session, now: datetime, import_: Import, known: Known) -> None:
        self.session, self.now, self.import_, self.known = session, now, import_, known
        self.base = f"{TABLE}/{source_slug(import_.compiler or '')}/{known.key}"
        self.figures = self._figures()
        self.programmes = {
            row.mandate_id: row
            for row in session.scalars(
                select(Programme).where(Programme.mandate_id.in_(known.by_id))
            )
        }
        self.rows: list[Planned] = []
        self._seen: dict[tuple[object, ...], int] = {}
        self._wanted: list[tuple[SeatKnown, Row, ProgrammeFields | None]] = []

    def _figures(self) -> dict[str, StatedFigure]:
        query = select(StatedFigure).where(
            StatedFigure.convocation_id == self.known.convocation_id,
            StatedFigure.key.startswith(f"{self.base}/", autoescape=True),
        )
        return {row.key: row for row in self.session.scalars(query)}

    def add(self, row: Row) -> None:
        """Hold a row against what there is."""
        planned = Planned(row)
        self.rows.append(planned)
        seat = self._seat(row)
        if seat is None:
            return
        row.title = shown_name(seat)
        start, end = self._period(row)
        self._once(row, seat, start, end)
        said = self._programme(row, seat)
        if row.troubles:
            return
        planned.changes = [
            *self._programme_changes(seat, said), *self._figure_changes(row, seat, start, end)
        ]  # fmt: skip
        planned.created = bool(planned.changes) and not any(old for _, old, _ in planned.changes)
        self._wanted.append((seat, row, said))

    def _seat(self, row: Row) -> SeatKnown | None:
        """The deputy of a row, by name, by the number of the district, or by both."""
        number, seat_id = row.values.get("district"), row.values.get("deputy")
        there = [s for s in self.known.seats if number is not None and s.district == number]
        if number is not None and not there:
            row.wrong(Problem.UNKNOWN_DISTRICT, "district", str(number))
        if seat_id is None:
            if row.has("deputy"):
                return None
            if len(there) == 1:
                return there[0]
            problem = Problem.SEVERAL_DEPUTIES if there else Problem.REQUIRED
            row.wrong(problem, "deputy", other="; ".join(shown_name(seat) for seat in there))
            return None
        seat = self.known.by_id[seat_id]
        if there and seat not in there:
            right = str(seat.district) if seat.district is not None else "—"
            row.wrong(Problem.OTHER_DISTRICT, "district", str(number), right)
        party = row.values.get("party")
        if party is not None and seat.party is not None and party != seat.party:
            row.wrong(Problem.OTHER_PARTY, "party", party, seat.party)
        return seat

    def _period(self, row: Row) -> tuple[dt.date | None, dt.date | None]:
        start = row.values.get("period_start") or self.import_.period_start
        end = row.values.get("period_end") or self.import_.period_end
        if not any(row.values.get(metric) is not None for metric in METRICS):
            return start, end
        if start is None or end is None:
            row.wrong(Problem.NO_PERIOD, "period_start" if start is None else "period_end")
        elif end < start:
            row.wrong(Problem.ENDS_BEFORE_START, "period_end", end.isoformat(), start.isoformat())
        elif self.known.start is not None and end < self.known.start:
            row.wrong(
                Problem.BEFORE_TERM, "period_end", end.isoformat(), self.known.start.isoformat()
            )
        elif self.known.end is not None and start > self.known.end:
            row.wrong(
                Problem.AFTER_TERM, "period_start", start.isoformat(), self.known.end.isoformat()
            )
        return start, end

    def _once(self, row: Row, seat: SeatKnown, *period: dt.date | None) -> None:
        first = self._seen.setdefault((seat.id, *period), row.number)
        if first != row.number:
            row.wrong(Problem.SAME_DEPUTY, "deputy", shown_name(seat), str(first))

    def _programme(self, row: Row, seat: SeatKnown) -> ProgrammeFields | None:
        """What would be said of the programme; None where the row says nothing of it."""
        given = {name: row.values.get(column) for column, name in SAID.items()}
        given = {name: value for name, value in given.items() if value is not None}
        if not given.keys() & {*CLAIMS, "note", "source_url"}:
            return None
        stands = self.programmes.get(seat.id)
        before = _fields_of(stands) if stands else ProgrammeFields()
        after = replace(before, **given)
        if "source" not in given and any(
            getattr(before, name) != getattr(after, name) for name in CLAIMS
        ):
            after = replace(after, source=self.import_.compiler)
        owner = Owner(mandate_id=seat.id)
        for name, problem in programmes.problems_of(
            self.session, owner, stands, after, self.now.date(), why=why(self.import_)
        ):
            column = COLUMN.get(name, "deputy")
            row.wrong(Problem(problem), column, told(getattr(after, name, None)))
        return after

    def _programme_changes(self, seat: SeatKnown, said: ProgrammeFields | None) -> list[list[str]]:
        if said is None:
            return []
        stands = self.programmes.get(seat.id)
        before = _fields_of(stands) if stands else ProgrammeFields()
        return [
            [column, told(getattr(before, name)), told(getattr(said, name))]
            for column, name in SAID.items()
            if getattr(before, name) != getattr(said, name)
        ]

    def _figure_changes(
        self, row: Row, seat: SeatKnown, start: dt.date | None, end: dt.date | None
    ) -> list[list[str]]:
        changes = []
        for metric, key in self._keys(row, seat, start, end):
            stands = self.figures.get(key)
            old = stands.value if stands is not None and not stands.withdrawn else None
            if old != row.values.get(metric):
                changes.append([metric, told(old), told(row.values.get(metric))])
        return changes

    def _keys(
        self, row: Row, seat: SeatKnown, start: dt.date | None, end: dt.date | None
    ) -> Iterator[tuple[str, str]]:
        """The key of the figure in each column of numbers that the file has."""
        for metric in METRICS:
            if metric in row.columns and start is not None and end is not None:
                yield metric, f"{self.base}/{seat.slug}-{seat.seq}/{metric}/{start}/{end}"

    def write(self, actor: User) -> dict[str, int]:
        """Write what the rows say. The caller has made sure that nothing is wrong in them."""
        written = {"figures": 0, "programmes": 0}
        for seat, row, said in self._wanted:
            if said is not None and self._programme_changes(seat, said):
                self._write_programme(actor, seat, said)
                written["programmes"] += 1
            written["figures"] += self._write_figures(actor, row, seat)
        return written

    def _write_programme(self, actor: User, seat: SeatKnown, said: ProgrammeFields) -> None:
        stands = self.programmes.get(seat.id)
        version = programme_queries.version(self.session, "programmes", stands.id) if stands else 0
        programmes.write_programme(
            self.session, actor, self.now, Owner(mandate_id=seat.id), said,
            version=version, why=why(self.import_),
        )  # fmt: skip

    def _write_figures(self, actor: User, row: Row, seat: SeatKnown) -> int:
        start, end = self._period(row)
        written = 0
        for metric, key in self._keys(row, seat, start, end):
            stands, value = self.figures.get(key), row.values.get(metric)
            said = FigureFields(
                ONE_DEPUTY, metric, value, start, end, seat.id, source=self.import_.compiler
            )
            if stands is None and value is not None:
                with audit.reason(self.session, why(self.import_)):
                    figures.enter(
                        self.session, actor, self.now, self.known.convocation_id, said,
                        file_id=self.import_.file_id, key=key,
                    )  # fmt: skip
            elif stands is not None and value is None and not stands.withdrawn:
                figures.withdraw(self.session, stands.id, why(self.import_))
            elif (
                stands is not None
                and value is not None
                and (stands.value != value or stands.withdrawn)
            ):
                figures.restate(
                    self.session, stands.id, value, why(self.import_), self.import_.file_id
                )
            else:
                continue
            written += 1
        return written


def _fields_of(programme: Programme) -> ProgrammeFields:
    return ProgrammeFields(
        **{each.name: getattr(programme, each.name) for each in fields(ProgrammeFields)}
    )
