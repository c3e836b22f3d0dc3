"""What campaigns, proposals and refusals are called on the desk."""

from flask_babel import lazy_gettext

from app.services import assignments, reminders
from app.services.assigning import Why
from app.services.campaigns import (
    ClosedError,
    NothingCoveredError,
    Problem,
    WrongStateError,
)
from app.web.words import say
from models.campaign import CampaignState

STATES = {
    CampaignState.DRAFT: lazy_gettext("draft"),
    CampaignState.OPEN: lazy_gettext("open"),
    CampaignState.CLOSED: lazy_gettext("closed"),
}
MARKS = {
    CampaignState.DRAFT: "",
    CampaignState.OPEN: "tag-ok",
    CampaignState.CLOSED: "tag-quiet",
}
REASONS = {
    Why.REGION: lazy_gettext("of the same region"),
    Why.REGION_FULL: lazy_gettext("people of the region have their share already"),
    Why.LANGUAGE: lazy_gettext("reads the language of most of it"),
    Why.LOAD: lazy_gettext("has the fewest among those who fit"),
}
REASON_REQUIRED = lazy_gettext("Give the reason in a few words.")
PROBLEMS = {
    Problem.NAME_REQUIRED: lazy_gettext("Give the name in at least one language."),
    Problem.UNKNOWN_CONVOCATION: lazy_gettext("Choose the convocation that is observed."),
    Problem.CONVOCATION_FIXED: lazy_gettext(
        "The campaign covers deputies of its convocation already: make another campaign instead."
    ),
    Problem.ENDS_BEFORE_START: lazy_gettext("The last day is before the first."),
    Problem.SHARE: lazy_gettext("Give a share from 0 to 100 per cent."),
    Problem.TERM: lazy_gettext("Give a number of days from 1 to 366."),
    Problem.DUE_OUTSIDE: lazy_gettext("This day is before the work begins."),
    Problem.FOREIGN_MANDATE: lazy_gettext(
        "One of the deputies does not sit in this convocation: choose again."
    ),
    Problem.UNKNOWN_BOOK: lazy_gettext("This code book is not there: choose again."),
    Problem.TWO_VERSIONS: lazy_gettext("Choose one version of each code book."),
    Problem.REASON_REQUIRED: REASON_REQUIRED,
    assignments.Problem.NOT_COVERED: lazy_gettext(
        "The campaign no longer covers this deputy: reload the page and choose again."
    ),
    assignments.Problem.NOT_A_WATCHER: lazy_gettext(
        "An analyst watches nobody: choose an activist or a coordinator."
    ),
    assignments.Problem.SAME_PERSON: lazy_gettext("This person watches already: choose another."),
    assignments.Problem.REASON_REQUIRED: REASON_REQUIRED,
    reminders.Problem.UNSEEN: lazy_gettext(
        "This person was reminded of it and has not read that yet."
    ),
    reminders.Problem.NOT_COVERED: lazy_gettext("The campaign does not cover this deputy."),
    reminders.Problem.NOT_READING: lazy_gettext("An analyst has no such steps."),
    reminders.Problem.TOO_LONG: lazy_gettext("Shorten your words to 1000 characters."),
}
CHANGED_MEANWHILE = lazy_gettext(
    "Somebody changed this campaign while you were writing. What you typed stands below: save "
    "again to put it in the place of theirs."
)

say(
    ClosedError,
    lazy_gettext(
        "This campaign is closed, and nothing of it changes. If it was closed too early, open it "
        "again on its page, with a reason."
    ),
)
say(
    NothingCoveredError,
    lazy_gettext("This campaign covers nobody yet. Choose the deputies first, then open it."),
)
say(
    WrongStateError,
    lazy_gettext("Somebody opened or closed this campaign meanwhile. Reload its page and look."),
)
