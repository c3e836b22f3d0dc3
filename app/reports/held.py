"""The numbers of a period from the frozen parts of an edition, and from nothing else.

What an edition never holds is who took part: accounts, reports and positions are counted up to
the moment at which it was published, and rows of that time are only ever added.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.queries import editions, report_counts, report_figures
from app.queries.acts import Act
from app.queries.chart_shapes import ChartsPart, DeputyCounts, GroupCounts, RequestRows
from app.queries.deputy_tabs import published
from app.queries.editions import EditionShown
from app.queries.frozen import ActivityPart
from app.queries.letters import LettersPart
from app.queries.report_counts import CampaignShown
from app.queries.sessions import SessionLine, SessionsPart
from app.queries.topic_shapes import TopicPart, TopicsPart
from app.queries.when import has_no_day
from app.reports.counted import book_numbers, letters_until, lying_in, placed
from app.reports.shapes import BookNumbers, DeputyNumbers, Numbers, Period
from models.item import Kind, Role
from models.meeting import Answer


def numbers(session: Session, period: Period, edition: EditionShown) -> Numbers:
    """The numbers of `period` as `edition` froze them, as of its own day."""
    on = edition.as_of
    part = editions.part(session, edition, "charts", ChartsPart) or ChartsPart(period.term)
    regions = report_counts.region_count(session, period.term.id)
    campaign = report_counts.campaign_named(session, edition.campaign_key)
    sat = editions.part(session, edition, "sessions", SessionsPart)
    lines = sat.sessions if sat else ()
    deputies = _deputies(session, _Asked(period, edition, campaign, lines), part)
    if not period.is_whole(on):
        part = _narrowed(session, period, edition, part, deputies)
    return Numbers(
        period=period,
        on=on,
        charts=part,
        deputies=deputies,
        states=edition,
        campaign=campaign,
        gate=edition.gate,
        sessions=lying_in(lines, period),
        books=_books(session, period, edition),
        regions=regions,
        parties=report_figures.party_names(session),
        turnout=report_counts.turnout(session, period.term.id, campaign, edition.published_at),
        stated=report_figures.with_charts(
            report_figures.stated(session, period.term, period.start, period.end, part.stated),
            part,
            period.start,
            period.end,
        ),
    )


@dataclass(frozen=True)
class _Asked:
    """What is asked of every deputy."""

    period: Period
    edition: EditionShown
    campaign: CampaignShown | None
    lines: tuple[SessionLine, ...]


def _deputies(session: Session, asked: _Asked, part: ChartsPart) -> tuple[DeputyNumbers, ...]:
    period, edition = asked.period, asked.edition
    slugs = [one.slug for one in part.deputies]
    done = editions.several(session, edition, "activity", ActivityPart, slugs)
    sent = editions.several(session, edition, "letters", LettersPart, slugs)
    whole = period.is_whole(edition.as_of)
    last = letters_until(period, asked.campaign)
    found = []
    for counts in part.deputies:
        card = editions.deputy(session, edition, counts.slug)
        if card is None:
            continue
        acts = [act for act in done.get(counts.slug, ActivityPart()).acts if act.counted]
        mine = tuple(act for act in acts if period.has(act, edition.as_of))
        letters = sent[counts.slug].letters if counts.slug in sent else ()
        found.append(
            DeputyNumbers(
                page=published(card, edition),
                counts=counts if whole else _recounted(counts, mine),
                acts=placed(mine, asked.lines, period),
                undated=0 if whole else sum(has_no_day(act) for act in acts),
                letters=tuple(one for one in letters if period.start <= one.sent_on <= last),
            )
        )
    return tuple(found)


def _recounted(counts: DeputyCounts, acts: Iterable[Act]) -> DeputyCounts:
    """The counts of a chart over the acts of a shorter period."""
    rows = list(acts)
    roles = Counter(act.role for act in rows if act.kind is Kind.DEPUTY_REQUEST)
    places = Counter(act.held for act in rows if act.kind is Kind.VOTER_MEETING)
    return replace(
        counts,
        requests={role: roles[role] for role in Role},
        meetings={place: places[place] for place in Answer},
    )


def _narrowed(
    session: Session,
    period: Period,
    edition: EditionShown,
    part: ChartsPart,
    deputies: tuple[DeputyNumbers, ...],
) -> ChartsPart:
    """The charts over a shorter period: groups are counted from their frozen requests."""
    keys = [group.key for group in part.groups]
    rows = editions.several(session, edition, "chart_rows", RequestRows, keys)

    def counted(group: GroupCounts) -> GroupCounts:
        mine = rows[group.key].rows if group.key in rows else ()
        roles = Counter(row.role for row in mine if period.has(row, edition.as_of))
        return replace(group, requests={role: roles[role] for role in Role})

    return replace(
        part,
        deputies=tuple(one.counts for one in deputies),
        groups=tuple(counted(group) for group in part.groups),
    )


def _books(session: Session, period: Period, edition: EditionShown) -> tuple[BookNumbers, ...]:
    listing = editions.part(session, edition, "topics", TopicsPart) or TopicsPart()
    books = [book for book in listing.books if book.in_force]
    keys = [line.address for book in books for line in book.topics]
    pages = editions.several(session, edition, "topic", TopicPart, keys)

    def acts_of(address: str) -> dict[Kind, int]:
        acts = pages[address].gathered.acts if address in pages else ()
        kinds = Counter(act.kind for act in acts if period.has(act, edition.as_of))
        return {kind: kinds[kind] for kind in Kind if kinds[kind]}

    return tuple(
        book_numbers(book, {line.address: acts_of(line.address) for line in book.topics})
        for book in books
    )
