"""Fields that the answers are made of."""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.i18n import LANGS

#: The longest word that an argument may have.
LONGEST = 200
#: Names as addresses have them, in any script: no blanks and nothing that cannot be seen.
NAME = r"^[^\x00-\x20\x7f]+$"
#: The largest number of a row, an edition or a page.
LARGEST = 2_000_000_000


class Answer(ma.Schema):
    """A part of an answer. All of its fields are always there; null says that it is not known."""

    class Meta:
        """More fields may come within one version, see docs/api.md."""

        unknown = ma.INCLUDE

    def on_bind_field(self, field_name: str, field_obj: ma.fields.Field) -> None:
        """Say in the description that the field is always there."""
        field_obj.required = True


class Texts(Answer):
    """A text in the languages that it is known in."""

    kk = ma.fields.String(allow_none=True, metadata={"description": "Kazakh"})
    ru = ma.fields.String(allow_none=True, metadata={"description": "Russian"})
    en = ma.fields.String(allow_none=True, metadata={"description": "English"})


class Pages(Answer):
    """The addresses of the page of this in three languages, which stay the same for good."""

    kk = ma.fields.String(metadata={"format": "uri"})
    ru = ma.fields.String(metadata={"format": "uri"})
    en = ma.fields.String(metadata={"format": "uri"})


def told(about: str, **more: Any) -> dict[str, Any]:
    """What the description says of a field."""
    return {"description": about} | more


def word(about: str, **more: Any) -> ma.fields.String:
    """A word or an address that is always known."""
    return ma.fields.String(metadata=told(about, **more))


def maybe(about: str, **more: Any) -> ma.fields.String:
    """A word or an address that may not be known."""
    return ma.fields.String(allow_none=True, metadata=told(about, **more))


def count(about: str) -> ma.fields.Integer:
    """A count or a number."""
    return ma.fields.Integer(metadata=told(about))


def maybe_count(about: str) -> ma.fields.Integer:
    """A number that may not be known."""
    return ma.fields.Integer(allow_none=True, metadata=told(about))


def flag(about: str, *, known: bool = True) -> ma.fields.Boolean:
    """Yes or no; `known` is false where neither may be known."""
    return ma.fields.Boolean(allow_none=not known, metadata=told(about))


def day(about: str) -> ma.fields.Date:
    """A day, which may not be known."""
    return ma.fields.Date(allow_none=True, metadata=told(about))


def moment(about: str) -> ma.fields.AwareDateTime:
    """A moment in UTC, which may not be known."""
    return ma.fields.AwareDateTime(allow_none=True, metadata=told(about))


def one_of(kind: type[Enum], about: str, *, known: bool = True) -> ma.fields.Enum:
    """One of the values of an enumeration."""
    return ma.fields.Enum(kind, by_value=True, allow_none=not known, metadata=told(about))


def texts(about: str, *, known: bool = True) -> ma.fields.Nested:
    """A text in three languages."""
    return ma.fields.Nested(Texts, allow_none=not known, metadata=told(about))


def addresses(about: str = "The pages of this.") -> ma.fields.Nested:
    """Addresses in three languages."""
    return ma.fields.Nested(Pages, metadata=told(about))


def part(schema: type[ma.Schema], about: str, *, known: bool = True) -> ma.fields.Nested:
    """A part with fields of its own."""
    return ma.fields.Nested(schema, allow_none=not known, metadata=told(about))


def parts(schema: type[ma.Schema], about: str) -> ma.fields.List:
    """A list of such parts."""
    return ma.fields.List(ma.fields.Nested(schema), metadata=told(about))


@cache
def _counted(kind: type[Enum]) -> type[ma.Schema]:
    about = f"Numbers by {kind.__name__.lower()}; of what there is none, nothing is said."
    fields = {member.value: ma.fields.Integer() for member in kind}
    return type(f"By{kind.__name__}", (ma.Schema,), fields | {"__doc__": about})


def counts(kind: type[Enum], about: str) -> ma.fields.Nested:
    """Numbers by the values of an enumeration; of what there is none, nothing is said."""
    return ma.fields.Nested(_counted(kind), metadata=told(about))


def by_value(found: Mapping[Any, int]) -> dict[str, int]:
    """Counts by the values of their keys, as `counts` tells them."""
    return {key.value: count for key, count in found.items() if count}


class Whole(ma.fields.Integer):
    """A whole number as people write it: digits, and nothing else."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not re.fullmatch(r"0|[1-9][0-9]{0,15}", str(value), re.ASCII):
            raise ma.ValidationError("Give a whole number in figures.")
        return super()._deserialize(value, attr, data, **kwargs)


class YesNo(ma.fields.Boolean):
    """`true` or `false`, and nothing else."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if value not in ("true", "false"):
            raise ma.ValidationError("Give true or false.")
        return value == "true"


class Day(ma.fields.Date):
    """A day as `2024-05-17`, and nothing else."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", str(value), re.ASCII):
            raise ma.ValidationError("Give a day as 2024-05-17.")
        return super()._deserialize(value, attr, data, **kwargs)


def name(about: str, example: str, pattern: str = NAME) -> ma.fields.String:
    """An argument that names something as addresses do."""
    return ma.fields.String(
        validate=[
            validate.Length(min=1, max=LONGEST),
            validate.Regexp(
                re.compile(pattern.removesuffix("$") + r"\Z"),
                error="This is no name of that kind: take it from an answer.",
            ),
        ],
        metadata=told(about, example=example, pattern=pattern),
    )


def whole(about: str, example: int, least: int = 1, most: int = LARGEST, **more: Any) -> Whole:
    """An argument that is a whole number."""
    return Whole(
        validate=validate.Range(
            min=least, max=most, error=f"Give a whole number from {least} to {most}."
        ),
        metadata=told(about, example=example),
        **more,
    )


def choice(kind: type[Enum], about: str) -> ma.fields.Enum:
    """An argument that is one of the values of an enumeration."""
    first = next(iter(kind)).value
    return ma.fields.Enum(kind, by_value=True, metadata=told(about, example=first))


def in_languages(of: object | None, field: str = "name") -> dict[str, str | None] | None:
    """The texts of `field_kk`, `field_ru` and `field_en`; None where there is none at all."""
    found = {lang: getattr(of, f"{field}_{lang}", None) for lang in LANGS}
    return found if any(found.values()) else None
