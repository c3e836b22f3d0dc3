"""The gate: what stands in the way of an edition, and what an edition must leave out.

Rules over numbers that were counted elsewhere (method, 3, 4, 6 and 8). The gate never bends: who
wants to publish mends what it names, and every reason comes with its n of N.
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.scoring.words import N_

#: Percent of the participations that are to be read which must have been read. Why 80: the
#: method asks for as much of the promises before it allows a percentage (5); below that "none
#: found" would say more about the readers than about the deputy. The edition states its coverage.
MIN_COVERAGE_PERCENT = 80
#: From so many double-coded units on agreement is judged by; below it is shown (method, 6).
MIN_UNITS = 100
#: Krippendorff's alpha from which a field is published, and from which it is approximate.
PUBLISHED_FROM = 0.80
APPROXIMATE_FROM = 0.667


class Rule(enum.StrEnum):
    """What the gate asks for."""

    NO_CAMPAIGN = "no_campaign"
    NOBODY_COVERED = "nobody_covered"
    NOTHING_CODED = "nothing_coded"
    DAY_AHEAD = "day_ahead"
    COVERAGE = "coverage"
    DEPUTY_COVERAGE = "deputy_coverage"
    DOUBLE_CODED = "double_coded"
    SAMPLE_SHARE = "sample_share"
    SAMPLE_SETTLED = "sample_settled"
    AGREEMENT = "agreement"
    AGREEMENT_UNKNOWN = "agreement_unknown"
    AGREEMENT_SHOWN = "agreement_shown"
    TWO_PERSONS = "two_persons"
    VERDICT_LATER = "verdict_later"
    POSITION_ASKED = "position_asked"
    POSITION_DELIVERED = "position_delivered"
    POSITION_DEADLINE = "position_deadline"
    POSITION_PUBLISHED = "position_published"
    NOT_YET_RATED = "not_yet_rated"
    PROPOSED = "proposed"


class Field(enum.StrEnum):
    """What two coders of one participation are compared by."""

    READING = "reading"
    THESES = "theses"
    STRENGTH = "strength"
    TOPICS = "topics"
    ANSWER = "answer"


class Standing(enum.StrEnum):
    """How a field may be published."""

    PUBLISHED = "published"
    APPROXIMATE = "approximate"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class DeputyReading:
    """How much of one covered deputy was read, in participations."""

    slug: str
    coded: int
    total: int


@dataclass(frozen=True)
class Agreement:
    """Agreement on one field before adjudication, over `n` units that two people coded.

    `low` and `high` bound alpha by bootstrap; `raw` is the share of units read alike, and
    `largest` the share of the value that was given most. None where it cannot be computed.
    """

    field: Field
    n: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    raw: float | None = None
    largest: float | None = None


@dataclass(frozen=True)
class VerdictStanding:
    """A confirmed verdict as the gate sees it; `key` is the deputy's slug and the number.

    `deadline_open` says that the deputy may still answer, `waiting` counts answers that are
    neither published nor withheld with a reason.
    """

    key: str
    two_persons: bool
    later: bool = False
    asked: bool = False
    delivered: bool = True
    answered: bool = False
    deadline_open: bool = False
    waiting: int = 0


@dataclass(frozen=True)
class Figures:
    """All that the gate looks at. Counts are of participations of covered deputies.

    `coded` were read by somebody, `double_coded` by two people; `double_settled` of those have
    a settled reading. `sample` were drawn, `sample_settled` of those are settled.
    """

    campaign: str | None = None
    day_ahead: bool = False
    reliability_percent: int = 20
    deputies: tuple[DeputyReading, ...] = ()
    double_coded: int = 0
    double_settled: int = 0
    #: Units that two people read without seeing each other's work: what agreement is of.
    units: int = 0
    sample: int = 0
    sample_settled: int = 0
    agreement: tuple[Agreement, ...] = ()
    verdicts: tuple[VerdictStanding, ...] = ()
    testable: int = 0
    proposed: int = 0

    @property
    def coded(self) -> int:
        """Participations that somebody read."""
        return sum(deputy.coded for deputy in self.deputies)

    @property
    def total(self) -> int:
        """Participations that are to be read."""
        return sum(deputy.total for deputy in self.deputies)


@dataclass(frozen=True)
class Finding:
    """One thing the gate found: `n` of `of` are as `rule` asks, and `limit` is how many must.

    `keys` name the deputies or promises of which it is not so. `field` and `value` are those of
    agreement.
    """

    rule: Rule
    n: int = 0
    of: int = 0
    limit: float | None = None
    field: Field | None = None
    value: float | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldStanding:
    """A field with its agreement and how it may be published."""

    agreement: Agreement
    standing: Standing


@dataclass(frozen=True)
class Gate:
    """What the gate found. An edition is published when nothing blocks."""

    blocks: tuple[Finding, ...] = ()
    held_back: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    fields: tuple[FieldStanding, ...] = ()
    judged: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.blocks

    def standing(self, field: Field) -> Standing:
        """How `field` may be published. One that nobody compared stands as everything does."""
        found = (f.standing for f in self.fields if f.agreement.field is field)
        return next(found, Standing.PUBLISHED)

    def kept_back_of(self, slug: str) -> bool:
        """Whether too little of that deputy was read to say what was not found."""
        return any(f.rule is Rule.DEPUTY_COVERAGE and slug in f.keys for f in self.held_back)


def gate(figures: Figures) -> Gate:
    """What blocks an edition made of `figures`, what it leaves out, and what it must say.

    Formula: the rules below, each over whole numbers. Without a campaign, or with nothing
    coded, there is nothing that other rules could be asked about. Why: a statement may rest
    neither on one unseen judgement nor on silence that nobody was asked to break.
    """
    first = _beginnings(figures)
    if first:
        return Gate(blocks=(first,))
    judged = figures.units >= MIN_UNITS
    fields = tuple(FieldStanding(a, _standing(a, judged)) for a in figures.agreement)
    blocks = [*_reading(figures, judged), *_verdicts(figures)]
    if figures.day_ahead:
        blocks.insert(0, Finding(Rule.DAY_AHEAD))
    return Gate(
        blocks=tuple(blocks),
        held_back=(*_deputies(figures), *_left_out(fields)),
        notes=tuple(_notes(figures, judged)),
        fields=fields,
        judged=judged,
    )


def _beginnings(figures: Figures) -> Finding | None:
    if figures.campaign is None:
        return Finding(Rule.NO_CAMPAIGN)
    if not figures.deputies:
        return Finding(Rule.NOBODY_COVERED)
    if not figures.coded:
        return Finding(Rule.NOTHING_CODED, 0, figures.total)
    return None


def _reading(figures: Figures, judged: bool) -> Iterable[Finding]:
    """Coverage, and what must have been read by two people and settled (method, 4 and 6)."""
    coded, total = figures.coded, figures.total
    if coded * 100 < total * MIN_COVERAGE_PERCENT:
        yield Finding(Rule.COVERAGE, coded, total, MIN_COVERAGE_PERCENT)
    if not judged and figures.double_settled < coded:
        yield Finding(Rule.DOUBLE_CODED, figures.double_settled, coded, MIN_UNITS)
    if judged and figures.sample_settled * 100 < coded * figures.reliability_percent:
        yield Finding(Rule.SAMPLE_SHARE, figures.sample_settled, coded, figures.reliability_percent)
    if figures.sample_settled < figures.sample:
        yield Finding(Rule.SAMPLE_SETTLED, figures.sample_settled, figures.sample)


def _standing(agreement: Agreement, judged: bool) -> Standing:
    """How a field may be published (method, 6).

    Formula: with fewer than MIN_UNITS double-coded units as it is, for then all of it was
    settled. Otherwise by alpha. Alpha does not exist where everybody gave one value only:
    then nobody disagreed. A field that was never compared is left out.
    """
    if not judged:
        return Standing.PUBLISHED
    if agreement.alpha is None:
        return Standing.PUBLISHED if agreement.raw == 1 else Standing.LEFT_OUT
    if agreement.alpha >= PUBLISHED_FROM:
        return Standing.PUBLISHED
    return Standing.APPROXIMATE if agreement.alpha >= APPROXIMATE_FROM else Standing.LEFT_OUT


def _left_out(fields: Iterable[FieldStanding]) -> Iterable[Finding]:
    for field in fields:
        found = field.agreement
        if field.standing is Standing.PUBLISHED:
            continue
        limit = PUBLISHED_FROM if field.standing is Standing.APPROXIMATE else APPROXIMATE_FROM
        rule = Rule.AGREEMENT if found.alpha is not None else Rule.AGREEMENT_UNKNOWN
        yield Finding(rule, found.n, found.n, limit, found.field, found.alpha)


def _deputies(figures: Figures) -> Iterable[Finding]:
    """Deputies of whom too little was read, where the whole was read well enough."""
    few = [d for d in figures.deputies if d.coded * 100 < d.total * MIN_COVERAGE_PERCENT]
    if few:
        yield Finding(
            Rule.DEPUTY_COVERAGE,
            len(figures.deputies) - len(few),
            len(figures.deputies),
            MIN_COVERAGE_PERCENT,
            keys=tuple(d.slug for d in few),
        )


def _verdicts(figures: Figures) -> Iterable[Finding]:
    """Two persons for each verdict, and the deputy asked in time (method, 2 and 8)."""
    asked = [v for v in figures.verdicts if v.asked]
    silent = [v for v in asked if not v.answered]
    tests: tuple[tuple[Rule, list[VerdictStanding], Callable[[VerdictStanding], bool]], ...] = (
        (Rule.TWO_PERSONS, list(figures.verdicts), lambda v: v.two_persons),
        (Rule.VERDICT_LATER, list(figures.verdicts), lambda v: not v.later),
        (Rule.POSITION_ASKED, list(figures.verdicts), lambda v: v.asked or v.answered),
        (Rule.POSITION_DELIVERED, silent, lambda v: v.delivered),
        (Rule.POSITION_DEADLINE, silent, lambda v: not v.deadline_open),
        (Rule.POSITION_PUBLISHED, list(figures.verdicts), lambda v: not v.waiting),
    )
    for rule, of, holds in tests:
        broken = tuple(v.key for v in of if not holds(v))
        if broken:
            yield Finding(rule, len(of) - len(broken), len(of), keys=broken)


def _notes(figures: Figures, judged: bool) -> Iterable[Finding]:
    if not judged:
        yield Finding(Rule.AGREEMENT_SHOWN, figures.units, figures.coded, MIN_UNITS)
    rated = len(figures.verdicts)
    if rated < figures.testable:
        yield Finding(Rule.NOT_YET_RATED, rated, figures.testable)
    if figures.proposed:
        yield Finding(Rule.PROPOSED, figures.proposed, figures.proposed)


#: What each finding says, with its numbers. Pages translate it, commands print it as it is.
SENTENCES: dict[Rule, str] = {
    Rule.NO_CAMPAIGN: N_("There is no campaign: an edition is the result of one."),
    Rule.NOBODY_COVERED: N_("The campaign covers no deputies yet."),
    Rule.NOTHING_CODED: N_(
        "Nothing is coded: 0 of %(of)s participations of the deputies covered were read."
    ),
    Rule.DAY_AHEAD: N_("The day that the edition is to stand for has not come yet."),
    Rule.COVERAGE: N_(
        "Coverage: %(n)s of %(of)s participations were read; at least %(limit)s %% must be."
    ),
    Rule.DEPUTY_COVERAGE: N_(
        "Enough was read of %(n)s of %(of)s deputies. Of the others less than %(limit)s %% was "
        "read, so that their actions are left out."
    ),
    Rule.DOUBLE_CODED: N_(
        "Coded twice and settled: %(n)s of %(of)s. While the sample has fewer than %(limit)s units "
        "that two people coded, everything that is published must be."
    ),
    Rule.SAMPLE_SHARE: N_(
        "In the reliability sample and settled: %(n)s of %(of)s participations that were read; at "
        "least %(limit)s %% must be."
    ),
    Rule.SAMPLE_SETTLED: N_(
        "Settled in the reliability sample: %(n)s of %(of)s. The others wait for a second reading "
        "or for adjudication."
    ),
    Rule.AGREEMENT: N_("Agreement on this field: alpha %(value)s over %(n)s units."),
    Rule.AGREEMENT_UNKNOWN: N_(
        "Agreement on this field cannot be computed over %(n)s units, so that it is left out."
    ),
    Rule.AGREEMENT_SHOWN: N_(
        "%(n)s of %(of)s participations that were read are in the reliability sample and coded "
        "twice. Below %(limit)s agreement is shown and not judged by."
    ),
    Rule.TWO_PERSONS: N_("Set by two people: %(n)s of %(of)s outcomes."),
    Rule.VERDICT_LATER: N_(
        "Dated on or before the day of the edition: %(n)s of %(of)s outcomes. Choose a later day."
    ),
    Rule.POSITION_ASKED: N_("Put before the deputy: %(n)s of %(of)s outcomes."),
    Rule.POSITION_DELIVERED: N_(
        "Delivered to the deputy at least once: %(n)s of %(of)s outcomes that were sent and not "
        "answered."
    ),
    Rule.POSITION_DEADLINE: N_(
        "Past the day until which the deputy may answer: %(n)s of %(of)s outcomes that were sent "
        "and not answered."
    ),
    Rule.POSITION_PUBLISHED: N_(
        "With every position of the deputy published or withheld with a reason: %(n)s of %(of)s "
        "outcomes."
    ),
    Rule.NOT_YET_RATED: N_(
        "%(n)s of %(of)s testable promises are rated. The others read “not yet rated”, which does "
        "not mean “not done”."
    ),
    Rule.PROPOSED: N_("Outcomes that are proposed and wait for a second person: %(n)s."),
}


def values(finding: Finding) -> dict[str, object]:
    """The numbers that the sentence of a finding speaks of."""
    limit = finding.limit
    return {
        "n": finding.n,
        "of": finding.of,
        "limit": int(limit) if limit is not None and limit == int(limit) else limit,
        "value": None if finding.value is None else f"{finding.value:.3f}",
    }


def sentence(finding: Finding) -> str:
    """The finding in English, for commands."""
    return SENTENCES[finding.rule] % values(finding)
