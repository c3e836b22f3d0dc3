"""How far readers agree, how many took part, and what the analyst concludes."""

from app.queries.report_texts import Recommended
from app.reports.document import Block, Cell, Grid, Paragraph, Section
from app.reports.teller import Teller
from app.scoring.gate import MIN_UNITS, SENTENCES, Agreement, FieldStanding, values
from app.scoring.words import N_


def agreement(tell: Teller) -> Section:
    """Krippendorff's alpha by field with its interval and n, and what the gate found."""
    gate = tell.numbers.gate
    blocks: list[Block] = []
    if gate is None or not gate.fields:
        blocks.append(tell.told(N_("No campaign measures agreement over this period.")))
    else:
        blocks += [
            tell.told(
                N_(
                    "Two people who cannot see each other’s work read a part of the acts. "
                    "Alpha is 1 where they always agree, and 0 where they agree as if by "
                    "chance."
                )
            ),
            Grid(
                "agreement",
                tell.gettext("Agreement of readers by field"),
                (
                    tell.gettext("Field"),
                    tell.gettext("Units"),
                    tell.gettext("Alpha"),
                    tell.gettext("Interval (95 %%)") % (),
                    tell.gettext("Raw agreement"),
                    tell.gettext("How it is published"),
                ),
                tuple(_field(tell, one) for one in gate.fields),
            ),
        ]
        if not gate.judged:
            blocks.append(
                tell.note(
                    N_("Fewer than %(count)s units: agreement is shown and not judged by."),
                    count=MIN_UNITS,
                )
            )
        findings = (*gate.blocks, *gate.held_back, *gate.notes)
        said = dict.fromkeys(tell.gettext(SENTENCES[one.rule], **values(one)) for one in findings)
        blocks += [Paragraph(text) for text in said]
    return Section(
        "agreement",
        tell.gettext("Agreement of readers and the gate"),
        (*blocks, *tell.own("agreement")),
    )


def _field(tell: Teller, one: FieldStanding) -> tuple[Cell, ...]:
    found = one.agreement
    interval = None
    if found.low is not None and found.high is not None:
        interval = f"{found.low:.3f} … {found.high:.3f}"
    return (
        tell.label(found.field),
        found.n,
        tell.gettext("not defined") if found.alpha is None else f"{found.alpha:.3f}",
        interval,
        _raw(found),
        tell.label(one.standing),
    )


def _raw(found: Agreement) -> str | None:
    """The share read alike with its n of N."""
    if found.raw is None or not found.n:
        return None
    alike = round(found.raw * found.n)
    return f"{round(found.raw * 100)} % ({alike} / {found.n})"


def turnout(tell: Teller) -> Section:
    """How many activists, offices and citizens took part: counts, never names."""
    found = tell.numbers.turnout
    rows = (
        (
            tell.gettext("Activists who read acts, or to whom deputies were assigned"),
            found.activists,
        ),
        (tell.gettext("Regions that they gave as theirs"), found.regions),
        (tell.gettext("Readings that stand"), found.readings),
        (tell.gettext("Errors that readers of the site reported"), found.reports),
        (tell.gettext("Errors that were corrected"), found.corrected),
        (tell.gettext("Letters answered by deputies or their offices"), found.letters_answered),
        (tell.gettext("Positions of deputies received"), found.positions),
        (tell.gettext("Offices that answered a letter or stated a position"), found.offices),
    )
    return Section(
        "turnout",
        tell.gettext("Who took part"),
        (
            tell.told(
                N_("People are counted and never named. Visits to the site are not counted at all.")
            ),
            Grid(
                "turnout",
                tell.gettext("How many took part by %(day)s", day=tell.words.day(tell.numbers.on)),
                (tell.gettext("Who, or what"), tell.gettext("How many")),
                rows,
            ),
            *tell.own("turnout"),
        ),
    )


def conclusions(tell: Teller) -> Section:
    """The analyst's own text and nothing else."""
    own = tell.own("conclusions")
    empty = tell.note(N_("The analyst has not written conclusions for this period yet."))
    return Section("conclusions", tell.gettext("Conclusions"), own or (empty,))


def recommendations(tell: Teller) -> Section:
    """The recommendations of this report, and what became of those of the one before."""
    texts = tell.texts
    blocks: list[Block] = [*tell.own("recommendations")]
    if texts.recommendations:
        blocks.append(
            Grid(
                "recommendations",
                tell.gettext("Recommendations"),
                ("№", tell.gettext("To whom"), tell.gettext("Recommendation")),
                tuple(
                    (one.number, tell.label(one.addressee), tell.words.pick(one.text))
                    for one in texts.recommendations
                ),
            )
        )
    if texts.earlier:
        blocks.append(
            Grid(
                "recommendations-before",
                tell.gettext(
                    "What became of the recommendations of the report for %(period)s",
                    period=tell.span(texts.earlier_from, texts.earlier_to),
                ),
                (
                    "№",
                    tell.gettext("To whom"),
                    tell.gettext("Recommendation"),
                    tell.gettext("State"),
                    tell.gettext("Note"),
                ),
                tuple(_before(tell, one) for one in texts.earlier),
            )
        )
    if not blocks:
        blocks.append(tell.note(N_("No recommendations are written for this period yet.")))
    return Section("recommendations", tell.gettext("Recommendations"), tuple(blocks))


def _before(tell: Teller, one: Recommended) -> tuple[Cell, ...]:
    return (
        one.number,
        tell.label(one.addressee),
        tell.words.pick(one.text),
        tell.label(one.state),
        (tell.words.pick(one.note) if one.note else "") or "–",
    )
