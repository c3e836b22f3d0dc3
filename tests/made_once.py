"""What every application of the tests has in common, made once for each process.

Each test has an application and a database of its own. Half of the time of a short test would go
into compiling the same templates, addresses and statements as the test before; nothing here
changes what they come to.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """Templates as they were compiled once."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill `bucket` with what was compiled before."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


class Address(Rule):
    """A rule whose function that builds addresses was compiled once for all rules like it."""

    _kept: ClassVar[dict[tuple[object, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


def share() -> None:
    """Let all applications of this process take what was made before."""
    Flask.jinja_options = {"bytecode_cache": Templates()}
    Flask.url_rule_class = Address
    # A compiled statement is kept by its dialect; those of all test databases are alike.
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[assignment]
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[assignment]
    statements: LRUCache[Any, Any] = LRUCache(3000)

    @event.listens_for(Engine, "engine_connect")
    def take(connection: Any) -> None:
        connection.execution_options(compiled_cache=statements)
