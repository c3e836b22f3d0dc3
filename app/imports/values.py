"""What stands in a cell, as the value of its field. What is not understood is never guessed."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import Any

from app.imports import people
from app.imports.fields import Field, Type
from app.imports.people import People
from app.imports.problems import Problem, WrongError
from app.imports.sheets import Cell, shown
from app.queries.imports import Known, NamedKnown
from app.words import LANGS, Words
from models.item import Kind
from models.meeting import Answer
from models.names import fold

#: The largest number that both databases keep.
LARGEST = 2_147_483_647
#: What people write where they know nothing. "0" is a number, and "нет" an answer.
NOTHING = frozenset(
    {"-", "—", "–", "?", "н/д", "нд", "нет данных", "нет сведений", "не указано", "неизвестно",
     "деректер жоқ", "мәлімет жоқ", "көрсетілмеген", "белгісіз", "n/a", "no data", "not stated"}
)  # fmt: skip
YES = frozenset(map(fold, ("да", "иә", "ия", "yes", "true", "1", "есть", "бар", "истина")))
NO = frozenset(map(fold, ("нет", "жоқ", "no", "false", "0", "отсутствует", "ложь")))
#: What lists call acts besides the words of the portal.
ALSO: Mapping[Enum, tuple[str, ...]] = {
    Kind.DEPUTY_REQUEST: ("запрос", "депзапрос", "сауал", "request"),
    Kind.ANSWER: ("ответ", "ответ на запрос", "жауап", "answer"),
    Kind.VOTER_MEETING: ("встреча", "кездесу", "сайлаушылармен кездесу", "meeting"),
    Kind.RECEPTION: ("прием", "личный прием", "азаматтарды қабылдау", "қабылдау", "reception"),
}
NUMBER = re.compile(r"([+-]?)(\d[\d  ]*)(?:[.,](\d+))?")
LIKE_A_DAY = re.compile(r"\s*\d{1,4}\s*[./-]\s*\d{1,2}\s*[./-]\s*\d{1,4}\D*")
#: The days of 1982 and 2105, as spreadsheets number days: a number in between may be a day.
SERIALS = range(30_000, 75_000)
FIRST_1900, FIRST_1904 = dt.date(1899, 12, 30), dt.date(1904, 1, 1)
RANGE = re.compile(
    r"^(?:с\s+)?(.+?)(?:\s+-\s+|\s*[–—]\s*|\s+(?:по|to|бастап)\s+)(.+?)(?:\s+(?:дейін|аралығы))?$"
)
TIGHT = re.compile(r"^(\d{1,2}\.\d{1,2}\.\d{2,4})-(\d{1,2}\.\d{1,2}\.\d{2,4})$")
YEAR_MONTH = re.compile(r"^(\d{4})[-./](\d{1,2})$|^(\d{1,2})[./](\d{4})$")
#: The first three letters of months in Russian, Kazakh and English.
MONTHS = {
    name: number
    for names in (
        "янв фев мар апр мая июн июл авг сен окт ноя дек",
        "янв фев мар апр май июн июл авг сен окт ноя дек",
        "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}


@dataclass(frozen=True)
class When:
    """A day, the first day of a month, or a period of days."""

    day: dt.date | None = None
    month: dt.date | None = None
    start: dt.date | None = None
    end: dt.date | None = None

    @property
    def first(self) -> dt.date:
        """The first day of it."""
        first = self.day or self.month or self.start
        assert first is not None  # noqa: S101  one of the three always is
        return first

    @property
    def last(self) -> dt.date:
        """The last day of it."""
        if self.month is not None:
            days = calendar.monthrange(self.month.year, self.month.month)[1]
            return self.month.replace(day=days)
        return self.day or self.end or self.first


@dataclass(frozen=True)
class Context:
    """What cells are held against. `read_day` is the normaliser of all dates of the portal.

    `meanings` are what people said that cells mean: field, folded text, value; an empty value
    means that the cell says nothing.
    """

    known: Known
    read_day: Callable[[str], dt.date | None]
    is_link: Callable[[str], bool]
    today: dt.date
    since_1904: bool = False
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    people: People = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", People(self.known))


def value_of(of: Field, cell: Cell, context: Context) -> Any:
    """The value of `cell` in a column of `of`; None where it says nothing. Raises WrongError."""
    text = " ".join(shown(cell).split()) if of.holds is not Type.SEATS else shown(cell).strip()
    meant = context.meanings.get(of.key, {})
    if of.holds is not Type.SEATS and (folded := fold(text)) in meant:
        cell = text = meant[folded]
    elif text.casefold() in NOTHING:
        return None
    if not text:
        return None
    return READERS[of.holds](of, cell, text, context)


def _text(of: Field, _cell: Cell, text: str, _context: Context) -> str:
    if len(text) > of.longest:
        raise WrongError(Problem.TOO_LONG, str(of.longest), text[:60] + "…")
    return text


def _number(_of: Field, _cell: Cell, text: str, _context: Context) -> int:
    found = NUMBER.fullmatch(text)
    if found is None:
        raise WrongError(Problem.NOT_A_NUMBER)
    if found[3] and found[3].strip("0"):
        raise WrongError(Problem.FRACTION)
    number = int(re.sub(r"\D", "", found[2])) if len(found[2]) < 20 else LARGEST + 1
    if found[1] == "-" and number:
        raise WrongError(Problem.NEGATIVE)
    if number > LARGEST:
        raise WrongError(Problem.TOO_BIG, str(LARGEST))
    return number


def _day(_of: Field, cell: Cell, text: str, context: Context) -> dt.date:
    day = _any_day(cell, text, context)
    if day > context.today:
        raise WrongError(Problem.FUTURE, context.today.isoformat())
    return day


def _any_day(cell: Cell, text: str, context: Context) -> dt.date:
    if isinstance(cell, dt.date):
        return cell
    if text.isascii() and text.isdecimal() and len(text) == 5 and int(text) in SERIALS:
        first = FIRST_1904 if context.since_1904 else FIRST_1900
        return first + dt.timedelta(days=int(text))
    day = context.read_day(text)
    if day is None:
        like = LIKE_A_DAY.fullmatch(text)
        raise WrongError(Problem.NO_SUCH_DAY if like else Problem.NOT_A_DATE)
    return day


def _when(_of: Field, cell: Cell, text: str, context: Context) -> When:
    when = _read_when(cell, text, context)
    known = context.known
    if when.first > when.last:
        raise WrongError(Problem.ENDS_BEFORE_START)
    if when.first > context.today:
        raise WrongError(Problem.FUTURE, context.today.isoformat())
    if known.start is not None and when.last < known.start:
        raise WrongError(Problem.BEFORE_TERM, known.start.isoformat())
    if known.end is not None and when.first > known.end:
        raise WrongError(Problem.AFTER_TERM, known.end.isoformat())
    return when


def _read_when(cell: Cell, text: str, context: Context) -> When:
    if isinstance(cell, dt.date):
        return When(day=cell)
    if (month := month_of(text)) is not None:
        return When(month=month)
    if (pair := TIGHT.match(text) or RANGE.match(text)) is not None:
        start = month_of(pair[1]) or _any_day(None, pair[1], context)
        ends = month_of(pair[2])
        end = When(month=ends).last if ends else _any_day(None, pair[2], context)
        return When(start=start, end=end)
    return When(day=_any_day(cell, text, context))


def month_of(text: str) -> dt.date | None:
    """The first day of the month that `text` names: 2023-10, 10.2023, октябрь 2023, қазан 2023."""
    found = YEAR_MONTH.match(text)
    if found:
        year, month = int(found[1] or found[4]), int(found[2] or found[3])
    else:
        digits = re.findall(r"\d+", text)
        named = [MONTHS[w[:3]] for w in re.findall(r"[^\W\d]+", text.lower()) if w[:3] in MONTHS]
        if len(digits) != 1 or len(digits[0]) != 4 or len(named) != 1:
            return None
        year, month = int(digits[0]), named[0]
    return dt.date(year, month, 1) if 1991 <= year < 2100 and 1 <= month <= 12 else None


def _yes_no(_of: Field, cell: Cell, text: str, _context: Context) -> bool:
    if isinstance(cell, bool):
        return cell
    folded = fold(text)
    if folded in YES or text == "+" or folded in _labels(Answer).get(Answer.YES, ()):
        return True
    if folded in NO or folded in _labels(Answer).get(Answer.NO, ()):
        return False
    raise WrongError(Problem.NOT_YES_NO)


def _choice(of: Field, _cell: Cell, text: str, _context: Context) -> Enum:
    assert of.choices is not None  # noqa: S101  every field of this type has them
    folded = fold(text)
    for member, spellings in _labels(of.choices).items():
        if folded in spellings:
            return member
    raise WrongError(Problem.UNKNOWN_VALUE)


@cache
def _labels(of: type[Enum]) -> dict[Enum, frozenset[str]]:
    """How each value may be spelt: in any language of the portal, or as data have it."""
    spoken = [Words(lang) for lang in LANGS]
    return {
        member: frozenset(
            map(
                fold,
                [
                    str(member.value),
                    member.name,
                    *(words.label(member) for words in spoken),
                    *ALSO.get(member, ()),
                ],
            )
        )
        for member in of
    }


def _link(_of: Field, _cell: Cell, text: str, context: Context) -> str:
    if not context.is_link(text):
        raise WrongError(Problem.NOT_A_LINK)
    return text


def _seat(_of: Field, _cell: Cell, text: str, context: Context) -> int:
    known = context.people.by_slug.get(text)
    return (known or context.people.named(text)).id


def _seats(of: Field, _cell: Cell, text: str, context: Context) -> tuple[int, ...]:
    found: list[int] = []
    meant = context.meanings.get(of.key, {})
    for name in people.parts(text):
        said = meant.get(fold(name), name)
        if said:
            found.append(_seat(of, None, said, context))
    doubled = [number for number in found if found.count(number) > 1]
    if doubled:
        raise WrongError(Problem.TWICE_IN_ROW, people.shown_name(context.known.by_id[doubled[0]]))
    return tuple(found)


def _named(among: tuple[NamedKnown, ...], text: str, problem: Problem) -> str:
    folded = fold(text)
    for row in among:
        if text == row.key or folded == fold(row.key) or folded in map(fold, row.names):
            return row.key
    raise WrongError(problem)


def _party(_of: Field, _cell: Cell, text: str, context: Context) -> str:
    return _named(context.known.parties, text, Problem.UNKNOWN_PARTY)


def _topic(_of: Field, _cell: Cell, text: str, context: Context) -> int:
    return int(_named(context.known.topics, text, Problem.UNKNOWN_TOPIC))


READERS: Mapping[Type, Callable[[Field, Cell, str, Context], Any]] = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.DAY: _day,
    Type.WHEN: _when,
    Type.YES_NO: _yes_no,
    Type.CHOICE: _choice,
    Type.LINK: _link,
    Type.SEAT: _seat,
    Type.SEATS: _seats,
    Type.PARTY: _party,
    Type.TOPIC: _topic,
}
