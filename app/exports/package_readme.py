"""What stands in the README of a data package, in three languages."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

from app.exports.cells import INVENTED
from app.queries.editions import EditionShown
from app.scoring.words import N_
from app.words import LANGS, Words

RAW = N_(
    "The CSV files are raw: UTF-8 without a byte order mark, commas, names of columns for "
    "programs, every cell as it is. Text that begins like a formula is not made harmless: open "
    "them in a spreadsheet by importing them as text, never by a double click."
)
KEYS = N_(
    "Rows are known by natural keys, which stay the same in every package: no number that a "
    "database gave out stands in any file. datapackage.json names the keys of each table, what "
    "refers to what, types, permitted values and their words in three languages."
)
EMPTY = N_("An empty cell says that something is not known, never that it is zero or “no”.")
COUNT = N_(
    "Requests are counted as acts: total them over the rows of items, and those of one deputy over "
    "the rows of participations. The two are never added up or mixed."
)
CODERS = N_("No file names those who read the acts or wrote the letters of the monitoring.")
CHECK = N_("To check the files, run this in the folder:")
TODAY = N_(
    "These are the preliminary data of one day: outcomes and actions stand as the latest edition "
    "says them, everything else is over settled readings."
)
EDITION = N_("These are the data of edition %(number)s as it was published. It never changes.")
NO_LICENCE = N_("The licence of the data is not stated. Ask before you publish them anew.")


class State(Protocol):
    """What a README says of the state that its package is of."""

    @property
    def as_of(self) -> dt.date: ...
    @property
    def method_version(self) -> int: ...
    @property
    def edition(self) -> EditionShown | None: ...
    @property
    def licence(self) -> str | None: ...
    @property
    def training(self) -> bool: ...


def readme(about: State, tables: Sequence[tuple[str, str]]) -> str:
    """The README; `tables` are the marked title and the path of each."""
    return "\n".join("\n".join(_said(Words(lang), about, tables)) for lang in LANGS)


def _said(words: Words, about: State, tables: Sequence[tuple[str, str]]) -> Iterable[str]:
    say = words.gettext
    yield f"# {say(N_('Promises Watch: open data'))}\n"
    if about.training:
        yield f"**{say(INVENTED)}**\n"
    edition = about.edition
    yield say(EDITION, number=edition.number) if edition else say(TODAY)
    day = words.day(about.as_of)
    method = say(N_("method version %(version)s"), version=about.method_version)
    yield f"{say(N_('As of'))} {day}, {method}.\n"
    for text in (RAW, KEYS, EMPTY, COUNT, CODERS):
        yield f"{say(text)}\n"
    yield f"{say(CHECK)} `sha256sum -c SHA256SUMS`\n"
    if edition:
        name = say(N_("Edition %(number)s"), number=edition.number)
        yield f"{name}: sha256 `{edition.sha256}`\n"
    yield f"{say(N_('Licence'))}: {about.licence or say(NO_LICENCE)}\n"
    for title, path in tables:
        yield f"- `{path}`: {say(title)}"
    yield ""
