"""Words of a text around what was found, with the found words marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.search import WORD, fold, stems
from models.search_sources import Passage

#: Characters of a snippet, about three lines on a phone.
WIDTH = 220
#: After so many found words a better place in the text is no longer looked for.
ENOUGH = 40

Asked = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Piece:
    """A part of a text; `found` where it is a word that was asked for."""

    text: str
    found: bool = False


@dataclass(frozen=True)
class Snippet:
    """Parts of a text in its language; `cut` says whether more comes before and after."""

    lang: str | None
    pieces: tuple[Piece, ...]
    cut: tuple[bool, bool] = (False, False)

    @property
    def marked(self) -> bool:
        """Whether a found word is in it."""
        return any(piece.found for piece in self.pieces)


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    term: int


def whole(passage: Passage, asked: Asked) -> Snippet:
    """All of a text, as titles are shown."""
    text = passage.text
    return Snippet(passage.lang, _pieces(text, _hits(text, asked, len(text)), 0, len(text)))


def best(passages: Iterable[Passage], asked: Asked) -> Snippet | None:
    """The place where most of the asked words stand close together; None where none stands."""
    chosen: tuple[int, Passage, list[_Hit], int] | None = None
    for passage in passages:
        hits = _hits(passage.text, asked, ENOUGH)
        for number, hit in enumerate(hits):
            near = [one for one in hits[number:] if one.end <= hit.start + WIDTH]
            score = len({one.term for one in near})
            if chosen is None or score > chosen[0]:
                chosen = (score, passage, hits, number)
        if chosen and chosen[0] == len(asked):
            break
    if chosen is None:
        return None
    _, passage, hits, number = chosen
    return _around(passage, hits, hits[number])


def _hits(text: str, asked: Asked, limit: int) -> list[_Hit]:
    """The words of `text` that share a stem with a word that was asked for."""
    terms = {stem: number for number, group in enumerate(asked) for stem in group}
    found: list[_Hit] = []
    for match in WORD.finditer(text):
        for word in WORD.findall(fold(match.group())):
            term = next((terms[stem] for stem in stems(word) if stem in terms), None)
            if term is not None:
                found.append(_Hit(match.start(), match.end(), term))
                break
        if len(found) >= limit:
            break
    return found


def _around(passage: Passage, hits: Sequence[_Hit], first: _Hit) -> Snippet:
    text = passage.text
    start = max(0, first.start - WIDTH // 4)
    end = max(first.end, min(len(text), start + WIDTH))
    if start:
        # A word is never cut in two where a blank is near.
        blank = text.find(" ", start, first.start)
        start = blank + 1 if blank >= 0 else first.start
    if end < len(text):
        blank = text.rfind(" ", first.end, end)
        end = blank if blank >= 0 else end
    pieces = _pieces(text, hits, start, end)
    return Snippet(passage.lang, pieces, (start > 0, end < len(text)))


def _pieces(text: str, hits: Sequence[_Hit], start: int, end: int) -> tuple[Piece, ...]:
    pieces, at = [], start
    for hit in hits:
        if hit.start < at or hit.end > end:
            continue
        if hit.start > at:
            pieces.append(Piece(text[at : hit.start]))
        pieces.append(Piece(text[hit.start : hit.end], found=True))
        at = hit.end
    if at < end:
        pieces.append(Piece(text[at:end]))
    return tuple(pieces)
