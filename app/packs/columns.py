"""What a table of a country pack is made of: its columns, and how its rows are told apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.packs.cells import one_of, text
from app.packs.rules import Broken, Values
from models.base import Base, Confidence, Lang


@dataclass(frozen=True)
class Column:
    """One column. `to` is the attribute it fills, where that has another name.

    `refs` maps a prefix of the cell, often empty, to the table whose key follows it. `of`
    names the columns that this one speaks of: a confidence is `missing` exactly where all
    of them are empty, and is kept as it is where their values are. A file may do without an
    `optional` one altogether.
    """

    name: str
    parse: Callable[[str], Any] = text
    required: bool = False
    to: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    optional: bool = False

    @property
    def attribute(self) -> str:
        """The attribute of the model."""
        return self.to or self.name


@dataclass(frozen=True)
class Table:
    """One file, `name`.csv. `key` are the columns that tell its rows apart.

    `find` are the attributes that tell them apart in the database. In a `scoped` table they
    do so within the convocation of the pack; a `shared` one is common to all packs, so that
    a row of another pack can be referred to. `general` ones belong to no convocation: a pack of
    nothing else names none.
    """

    name: str
    model: type[Base]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    find: tuple[str, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    scoped: bool = False
    shared: bool = False
    general: bool = False
    any_of: tuple[str, ...] = ()
    check: Callable[[Values], Broken] | None = None

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    def key_of(self, cells: Mapping[str, str]) -> str:
        """What other rows call a row of these cells."""
        return "/".join(cells.get(name, "") for name in self.key)


def ref(name: str, table: str, *, to: str | None = None, required: bool = False) -> Column:
    """A column that holds a key of `table`."""
    return Column(name, text, required, to or f"{name}_id", {"": table})


def names(*, qualified: bool = False) -> tuple[Column, ...]:
    """Names in three languages, each followed by its confidence if `qualified`."""
    found: list[Column] = []
    for lang in Lang:
        found.append(Column(f"name_{lang}"))
        if qualified:
            found.append(confidence_of(f"name_{lang}"))
    return tuple(found)


def confidence_of(*columns: str, name: str | None = None) -> Column:
    """The confidence of some columns of a row."""
    return Column(name or f"{columns[0]}_confidence", one_of(Confidence), True, of=columns)


SOURCED = (Column("source", required=True), Column("confidence", one_of(Confidence), True))


def follows(table: Table) -> dict[str, tuple[str, ...]]:
    """The attributes that qualify others: confidences, and of what."""
    attributes = {column.name: column.attribute for column in table.columns}
    found = {
        column.attribute: tuple(attributes[name] for name in column.of)
        for column in table.columns
        if column.of
    }
    return found | {"confidence": ("source",)}
