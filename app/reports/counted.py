"""The numbers of a period as they stand today, from the queries behind the pages."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from app.queries import charts, editions, gate, report_counts, report_figures, sessions, topics
from app.queries.acts import Act, acts
from app.queries.chart_shapes import ChartsPart, DeputyCounts
from app.queries.counting import during
from app.queries.deputy_tabs import DeputyPage
from app.queries.editions import EditionShown
from app.queries.freezing import programme_record
from app.queries.frozen import DeputyPart
from app.queries.gathered import Cut
from app.queries.letters import letters
from app.queries.report_counts import CampaignShown
from app.queries.scorecards import scorecard
from app.queries.sessions import SessionLine
from app.queries.topic_shapes import BookLine
from app.queries.when import has_no_day
from app.reports.shapes import (
    BookNumbers,
    DeputyNumbers,
    Numbers,
    Period,
    TopicNumbers,
)
from app.scoring.gate import Gate
from app.scoring.gate import gate as judged
from models.campaign import Campaign
from models.item import Kind
from models.meeting import Answer


def numbers(session: Session, period: Period, on: dt.date, until: dt.datetime) -> Numbers:
    """The numbers of `period` as of the day `on`, which ends at `until`."""
    term = period.term
    within = true() if period.is_whole(on) else during(period.start, period.end)
    part = charts.charts(session, term, within=within)
    states = editions.latest(session, term.id)
    regions = report_counts.region_count(session, period.term.id)
    lines = sessions.sessions(session, term).sessions
    campaign = report_counts.campaign_of(session, term.id, period.start, period.end)
    return Numbers(
        period=period,
        on=on,
        charts=part,
        deputies=_deputies(session, _Asked(period, on, states, campaign, lines), part),
        states=states,
        campaign=campaign,
        gate=_gate(session, campaign, on),
        sessions=lying_in(lines, period),
        books=_books(session, period, within),
        regions=regions,
        parties=report_figures.party_names(session),
        turnout=report_counts.turnout(session, term.id, campaign, until),
        stated=report_figures.with_charts(
            report_figures.stated(session, term, period.start, period.end),
            part,
            period.start,
            period.end,
        ),
    )


def placed(acts: Iterable[Act], lines: Sequence[SessionLine], period: Period) -> tuple[Act, ...]:
    """Acts with whether each fell into a session: as people entered it, or else as its day tells.

    It is what the pages of sessions say.
    """
    return tuple(
        replace(act, sat=sessions.sat(act, lines, period.term))
        if act.sat is Answer.NOT_KNOWN
        else act
        for act in acts
    )


def lying_in(lines: Sequence[SessionLine], period: Period) -> tuple[SessionLine, ...]:
    """The sessions that have a day of the period, or of whose recess it has one."""
    return tuple(
        line
        for line in lines
        if line.start <= period.end and (line.until is None or line.until >= period.start)
    )


def letters_until(period: Period, campaign: CampaignShown | None) -> dt.date:
    """Until when letters belong to a period: the end of the work on it, which comes after it."""
    return max(period.end, campaign.work_to) if campaign else period.end


@dataclass(frozen=True)
class _Asked:
    """What is asked of every deputy: the period, the day, who states outcomes, which campaign."""

    period: Period
    on: dt.date
    states: EditionShown | None
    campaign: CampaignShown | None
    lines: tuple[SessionLine, ...]


def _deputies(session: Session, asked: _Asked, part: ChartsPart) -> tuple[DeputyNumbers, ...]:
    slugs = [one.slug for one in part.deputies]
    known: dict[str, DeputyPart | None] = {}
    if asked.states is not None:
        known = {slug: editions.deputy(session, asked.states, slug) for slug in slugs}
    return tuple(_deputy(session, asked, one, known.get(one.slug)) for one in part.deputies)


def _deputy(
    session: Session, asked: _Asked, counts: DeputyCounts, part: DeputyPart | None
) -> DeputyNumbers:
    period, on = asked.period, asked.on
    card = scorecard(session, counts.slug, on, period.term.legislature, period.term.number)
    if card is None:
        raise LookupError(f"{counts.slug} has no seat in convocation {period.term.number}")
    person = card.person
    found = placed(
        (act for act in acts(session, person.mandate, person.start) if act.counted),
        asked.lines,
        period,
    )
    sent = letters(session, person.mandate, on).letters
    last = letters_until(period, asked.campaign)
    return DeputyNumbers(
        page=DeputyPage(card, programme_record(session, person.mandate), part, asked.states),
        counts=counts,
        acts=tuple(act for act in found if period.has(act, on)),
        undated=0 if period.is_whole(on) else sum(has_no_day(act) for act in found),
        letters=tuple(letter for letter in sent if period.start <= letter.sent_on <= last),
    )


def _gate(session: Session, campaign: CampaignShown | None, on: dt.date) -> Gate | None:
    if campaign is None:
        return None
    row = session.get_one(Campaign, campaign.id)
    return judged(gate.figures(session, row, on, on))


def _books(
    session: Session, period: Period, within: ColumnElement[bool]
) -> tuple[BookNumbers, ...]:
    """The books in force; what was promised has no period, and stands as on the page of topics."""
    promised = topics.topics(session, period.term, {})
    done = topics.topics(session, period.term, {}, Cut(within))
    acts_of = {line.address: line.acts for book in done.books for line in book.topics}
    return tuple(
        book_numbers(book, {line.address: acts_of.get(line.address, {}) for line in book.topics})
        for book in promised.books
        if book.in_force
    )


def book_numbers(book: BookLine, acts_of: dict[str, dict[Kind, int]]) -> BookNumbers:
    """A book with the acts of each of its topics."""
    return BookNumbers(
        book.key,
        book.name,
        tuple(
            TopicNumbers(line.address, line.name, line.promises, acts_of[line.address])
            for line in book.topics
            if not line.retired or acts_of[line.address]
        ),
    )
