"""Finding the words of a quote in the text of a document: pure, no database.

Spaces, ends of lines and pages, and hyphens are forgiven, for a quote copied out of a PDF is
broken differently than the text that was read from it. The letters are not.
"""

import re
import unicodedata
from collections.abc import Iterator

#: A soft hyphen, or a word that the end of a line parts in two.
PARTED = re.compile("\u00ad\\s*|(?<=[^\\W\\d_])[-\u2010\u2011]\\s*\\n\\s*(?=[^\\W\\d_])")
HYPHENS = "-\u2010\u2011\u00ad"
#: As many places are looked at; a phrase that stands oftener is no quote.
MOST = 200

Span = tuple[int, int]


def clean(words: str) -> str:
    """`words` as they are read aloud: parted words joined, one space for any blanks."""
    return " ".join(PARTED.sub("", unicodedata.normalize("NFC", words)).split())


def fold(words: str) -> str:
    """What of `words` has to be the same: all but blanks at line ends and hyphens."""
    return _folded(unicodedata.normalize("NFC", words))[0].strip()


def fits(text: str, span: Span, quote: str) -> bool:
    """Whether the words between two places of `text` are those of `quote`."""
    start, end = span
    return 0 <= start < end <= len(text) and fold(text[start:end]) == fold(quote)


def find(text: str, quote: str) -> list[Span]:
    """Where the words of `quote` stand in `text`, in characters; empty where they do not."""
    wanted = fold(quote)
    if not wanted:
        return []
    folded, places = _folded(text)
    found = []
    for at in _occurrences(folded, wanted):
        found.append((places[at], places[at + len(wanted) - 1] + 1))
        if len(found) == MOST:
            break
    return found


def wording(text: str, span: Span, quote: str) -> str:
    """The words to keep for a quote found at `span`: those of the document.

    Where the end of a line parts a word, the document does not say whether its hyphen belongs
    to the word; then it is spelled as in `quote`.
    """
    slice_ = text[span[0] : span[1]]
    return clean(quote if PARTED.search(slice_) else slice_)


def _occurrences(folded: str, wanted: str) -> Iterator[int]:
    at = folded.find(wanted)
    while at >= 0:
        yield at
        at = folded.find(wanted, at + 1)


def _folded(text: str) -> tuple[str, list[int]]:
    """`text` without hyphens, each run of blanks as one, and where each letter of it stood.

    A hyphen with letters on both sides is left out together with the end of line behind it.
    """
    letters: list[str] = []
    places: list[int] = []
    position, length = 0, len(text)
    while position < length:
        letter = text[position]
        if letter in HYPHENS:
            after = position + 1
            while after < length and text[after].isspace():
                after += 1
            broken = letter == "\u00ad" or "\n" in text[position:after]
            joins = letters and letters[-1].isalpha() and after < length and text[after].isalpha()
            if joins and (broken or after == position + 1):
                position = after
                continue
            if letter == "\u00ad":
                position += 1
                continue
            letters.append("-")
            places.append(position)
        elif letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                places.append(position)
        else:
            letters.append(letter)
            places.append(position)
        position += 1
    return "".join(letters), places
