"""Writing SVG: no style attributes, nothing but what was given, every text escaped."""

from collections.abc import Iterable
from html import escape

from app.charts.text import FAMILY, plain


def tag(name: str, *inside: str, **attributes: object) -> str:
    """An element. `font_size` stands for font-size, `class_` for class; None is left out."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{words}>{''.join(inside)}</{name}>" if inside else f"<{name}{words}/>"


def _value(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def text(words: str, x: float, y: float, size: float, **attributes: object) -> str:
    """A line of text; `y` is its base line."""
    return tag("text", escape(plain(words)), x=x, y=y, font_size=size, **attributes)


def document(size: tuple[int, int], lang: str, title: str, about: str, parts: Iterable[str]) -> str:
    """A whole picture that stands alone: its title and description are told by screen readers."""
    width, height = size
    return tag(
        "svg",
        tag("title", escape(plain(title)), id="title"),
        tag("desc", escape(plain(about)), id="desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        lang=lang,
        role="img",
        aria_labelledby="title desc",
        font_family=f"'{FAMILY}', system-ui, sans-serif",
    )
