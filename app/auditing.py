"""Is the journal what was written? The table against itself and against what was kept outside.

Each row must hash to what it says and follow the row before it; the heads that stand in the file
beside the archive, in the manifests of backups and in editions must be rows of the table; and no
row may stand at the end that no transaction of the portal announced.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from app.backup.bundle import BackupError, reading
from app.backup.create import snapshot
from app.config import Config
from models import audit
from models.audit import Audit
from models.edition import Edition
from models.heads import BASES, NAME, HeadFile, Kind, Line, since_base

BATCH = 1000
#: Faults that are told one by one; a table that was rewritten has as many as rows.
MOST = 200
#: How often it is said how far the reading is, in rows.
STEP = 5000


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written; `row` is the number in the journal, where known.

    A note, which is no error, says what could not be held against anything.
    """

    what: str
    row: int | None
    message: str
    error: bool = True


@dataclass(frozen=True)
class Audited:
    """What a look through the journal found. `heads` counts the lines outside the table."""

    rows: int
    head: str
    heads: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was altered, removed or inserted."""
        return not any(finding.error for finding in self.findings)


@dataclass
class _Walk:
    """The state of the walk: what the next row must follow, and a row that followed nothing."""

    number: int = 0
    hash: str = audit.GENESIS
    stray: tuple[int, str] | None = None
    rows: int = 0
    last: tuple[int, str] = (0, audit.GENESIS)
    findings: list[Finding] = field(default_factory=list)
    gone: list[range] = field(default_factory=list)
    unsaid: int = 0

    def say(self, what: str, row: int | None, message: str) -> None:
        """Note a fault."""
        if len(self.findings) < MOST:
            self.findings.append(Finding(what, row, message))
        else:
            self.unsaid += 1

    def lost(self, first: int, last: int) -> None:
        """Note that rows are gone."""
        self.gone.append(range(first, last + 1))
        rows = f"row {first} is" if first == last else f"rows {first} to {last} are"
        self.say("removed", first, f"{rows} gone: row {last + 1} follows something that is not.")


def verify(
    config: Config, engine: Engine, tick: Callable[[int, int], object] = lambda *_: None
) -> Audited:
    """Read the whole journal as it is at this moment; `tick` is told rows read and rows in all.

    The rows pass through one by one, whatever the table holds.
    """
    file = HeadFile(config.archive_dir / NAME)
    before, _ = file.lines()
    since = since_base(before)
    told = {line.id: line for line in since if line.kind is not Kind.INTENT and line.id}
    manifests = list(_manifests(config))
    with snapshot(engine) as connection:
        total = connection.scalar(select(func.count()).select_from(Audit)) or 0
        walk = _walk(connection, told, lambda done: tick(done, total))
        findings = walk.findings
        findings += _outside(connection, manifests, since)
    # Transactions that ended meanwhile announced themselves here before.
    after, unclear = file.lines()
    findings += _announced(walk, since_base(after), unclear, total)
    if walk.unsaid:
        findings.append(Finding("more", None, f"… and {walk.unsaid} more faults of this kind."))
    return Audited(walk.rows, walk.last[1], len(after), tuple(findings))


def _walk(connection: Connection, told: dict[int, Line], tick: Callable[[int], object]) -> _Walk:
    walk, table = _Walk(), Audit.__table__
    missing = dict(told)
    query = select(table).order_by(table.c.id).execution_options(yield_per=BATCH)
    for row in connection.execute(query).mappings():
        values = dict(row)
        number, digest = values["id"], values["hash"]
        if audit.digest(values["prev_hash"], values) != digest:
            walk.say("altered", number, f"row {number} was altered: its hash is another one.")
        _follow(walk, number, digest, values["prev_hash"])
        line = missing.pop(number, None)
        if line is not None and line.hash != digest:
            walk.say("altered", number, f"row {number} is not the one whose head was kept outside.")
        walk.rows += 1
        walk.last = (number, digest)
        if walk.rows % STEP == 0:
            tick(walk.rows)
    if walk.stray is not None:
        _settle_last(walk, *walk.stray, told)
    _report_missing(walk, missing)
    tick(walk.rows)
    return walk


def _follow(walk: _Walk, number: int, digest: str, prev: str) -> None:
    """Hold a row against the one it must follow; what follows nothing is judged by the next."""
    if walk.stray is not None:
        stray, stray_hash = walk.stray
        if prev == walk.hash:
            walk.say("inserted", stray, f"row {stray} was inserted: the row after it passes it by.")
        else:
            _broken(walk, stray)
            walk.number, walk.hash = stray, stray_hash
        walk.stray = None
    if prev == walk.hash:
        walk.number, walk.hash = number, digest
    else:
        walk.stray = (number, digest)


def _broken(walk: _Walk, number: int) -> None:
    """Say why a row that is part of the chain does not follow the row before it."""
    if number > walk.number + 1:
        walk.lost(walk.number + 1, number - 1)
    else:
        walk.say(
            "altered",
            walk.number,
            f"row {number} does not follow row {walk.number}: one of the two was altered "
            "together with its hash, or a row was put in the place of another.",
        )


def _settle_last(walk: _Walk, number: int, digest: str, told: dict[int, Line]) -> None:
    known = told.get(number)
    if known is not None and known.hash == digest:
        _broken(walk, number)
    else:
        walk.say("inserted", number, f"row {number} was inserted: it follows no row.")


def _report_missing(walk: _Walk, missing: dict[int, Line]) -> None:
    """Heads of rows that were not met: gone, unless the chain has already said so."""
    for number, line in sorted(missing.items()):
        if any(number in gone for gone in walk.gone):
            continue
        if number > walk.last[0]:
            walk.gone.append(range(walk.last[0] + 1, max(missing) + 1))
            first, last = walk.last[0] + 1, max(missing)
            rows = f"row {last} is" if first == last else f"rows {first} to {last} are"
            message = f"{rows} gone from the end: the file beside the archive names the last one."
            walk.say("removed", last, message)
        else:
            walk.say("removed", number, f"row {number}, the head on {line.at}, is gone.")


def _announced(walk: _Walk, since: list[Line], unclear: int, total: int) -> Iterator[Finding]:
    """Faults of the file, and rows that no transaction of the portal announced."""
    if unclear:
        yield Finding("file", None, f"{unclear} lines of {NAME} cannot be understood.", error=False)
    if not since:
        if total:
            yield Finding(
                "file",
                None,
                f"{NAME} is missing from ARCHIVE_DIR, so that nobody can tell whether the last "
                "rows are there: bring it back, or say why with `flask audit accept`.",
            )
        return
    base = since[0]
    if base.kind in BASES and (base.id or base.kind is not Kind.BEGIN):
        why = f" ({base.reason})" if base.reason else ""
        said = {Kind.BEGIN: "begins", Kind.RESTORED: "begins anew after a restore"}
        how = said.get(base.kind, "begins anew, as an operator said,")
        yield Finding("file", base.id, f"{NAME} {how} with row {base.id} on {base.at}{why}.", False)
    known = {base.hash}
    last = base.id
    for line in since:
        if line.prev is not None and line.prev not in known:
            first = line.first or line.id
            yield Finding(
                "inserted",
                first - 1,
                f"rows {last + 1} to {first - 1} were inserted past the portal, or {NAME} lost "
                "lines.",
            )
        known.add(line.hash)
        last = max(last, line.id)
    number, digest = walk.last
    if digest not in known and number > last:
        yield Finding(
            "inserted",
            number,
            f"row {number} was inserted past the portal: nothing announced what follows "
            f"row {last}.",
        )


def _outside(
    connection: Connection, manifests: list[tuple[str, str, str]], since: list[Line]
) -> Iterator[Finding]:
    """Heads in editions and in the manifests of backups that are no rows of the table."""
    heads = select(Edition.number, Edition.audit_head)
    for number, head in connection.execute(heads):
        if not _is_row(connection, head):
            yield Finding("removed", None, f"edition {number} names a last row that is gone.")
    base = since[0].at if since and since[0].kind in BASES - {Kind.BEGIN} else None
    for name, made_at, head in manifests:
        if _is_row(connection, head):
            continue
        # What was made before a restore may know rows that the restore gave up.
        given_up = base is not None and _moment(made_at) <= _moment(base)
        message = f"the backup {name} names a last row that is not in the table."
        yield Finding("removed", None, message, error=not given_up)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _is_row(connection: Connection, head: str) -> bool:
    if head == audit.GENESIS:
        return True
    return connection.scalar(select(Audit.id).where(Audit.hash == head)) is not None


def _manifests(config: Config) -> Iterable[tuple[str, str, str]]:
    """Name, moment and head of each backup that can be read; others are no matter of ours."""
    for path in sorted(config.backup_dir.glob("*.zip")):
        try:
            with reading(path) as (_, manifest):
                found = (path.name, manifest.made_at, manifest.audit_head)
        except BackupError:
            continue
        yield found


def accept(config: Config, engine: Engine, now: datetime, kind: Kind, reason: str | None) -> Line:
    """Begin the file anew at the row that is the last one now, and say in it why."""
    with engine.connect() as connection:
        number, digest = audit.head(connection)
    line = Line(kind, now.isoformat(), number, digest, reason=reason)
    HeadFile(config.archive_dir / NAME).add(line)
    return line


def begin(config: Config, engine: Engine, now: datetime) -> None:
    """Begin the file of a portal that never had one."""
    if not HeadFile(config.archive_dir / NAME).exists():
        accept(config, engine, now, Kind.BEGIN, None)


def as_dict(audited: Audited) -> dict[str, Any]:
    """What `flask audit verify --json` prints."""
    return {
        "sound": audited.sound,
        "rows": audited.rows,
        "head": audited.head,
        "heads_outside": audited.heads,
        "findings": [vars(finding) for finding in audited.findings],
    }
