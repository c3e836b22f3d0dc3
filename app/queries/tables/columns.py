"""Columns that several open tables have, and short ways to make the others."""

from dataclasses import replace
from enum import Enum
from functools import partial

from app.queries.table_shapes import Column, Type
from app.scoring.words import N_
from models.base import Confidence, Lang
from models.item import DatePrecision, Kind, Role

text = partial(Column, type=Type.TEXT)
number = partial(Column, type=Type.NUMBER)
date = partial(Column, type=Type.DAY)
moment = partial(Column, type=Type.MOMENT)
yes_no = partial(Column, type=Type.YES_NO)
link = partial(Column, type=Type.LINK)


def label(key: str, title: str, about: str, values: type[Enum]) -> Column:
    """A column of values that people read as words."""
    return Column(key, Type.LABEL, title, about, values=values)


def key(column: Column) -> Column:
    """`column` as a part of the key of a row."""
    return replace(column, identifies=True)


CONVOCATION = replace(
    text(
        key="convocation",
        title=N_("Convocation"),
        about=N_("Representative body and number of the convocation, as addresses name them."),
    ),
    refers=("convocations", "convocation"),
)
DEPUTY = replace(
    text(
        key="deputy",
        title=N_("Deputy"),
        about=N_("The name by which addresses name the deputy."),
    ),
    refers=("deputies", "deputy"),
)
SEAT = number(
    key="seat",
    title=N_("Seat"),
    about=N_("Counts the seats that one person held in the convocation, from 1."),
)
ITEM = replace(
    text(
        key="item",
        title=N_("Act"),
        about=N_("The key of the act: the source and the number there of its first record."),
    ),
    refers=("items", "item"),
)
DISTRICT = number(
    key="district",
    title=N_("District"),
    about=N_("Number of the single-mandate district; empty where it is not known."),
)
REGION = replace(
    text(
        key="region",
        title=N_("Region"),
        about=N_("ISO 3166-2 code of the region or city of the district."),
    ),
    refers=("regions", "region"),
)
PARTY = replace(
    text(
        key="party",
        title=N_("Party"),
        about=N_("Key of the party, or of having been nominated by oneself."),
    ),
    refers=("parties", "party"),
)
TOPIC = replace(
    text(
        key="topic",
        title=N_("Topic"),
        about=N_("Code book and topic, as addresses name them."),
    ),
    refers=("topics", "topic"),
)
KIND = label("kind", N_("Kind"), N_("What the act is."), Kind)
ROLE = label("role", N_("Role"), N_("The deputy's part in the act, as a source states it."), Role)
DATE = date(
    key="date",
    title=N_("Date"),
    about=N_("The day, where it is known. Where only the month is, see the column of the month."),
)
MONTH = text(
    key="month",
    title=N_("Month"),
    about=N_("Year and month, where at least these are known."),
)
PRECISION = label(
    "date_precision",
    N_("Precision of the date"),
    N_("How exactly the date is known."),
    DatePrecision,
)
TITLE_RU = text(
    key="title_ru",
    title=N_("Title in Russian"),
    about=N_("As the source writes it; empty where the source gives none in this language."),
)
TITLE_KK = text(
    key="title_kk",
    title=N_("Title in Kazakh"),
    about=N_("As the source writes it; empty where the source gives none in this language."),
)
CONFIDENCE = label(
    "confidence", N_("Confidence"), N_("How well what the row says is known."), Confidence
)
SOURCE = text(
    key="source",
    title=N_("Source"),
    about=N_("Where what the row says comes from, in words."),
)
SOURCE_TOLD = (
    text(key="source_kk", title=N_("Source in Kazakh"), about=SOURCE.about),
    text(key="source_ru", title=N_("Source in Russian"), about=SOURCE.about),
    text(key="source_en", title=N_("Source in English"), about=SOURCE.about),
)
LANG = label("lang", N_("Language"), N_("The language of the original."), Lang)


def named(what: str) -> tuple[Column, Column, Column]:
    """Columns of the name of a thing in three languages; `what` says of what."""
    return (
        text(key="name_kk", title=N_("Name in Kazakh"), about=what),
        text(key="name_ru", title=N_("Name in Russian"), about=what),
        text(key="name_en", title=N_("Name in English"), about=what),
    )


#: The name of a person, for which Kazakh and Russian have another word than for that of a thing.
PERSON: tuple[Column, ...] = tuple(
    replace(column, title=title)
    for column, title in zip(
        named(N_("Surname, given name and patronymic, as far as a source gives them.")),
        (N_("Full name in Kazakh"), N_("Full name in Russian"), N_("Full name in English")),
        strict=True,
    )
)
