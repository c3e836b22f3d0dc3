"""What programmes, their states and refusals are called on the desk."""

from flask_babel import LazyString, lazy_gettext

from app.queries.programmes import State
from app.services.files import EmptyFileError, TooLargeError, UnknownTypeError
from app.services.programmes import Problem
from app.services.theses import Problem as ThesisProblem
from app.web.labels import LABELS
from app.web.words import say
from models.programme import Availability, FoundVia, Origin, Statement

NOT_A_LINK = lazy_gettext("Give a link that begins with http:// or https://.")
STATES = {
    State.NONE: lazy_gettext("not entered yet"),
    State.NO_THESES: lazy_gettext("entered, without theses"),
    State.THESES: lazy_gettext("entered, with theses"),
}
PROBLEMS: dict[str, LazyString] = {
    Problem.NOT_A_LINK: NOT_A_LINK,
    Problem.SOURCE_REQUIRED: lazy_gettext(
        "Say where this is known from: a link, or a few words about the source."
    ),
    Problem.DAY_REQUIRED: lazy_gettext("Give the day on which it was found to be so."),
    Problem.DAY_TO_COME: lazy_gettext("This day is still to come: give the day it was found."),
    Problem.SAME_SOURCE: lazy_gettext(
        "This says something else than before, from the same source and day. Give the new source "
        "or day; or, if it was entered wrongly, say here in a few words what was wrong."
    ),
    Problem.FOUND_WHERE: lazy_gettext("It is publicly available: choose where it was found."),
    Problem.NOT_AVAILABLE_YET_KEPT: lazy_gettext(
        "A document of this programme is kept, so it was available: choose “publicly available” "
        "or “sent after an appeal”."
    ),
    Problem.AVAILABLE_YET_NOTHING_CAME: lazy_gettext(
        "This says that nothing could be read, while the rest says that the programme is there: "
        "change one of the two."
    ),
    Problem.PARTY_HAS_NO_PARTY: lazy_gettext(
        "This is the programme of a party: it cannot rest on the programme of a party."
    ),
    Problem.HAS_OWN_THESES: lazy_gettext(
        "Theses of this deputy’s own are entered. Withdraw them first, or choose “their own, on "
        "the theses of the party”."
    ),
    ThesisProblem.NOT_A_LINK: NOT_A_LINK,
    ThesisProblem.TEXT_REQUIRED: lazy_gettext(
        "Give the text of the thesis in at least one language."
    ),
    ThesisProblem.LANG_REQUIRED: lazy_gettext("Choose the language in which the thesis was made."),
    ThesisProblem.ORIGINAL_REQUIRED: lazy_gettext(
        "Give the text in the language in which the thesis was made, word for word."
    ),
    ThesisProblem.PARAPHRASE_NOT_TESTABLE: lazy_gettext(
        "A thesis known only in paraphrase cannot be tested: what exactly was promised is not "
        "known. Quote it word for word, or take the mark off."
    ),
    ThesisProblem.REASON_REQUIRED: lazy_gettext("Give the reason in a few words."),
    ThesisProblem.UNKNOWN_TOPIC: lazy_gettext("This topic is not there: choose again."),
    ThesisProblem.NOT_IN_DOCUMENT: lazy_gettext(
        "These words are not in the kept document. Copy them from it letter for letter, or save "
        "them as a paraphrase."
    ),
    ThesisProblem.NOT_A_PARTY_THESIS: lazy_gettext(
        "Only a thesis of a party in the same convocation can be adapted: choose again."
    ),
    ThesisProblem.PARTY_ONLY: lazy_gettext(
        "It is entered that this deputy had the party’s programme only. Correct that first, with "
        "its source, if there are theses of their own."
    ),
    ThesisProblem.VERDICT_STANDS: lazy_gettext(
        "A verdict on this thesis is proposed or stands: withdraw the verdict first."
    ),
    ThesisProblem.HAS_VERDICT: lazy_gettext(
        "There is a verdict on this thesis, so it has to stay testable."
    ),
}
#: Why there is no text of a kept document, by the word that reading it left.
UNREAD = {
    "scan": lazy_gettext(
        "There are no words in this file, only pictures of them (a scan). Type the theses, or keep "
        "a file with text."
    ),
    "long": lazy_gettext(
        "This file is larger than a programme can be, so it was not read. Keep only the part with "
        "the programme."
    ),
    "slow": lazy_gettext(
        "Reading this file took too long and was stopped. Save it anew from the program it was "
        "made with, or keep it as another kind of file."
    ),
    "kind": lazy_gettext(
        "A file of this kind is kept, but its words cannot be read. Type the theses, or keep a "
        "PDF, DOCX, HTML or text file."
    ),
    "broken": lazy_gettext(
        "This file is broken and could not be read. Open it on your own device, save it anew, and "
        "keep that one."
    ),
}
#: Values in the history that have words of their own.
VALUES = {
    "availability": LABELS[Availability],
    "found_via": LABELS[FoundVia],
    "origin": LABELS[Origin],
    "statement": LABELS[Statement],
}
CHANGED_MEANWHILE = lazy_gettext(
    "Somebody changed this while you were writing. Nothing of yours is lost: it stands below, "
    "and what they saved stands beside it. Save again to put yours in its place."
)
ACTIONS = {
    "create": lazy_gettext("entered"),
    "update": lazy_gettext("changed"),
    "delete": lazy_gettext("deleted"),
}
FIELDS = {
    "title": lazy_gettext("Title of the programme"),
    "note": lazy_gettext("Note"),
    "source": lazy_gettext("Where it comes from, in words"),
    "source_url": lazy_gettext("Link to the source"),
    "availability": lazy_gettext("Can voters read it"),
    "found_via": lazy_gettext("Where it was found"),
    "origin": lazy_gettext("What was found or sent"),
    "specific_promises": lazy_gettext("It contains specific promises"),
    "known_on": lazy_gettext("Found to be so on"),
    "file_id": lazy_gettext("Kept document"),
    "capture_id": lazy_gettext("Kept copy"),
    "statement": lazy_gettext("Kind of statement"),
    "concerns_district": lazy_gettext("It concerns the electoral district"),
    "adapts_id": lazy_gettext("Party thesis that it adapts"),
    "number": lazy_gettext("Number"),
    "lang": lazy_gettext("Language it was made in"),
    "text_kk": lazy_gettext("Text in Kazakh"),
    "text_ru": lazy_gettext("Text in Russian"),
    "text_en": lazy_gettext("Text in English"),
    "wording": lazy_gettext("Wording"),
    "page": lazy_gettext("Page"),
    "testable": lazy_gettext("Testable"),
    "untestable_reason": lazy_gettext("Why it is not testable"),
    "deadline": lazy_gettext("Deadline named in it"),
    "topic_id": lazy_gettext("Topic"),
    "withdrawn": lazy_gettext("Withdrawn"),
}

say(EmptyFileError, lazy_gettext("The file is empty. Choose another one."), 422)
say(TooLargeError, lazy_gettext("The file is larger than 20 MB. Choose a smaller one."), 422)
say(
    UnknownTypeError,
    lazy_gettext("Only PDF, DOCX, HTML, plain text and images are kept. Choose another file."),
    422,
)
