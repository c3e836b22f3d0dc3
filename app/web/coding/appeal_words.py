"""What letters, their states and refusals are called."""

from flask_babel import lazy_gettext

from app.queries.appeals import State
from app.services.appeals import Problem, WrongStateError
from app.web.labels import LABELS
from app.web.words import say
from models.appeal import AnswerKind, AppealEventKind, AppealFileKind, Channel, Subject

SUBJECTS, CHANNELS, SHORT_KINDS = (LABELS[kind] for kind in (Subject, Channel, AnswerKind))
STATES = {
    State.OVERDUE: lazy_gettext("no answer within the term"),
    State.NOT_DELIVERED: lazy_gettext("not delivered"),
    State.DUE_SOON: lazy_gettext("the term ends soon"),
    State.WAITING: lazy_gettext("waiting for an answer"),
    State.DRAFT: lazy_gettext("draft, not sent"),
    State.ANSWERED: lazy_gettext("answered"),
    State.WITHDRAWN: lazy_gettext("withdrawn"),
}
TAGS = {
    State.OVERDUE: "tag-bad",
    State.NOT_DELIVERED: "tag-warn",
    State.DUE_SOON: "tag-warn",
    State.ANSWERED: "tag-ok",
}
KINDS = {
    AnswerKind.SUBSTANTIVE: lazy_gettext("on the substance: what was asked is answered"),
    AnswerKind.GENERAL: lazy_gettext("general words, without what was asked"),
    AnswerKind.LINK_WORKING: lazy_gettext("a link, and it works"),
    AnswerKind.LINK_BROKEN: lazy_gettext("a link, and it does not work"),
    AnswerKind.SEE_THE_SITE: lazy_gettext("“see the site”, without an exact link"),
    AnswerKind.COME_TO_RECEPTION: lazy_gettext("“come to a reception”"),
    AnswerKind.REFUSAL: lazy_gettext("refusal"),
}
EVENTS = {
    AppealEventKind.DELIVERED: lazy_gettext("delivered, or registered"),
    AppealEventKind.NOT_DELIVERED: lazy_gettext("came back, not delivered"),
    AppealEventKind.FORWARDED: lazy_gettext("passed on to somebody else"),
    AppealEventKind.EXTENDED: lazy_gettext("term extended"),
    AppealEventKind.REMINDED: lazy_gettext("reminder sent"),
}
FILES = {
    AppealFileKind.SENT: lazy_gettext("the letter as it was sent"),
    AppealFileKind.PROOF: lazy_gettext("proof"),
    AppealFileKind.ANSWER: lazy_gettext("the answer"),
}
PROBLEMS = {
    Problem.UNKNOWN_TOPIC: lazy_gettext("This topic is not there: choose again."),
    Problem.NO_ENGLISH: lazy_gettext("Letters go out in Kazakh or in Russian: choose one."),
    Problem.TEXT_REQUIRED: lazy_gettext("Write something here."),
    Problem.IN_FUTURE: lazy_gettext("This day has not come yet: give the day on which it was."),
    Problem.BEFORE_SENDING: lazy_gettext("The letter was sent later than this: check the day."),
    Problem.AFTER_ANSWER: lazy_gettext(
        "Something that happened to the letter lies before this day: check it, or take that back."
    ),
    Problem.TERM: lazy_gettext("Give a term from 1 to 250 working days."),
    Problem.DAYS_REQUIRED: lazy_gettext("Say by how many working days, from 1 to 250."),
    Problem.NOTE_REQUIRED: lazy_gettext("Say by whom it was extended, and why."),
    Problem.ADDRESSEE_REQUIRED: lazy_gettext("Say to whom it was passed on."),
    Problem.REASON_REQUIRED: lazy_gettext("Give the reason in a few words."),
    Problem.NOT_A_LINK: lazy_gettext("Give a link that begins with http:// or https://."),
    Problem.LINK_REQUIRED: lazy_gettext("Give the link that the answer consists of."),
    Problem.SUBSTANCE_REQUIRED: lazy_gettext(
        "Give at least one of these: the words of the answer, the link, or a kept copy."
    ),
}
FIELDS = {
    "heading": lazy_gettext("Heading"),
    "text": lazy_gettext("Text of the letter"),
    "channel": lazy_gettext("How it was sent"),
    "subject": lazy_gettext("What it asks about"),
    "number": lazy_gettext("Number it was given"),
    "sent_on": lazy_gettext("Sent on"),
    "term_days": lazy_gettext("Term in working days"),
    "due_on": lazy_gettext("Last day of the term"),
    "answered_on": lazy_gettext("Answered on"),
    "answer_kind": lazy_gettext("What the answer amounts to"),
    "answer_text": lazy_gettext("Words of the answer"),
    "answer_url": lazy_gettext("Link that was given"),
    "withdrawn": lazy_gettext("Withdrawn"),
}
ACTIONS = {
    "create": lazy_gettext("entered"),
    "update": lazy_gettext("changed"),
    "delete": lazy_gettext("deleted"),
}
VALUES = {
    "channel": {member.value: words for member, words in CHANNELS.items()},
    "subject": {member.value: words for member, words in SUBJECTS.items()},
    "answer_kind": {member.value: words for member, words in SHORT_KINDS.items()},
}
BACK = {
    "letter": lazy_gettext("Withdraw the letter"),
    "restore": lazy_gettext("Restore the letter"),
    "answer": lazy_gettext("Take the answer back"),
    "event": lazy_gettext("Take the event back"),
    "file": lazy_gettext("Take the file off the letter"),
}
CHANGED_MEANWHILE = lazy_gettext(
    "Somebody changed this letter while you were writing. What you typed stands below; look at "
    "the letter in another tab, then send again to put yours in its place."
)

say(
    WrongStateError,
    lazy_gettext(
        "This cannot be done to the letter as it stands now: a draft must be sent first, and one "
        "that was withdrawn must be restored. Go back and look at it."
    ),
)
