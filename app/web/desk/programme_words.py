"""What programmes, their states and refusals are called on the desk."""

from flask_babel import lazy_gettext

from app.queries.programmes import State
from app.services.files import EmptyFileError, TooLargeError, UnknownTypeError
from app.services.programmes import Problem
from app.web.words import say

STATES = {
    State.NONE: lazy_gettext("not entered yet"),
    State.NO_THESES: lazy_gettext("entered, without theses"),
    State.THESES: lazy_gettext("entered, with theses"),
}
PROBLEMS = {
    Problem.NOT_A_LINK: lazy_gettext("Give a link that begins with http:// or https://."),
    Problem.TEXT_REQUIRED: lazy_gettext("Give the text of the thesis in at least one language."),
    Problem.LANG_REQUIRED: lazy_gettext("Choose the language in which the thesis was made."),
    Problem.ORIGINAL_REQUIRED: lazy_gettext(
        "Give the text in the language in which the thesis was made, word for word."
    ),
    Problem.PARAPHRASE_NOT_TESTABLE: lazy_gettext(
        "A thesis known only in paraphrase cannot be tested: what exactly was promised is not "
        "known. Quote it word for word, or take the mark off."
    ),
    Problem.REASON_REQUIRED: lazy_gettext("Give the reason in a few words."),
    Problem.UNKNOWN_TOPIC: lazy_gettext("This topic is not there: choose again."),
    Problem.VERDICT_STANDS: lazy_gettext(
        "A verdict on this thesis is proposed or stands: withdraw the verdict first."
    ),
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
    "file_id": lazy_gettext("Programme as a file"),
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
