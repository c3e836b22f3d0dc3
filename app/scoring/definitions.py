"""What each state and number means, as data that the methodology page prints."""

from dataclasses import dataclass

from app.scoring.words import N_


@dataclass(frozen=True)
class Definition:
    """One entry of the methodology page; title and text are msgids."""

    key: str
    title: str
    text: str


DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "unit",
        N_("Promise"),
        N_(
            "One promise of an election programme, quoted word for word, with its source and page. "
            "A promise that cannot be tested, or is known only in paraphrase, is listed and marked "
            "and stays out of every count of outcomes."
        ),
    ),
    Definition(
        "party",
        N_("Promise of the party"),
        N_(
            "Where no programme of the deputy's own is known, the promises of the party that "
            "nominated them are shown and said to be the party's. They carry no outcome of the "
            "deputy."
        ),
    ),
    Definition(
        "action",
        N_("Action"),
        N_(
            "What was found on a promise. None found: no request, answer, meeting or reception was "
            "read as being directly on it. Raised: at least one was. Formal result: an answer of "
            "a public body was read as acting on it. Action is not outcome: a request proves that "
            "a matter was raised, not that it was settled."
        ),
    ),
    Definition(
        "outcome",
        N_("Outcome"),
        N_(
            "What became of a promise: no action found, in progress, partly fulfilled, fulfilled, "
            "not fulfilled, or not assessable. An outcome is set by a person with reason and "
            "evidence. Until then the promise is “not yet rated”, which does not mean “not done”."
        ),
    ),
    Definition(
        "reason",
        N_("Reason of an outcome"),
        N_(
            "“Not fulfilled” has exactly one reason: the deputy renounced it, others blocked it, "
            "its deadline has passed, or the term was served in full. “Not assessable” has one "
            "too: the mandate ended early, or the evidence is not accessible. Partly fulfilled and "
            "fulfilled need an official act, an answer, a budget line or something built."
        ),
    ),
    Definition(
        "two_persons",
        N_("Two persons"),
        N_(
            "One person proposes an outcome with its evidence, and another one confirms it. "
            "Nobody confirms what they proposed, and no page says who they were."
        ),
    ),
    Definition(
        "ended_early",
        N_("Mandate ended early"),
        N_(
            "The mandate was over before its full term. Promises that were open then are not "
            "counted as broken."
        ),
    ),
    Definition(
        "item",
        N_("Item"),
        N_(
            "One act of a deputy: a request, an answer, a meeting, a reception. A request signed "
            "by ten deputies is one item and ten participations. Totals of all requests count "
            "items; totals of one deputy count participations."
        ),
    ),
    Definition(
        "role",
        N_("Role"),
        N_(
            "Whether a deputy initiated a request or signed it. Where the source does not say, "
            "the role is “not stated”, and it is never guessed."
        ),
    ),
    Definition(
        "counted",
        N_("What is counted"),
        N_(
            "Items that the source dates before the mandate began, and items whose nature is not "
            "confirmed, are listed and marked, and not counted. An item merged into another one "
            "is counted once."
        ),
    ),
    Definition(
        "tagged",
        N_("Tagged items"),
        N_(
            "Items that a settled reading links to a promise. Outside of an edition such counts "
            "are preliminary: they show what has been read so far."
        ),
    ),
    Definition(
        "settled",
        N_("Settled reading"),
        N_(
            "A reading made by one person or, of an item drawn to be read by two, made alike by "
            "both or decided by a third. Where readers differ or are unsure, the item does not "
            "move the action scale."
        ),
    ),
    Definition(
        "coverage",
        N_("Coverage"),
        N_(
            "How many of the deputy's participations that are to be read have been read so far. "
            "A low coverage means that “none found” may change."
        ),
    ),
    Definition(
        "agreement",
        N_("Agreement of readers"),
        N_(
            "A share of the items, drawn at random, is read by two people who cannot see each "
            "other’s work. How far they agree is measured field by field with Krippendorff’s "
            "alpha, before anybody settles what they differ in: 1 is full agreement, 0 is chance. "
            "With 100 such items or more a field is published from 0.80 on, as approximate from "
            "0.667 on, and left out below. With fewer, everything that is published was read by "
            "two people and settled, and alpha is shown and not judged by."
        ),
    ),
    Definition(
        "gate",
        N_("Gate"),
        N_(
            "What must hold before an edition is published: at least 80 percent of the items to "
            "be read were read; the items read by two people are settled; two persons stand "
            "behind each outcome; and each outcome was put before the deputy, who has answered or "
            "had until a day that has passed. The gate is computed and says why it blocks. Of a "
            "deputy of whom less than 80 percent was read, actions are left out. What it holds "
            "back is public only as counts of tagged items, marked preliminary."
        ),
    ),
    Definition(
        "edition",
        N_("Edition"),
        N_(
            "All public figures of a campaign, frozen under a number, for the acts of its observed "
            "period up to a day. A published edition never changes: its pages stay at their "
            "addresses, each part has a sha256, and so has the whole. Between editions, pages show "
            "the outcomes of the latest one and mark everything newer as preliminary."
        ),
    ),
    Definition(
        "position",
        N_("Position of the deputy"),
        N_(
            "Before an outcome is published it is sent to the deputy with a day until which to "
            "answer. The answer stands beside the outcome as it was written; without one the page "
            "says when and until when the deputy was asked. A deputy can dispute an outcome, also "
            "after it was published; the dispute and how it was settled are public."
        ),
    ),
    Definition(
        "correction",
        N_("Correction"),
        N_(
            "Anybody can report an error on any page, without an account and without saying who "
            "they are. What is corrected is published with the reason. An edition that is out "
            "stays as it is: the correction stands beside it and in the next edition."
        ),
    ),
    Definition(
        "percentage",
        N_("Percentage"),
        N_(
            "A percentage is shown only together with its two numbers, when at least 10 promises "
            "are rated and they are at least 80 percent of the testable ones. It has two bounds: "
            "fulfilled, and fulfilled or partly fulfilled, each of the rated ones. Otherwise there "
            "are only words. No weights are used."
        ),
    ),
    Definition(
        "months",
        N_("Months in office"),
        N_("Whole months from the first day of the mandate to its last, or to today."),
    ),
    Definition(
        "order",
        N_("No ranking"),
        N_(
            "Deputies stand in the order of their districts, never in the order of a number. "
            "There is no score that adds up different things."
        ),
    ),
    Definition(
        "confidence",
        N_("How sure a fact is"),
        N_(
            "“Inferred” marks what follows from a source without being said in it. What no source "
            "says is shown as “not known yet” and is never guessed."
        ),
    ),
)
