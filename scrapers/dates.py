"""Dates as the sites write them, in Kazakh and Russian."""

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from scrapers.text import clean

#: No act of a Parliament is older, and a later year is a slip of the pen.
YEARS = range(1991, 2100)
NUMERIC = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$")
ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[t ]\d{2}:\d{2}.*)?$")
ZONED = re.compile(r"^\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}\S*(?:z|[+-]\d{2}:?\d{2})$")
ALMATY = ZoneInfo("Asia/Almaty")
SHORT = re.compile(r"^(\d{1,2})-(\w{3,4})\.?-(\d{2}|\d{4})$")
#: The month names that the Kazakh pages abbreviate to three letters.
KAZAKH_MONTHS = {
    "қаң": 1, "ақп": 2, "нау": 3, "сәу": 4, "мам": 5, "мау": 6,
    "шіл": 7, "там": 8, "қыр": 9, "қаз": 10, "қар": 11, "жел": 12,
}  # fmt: skip
KAZAKH_NAMES = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
YEAR_WORD = re.compile(r"\b(\d{4})\s*(?:жылғы|жылдың|жылы|жыл|ж\.|ж\b|года|год|г\.|г\b)\s*")
CASE_ENDING = re.compile(rf"\b({'|'.join(KAZAKH_NAMES)})\w*")
WORDS = re.compile(r"^(\d{1,2})\s+(\w+)\s+(\d{4})$|^(\d{4})\s+(\d{1,2})\s+(\w+)$")


def read_date(text: str) -> date | None:
    """The day that `text` names, or None when it names none, or one that does not exist.

    Nothing is filled in: a day without its year is no date.
    """
    text = clean(text, 60).lower().strip(" ,;")
    if not text:
        return None
    if ZONED.match(text):
        return _moment(text)
    if found := ISO.match(text):
        return _date(found[1], found[2], found[3])
    if found := NUMERIC.match(text):
        return _date(_century(found[3]), found[2], found[1])
    if found := SHORT.match(text):
        month = KAZAKH_MONTHS.get(found[2][:3])
        return _date(_century(found[3]), month, found[1]) if month else None
    return _worded(_normal(text))


def _moment(text: str) -> date | None:
    """The day of a moment where the Parliament sits: late in the evening UTC it is the next."""
    try:
        day = datetime.fromisoformat(text.upper()).astimezone(ALMATY).date()
    except (ValueError, OverflowError):
        return None
    return day if day.year in YEARS else None


def _normal(text: str) -> str:
    """Words of a year and case endings of months taken away."""
    text = YEAR_WORD.sub(r"\1 ", text)
    text = CASE_ENDING.sub(r"\1", text)
    return clean(text).strip(" .,")


@lru_cache(maxsize=4096)
def _worded(text: str) -> date | None:
    found = WORDS.match(text)
    if found is None:
        return None
    day, month, year = (
        (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[4])
    )
    if month in KAZAKH_NAMES:
        return _date(year, KAZAKH_NAMES.index(month) + 1, day)
    # Only now: the import alone takes longer than all the numeric dates of a run.
    import dateparser

    moment = dateparser.parse(
        f"{day} {month} {year}",
        languages=["kk", "ru"],
        settings={"STRICT_PARSING": True, "DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first"},
    )
    if moment is None or (moment.day, moment.year) != (int(day), int(year)):
        return None
    return _date(year, moment.month, day)


def _century(year: str) -> str:
    return f"20{year}" if len(year) == 2 else year


def _date(year: str, month: str | int, day: str) -> date | None:
    if int(year) not in YEARS:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
