"""What verdicts, positions and links are called, and how refusals about them are told."""

from flask_babel import LazyString, lazy_gettext

from app.queries.verdict_desk import Show
from app.scoring import Outcome
from app.services import guests, positions, verdicts
from app.services.errors import InvalidError
from app.services.verdict_rules import Bar, NoVerdictError, Problem
from app.web.labels import LABELS
from app.web.words import say, sentence
from models.verdict import PositionState, Settlement, Status

LABELS.update(
    {
        Status: {status: LABELS[Outcome][Outcome(status.value)] for status in Status},
        Show: {
            Show.FOR_ME: lazy_gettext("waits for me to confirm"),
            Show.PROPOSED: lazy_gettext("proposed"),
            Show.NOT_RATED: lazy_gettext("not yet rated"),
            Show.RATED: lazy_gettext("rated"),
        },
        PositionState: {
            PositionState.RECEIVED: lazy_gettext("received, not published yet"),
            PositionState.PUBLISHED: lazy_gettext("published"),
            PositionState.WITHHELD: lazy_gettext("withheld"),
        },
        Settlement: {
            Settlement.STANDS: lazy_gettext("the verdict stands"),
            Settlement.CHANGED: lazy_gettext("the verdict is changed"),
        },
    }
)

PROBLEMS: dict[str, LazyString] = {
    Problem.STATUS_REQUIRED: lazy_gettext("Choose an outcome."),
    Problem.ACTION_FOUND: lazy_gettext(
        "Readings that are settled link an act directly to this thesis: choose another outcome, "
        "or have them looked at again."
    ),
    Problem.REASON_REQUIRED: lazy_gettext(
        "Choose the one reason: “not fulfilled” and “not assessable” are never said without it."
    ),
    Problem.REASON_NOT_FITTING: lazy_gettext(
        "This reason does not belong to this outcome: choose another one, or leave it empty."
    ),
    Problem.AS_OF_REQUIRED: lazy_gettext("Say as of which day this is so."),
    Problem.AS_OF_IN_FUTURE: lazy_gettext("This day has not come yet: give today or earlier."),
    Problem.AS_OF_BEFORE_MANDATE: lazy_gettext(
        "On this day the mandate had not begun: give a later one."
    ),
    Problem.AS_OF_BEFORE_STANDING: lazy_gettext(
        "A verdict of a later day stands already: give that day or a later one."
    ),
    Problem.EXPLANATION_REQUIRED: lazy_gettext(
        "Explain it in this language: voters read it in both."
    ),
    Problem.TOO_LONG: lazy_gettext("This is too long: make it shorter."),
    Problem.EVIDENCE_REQUIRED: lazy_gettext(
        "Give evidence: a kept copy, a file, or an act of the deputy of which a copy is kept."
    ),
    Problem.EVIDENCE_KIND_REQUIRED: lazy_gettext("Say what this piece of evidence is."),
    Problem.STRONG_EVIDENCE_REQUIRED: lazy_gettext(
        "“Fulfilled” and “partly fulfilled” need an official act, an answer, a line of a budget or "
        "something built: that somebody acted does not show what came of it."
    ),
    Problem.ACT_PROVES_ACTION: lazy_gettext(
        "A request, a meeting or a reception proves action and not outcome: call it “something "
        "else”, or give the act, the answer or the budget line that came of it."
    ),
    Problem.NOT_AN_ANSWER: lazy_gettext(
        "No answer of a public body is known of this act: choose what the piece really is."
    ),
    Problem.FOREIGN_ITEM: lazy_gettext("This act is not one of this deputy: choose again."),
    Problem.ITEM_HAS_NO_COPY: lazy_gettext(
        "No copy of this act is kept: give a file or a capture with it."
    ),
    Problem.UNKNOWN_COPY: lazy_gettext("This copy is not there: give it again."),
    Problem.ENDED_EARLY_ONLY: lazy_gettext(
        "On this day the mandate was not over before its time, so this is not the reason."
    ),
    Problem.TERM_NOT_SERVED: lazy_gettext(
        "The term was not served in full by this day. Of a mandate that ended early, open promises "
        "are “not assessable”, not broken."
    ),
    Problem.NO_DEADLINE: lazy_gettext(
        "No deadline is entered for this thesis. If its words name one, enter it there first."
    ),
    Problem.DEADLINE_AHEAD: lazy_gettext("On this day its deadline had not passed yet."),
    Problem.DEADLINE_AFTER_MANDATE: lazy_gettext(
        "Its deadline lies after the end of the mandate, so nobody can say that it was missed."
    ),
    Problem.WHY_REQUIRED: lazy_gettext("Give the reason in a few words."),
    guests.Problem.GUEST_REQUIRED: lazy_gettext("Say whom the link is for."),
    guests.Problem.EMAIL_REQUIRED: lazy_gettext("Give an e-mail address like name@example.org."),
    guests.Problem.HAS_ACCOUNT: lazy_gettext(
        "This person has an account, and confirms with it at the desk."
    ),
    guests.Problem.IS_PROPOSER: lazy_gettext(
        "This is the person who proposed the verdict: the second person is somebody else."
    ),
    guests.Problem.DEADLINE_PASSED: lazy_gettext("Give a day that is still to come."),
    guests.Problem.EXPIRES_BEFORE_DEADLINE: lazy_gettext(
        "The link would end before the answer is due: give a later day."
    ),
    guests.Problem.EXPIRES_TOO_LATE: lazy_gettext("A link works for two years at most."),
    positions.Problem.TEXT_REQUIRED: lazy_gettext("Write your answer."),
    positions.Problem.TOO_MANY: lazy_gettext(
        "As much was sent by this link as it takes. Ask who sent it for a new one."
    ),
    positions.Problem.FILE_NOT_TAKEN: lazy_gettext(
        "Only PDF, DOCX and images are taken, up to 20 MB. Choose another file."
    ),
    positions.Problem.ADDRESS_REQUIRED: lazy_gettext("Say to which address it went."),
    positions.Problem.DATE_REQUIRED: lazy_gettext("Give the day."),
    positions.Problem.DATE_IN_FUTURE: lazy_gettext("This day has not come yet."),
    positions.Problem.DATE_BEFORE_LINK: lazy_gettext(
        "On this day the link did not exist yet: give a later one."
    ),
    positions.Problem.DATE_AFTER_DEADLINE: lazy_gettext(
        "The answer was asked until an earlier day: make a new link with a new day."
    ),
    positions.Problem.PROOF_REQUIRED: lazy_gettext(
        "Say by what it is known, or give the proof as a file."
    ),
    positions.Problem.NOTHING_TO_ASK: lazy_gettext("No verdict stands that could be asked about."),
    positions.Problem.WORDS_REQUIRED: lazy_gettext("Give the words in this language."),
}
BARS: dict[Bar, LazyString] = {
    Bar.PARTY: lazy_gettext(
        "This thesis is the party's: it is coded for action, and carries no outcome."
    ),
    Bar.PARAPHRASED: lazy_gettext(
        "This thesis is known only in paraphrase, so that what exactly was promised is not known."
    ),
    Bar.UNSOURCED: lazy_gettext(
        "Nothing says where this thesis comes from. Enter its source first."
    ),
    Bar.UNTESTABLE: lazy_gettext("This thesis cannot be tested, so that it takes no verdict."),
    Bar.WITHDRAWN: lazy_gettext("This thesis is withdrawn."),
}


def problem(code: str) -> str:
    """The sentence for a problem of any form here."""
    return str(PROBLEMS[code])


def first_problem(error: InvalidError) -> str:
    """The sentence for what is wrong, where no form stands beside it."""
    return problem(error.problems[0][1]) if error.problems else sentence(error)


say(
    NoVerdictError,
    lazy_gettext("The method allows no verdict on this thesis. Its page says why."),
)
say(
    verdicts.AlreadyProposedError,
    lazy_gettext("A verdict on this thesis waits already: it is confirmed or refused first."),
)
say(
    verdicts.OwnProposalError,
    lazy_gettext("Whoever proposed a verdict does not settle it: ask a second person."),
    403,
)
say(
    verdicts.SettledMeanwhileError,
    lazy_gettext("Somebody has settled this meanwhile. Go back, reload the page and look."),
)
say(
    guests.NoSuchLinkError,
    lazy_gettext("This link does not work, or no longer. Ask who sent it for a new one."),
    404,
)
say(
    positions.NoDisputeError,
    lazy_gettext("There is no dispute here that could be settled: none was raised, or it is over."),
)
say(
    positions.NotPublishedError,
    lazy_gettext("Publish or withhold the answer first: a dispute is settled in public."),
)
