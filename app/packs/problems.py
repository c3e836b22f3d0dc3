"""What is wrong with a country pack, and where."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One fault. `row` is counted as a spreadsheet does, the header being row 1."""

    file: str
    row: int | None
    column: str | None
    found: str
    expected: str

    def __str__(self) -> str:
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}{row}{column}: found {shown(self.found)}; expected {self.expected}."

    def as_dict(self) -> dict[str, Any]:
        """The fault as JSON has it."""
        return asdict(self)


class PackError(Exception):
    """A pack that must not be loaded, with everything that is wrong in it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def shown(found: str) -> str:
    """`found` in quotes, invisible characters spelt out, at most 60 characters of it."""
    if not found:
        return "nothing"
    short = found if len(found) <= 60 else found[:60] + "…"
    return '"' + "".join(repr(c)[1:-1] if not c.isprintable() else c for c in short) + '"'
