"""Selectors that count what they find and fail with a message that says where to look."""

from collections import Counter

from bs4 import BeautifulSoup, Tag


class LayoutError(Exception):
    """A page does not look as its class expects: `selector` found `found` on `page`."""

    def __init__(self, selector: str, found: int, expected: str, page: str) -> None:
        super().__init__(f"{page}: the selector {selector!r} found {found}, expected {expected}")
        self.selector = selector
        self.found = found
        self.expected = expected
        self.page = page


class Selector:
    """The elements of one page. `counts` remembers how much each selector found in all."""

    def __init__(self, root: Tag, page: str, counts: Counter[str] | None = None) -> None:
        self.root = root
        self.page = page
        self.counts: Counter[str] = Counter() if counts is None else counts

    @classmethod
    def of(cls, body: bytes, page: str) -> "Selector":
        """The page in `body`.

        What is valid UTF-8 is UTF-8, whatever the page says of itself; of anything else the
        charset is found out from its own statement and its bytes.
        """
        try:
            return cls(BeautifulSoup(body.decode("utf-8-sig"), "lxml"), page)
        except UnicodeDecodeError:
            return cls(BeautifulSoup(body, "lxml"), page)

    def within(self, tag: Tag) -> "Selector":
        """The same, for a part of the page."""
        return Selector(tag, self.page, self.counts)

    def many(self, selector: str, *, at_least: int = 0, at_most: int | None = None) -> list[Tag]:
        """All that `selector` finds. Raises LayoutError outside the bounds."""
        found = self.root.select(selector)
        self.counts[selector] += len(found)
        if len(found) < at_least:
            raise LayoutError(selector, len(found), f"at least {at_least}", self.page)
        if at_most is not None and len(found) > at_most:
            raise LayoutError(selector, len(found), f"at most {at_most}", self.page)
        return found

    def one(self, selector: str) -> Tag:
        """The one element that `selector` finds. Raises LayoutError on none or several."""
        found = self.root.select(selector)
        self.counts[selector] += len(found)
        if len(found) != 1:
            raise LayoutError(selector, len(found), "exactly 1", self.page)
        return found[0]

    def maybe(self, selector: str) -> Tag | None:
        """The first element that `selector` finds, or None: for what a page may lack."""
        found = self.many(selector)
        return found[0] if found else None
