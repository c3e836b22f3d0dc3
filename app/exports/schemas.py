"""What a Data Package says of a table: its fields with types, words, keys and references.

Of title and description the specification has one string, which programs show; it is English
here. The same in each language stands beside it as `title_kk`, `title_ru` and `title_en`:
properties of one's own are allowed, and a title that is an object is not valid.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from app.exports.cells import INVENTED, MARK
from app.queries.table_shapes import Column, Table, Type
from app.words import LANGS, Words

#: How each type of column is named there, and in which format its cells are written.
TYPES: Mapping[Type, Mapping[str, Any]] = {
    Type.TEXT: {"type": "string"},
    Type.NUMBER: {"type": "integer"},
    Type.DAY: {"type": "date", "format": "%Y-%m-%d"},
    Type.MOMENT: {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"},
    Type.YES_NO: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    Type.LABEL: {"type": "string"},
    # Addresses are given as sources write them, and not all of those are well formed.
    Type.LINK: {"type": "string", "rdfType": "https://schema.org/URL"},
}


def said(name: str, text: str) -> dict[str, str]:
    """`text`, a marked string, as the property `name`, and in each language."""
    told = {f"{name}_{lang}": Words(lang).gettext(text) for lang in LANGS}
    return {name: text} | told


def columns_of(table: Table, *, training: bool) -> tuple[Column, ...]:
    """The columns of a table as a file has them; in training each row says what it is."""
    return (MARK, *table.columns) if training else table.columns


def schema(table: Table, others: Mapping[str, Table], *, training: bool) -> dict[str, Any]:
    """The schema of a table in a package that also holds `others`, by their names."""
    found: dict[str, Any] = {
        "fields": [_field(column) for column in columns_of(table, training=training)],
        "missingValues": [""],
    }
    keys = [column.key for column in table.columns if column.identifies]
    if keys:
        found["primaryKey"] = keys
    references = list(_references(table, others))
    if references:
        found["foreignKeys"] = references
    return found


def _field(column: Column) -> dict[str, Any]:
    found = {"name": column.key} | dict(TYPES[column.type])
    found |= said("title", column.title) | said("description", column.about)
    if column is MARK:
        found["constraints"] = {"enum": [INVENTED]}
    if column.values is not None:
        found["constraints"] = {"enum": [str(member.value) for member in column.values]}
        found["labels"] = {
            str(member.value): labels for member in column.values if (labels := _labels(member))
        }
    return found


def _labels(member: Any) -> dict[str, str]:
    """What people read for a value in each language; nothing where it has no words."""
    try:
        return {lang: Words(lang).label(member) for lang in LANGS}
    except KeyError:
        return {}


def _references(table: Table, others: Mapping[str, Table]) -> Iterable[dict[str, Any]]:
    """What refers to what: by the whole key of the other table where this one has all of it."""
    own = [column.key for column in table.columns]
    for column in table.columns:
        if column.refers is None:
            continue
        name, key = column.refers
        other = table if name == table.name else others.get(name)
        if other is None or not any(there.key == key for there in other.columns):
            continue
        whole = [there.key for there in other.columns if there.identifies]
        is_whole = other is not table and key == column.key and set(whole) <= set(own)
        fields = whole if is_whole and key in whole else None
        yield {
            "fields": fields or [column.key],
            "reference": {"resource": "" if other is table else name, "fields": fields or [key]},
        }
