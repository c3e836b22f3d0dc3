"""The text of a kept programme, part by part, with the theses that were cut from it."""

from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from models.base import Lang
from models.file import StoredFile
from models.programme import Programme, Thesis, Wording

#: A part of the text is at most about as long, in characters: more is too much for a screen.
LONGEST = 12_000
#: As many theses that were not found in the text are listed.
MOST_LOST = 50
#: The letters of Kazakh that Russian does not have.
KAZAKH = frozenset("әғқңөұүһі")


@dataclass(frozen=True)
class Part:
    """A part of a text: where it begins and ends, and on which page of the document it stands.

    `page` is None where the document has no pages that are known.
    """

    start: int
    end: int
    page: int | None


@dataclass(frozen=True)
class Segment:
    """Words of the text, and the numbers of the theses that they belong to."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Cutting:
    """What the cutting screen shows of a programme.

    `theses` were cut from the part shown; `total` counts all that stand, `lost` are quotes that
    the document does not have, or not yet. `pages` says whether those of the document are known.
    """

    file: StoredFile | None
    parts: tuple[Part, ...]
    number: int
    segments: tuple[Segment, ...]
    theses: tuple[Thesis, ...]
    overlapping: frozenset[int]
    lost: tuple[Thesis, ...]
    total: int
    pages: bool

    @property
    def part(self) -> Part | None:
        """The part that is shown."""
        return self.parts[self.number - 1] if self.parts else None


def parts(text: str, paged: bool) -> tuple[Part, ...]:
    """`text` in parts: its pages, a long one divided at ends of lines."""
    found: list[Part] = []
    start = 0
    for page, words in enumerate(text.split("\f"), 1):
        end = start + len(words)
        while end - start > LONGEST:
            line = text.rfind("\n", start, start + LONGEST)
            middle = line + 1 if line > start else start + LONGEST
            found.append(Part(start, middle, page if paged else None))
            start = middle
        found.append(Part(start, end, page if paged else None))
        start = end + 1
    return tuple(found)


def language(text: str) -> Lang | None:
    """The language that `text` most likely is in; None where it has no letters."""
    letters = [letter for letter in text.lower() if letter.isalpha()]
    if not letters:
        return None
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    if cyrillic * 2 < len(letters):
        return Lang.EN
    # A Russian text has some of these letters in names.
    return Lang.KK if sum(letter in KAZAKH for letter in letters) > len(letters) * 0.08 else Lang.RU


def cutting(
    session: Session, programme: Programme | None, number: int, at: int | None = None
) -> Cutting:
    """Part `number` of the programme's text, or the one that holds the place `at`.

    Four statements, however many theses there are.
    """
    file = programme.file if programme else None
    text = (file.text or "") if file else ""
    paged = file is not None and (file.mime == "application/pdf" or "\f" in text)
    found = parts(text, paged) if text else ()
    if at is not None:
        number = next((n for n, part in enumerate(found, 1) if part.start <= at <= part.end), 1)
    number = min(max(number, 1), max(len(found), 1))
    if programme is None:
        return Cutting(file, found, number, (), (), frozenset(), (), 0, paged)
    theses = _cut_within(session, programme, found[number - 1]) if found else ()
    segments = _segments(text, found[number - 1], theses) if found else ()
    standing = select(Thesis).where(Thesis.programme_id == programme.id, ~Thesis.withdrawn)
    total = session.scalar(select(func.count()).select_from(standing.subquery())) or 0
    lost = standing.where(
        Thesis.wording == Wording.QUOTED,
        Thesis.text_start.is_(None) | (Thesis.file_id != programme.file_id),
    )
    return Cutting(
        file,
        found,
        number,
        segments,
        theses,
        _overlapping(theses),
        tuple(session.scalars(lost.order_by(Thesis.number).limit(MOST_LOST))),
        total,
        paged,
    )


def _cut_within(session: Session, programme: Programme, part: Part) -> tuple[Thesis, ...]:
    query = (
        select(Thesis)
        .where(
            Thesis.programme_id == programme.id,
            Thesis.file_id == programme.file_id,
            ~Thesis.withdrawn,
            Thesis.text_start < part.end,
            Thesis.text_end > part.start,
        )
        .options(joinedload(Thesis.topic))
        .order_by(Thesis.text_start, Thesis.number)
    )
    return tuple(session.scalars(query))


def _segments(text: str, part: Part, theses: tuple[Thesis, ...]) -> tuple[Segment, ...]:
    """The part in pieces, so that each piece belongs to the same theses from end to end."""
    spans = [
        (
            max(thesis.text_start or 0, part.start),
            min(thesis.text_end or 0, part.end),
            thesis.number,
        )
        for thesis in theses
    ]
    edges = sorted({part.start, part.end, *(edge for span in spans for edge in span[:2])})
    return tuple(
        Segment(
            text[start:end],
            tuple(sorted(number for first, last, number in spans if first <= start < last)),
        )
        for start, end in pairwise(edges)
    )


def _overlapping(theses: tuple[Thesis, ...]) -> frozenset[int]:
    """The numbers of the theses that share words with another one."""
    found: set[int] = set()
    reach: Thesis | None = None
    for thesis in theses:
        if reach is not None and (thesis.text_start or 0) < (reach.text_end or 0):
            found |= {reach.number, thesis.number}
        if reach is None or (thesis.text_end or 0) > (reach.text_end or 0):
            reach = thesis
    return frozenset(found)
