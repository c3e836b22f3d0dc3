"""JSON lines: an object a row, with the permanent keys of the columns and typed values.

The language of a file changes nothing here: who reads it is a program.
"""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from app.exports.base import Order, Setting, Tally, marked
from app.exports.cells import plain
from app.queries.table_shapes import Cells, Column

PIECE = 64 * 1024
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line(columns: Sequence[Column], row: Cells) -> str:
    """A row as a line, with its end."""
    pairs = zip(columns, row, strict=True)
    return _encode({column.key: plain(cell) for column, cell in pairs}) + "\n"


class JsonLinesFormat:
    """An object in JSON on each line."""

    key = "jsonl"
    mime = "application/jsonl; charset=utf-8"
    many = False

    def encode(
        self, session: Session, orders: tuple[Order, ...], setting: Setting, tally: Tally
    ) -> Iterator[bytes]:
        """The file in pieces of about 64 KiB."""
        (order,) = orders
        columns, rows = marked(order, setting, tally.count(order.rows(session)))
        waiting, size = [], 0
        for row in rows:
            waiting.append(line(columns, row))
            size += len(waiting[-1])
            if size > PIECE:
                yield "".join(waiting).encode()
                waiting, size = [], 0
        yield "".join(waiting).encode()
