"""Text of a page, cleaned of what is not text."""

import re
import unicodedata

WHITE = re.compile(r"\s+")
#: Soft hyphens, zero-width marks, a byte order mark and the marks of writing direction.
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
#: No title is longer on the sites we know; whatever is longer is cut, and that is said.
MAX_LINE = 2_000
MAX_TEXT = 400_000


def clean(text: str, limit: int = MAX_LINE) -> str:
    """`text` on one line: NFC, without soft hyphens and control characters, cut at `limit`."""
    text = unicodedata.normalize("NFC", INVISIBLE.sub("", text[: limit * 8]))
    return WHITE.sub(" ", CONTROL.sub("", text)).strip()[:limit]


def clean_lines(text: str, limit: int = MAX_TEXT) -> str:
    """The same for a text of several lines; empty lines are dropped."""
    lines = (clean(line, limit) for line in text[: limit * 2].splitlines())
    return "\n".join(line for line in lines if line)[:limit]


def title_case(name: str) -> str:
    """A name whose upper-case words are written as names are: КОСАРЕВ Владислав -> Косарев …"""
    return " ".join(
        "-".join(part.capitalize() for part in word.split("-"))
        if len(word) > 1 and word.isupper()
        else word
        for word in clean(name).split()
    )
