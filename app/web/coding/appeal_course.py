"""What happens to a letter after it was sent: events, reminders, the answer, taking back."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.appeals import AnswerForm, BackForm, EventForm, ReminderForm
from app.services import appeal_course as course
from app.services import appeals as service
from app.services.appeal_course import EventFields
from app.web.coding import appeal_words as words
from app.web.coding import coding, letters
from app.web.coding.appeals import entered, find, taken, today
from app.web.coding.queue import CODERS
from app.web.permissions import access
from models.appeal import AppealEventKind


@coding.route("/appeals/<int:appeal_id>/events", methods=["GET", "POST"])
@access(*CODERS)
def appeal_event(appeal_id: int) -> ResponseReturnValue:
    """Add what happened to a letter on its way."""
    sheet, form = find(appeal_id), EventForm()
    form.set_choices(
        (kind, label)
        for kind, label in words.EVENTS.items()
        if kind is not AppealEventKind.REMINDED
    )
    if request.method == "GET":
        form.on.data = today()

    def save() -> None:
        course.record(
            db.session,
            current_user,
            clock.now(),
            appeal_id,
            form.entered(),
            today=today(),
            copy=taken(form),
        )

    return entered(form, save, sheet, "pages/coding/appeals/event.html")


@coding.route("/appeals/<int:appeal_id>/reminder", methods=["GET", "POST"])
@access(*CODERS)
def appeal_reminder(appeal_id: int) -> ResponseReturnValue:
    """Write a reminder, and say that it was sent."""
    sheet, form = find(appeal_id), ReminderForm()
    if sheet.appeal.sent_on is None:
        raise service.WrongStateError(f"letter {appeal_id} was not sent yet")
    if request.method == "GET":
        form.on.data = today()
        form.text.data = letters.reminder(sheet.appeal, author=current_user.name, today=today())

    def save() -> None:
        said = EventFields(AppealEventKind.REMINDED, form.on.data or today(), note=form.text.data)
        course.record(db.session, current_user, clock.now(), appeal_id, said, today=today())

    return entered(form, save, sheet, "pages/coding/appeals/reminder.html")


@coding.route("/appeals/<int:appeal_id>/answer", methods=["GET", "POST"])
@access(*CODERS)
def appeal_answer(appeal_id: int) -> ResponseReturnValue:
    """Enter the answer, or put it right."""
    sheet, form = find(appeal_id), AnswerForm()
    form.set_choices(words.KINDS.items())
    if request.method == "GET":
        form.fill(sheet.appeal, sheet.version, today())

    def save() -> None:
        course.answer(
            db.session,
            current_user,
            today(),
            appeal_id,
            form.entered(),
            version=form.version.data or 0,
            why=form.reason.data,
            copy=taken(form),
        )

    return entered(form, save, sheet, "pages/coding/appeals/answer.html")


@coding.route("/appeals/<int:appeal_id>/back", methods=["GET", "POST"])
@access(*CODERS)
def appeal_back(appeal_id: int) -> ResponseReturnValue:
    """Take back the letter, its answer, an event or a file; or restore the letter."""
    sheet, form = find(appeal_id), BackForm()
    form.what.data = what = request.values.get("what", "letter")
    if what.partition("-")[0] not in words.BACK:
        abort(404)

    def save() -> None:
        take_back(appeal_id, what, form.reason.data or "")

    return entered(form, save, sheet, "pages/coding/appeals/back.html", kind=what.partition("-")[0])


def take_back(appeal_id: int, what: str, why: str) -> None:
    """Do what `what` names: `letter`, `restore`, `answer`, `event-ID` or `file-ID`."""
    kind, _, number = what.partition("-")
    key = int(number) if number.isascii() and number.isdecimal() else 0
    if kind == "letter":
        service.withdraw(db.session, current_user, appeal_id, why)
    elif kind == "restore":
        service.restore(db.session, current_user, appeal_id, why)
    elif kind == "answer":
        course.take_answer_back(db.session, current_user, appeal_id, why)
    elif kind == "event":
        course.withdraw_event(db.session, current_user, appeal_id, key, why)
    else:
        course.withdraw_file(db.session, current_user, appeal_id, key, why)
