"""A page for each deputy, which can be handed to that deputy as their archive."""

from app.queries.acts import Act
from app.queries.deputies import Text
from app.queries.deputy_tabs import DeputyPage
from app.queries.scorecard_shapes import Promise, Scorecard
from app.queries.verdicts import Piece, Rating
from app.reports.document import DASH, Block, Cell, Grid, Link, Paragraph, Points, Section, Tone
from app.reports.sections.results import bounds
from app.reports.shapes import DeputyNumbers
from app.reports.shown import reads
from app.reports.teller import Teller
from app.scoring import Outcome
from app.scoring.words import N_
from models.base import Confidence
from models.item import DatePrecision, Kind


def deputies(tell: Teller) -> Section:
    """All pages of deputies, in the order of their districts."""
    return Section(
        "deputies",
        tell.gettext("A page for each deputy"),
        (
            tell.told(N_("Deputies stand in the order of their districts.")),
            *tell.own("deputies"),
        ),
        tuple(archive(tell, one) for one in tell.numbers.deputies),
    )


def archive(tell: Teller, one: DeputyNumbers) -> Section:
    """One deputy: who it is, programme, promises and outcomes, acts, letters, evidence."""
    place = f"№ {one.counts.district}. " if one.counts.district else ""
    key = f"deputy-{one.slug}"
    blocks: list[Block] = [
        _who(tell, one, key),
        _programme(tell, one, key),
        *_promises(tell, one, key),
        *_ratings(tell, one),
        *_acts(tell, one, key),
        *_letters(tell, one, key),
        *_where(tell, one),
    ]
    return Section(key, f"{place}{tell.name(one)}", tuple(blocks), apart=True)


def _sure(tell: Teller, text: str, confidence: Confidence) -> Cell:
    """A fact, marked where it only follows from what a source says."""
    if not text:
        return None
    if confidence is Confidence.INFERRED:
        return tell.gettext("%(fact)s (inferred)", fact=text)
    return text


def _who(tell: Teller, one: DeputyNumbers, key: str) -> Grid:
    card, words = one.page.card, tell.words
    person = card.person
    rows: list[tuple[Cell, ...]] = [
        (
            tell.gettext("Region"),
            _sure(tell, words.pick(person.region), person.district_confidence),
        ),
        (
            tell.gettext("Territory"),
            _sure(tell, words.pick(person.territory), person.territory_confidence),
        ),
        (tell.gettext("Party"), _sure(tell, words.pick(person.party), person.party_confidence)),
        (
            tell.gettext("Committee"),
            _sure(tell, words.pick(person.committee), person.committee_confidence),
        ),
        (tell.gettext("Mandate"), tell.span(person.start, person.end)),
        (tell.gettext("Months in office"), person.months),
        (
            tell.gettext("Read by people, of the parts that are to be read"),
            f"{tell.number(one.coverage.coded)} / {tell.number(one.coverage.total)}",
        ),
    ]
    return Grid(
        f"{key}-who",
        tell.gettext("Deputy"),
        (tell.gettext("What"), tell.gettext("Value")),
        tuple(rows),
    )


def _programme(tell: Teller, one: DeputyNumbers, key: str) -> Grid:
    record, shown, words = one.page.programme, one.page.card.programme, tell.words
    rows: list[tuple[Cell, ...]] = []
    if record is not None:
        rows += [
            (
                tell.gettext("Available to voters"),
                tell.label(record.availability) if record.availability else None,
            ),
            (tell.gettext("Origin"), tell.label(record.origin) if record.origin else None),
            (tell.gettext("Found"), tell.label(record.found_via) if record.found_via else None),
            (tell.gettext("Known on"), record.known_on),
        ]
    whose = None
    if shown is not None:
        whose = tell.gettext("own") if shown.own else tell.gettext("of the party")
    rows.append((tell.gettext("Whose promises"), whose))
    if shown is not None:
        source = tell.source(shown.source)
        if shown.source_url:
            source = Link(reads(source, words) if source else shown.source_url, shown.source_url)
        rows.append((tell.gettext("Source"), source))
    return Grid(
        f"{key}-programme",
        tell.gettext("Election programme"),
        (tell.gettext("What"), tell.gettext("Value")),
        tuple(rows),
    )


def _stated(page: DeputyPage) -> dict[int, Promise]:
    card: Scorecard | None = page.stated.card if page.stated else None
    return {p.id: p for p in card.programme.promises} if card and card.programme else {}


def _promises(tell: Teller, one: DeputyNumbers, key: str) -> tuple[Block, ...]:
    """Every promise with what an edition says of it."""
    shown, page = one.page.card.programme, one.page
    if shown is None or not shown.promises:
        return (tell.told(N_("No promises are known yet.")),)
    known = _stated(page)
    rows: list[tuple[Cell, ...]] = []
    for promise in shown.promises:
        text = tell.words.pick(promise, "text")
        path = f"/deputies/{one.slug}/promises/{promise.id}"
        stated = known.get(promise.id)
        rows.append(
            (
                promise.number,
                tell.link(text, path),
                tell.label(promise.wording),
                _topic(tell, promise, text),
                _outcome(tell, promise, stated),
                tell.label(stated.action) if stated and stated.action else "–",
                _position(tell, one, promise),
            )
        )
    grid = Grid(
        f"{key}-promises",
        tell.gettext("Promises") if shown.own else tell.gettext("Promises of the party"),
        (
            "№",
            tell.gettext("Promise"),
            tell.gettext("Wording"),
            tell.gettext("Topic"),
            tell.gettext("Outcome"),
            tell.gettext("Action"),
            tell.gettext("Position of the deputy"),
        ),
        tuple(rows),
    )
    said = _headline(tell, page)
    return (grid.spared(), *said)


def _topic(tell: Teller, promise: Promise, text: str) -> str | None:
    """The topic of a promise; a dash where it has the very words of the promise."""
    topic = tell.words.pick(promise.topic)
    return DASH if topic == text else topic or None


def _outcome(tell: Teller, promise: Promise, stated: Promise | None) -> str:
    if promise.exclusion is not None:
        return tell.gettext("not counted: %(why)s", why=tell.label(promise.exclusion))
    return tell.label(stated.outcome if stated else Outcome.NOT_YET_RATED)


def _position(tell: Teller, one: DeputyNumbers, promise: Promise) -> str:
    standing = one.page.stated.standings.get(promise.id) if one.page.stated else None
    return tell.label(standing.state) if standing else "–"


def _headline(tell: Teller, page: DeputyPage) -> tuple[Block, ...]:
    """Counts in words, and a percentage only where the method allows one."""
    if page.stated is None or page.edition is None:
        return ()
    head = page.head
    counts = [(tell.label(outcome), count) for outcome, count in head.outcomes]
    said = tell.gettext(
        "Edition %(number)s of %(day)s. Testable promises: %(count)s.",
        number=page.edition.number,
        day=tell.words.day(page.edition.as_of),
        count=tell.number(head.testable),
    )
    text = " ".join(
        piece
        for piece in (
            said,
            tell.counts(counts) if counts else "",
            bounds(tell, page.stated.card.bounds),
        )
        if piece
    )
    return (Paragraph(text),)


def _ratings(tell: Teller, one: DeputyNumbers) -> tuple[Block, ...]:
    """Why each outcome stands, what it rests on, and what the deputy said to it."""
    part = one.page.stated
    if part is None:
        return ()
    numbers = {promise.id: promise.number for promise in _stated(one.page).values()}
    blocks: list[Block] = []
    for thesis, rating in sorted(part.ratings.items(), key=lambda pair: numbers.get(pair[0], 0)):
        if thesis not in numbers:
            continue
        blocks.append(_why(tell, rating, numbers[thesis]))
        if rating.evidence:
            blocks.append(Points(tuple(_piece(tell, piece) for piece in rating.evidence)))
        standing = part.standings.get(thesis)
        for said in standing.positions if standing else ():
            text = said.text or said.withheld_why
            if text:
                blocks.append(Paragraph(text, Tone.QUOTE, said.lang.value))
    return tuple(blocks)


def _why(tell: Teller, rating: Rating, number: int) -> Paragraph:
    text, _ = tell.words.picked(rating, "explanation")
    said = tell.gettext(
        "Promise № %(number)s, %(day)s: %(outcome)s.",
        number=number,
        day=tell.words.day(rating.as_of),
        outcome=tell.label(Outcome(rating.status.value)),
    )
    reason = (
        tell.gettext("Reason: %(why)s.", why=tell.label(rating.reason)) if rating.reason else ""
    )
    return Paragraph(" ".join(piece for piece in (said, reason, text) if piece))


def _piece(tell: Teller, piece: Piece) -> Paragraph:
    """One piece of evidence with an address: its kept copy, its file, or its act."""
    kind = tell.label(piece.kind) if piece.kind else tell.gettext("Evidence")
    title = tell.words.pick(Text(piece.title_kk, piece.title_ru, None)) if piece.item else ""
    path = None
    if piece.capture is not None:
        path = f"/captures/{piece.capture}"
    elif piece.sha256 is not None:
        path = f"/files/{piece.sha256}"
    elif piece.item is not None:
        path = f"/items/{piece.item}"
    words = ". ".join(word for word in (kind, title, piece.note or "") if word)
    address = tell.address(path, of_today=True) if path else None
    return Paragraph(words, Tone.SOURCE, link=Link(address, address) if address else None)


def when(tell: Teller, act: Act) -> Cell:
    """The day of an act as far as it is known."""
    if act.date is None:
        if act.period_start is None or act.period_end is None:
            return None
        return tell.span(act.period_start, act.period_end)
    if act.precision is DatePrecision.MONTH:
        return act.date.strftime("%m.%Y")
    return act.date


def title(tell: Teller, act: Act) -> Cell:
    """The title of an act, leading to its page with all its sources and copies."""
    text = tell.words.pick(Text(act.title_kk, act.title_ru, None)) or act.number or act.key
    return tell.link(text, f"/items/{act.key}")


def _acts(tell: Teller, one: DeputyNumbers, key: str) -> tuple[Block, ...]:
    if not one.acts:
        return (
            tell.told(
                N_("No acts of the period were found. It does not mean that there were none.")
            ),
        )
    rows: list[tuple[Cell, ...]] = [
        (
            tell.label(act.kind),
            when(tell, act),
            title(tell, act),
            tell.label(act.role) if act.kind is Kind.DEPUTY_REQUEST else "–",
            ", ".join(f"№ {mark.number}" for mark in act.marks) or "–",
        )
        for act in one.acts
    ]
    return (
        Grid(
            f"{key}-acts",
            tell.gettext("Acts of the period"),
            (
                tell.gettext("Kind"),
                tell.gettext("When"),
                tell.gettext("What"),
                tell.gettext("Part in the request"),
                tell.gettext("Linked promises (preliminary)"),
            ),
            tuple(rows),
        ).spared(),
    )


def _letters(tell: Teller, one: DeputyNumbers, key: str) -> tuple[Block, ...]:
    if not one.letters:
        return ()
    rows: list[tuple[Cell, ...]] = [
        (
            letter.sent_on,
            tell.label(letter.subject),
            tell.label(letter.channel),
            letter.due_on,
            tell.label(letter.state),
            letter.answered_on or "–",
            tell.label(letter.answer_kind) if letter.answer_kind else "–",
        )
        for letter in one.letters
    ]
    return (
        Grid(
            f"{key}-letters",
            tell.gettext("Letters of the monitoring"),
            (
                tell.gettext("Sent"),
                tell.gettext("About"),
                tell.gettext("Channel"),
                tell.gettext("Due"),
                tell.gettext("State"),
                tell.gettext("Answered"),
                tell.gettext("Kind of answer"),
            ),
            tuple(rows),
        ),
    )


def _where(tell: Teller, one: DeputyNumbers) -> tuple[Block, ...]:
    address = tell.address(f"/deputies/{one.slug}")
    if address is None:
        return ()
    return (
        Paragraph(
            tell.gettext("All of this with its kept copies:"),
            Tone.SOURCE,
            link=Link(address, address),
        ),
    )
