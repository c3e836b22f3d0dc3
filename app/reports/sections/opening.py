"""What the report is about, and by which method it counts."""

from app import scoring
from app.reports.document import Block, Cell, Grid, Paragraph, Points, Section
from app.reports.teller import Teller
from app.scoring import METHOD_VERSION
from app.scoring.words import N_


def front(tell: Teller) -> tuple[Paragraph, ...]:
    """What stands under the title: the period, the state of the numbers, who pays."""
    found = [tell.told(N_("Period: %(period)s."), period=tell.period)]
    if tell.setting.training:
        found.append(tell.note(N_("Training ground: everything in this report is invented.")))
    funder = tell.words.picked(tell.setting.funder)
    if funder[0]:
        found.append(Paragraph(funder[0], lang=funder[1]))
    return tuple(found)


def state(tell: Teller) -> Paragraph:
    """Of which edition the numbers are, or that they are today's."""
    edition = tell.numbers.period.edition
    if edition is None:
        return tell.note(
            N_("The numbers are as found by %(day)s, preliminary."),
            day=tell.words.day(tell.numbers.on),
        )
    return tell.note(
        N_("The numbers are those of edition %(number)s as of %(day)s."),
        number=edition.number,
        day=tell.words.day(edition.as_of),
    )


def introduction(tell: Teller) -> Section:
    """Convocation, period, window of work and coverage."""
    numbers = tell.numbers
    blocks: list[Block] = [_about(tell), *_coverage(tell), *tell.own("introduction")]
    if numbers.undated:
        blocks.append(
            tell.note(
                N_(
                    "Parts in acts of which no source says when they were: %(count)s. They are not "
                    "counted in this report."
                ),
                count=tell.number(numbers.undated),
            )
        )
    return Section("introduction", tell.gettext("Introduction"), tuple(blocks))


def _about(tell: Teller) -> Grid:
    numbers, term = tell.numbers, tell.numbers.period.term
    rows: list[tuple[Cell, ...]] = [
        (tell.gettext("Representative body"), tell.words.pick(term)),
        (tell.gettext("Convocation"), term.number),
        (tell.gettext("Term of the convocation"), tell.span(term.start, term.end)),
        (tell.gettext("Period of the report"), tell.period),
    ]
    rows += [
        (
            tell.gettext("Session %(number)s", number=line.number),
            tell.span(line.start, line.end),
        )
        for line in numbers.sessions
    ]
    if numbers.campaign is not None:
        campaign = numbers.campaign
        rows += [
            (tell.gettext("Campaign"), tell.words.pick(campaign.name)),
            (
                tell.gettext("Observed period of the campaign"),
                tell.span(campaign.observed_from, campaign.observed_to),
            ),
            (
                tell.gettext("Window of work of the campaign"),
                tell.span(campaign.work_from, campaign.work_to),
            ),
        ]
    rows.append((tell.gettext("Deputies in this report"), len(numbers.deputies)))
    if numbers.regions:
        rows.append((tell.gettext("Regions of their districts"), numbers.regions))
    rows.append((tell.gettext("Version of the method"), _version(tell)))
    return Grid(
        "about",
        tell.gettext("What the report is about"),
        (tell.gettext("What"), tell.gettext("Value")),
        tuple(rows),
    )


def _version(tell: Teller) -> int:
    edition = tell.numbers.period.edition
    return edition.method_version if edition else METHOD_VERSION


def _coverage(tell: Teller) -> tuple[Paragraph, ...]:
    read = tell.numbers.coverage
    acts = sum(len(one.acts) for one in tell.numbers.deputies)
    return (
        Paragraph(
            tell.ngettext(
                "The report counts %(num)s part of deputies in acts of the period.",
                "The report counts %(num)s parts of deputies in acts of the period.",
                acts,
            )
        ),
        tell.told(
            N_("Read by people, of the parts that are to be read: %(read)s of %(all)s."),
            read=tell.number(read.coded),
            all=tell.number(read.total),
        ),
    )


def method(tell: Teller) -> Section:
    """The definitions of the method, from the same source as the page of the method."""
    items = tuple(
        Paragraph(f"{tell.gettext(one.title)}. {tell.gettext(one.text)}")
        for one in scoring.DEFINITIONS
    )
    return Section(
        "method",
        tell.gettext("Method"),
        (
            tell.told(N_("Version of the method: %(number)s."), number=_version(tell)),
            Points(items),
            *tell.own("method"),
        ),
    )
