"""The tables of Promises Watch, one module per noun. Importing this package maps them all."""

from models import (
    audit,
    base,
    coding,
    figure,
    file,
    item,
    job,
    person,
    place,
    programme,
    record,
    source,
    topic,
    user,
)

__all__ = [
    "audit",
    "base",
    "coding",
    "figure",
    "file",
    "item",
    "job",
    "person",
    "place",
    "programme",
    "record",
    "source",
    "topic",
    "user",
]
