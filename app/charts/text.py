"""How wide words are in the font of the pictures, and where their lines break."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FONTS = Path(__file__).with_name("fonts")
FAMILY = "Noto Sans"
#: What a letter takes that the font does not have, in thousandths of its size.
UNKNOWN = 1000
#: Categories of Unicode that have no picture.
UNSHOWN = {"Cc", "Cf", "Cs", "Co", "Cn"}
KEPT = "\u00a0\u202f"
SPACES = re.compile(rf"[^\S{KEPT}]+")


@cache
def _advances(weight: str) -> dict[str, int]:
    found: dict[str, dict[str, int]] = json.loads((FONTS / "advances.json").read_text())
    return found[weight]


def plain(text: str) -> str:
    """`text` on one line, without signs that no picture can show and that XML forbids.

    Blanks that are not to be broken at stay: they hold a number and its word together.
    """
    one_line = SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")
    return "".join(c for c in one_line if unicodedata.category(c) not in UNSHOWN)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in pixels: the sum of the advances of its letters, without kerning."""
    advances = _advances("bold" if bold else "regular")
    return sum(advances.get(letter, UNKNOWN) for letter in text) * size / 1000


def wrap(
    text: str, size: float, room: float, *, bold: bool = False, most: int | None = None
) -> list[str]:
    """`text` in lines of at most `room` pixels; where there are more than `most`, an ellipsis."""
    lines = list(_lines(plain(text), size, room, bold))
    if most is None or len(lines) <= most:
        return lines
    kept = lines[: most - 1]
    return [*kept, cut(" ".join(lines[most - 1 :]), size, room, bold=bold)]


def _lines(text: str, size: float, room: float, bold: bool) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        if line and width(f"{line} {word}", size, bold=bold) > room:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while width(line, size, bold=bold) > room and len(line) > 1:
            # A word longer than a line breaks where the line ends.
            fits = next(n for n in range(len(line) - 1, 0, -1)
                        if n == 1 or width(line[:n], size, bold=bold) <= room)  # fmt: skip
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def cut(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """`text` as far as it fits into `room` pixels, with an ellipsis where something is left out."""
    text = plain(text)
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(f"{text}…", size, bold=bold) > room:
        text = text[:-1].rstrip()
    return f"{text}…"
