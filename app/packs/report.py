"""What a load of a country pack did, in words and for JSON."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Counts:
    """What became of the rows of one table."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class Kept:
    """A value that differs from the pack's and stays, because `by` set it after the pack."""

    table: str
    row: str
    field: str
    here: str
    pack: str
    by: str

    @property
    def by_person(self) -> bool:
        """Whether somebody with an account set it, and not a run or another pack."""
        return self.by.startswith("user:")

    def __str__(self) -> str:
        who = "edited in the portal" if self.by_person else f"set by {self.by}"
        where = f"{self.table} {self.row}, {self.field}"
        return f"{where}: kept {self.here!r}, {who}; the pack says {self.pack!r}"


@dataclass(frozen=True)
class Gone:
    """A row, or a value of it, that an earlier version of the pack had. It stays."""

    table: str
    row: str
    field: str | None = None

    def __str__(self) -> str:
        where = f"{self.table} {self.row}" + (f", {self.field}" if self.field else "")
        return f"{where}: no longer in the pack"


@dataclass
class Report:
    """What a load did."""

    pack: str
    tables: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    kept: list[Kept] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return {
            "pack": self.pack,
            "status": "ok",
            "tables": {name: asdict(counts) for name, counts in self.tables.items()},
            "kept": [asdict(kept) for kept in self.kept],
            "no_longer_in_the_pack": [asdict(gone) for gone in self.gone],
            "errors": [],
        }
