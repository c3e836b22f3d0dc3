"""The picture of a scorecard that a link to it is shown with: 1200 by 630 pixels."""

from app.charts import svg
from app.charts.text import cut, wrap
from app.queries.cards import Card
from app.scoring import Outcome
from app.words import Words
from models.person import MandateKind

WIDTH, HEIGHT = 1200, 630
EDGE = 64
ROOM = WIDTH - 2 * EDGE
PAPER, INK, SOFT, ACCENT, LINE = "#ffffff", "#1b2326", "#4a565b", "#0b5563", "#d5dad7"
WARN, WARN_INK = "#fbf0d4", "#5c3f00"


def draw(card: Card, words: Words, *, training: bool) -> str:
    """The picture as SVG. It says nothing that the page of the deputy does not say."""
    name = words.pick(card.name)
    size, lines = next(
        (size, found)
        for size, most in ((72, 1), (58, 2), (44, 3))
        if len(found := wrap(name, size, ROOM, bold=True)) <= most or size == 44
    )
    lines = wrap(name, size, ROOM, bold=True, most=3)
    top = {1: 252, 2: 224}.get(len(lines), 206)
    parts = [_frame(words, training)]
    for number, line in enumerate(lines):
        parts.append(svg.text(line, EDGE, top + number * size * 1.16, size, font_weight=700,
                              fill=INK))  # fmt: skip
    y = top + (len(lines) - 1) * size * 1.16 + 50
    parts.append(svg.text(cut(where(card, words), 32, ROOM), EDGE, y, 32, fill=SOFT))
    # No count is left out: where they are many, they are written smaller.
    room = HEIGHT - 116 - (y + 64)
    size, said = next(
        (size, said)
        for size in (38, 32, 27, 22)
        if (len(said := wrap(headline(card, words), size, ROOM)) - 1) * size * 1.3 <= room
        or size == 22
    )
    for number, line in enumerate(said):
        parts.append(svg.text(line, EDGE, y + 64 + number * size * 1.3, size, fill=INK))
    foot = list(source(card, words))
    for number, line in enumerate(foot):
        base = HEIGHT - 30 - 34 * (len(foot) - 1 - number)
        parts.append(svg.text(cut(line, 25, ROOM), EDGE, base, 25, fill=SOFT))
    about = " ".join((headline(card, words), *foot))
    return svg.document((WIDTH, HEIGHT), words.lang, f"{name}, {where(card, words)}", about, parts)


def _frame(words: Words, training: bool) -> str:
    mark = words.gettext("training, invented data")
    banner = (
        svg.tag("rect", x=0, y=118, width=WIDTH, height=46, fill=WARN)
        + svg.text(mark, WIDTH / 2, 150, 28, text_anchor="middle", font_weight=700, fill=WARN_INK)
        if training
        else ""
    )
    return (
        svg.tag("rect", width=WIDTH, height=HEIGHT, fill=PAPER)
        + svg.tag("rect", width=WIDTH, height=118, fill=ACCENT)
        + svg.tag("path", d="M66 60l20 20 36-40", fill="none", stroke="#fff", stroke_width=9,
                  stroke_linecap="round", stroke_linejoin="round")
        + svg.text(words.gettext("Promises Watch"), 146, 75, 44, font_weight=700, fill="#fff")
        + banner
        + svg.tag("path", d=f"M{EDGE} {HEIGHT - 106}H{WIDTH - EDGE}", stroke=LINE, stroke_width=2)
    )  # fmt: skip


def where(card: Card, words: Words) -> str:
    """Which seat it is: the district and its region, or the list."""
    if card.district is not None:
        seat = words.gettext("District %(number)s", number=card.district)
        return " · ".join(filter(None, (seat, words.pick(card.region))))
    known = {
        MandateKind.DISTRICT: words.gettext("District not known yet"),
        MandateKind.LIST: words.gettext("Party list"),
    }
    return known.get(card.kind, words.gettext("Kind of seat not known yet"))


def headline(card: Card, words: Words) -> str:
    """The counts in words: outcomes where an edition has them, else what was found so far."""
    head = card.headline
    if head is not None and head.testable:
        counts = ", ".join(
            # A count stays on one line with all its words: “not” never stands apart.
            f"{words.number(n)} {words.label(outcome)}".replace(" ", "\u00a0")
            for outcome, n in head.outcomes
        )
        promises = words.ngettext(
            "%(num)s testable promise", "%(num)s testable promises", head.testable
        )
        return f"{promises}: {counts}."
    if head is not None:
        return words.gettext("No promise of this deputy can be rated yet.")
    if not card.items:
        return words.gettext("No items of this deputy have been found yet.")
    found = words.ngettext(
        "%(num)s part in an item found", "%(num)s parts in items found", card.items
    )
    linked = words.ngettext(
        "%(num)s linked to a promise", "%(num)s linked to promises", card.tagged
    )
    return f"{found}; {linked} ({words.gettext('preliminary')})."


def source(card: Card, words: Words) -> list[str]:
    """Which body and edition it is of, and what “not yet rated” means where it says so."""
    term = words.gettext("convocation %(number)s", number=card.term.number)
    state = words.gettext("current state, preliminary")
    if card.edition is not None and card.as_of is not None:
        state = words.gettext(
            "edition %(number)s, as of %(day)s", number=card.edition, day=words.day(card.as_of)
        )
    said = [f"{words.pick(card.term)}, {term} · {state}"]
    if card.headline is not None and card.headline.of(Outcome.NOT_YET_RATED):
        said.append(words.gettext("“Not yet rated” does not mean “not done”."))
    return said
