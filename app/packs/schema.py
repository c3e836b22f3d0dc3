"""What the files of a country pack hold: one table of columns per file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.packs import rules
from app.packs.cells import (
    code,
    day,
    day_or_month,
    flag,
    number,
    one_of,
    positive,
    scheme,
    slug,
    text,
    url,
    word,
    year,
)
from app.packs.rules import Broken, Values
from models.base import Base, Confidence, Lang
from models.calendar import CalendarYear, DayKind, SpecialDay
from models.figure import StatedFigure
from models.item import Item, Kind, Participation, Role
from models.person import Deputy, DeputyIdentity, Mandate, MandateKind, Party
from models.place import Convocation, District, Legislature, Region, Session
from models.programme import (
    Availability,
    FoundVia,
    Origin,
    Programme,
    Statement,
    Thesis,
    Wording,
)
from models.topic import CodeBook, Topic


@dataclass(frozen=True)
class Column:
    """One column. `to` is the attribute it fills, where that has another name.

    `refs` maps a prefix of the cell, often empty, to the table whose key follows it. `of`
    names the columns that this one speaks of: a confidence is `missing` exactly where all
    of them are empty, and is kept as it is where their values are.
    """

    name: str
    parse: Callable[[str], Any] = text
    required: bool = False
    to: str | None = None
    refs: Mapping[str, str] = field(default_factory=dict)
    of: tuple[str, ...] = ()

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
NAMED = ("name_kk", "name_ru", "name_en")
COMMITTEE = ("committee_kk", "committee_ru", "committee_en")
TERRITORY = ("territory_kk", "territory_ru", "territory_en")
OWNERS = {"party:": "parties", "deputy:": "mandates"}


TABLES = {
    table.name: table
    for table in (
        Table(
            "legislatures",
            Legislature,
            ("key",),
            (Column("key", slug, True), *names(), Column("seats_district", positive), *SOURCED),
            shared=True,
            any_of=NAMED,
        ),
        Table(
            "convocations",
            Convocation,
            ("legislature", "number"),
            (
                ref("legislature", "legislatures", required=True),
                Column("number", positive, True),
                Column("start", day),
                Column("end", day),
                Column("term_months", positive),
                *SOURCED,
            ),
            find=("legislature_id", "number"),
        ),
        Table(
            "sessions",
            Session,
            ("number",),
            (
                Column("number", positive, True),
                Column("start", day, True),
                Column("end", day),
                *SOURCED,
            ),
            scoped=True,
        ),
        Table(
            "regions",
            Region,
            ("key",),
            (Column("key", code, True), *names(), *SOURCED),
            shared=True,
            general=True,
            any_of=NAMED,
        ),
        Table(
            "districts",
            District,
            ("number",),
            (
                Column("number", positive, True),
                ref("region", "regions"),
                Column("seat"),
                *(Column(name) for name in TERRITORY),
                confidence_of(*TERRITORY, name="territory_confidence"),
                Column("electorate", number),
                *SOURCED,
            ),
            scoped=True,
        ),
        Table(
            "parties",
            Party,
            ("key",),
            (Column("key", slug, True), Column("is_party", flag, True), *names(), *SOURCED),
            shared=True,
            any_of=NAMED,
        ),
        Table(
            "deputies",
            Deputy,
            ("slug",),
            (
                Column("slug", slug, True),
                *names(qualified=True),
                Column("birth_year", year),
                *SOURCED,
            ),
            shared=True,
            any_of=NAMED,
        ),
        Table(
            "identities",
            DeputyIdentity,
            ("scheme", "value"),
            (
                ref("deputy", "deputies", required=True),
                Column("scheme", scheme, True),
                Column("value", required=True),
                *SOURCED,
            ),
        ),
        Table(
            "mandates",
            Mandate,
            ("deputy",),
            (
                ref("deputy", "deputies", required=True),
                Column("kind", one_of(MandateKind), True),
                ref("district", "districts"),
                confidence_of("district"),
                ref("party", "parties"),
                confidence_of("party"),
                Column("faction"),
                *(Column(name) for name in COMMITTEE),
                confidence_of(*COMMITTEE, name="committee_confidence"),
                Column("start", day),
                Column("end", day),
                Column("end_reason"),
                *SOURCED,
            ),
            find=("deputy_id",),
            constants={"seq": 1},
            scoped=True,
            check=rules.district_seat,
        ),
        Table(
            "code_books",
            CodeBook,
            ("key",),
            (Column("key", slug, True), Column("version", positive, True), *names(), *SOURCED),
            find=("key", "version"),
            any_of=NAMED,
        ),
        Table(
            "topics",
            Topic,
            ("code_book", "key"),
            (
                ref("code_book", "code_books", required=True),
                Column("key", slug, True),
                Column("number", positive, True),
                ref("parent", "topics"),
                *names(),
                *SOURCED,
            ),
            find=("code_book_id", "key"),
            shared=True,
            any_of=NAMED,
        ),
        Table(
            "programmes",
            Programme,
            ("owner",),
            (
                Column("owner", required=True, refs=OWNERS),
                Column("title"),
                Column("source_url", url),
                Column("note"),
                Column("availability", one_of(Availability)),
                Column("found_via", one_of(FoundVia)),
                Column("origin", one_of(Origin)),
                Column("specific_promises", flag),
                Column("known_on", day),
                *SOURCED,
            ),
            check=rules.programme,
        ),
        Table(
            "theses",
            Thesis,
            ("programme", "number"),
            (
                ref("programme", "programmes", required=True),
                Column("number", positive, True),
                Column("lang", one_of(Lang)),
                *(Column(f"text_{lang}") for lang in Lang),
                Column("wording", one_of(Wording), True),
                Column("page"),
                Column("testable", flag, True),
                Column("untestable_reason"),
                Column("deadline", day),
                Column("statement", one_of(Statement)),
                Column("concerns_district", flag),
                ref("topic", "topics"),
                ref("adapts", "theses"),
                Column("source_url", url),
                *SOURCED,
            ),
            find=("programme_id", "number"),
            any_of=("text_kk", "text_ru", "text_en"),
            check=rules.thesis,
        ),
        Table(
            "acts",
            Item,
            ("key",),
            (
                Column("key", slug, True),
                Column("kind", one_of(Kind), True),
                Column("title_kk"),
                Column("title_ru"),
                Column("lead_kk"),
                Column("lead_ru"),
                Column("number"),
                Column("date", day_or_month),
                Column("period_start", day),
                Column("period_end", day),
                Column("addressee_kk"),
                Column("addressee_ru"),
                ref("theme", "topics"),
                Column("confirmed", flag, True),
                Column("url_kk", url),
                Column("url_ru", url),
                *SOURCED,
            ),
            any_of=("title_kk", "title_ru"),
        ),
        Table(
            "participations",
            Participation,
            ("act", "deputy", "name"),
            (
                ref("act", "acts", required=True),
                ref("deputy", "mandates"),
                Column("name"),
                Column("role", one_of(Role), True),
                *SOURCED,
            ),
            check=rules.person,
        ),
        Table(
            "figures",
            StatedFigure,
            ("key",),
            (
                Column("key", slug, True),
                Column("scope", word, True),
                Column("metric", word, True),
                Column("value", number, True),
                ref("deputy", "mandates", to="mandate_id"),
                Column("period_start", day),
                Column("period_end", day),
                Column("note"),
                Column("sum_key", slug, refs={"": "figures"}),
                *SOURCED,
            ),
        ),
        Table(
            "calendar_years",
            CalendarYear,
            ("year",),
            (Column("year", year, True), Column("whole", flag, True), Column("note"), *SOURCED),
            general=True,
        ),
        Table(
            "special_days",
            SpecialDay,
            ("day",),
            (
                Column("day", day, True),
                Column("kind", one_of(DayKind), True),
                *names(),
                *SOURCED,
            ),
            general=True,
            any_of=NAMED,
            check=rules.special_day,
        ),
    )
}
#: Columns that begin and end a period, in whichever table they stand together.
PERIODS = (("start", "end"), ("period_start", "period_end"))
