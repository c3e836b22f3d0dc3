"""What the columns of a file probably are; a person has the last word."""

import hashlib
import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from app.imports.fields import Field, Form
from app.imports.sheets import Cell, Sheet, is_blank, shown
from app.words import LANGS, Words
from models.names import fold

#: Headings stand in one of the first rows.
LOOKED_AT = 20
#: How headings shorten “количество”, as `fold` writes it.
SHORT = re.compile(r"^kol( vo)?\b")
#: How alike a heading is to a known one at least, out of 100.
ALIKE = 90


def headings(sheet: Sheet, heading_row: int) -> list[str]:
    """The headings in the row `heading_row`, from 1; empty where a column has none."""
    if not 1 <= heading_row <= len(sheet.rows):
        return []
    return [" ".join(shown(cell).split())[:200] for cell in sheet.rows[heading_row - 1]]


def fingerprint(names: Sequence[str]) -> str:
    """By what a later file with the same headings is known."""
    folded = "\n".join(fold(name) for name in names)
    return hashlib.sha256(folded.encode()).hexdigest()


def heading_row(sheet: Sheet, form: Form) -> int:
    """The row, from 1, in which most columns are known; the first that is not empty if none is."""
    known = spellings(form)
    scores = []
    for place, row in enumerate(sheet.rows[:LOOKED_AT]):
        found = {key for cell in row if (key := _field_of(cell, known))}
        scores.append((len(found), -place))
    best = max(scores, default=(0, 0))
    if best[0] > 0:
        return 1 - best[1]
    filled = (n for n, row in enumerate(sheet.rows, 1) if not all(map(is_blank, row)))
    return next(filled, 1)


def columns(names: Sequence[str], form: Form) -> dict[str, str]:
    """The field of each column whose heading is known, by the place of the column from 0.

    No field is given twice: the heading that is most alike has it.
    """
    known = spellings(form)
    scored = sorted(
        (-score, place, key)
        for place, name in enumerate(names)
        for key, score in _scores(name, known).items()
        if score >= ALIKE
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, place, key in scored:
        if str(place) not in found and key not in taken:
            found[str(place)] = key
            taken.add(key)
    return found


def spellings(form: Form) -> dict[str, set[str]]:
    """How the heading of each field may be spelt, folded."""
    spoken = [Words(lang) for lang in LANGS]
    return {of.key: _spellings(of, spoken) for of in form.fields}


def _spellings(of: Field, spoken: Sequence[Words]) -> set[str]:
    return {fold(text) for text in (of.key, *of.headings, *(w.gettext(of.title) for w in spoken))}


def _field_of(cell: Cell, known: dict[str, set[str]]) -> str | None:
    name = fold(shown(cell)) if isinstance(cell, str) else ""
    return next((key for key, texts in known.items() if name and name in texts), None)


def _scores(name: str, known: dict[str, set[str]]) -> dict[str, float]:
    folded = SHORT.sub("kolichestvo", fold(name))
    if not folded:
        return {}
    return {
        key: max(101.0 if folded == text else fuzz.ratio(folded, text) for text in texts)
        for key, texts in known.items()
    }
