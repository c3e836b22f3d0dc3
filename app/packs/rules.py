"""What a row of a country pack must keep to as a whole: its cells may be right one by one."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.calendar import DayKind
from models.person import MandateKind
from models.programme import Availability, Origin, Wording

Values = Mapping[str, Any]
#: What a row as a whole breaks: the column, what was found, what is expected.
Broken = Iterator[tuple[str, str, str]]


def district_seat(row: Values) -> Broken:
    """Only a seat won in a district names one."""
    if row["district"] and row["kind"] != MandateKind.DISTRICT:
        yield "kind", str(row["kind"]), "district, because the row names a district"


def programme(row: Values) -> Broken:
    """What is said of a programme is dated and does not contradict itself."""
    said = [row[n] for n in ("availability", "found_via", "origin", "specific_promises")]
    if any(value is not None for value in said) and row["known_on"] is None:
        yield "known_on", "", "the day on which what is said of the programme was found so"
    if row["availability"] == Availability.PUBLISHED and row["found_via"] is None:
        yield "found_via", "", "how it was found, because it is published"
    nothing = row["origin"] in (Origin.BROKEN_LINK, Origin.NOT_PROVIDED)
    if nothing and row["availability"] not in (None, Availability.NOT_AVAILABLE):
        yield "availability", str(row["availability"]), "not_available, because nothing came"
    party = str(row["owner"]).startswith("party:")
    if party and row["origin"] in (Origin.OWN_ON_PARTY, Origin.PARTY_ONLY):
        yield "origin", str(row["origin"]), "no reference to a party, because it is one"


def thesis(row: Values) -> Broken:
    """A paraphrase cannot be tested, and what cannot be tested says why."""
    if row["wording"] == Wording.PARAPHRASED and row["testable"]:
        yield "testable", "yes", "no, because a paraphrase cannot be tested"
    if row["testable"] is False and not row["untestable_reason"]:
        yield "untestable_reason", "", "why the thesis cannot be tested"


def person(row: Values) -> Broken:
    """Somebody who took part is a deputy of the pack or known by name."""
    if bool(row["deputy"]) == bool(row["name"]):
        found = row["deputy"] or ""
        yield "deputy", found, "either a deputy of the pack or the name of somebody else"


def special_day(row: Values) -> Broken:
    """People work on weekdays anyway."""
    weekend = row["day"].weekday() >= 5
    if row["kind"] == DayKind.WORKING and not weekend:
        yield "kind", str(row["kind"]), "a Saturday or Sunday, for people work on other days anyway"


def tile(row: Values) -> Broken:
    """A tile of the map has a row and a column."""
    for one, other in (("tile_row", "tile_column"), ("tile_column", "tile_row")):
        if row[one] is not None and row[other] is None:
            yield other, "", f"a value, because {one} has one"


def place(row: Values) -> Broken:
    """A place lies in a district or in a region."""
    if not row["district"] and not row["region"]:
        yield "district", "", "a district, or a region, in which the place lies"
