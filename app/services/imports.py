"""Spreadsheets on their way in: kept, understood, checked, and applied whole or not at all."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy import delete, insert, text
from sqlalchemy.orm import Session

from app.imports import guess, reading
from app.imports.fields import FORMS, Form
from app.imports.rows import read_rows, skipped_rows
from app.imports.sheets import FileProblem, Sheet, SheetInfo, UnreadableError
from app.imports.values import Context
from app.queries import imports as queries
from app.services import files
from app.services.errors import InvalidError, NotFoundError, ServiceError, StaleError
from app.services.import_items import ItemsPlan
from app.services.import_monitoring import MonitoringPlan
from app.services.import_rows import Tools, digest, source_slug
from app.services.keeping import is_address
from app.services.timetable import ALMATY
from models import audit
from models.imports import Import, ImportKind, ImportRow, ImportState, RowAction
from models.item import Kind
from models.place import Convocation
from models.user import User

#: Up to as many rows are checked and applied at once; more are the worker's.
AT_ONCE = 300
OPEN = (ImportState.BEGUN, ImportState.MAPPED, ImportState.CHECKED)
Plan = MonitoringPlan | ItemsPlan


class Problem(StrEnum):
    """What can be wrong with how a file is to be read."""

    COMPILER_REQUIRED = "compiler_required"
    NO_SUCH_SHEET = "no_such_sheet"
    HEADING_ROW = "heading_row"
    NO_COLUMNS = "no_columns"
    TWICE = "twice"
    NO_DEPUTY_COLUMN = "no_deputy_column"
    NO_DATE_COLUMN = "no_date_column"
    NO_TITLE_COLUMN = "no_title_column"
    PERIOD_ENDS_BEFORE_START = "period_ends_before_start"
    HALF_A_PERIOD = "half_a_period"
    NO_SUCH_KIND = "no_such_kind"


class ClosedError(ServiceError):
    """The import was applied or discarded: it cannot be changed any more."""


class NotCheckedError(ServiceError):
    """The import was not checked as it is to be read now."""


class WrongRowsError(ServiceError):
    """Something is wrong in rows of the file, so nothing of it is applied."""


class ChangedMeanwhileError(ServiceError):
    """What the file would change is not what the preview showed: the data changed since."""


class Say(Protocol):
    """How a long task says how far it is."""

    def __call__(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """`done` of `total` rows."""


def silent(done: int, total: int | None = None, message: str | None = None) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Reading:
    """How a file is to be read; see `models.imports.Import` for what each says."""

    sheet: str
    heading_row: int
    columns: Mapping[str, str]
    compiler: str | None
    period_start: dt.date | None = None
    period_end: dt.date | None = None
    item_kind: str | None = None
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def begin(
    session: Session,
    actor: User | None,
    now: datetime,
    tools: Tools,
    *,
    name: str,
    data: bytes,
    kind: ImportKind,
    convocation_id: int,
) -> Import:
    """Keep a file, and guess how it is to be read: as the last one with the same headings was.

    Raises UnreadableError and NotFoundError.
    """
    if session.get(Convocation, convocation_id) is None:
        raise NotFoundError(f"there is no convocation {convocation_id}")
    book, form = reading.look(data), FORMS[kind]
    kept = files.keep_table(session, now, tools.root, data, name=name, mime=book.mime)
    sheet = _likeliest(data, book.sheets, form)
    if not sheet.rows:
        raise UnreadableError(FileProblem.EMPTY)
    row = Import(
        kind=kind, convocation_id=convocation_id, file_id=kept.id, sheet=sheet.name,
        name=files.short_name(name, kept.sha256), columns={}, meanings={},
        begun_by_id=actor.id if actor else None, begun_at=now,
    )  # fmt: skip
    _guess(session, row, sheet, guess.heading_row(sheet, form), form)
    session.add(row)
    session.flush()
    return row


def _likeliest(data: bytes, sheets: tuple[SheetInfo, ...], form: Form) -> Sheet:
    """The first sheet in sight in which a column is known, or else the first one in sight."""
    shown = [info for info in sheets if not info.hidden] or list(sheets)
    first: Sheet | None = None
    for info in shown[:10]:
        sheet = reading.read(data, info.name)
        first = first or sheet
        names = guess.headings(sheet, guess.heading_row(sheet, form))
        if len(guess.columns(names, form)) > 1:
            return sheet
    assert first is not None  # noqa: S101  a workbook without sheets was refused
    return first


def _guess(session: Session, row: Import, sheet: Sheet, heading_row: int, form: Form) -> None:
    names = guess.headings(sheet, heading_row)
    row.heading_row, row.headings = heading_row, guess.fingerprint(names)
    known = queries.alike(session, row.kind, row.headings)
    row.columns = dict(known.columns) if known else guess.columns(names, form)
    if known is not None:
        row.meanings = dict(known.meanings)
        row.compiler, row.item_kind = known.compiler, known.item_kind
        row.period_start, row.period_end = known.period_start, known.period_end


def look_elsewhere(
    session: Session, import_id: int, tools: Tools, *, sheet: str, heading_row: int, revision: int
) -> Import:
    """Take another sheet or row of headings, and guess the columns again.

    Raises NotFoundError, ClosedError, StaleError, InvalidError and UnreadableError.
    """
    row = _open(session, import_id, revision)
    found = reading.read(content(row, tools), sheet)
    if not 1 <= heading_row <= max(1, len(found.rows)):
        raise InvalidError([("heading_row", Problem.HEADING_ROW)])
    _guess(session, row, found, heading_row, FORMS[row.kind])
    row.sheet, row.state, row.plan, row.counts = sheet, ImportState.BEGUN, None, {}
    row.revision += 1
    return row


def say_how(session: Session, import_id: int, tools: Tools, said: Reading, revision: int) -> Import:
    """Say how the file is to be read: which column is what, who compiled it, of which period.

    Raises NotFoundError, ClosedError, StaleError, InvalidError and UnreadableError.
    """
    row = _open(session, import_id, revision)
    sheet = reading.read(content(row, tools), said.sheet)
    problems = _problems(row.kind, said, sheet)
    if problems:
        raise InvalidError(problems)
    row.sheet, row.heading_row = said.sheet, said.heading_row
    row.headings = guess.fingerprint(guess.headings(sheet, said.heading_row))
    row.columns, row.compiler = dict(said.columns), said.compiler
    row.period_start, row.period_end = said.period_start, said.period_end
    row.item_kind = said.item_kind
    row.meanings = {of: dict(meant) for of, meant in said.meanings.items()} or row.meanings
    row.state, row.plan, row.counts, row.problem = ImportState.MAPPED, None, {}, None
    row.revision += 1
    return row


def _problems(kind: ImportKind, said: Reading, sheet: Sheet) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    used = [key for key in said.columns.values() if FORMS[kind].field(key)]
    if not source_slug(said.compiler or ""):
        found.append(("compiler", Problem.COMPILER_REQUIRED))
    if not 1 <= said.heading_row <= max(1, len(sheet.rows)):
        found.append(("heading_row", Problem.HEADING_ROW))
    if not used:
        found.append(("columns", Problem.NO_COLUMNS))
    elif len(used) != len(set(used)):
        found.append(("columns", Problem.TWICE))
    elif kind is ImportKind.MONITORING and not {"deputy", "district"} & set(used):
        found.append(("columns", Problem.NO_DEPUTY_COLUMN))
    elif kind is ImportKind.ITEMS:
        found += _items_problems(set(used))
    if (said.period_start is None) is not (said.period_end is None):
        found.append(("period_end", Problem.HALF_A_PERIOD))
    elif said.period_start and said.period_end and said.period_end < said.period_start:
        found.append(("period_end", Problem.PERIOD_ENDS_BEFORE_START))
    if said.item_kind and said.item_kind not in set(Kind):
        found.append(("item_kind", Problem.NO_SUCH_KIND))
    return found


def _items_problems(used: set[str]) -> list[tuple[str, str]]:
    if "when" not in used:
        return [("columns", Problem.NO_DATE_COLUMN)]
    if not {"title_ru", "title_kk"} & used:
        return [("columns", Problem.NO_TITLE_COLUMN)]
    if not {"initiators", "signatories", "deputies"} & used:
        return [("columns", Problem.NO_DEPUTY_COLUMN)]
    return []


def give_meanings(
    session: Session, import_id: int, meanings: Mapping[str, Mapping[str, str]], revision: int
) -> Import:
    """Say what values of cells mean, besides what was said before.

    Raises NotFoundError, ClosedError and StaleError.
    """
    row = _open(session, import_id, revision)
    merged = {of: dict(meant) for of, meant in row.meanings.items()}
    for of, meant in meanings.items():
        merged[of] = merged.get(of, {}) | dict(meant)
    row.meanings, row.state, row.plan, row.counts = merged, ImportState.MAPPED, None, {}
    row.revision += 1
    return row


def rows_of(row: Import, tools: Tools) -> int:
    """How many rows stand below the headings: many are checked by the worker."""
    return max(0, len(reading.read(content(row, tools), row.sheet).rows) - row.heading_row)


@dataclass(frozen=True)
class Found:
    """What a check found: the rows as they are kept, their hash and their counts."""

    revision: int
    rows: Sequence[Mapping[str, object]]
    plan: str
    counts: Mapping[str, int]


def find(session: Session, now: datetime, import_id: int, tools: Tools, say: Say = silent) -> Found:
    """Find out what each row would change and what is wrong. Writes nothing.

    Raises NotFoundError, ClosedError and UnreadableError.
    """
    row = _open(session, import_id)
    plan, skipped = _plan(session, now, row, tools, say)
    kept = [planned.as_kept() for planned in plan.rows]
    return Found(row.revision, kept, digest(plan.rows), _counts(plan, skipped))


def keep_found(session: Session, import_id: int, found: Found) -> Import:
    """Keep what a check found, for the preview.

    Raises NotFoundError, ClosedError, and StaleError when it is to be read otherwise by now.
    """
    row = _open(session, import_id, found.revision)
    session.execute(delete(ImportRow).where(ImportRow.import_id == row.id))
    if found.rows:
        session.execute(insert(ImportRow), [{**each, "import_id": row.id} for each in found.rows])
    row.plan, row.counts = found.plan, dict(found.counts)
    row.state, row.problem = ImportState.CHECKED, None
    session.flush()
    return row


def check(session: Session, now: datetime, import_id: int, tools: Tools) -> Import:
    """Find out what each row would change, and keep it. Raises as `find` does."""
    return keep_found(session, import_id, find(session, now, import_id, tools))


def _counts(plan: Plan, skipped: int) -> dict[str, int]:
    counts = {action.value: 0 for action in RowAction}
    for planned in plan.rows:
        counts[planned.action.value] += 1
    return counts | {
        "rows": len(plan.rows),
        "skipped": skipped,
        "unseen": plan.unseen() if isinstance(plan, ItemsPlan) else 0,
    }


def _plan(session: Session, now: datetime, row: Import, tools: Tools, say: Say) -> tuple[Plan, int]:
    """All rows of the file held against the database, and how many rows were left out."""
    sheet, form = reading.read(content(row, tools), row.sheet), FORMS[row.kind]
    known = queries.known(session, row.convocation_id)
    context = Context(
        known, tools.read_day, is_address, now.astimezone(ALMATY).date(), sheet.since_1904,
        row.meanings,
    )  # fmt: skip
    plan: Plan
    if row.kind is ImportKind.MONITORING:
        plan = MonitoringPlan(session, now, row, known)
    else:
        plan = ItemsPlan(session, now, row, known, tools)
    for read in read_rows(sheet, form, row.heading_row, row.columns, context):
        plan.add(read)
        if len(plan.rows) % 100 == 0:
            say(len(plan.rows), len(sheet.rows))
    if isinstance(plan, ItemsPlan):
        plan.note_known()
    return plan, skipped_rows(sheet, row.heading_row)


def apply(
    session: Session,
    actor: User,
    now: datetime,
    import_id: int,
    tools: Tools,
    *,
    revision: int,
) -> Import:
    """Write what the preview showed: all of it, or nothing.

    `revision` is that of the preview. Raises NotFoundError, ClosedError, StaleError,
    NotCheckedError, WrongRowsError, ChangedMeanwhileError and UnreadableError.
    """
    if session.get_bind().dialect.name == "postgresql":
        # Two imports at once would both find an act absent; the second waits here instead.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": audit.ADVISORY_LOCK})
    row = _open(session, import_id, revision)
    _ready(row)
    plan, _ = _plan(session, now, row, tools, silent)
    if digest(plan.rows) != row.plan:
        raise ChangedMeanwhileError
    written = plan.write(actor)
    row.counts = row.counts | {"written": written}
    row.state, row.applied_by_id, row.applied_at = ImportState.APPLIED, actor.id, now
    row.problem = None
    session.flush()
    return row


def may_apply(session: Session, import_id: int, revision: int) -> Import:
    """The import, if its preview may be applied. Raises as `apply` does, before reading it."""
    row = _open(session, import_id, revision)
    _ready(row)
    return row


def _ready(row: Import) -> None:
    if row.state is not ImportState.CHECKED:
        raise NotCheckedError
    if row.counts.get(RowAction.WRONG.value):
        raise WrongRowsError


def discard(session: Session, import_id: int) -> Import:
    """Put an import aside; its file stays. Raises NotFoundError and ClosedError."""
    row = _open(session, import_id)
    row.state = ImportState.DISCARDED
    return row


def note_problem(session: Session, import_id: int, problem: str) -> None:
    """Note why the worker did not apply or check an import."""
    row = _open(session, import_id)
    row.problem = problem


def content(row: Import, tools: Tools) -> bytes:
    """The bytes of the file. Raises NotFoundError where the archive has lost them."""
    path = files.path_of(tools.root, row.file.sha256)
    if not path.exists():
        raise NotFoundError(f"file {row.file.sha256} is gone")
    return path.read_bytes()


def _open(session: Session, import_id: int, revision: int | None = None) -> Import:
    row = session.get(Import, import_id, with_for_update={"of": Import})
    if row is None:
        raise NotFoundError(f"there is no import {import_id}")
    if row.state not in OPEN:
        raise ClosedError
    if revision is not None and revision != row.revision:
        raise StaleError(row.revision)
    return row
