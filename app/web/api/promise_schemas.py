"""What is told of programmes, of promises and of verdicts."""

import marshmallow as ma

from app import scoring
from app.queries.positions import StandingState
from app.web.api.fields import (
    Answer,
    Pages,
    addresses,
    count,
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
from app.web.api.schemas import DeputyRef, Evidence
from models.appeal import Channel
from models.base import Confidence, Lang
from models.coding import AnswerReading, Strength
from models.item import DatePrecision, Kind, Role
from models.programme import Availability, FoundVia, Origin, Wording
from models.verdict import EvidenceKind, PositionState, Reason, Settlement, Status


class Programme(Answer):
    """The election programme of a deputy, or that of the party where it stands in."""

    deputy = part(DeputyRef, "Whose it is.")
    own = flag("Whether it is the deputy's own; null where none is known.", known=False)
    party = texts("The party whose programme it is, where it is a party's.", known=False)
    title = maybe("The title.")
    source = maybe("The source in words.")
    source_url = maybe("The address of the original.")
    note = maybe("A note.")
    confidence = one_of(Confidence, "How sure it is.", known=False)
    availability = one_of(Availability, "Whether a voter can read it.", known=False)
    found_via = one_of(FoundVia, "How it was found.", known=False)
    origin = one_of(Origin, "Whose words it is made of.", known=False)
    specific_promises = flag("Whether it has specific promises.", known=False)
    known_on = day("The day on which this was found so.")
    theses = count("The number of its promises.")
    quoted = count("Those that are known word for word.")
    evidence = part(Evidence, "The kept copy.", known=False)
    links = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.String(),
        metadata={"description": "Where this interface lists the promises: `theses`."},
    )  # fmt: skip


class Stated(Answer):
    """What an edition says of a promise. Outcomes are never said in another way."""

    edition = count("The number of the edition.")
    action = one_of(scoring.Action, "What was done; null where it is left out.", known=False)
    outcome = one_of(scoring.Outcome, "What came of it.")


class Thesis(Answer):
    """A promise of a deputy, or one of the party that stands in for them."""

    id = count("How addresses name it; the same for all deputies who stand on it.")
    number = count("Its number in the programme.")
    deputy = part(DeputyRef, "Whose it is.")
    own = flag("Whether it is the deputy's own, or the party's.")
    text = texts("Its words; those in `lang` as they were said, the others translated.")
    lang = one_of(Lang, "The language that it was made in.", known=False)
    wording = one_of(Wording, "Whether it is known word for word.")
    page = maybe("The page of the programme.")
    topic = texts("Its topic.", known=False)
    testable = flag("Whether it can be tested.")
    untestable_reason = maybe("Why it cannot be tested.")
    excluded = one_of(
        scoring.Exclusion, "Why it stays out of every denominator; null where it counts.",
        known=False,
    )  # fmt: skip
    deadline = day("The day that the promise itself names.")
    source = maybe("The source in words.")
    evidence = part(Evidence, "The document in which it stands.", known=False)
    stated = part(
        Stated, "What `state.stated` says of it; null where it says nothing.", known=False
    )
    pages = addresses()
    self = word("Where this interface tells all of it.", format="uri")


class LinkedAct(Answer):
    """An item that a settled reading links to the promise."""

    key = word("The key of the item.")
    kind = one_of(Kind, "Its kind.")
    role = one_of(Role, "The deputy's part in it.")
    strength = one_of(Strength, "How closely it bears on the promise.", known=False)
    answer_reading = one_of(AnswerReading, "What its answer does.", known=False)
    title = texts("Its title.", known=False)
    number = maybe("Its number.")
    date = day("Its day.")
    precision = one_of(DatePrecision, "How exactly the day is known.")
    pages = addresses()
    self = word("Where this interface tells all of it.", format="uri")


class Quote(Answer):
    """The words of a promise in its document; null where it was not cut from a kept one."""

    before = maybe("What stands before.")
    words = maybe("The words.")
    after = maybe("What stands after.")


class ThesisShown(Thesis):
    """A promise with the items on it. In an answer of today they are preliminary."""

    quote = part(Quote, "The words in their document.", known=False)
    items = parts(LinkedAct, "The items that settled readings link to it, the newest first.")
    tagged = count("How many participations are linked to it.")
    direct = count("Those that bear on it directly.")
    kept_back = flag("Whether too little of this deputy was read to say what was not found.")
    verdict = maybe("Where this interface tells the verdict.", format="uri")


class Piece(Answer):
    """A piece of evidence of a verdict."""

    kind = one_of(EvidenceKind, "What it is.", known=False)
    original = maybe("The address of the original.")
    at = moment("When it was kept.")
    sha256 = maybe("The sha256 of the kept bytes.")
    mime = maybe("The media type.")
    size = maybe_count("Bytes.")
    item = maybe("The key of the item that it belongs to.")
    note = maybe("What it shows.")
    pages = part(Pages, "The pages of the kept copy or file.", known=False)


class Rating(Answer):
    """A verdict: the outcome of one promise on a day, with its reason and evidence."""

    status = one_of(Status, "The outcome.")
    reason = one_of(Reason, "Why it was not fulfilled.", known=False)
    as_of = day("The day that it stands for.")
    settled_at = moment("When a second person confirmed it.")
    outside = flag("Whether a reviewer from outside confirmed it.")
    explanation = texts("Why.")
    evidence = parts(Piece, "What it rests on.")


class Position(Answer):
    """What a deputy says to a verdict. One that is withheld has no text, and says why."""

    state = one_of(PositionState, "Published, or withheld.")
    text = maybe("The words of the deputy.")
    lang = one_of(Lang, "Their language.")
    disputes = flag("Whether it disputes the verdict.")
    received_at = moment("When it came.")
    late = flag("Whether it came after the day asked for.")
    published_at = moment("When it was published.")
    withheld_why = maybe("Why it is withheld.")
    settlement = one_of(Settlement, "How the dispute ended.", known=False)
    settlement_text = texts("Why it ended so.", known=False)
    settled_at = moment("When the dispute ended.")


class Attempt(Answer):
    """An attempt to bring a verdict before the deputy."""

    asked_on = day("The day.")
    channel = one_of(Channel, "By what.")
    deadline = day("The last day that was given to answer.")
    delivered = flag("Whether it was delivered.", known=False)


class Standing(Answer):
    """How it stands with the position of the deputy."""

    state = one_of(StandingState, "Whether they were asked, and answered.")
    deadline = day("The last day that was given to answer.")
    disputed = flag("Whether a dispute waits to be settled.")
    asked = parts(Attempt, "The attempts, the oldest first.")
    positions = parts(Position, "What they said.")


class Verdict(Answer):
    """The verdict that stands on a promise, as an edition states it."""

    deputy = part(DeputyRef, "Whose promise it is.")
    thesis = count("The promise, as addresses name it.")
    number = count("Its number in the programme.")
    text = texts("Its words.")
    verdict = part(Rating, "What stands.")
    history = parts(Rating, "What stood before, the newest first.")
    position = part(Standing, "What the deputy says to it.", known=False)
    pages = addresses("The pages of the promise.")
    self = word("Where this interface tells this verdict.", format="uri")
