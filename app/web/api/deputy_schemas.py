"""What is told of deputies."""

import marshmallow as ma

from app import scoring
from app.queries.positions import StandingState
from app.web.api.fields import (
    Answer,
    Pages,
    count,
    counts,
    day,
    flag,
    maybe,
    maybe_count,
    moment,
    one_of,
    part,
    parts,
    texts,
    word,
)
from app.web.api.schemas import Bounds, Coverage, DeputyRef, Headline, Named
from models.base import Confidence
from models.item import Kind, Role
from models.person import MandateKind


class DeputyLine(DeputyRef):
    """A seat in the list of deputies."""

    seat = count("Which of the seats of this person in the convocation it is, from 1.")
    kind = one_of(MandateKind, "How the seat was won.")
    district_confidence = one_of(Confidence, "How sure the district is.")
    territory = texts("The territory of the district.", known=False)
    region = part(Named, "The region of the district.", known=False)
    party = part(Named, "The party.", known=False)
    party_confidence = one_of(Confidence, "How sure the party is.")
    faction = maybe("The faction, as sources name it.")
    birth_year = maybe_count("The year of birth.")
    ended = day("The day on which the seat ended, where it ended on a day of its own.")
    participations = count("Participations that count, of all kinds.")
    tagged = count("Those of them that a settled reading links to a promise.")
    headline = part(Headline, "Counts of promises, as `state.stated` has them.", known=False)
    bounds = part(Bounds, "A percentage, where the method allows one.", known=False)
    coverage = part(Coverage, "How much was read, as `state.stated` has it.", known=False)
    promises_own = flag("Whether the promises are the deputy's own or the party's.", known=False)


class Fact(Answer):
    """What one source said last of a person."""

    field = word("What it is about.", example="faction")
    value = word("What was said.")
    lang = maybe("The language.")
    confidence = one_of(Confidence, "How sure it is.")
    last_seen = moment("When the source last said it.")
    source = maybe("The source in words.")
    pages = part(Pages, "The pages of the kept copy.", known=False)


class Totals(Answer):
    """A deputy's participations. Those before the mandate and unconfirmed ones do not count."""

    counted = count("All that count.")
    by_kind = counts(Kind, "Those by kind of item.")
    requests_by_role = counts(Role, "Those in requests, by role.")
    tagged = count("Those that a settled reading links to a promise.")
    coded = count("Those that were read.")
    to_be_coded = count("Those that are to be read.")
    before = count("Participations in items dated before the mandate; they do not count.")
    unconfirmed = count("Participations in unconfirmed items; they do not count.")


class DeputyLinks(Answer):
    """Where this interface tells more of the deputy."""

    programme = word("The programme.", format="uri")
    theses = word("The promises.", format="uri")
    items = word("The items.", format="uri")
    verdicts = word("The verdicts.", format="uri")


class DeputyShown(DeputyRef):
    """A deputy with one seat."""

    kind = one_of(MandateKind, "How the seat was won.")
    district_confidence = one_of(Confidence, "How sure the district is.")
    territory = texts("The territory of the district.", known=False)
    region = part(Named, "The region of the district.", known=False)
    party = part(Named, "The party.", known=False)
    party_confidence = one_of(Confidence, "How sure the party is.")
    faction = maybe("The faction, as sources name it.")
    committee = texts("The committee.", known=False)
    committee_confidence = one_of(Confidence, "How sure the committee is.")
    start = day("The first day of the seat.")
    end = day("The last day of the seat.")
    end_reason = maybe("Why the seat ended.")
    months = maybe_count("Whole months in office.")
    ended_early = flag("Whether the seat ended before its term.")
    source = maybe("The source of the seat in words.")
    facts = parts(Fact, "What each source said last.")
    other_terms = ma.fields.List(
        ma.fields.String(), metadata={"description": "Other convocations of this person."}
    )
    headline = part(Headline, "Counts of promises.")
    headline_stated = flag("Whether an edition states them; otherwise nothing is rated yet.")
    bounds = part(Bounds, "A percentage, where the method allows one.", known=False)
    actions = counts(scoring.Action, "Promises by action, as an edition states them.")
    positions = counts(StandingState, "Verdicts by how it stands with the deputy's position.")
    coverage = part(Coverage, "How much was read.")
    totals = part(Totals, "Counts of participations.")
    links = part(DeputyLinks, "Where this interface tells more.")
