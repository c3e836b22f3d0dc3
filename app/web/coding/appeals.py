"""Letters to deputies: the register, a letter, writing and sending it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.appeals import AddressForm, LetterForm, RegisterForm, SendForm
from app.queries import appeals as queries
from app.queries import campaigns
from app.queries.appeals import Sheet
from app.queries.theses import topics
from app.services import appeals as service
from app.services.errors import InvalidError, StaleError
from app.web import copies
from app.web.coding import appeal_words as words
from app.web.coding import coding, letters
from app.web.coding.queue import CODERS
from app.web.names import label_of
from app.web.permissions import STAFF, access
from models.appeal import Channel, Subject


@coding.get("/appeals")
@access(*CODERS)
def appeals() -> str:
    """The person's own letters, and those to deputies they watch."""
    return register("coding.appeals", user_id=current_user.id)


def register(endpoint: str, user_id: int | None = None) -> str:
    """A register, overdue first; of one person where `user_id` is given."""
    form = RegisterForm(request.args)
    form.set_choices(
        gettext("any"),
        state=words.STATES.items(),
        deputy=[(s.mandate_id, label_of(s)) for s in queries.written_to(db.session, user_id)],
        channel=words.CHANNELS.items(),
        subject=words.SUBJECTS.items(),
        campaign=[(row.id, label_of(row)) for row in campaigns.open_campaigns(db.session)],
    )
    page = queries.register(
        db.session,
        form.wanted(),
        today(),
        request.args.get("page", 1, type=int),
        user_id=user_id,
    )
    args = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "pages/coding/appeals/register.html",
        form=form,
        page=page,
        args=args,
        endpoint=endpoint,
        words=words,
    )


@coding.route("/appeals/new", methods=["GET", "POST"])
@access(*CODERS)
def new_appeal() -> ResponseReturnValue:
    """Choose deputy, subject and language; then write the letter from its template."""
    address = AddressForm(request.args)
    mandate_id, subject, lang, topic_id = address.chosen()
    seats = queries.addressees(db.session, current_user)
    address.set_choices(
        [(seat.mandate_id, label_of(seat)) for seat in seats],
        words.SUBJECTS.items(),
        all_topics(),
        gettext("choose"),
    )
    mandate = queries.addressee(db.session, mandate_id, current_user)
    if mandate is None:
        return render_template("pages/coding/appeals/address.html", form=address, seats=seats)
    form = letter_form()
    if form.validate_on_submit():
        try:
            written = service.write(
                db.session, current_user, clock.now(), mandate.id, form.entered()
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("Kept as a draft. Read it once more, send it, and then say here when."))
            return to_letter(written.id)
    elif request.method == "GET":
        topic = queries.topic(db.session, topic_id)
        form.subject.data, form.lang.data = subject.value, lang.value
        form.topic.data = str(topic.id) if topic else ""
        form.heading.data = letters.heading(subject, lang, topic)
        form.text.data = letters.new(
            subject,
            lang,
            mandate,
            campaigns.current(db.session, mandate.id),
            topic,
            author=current_user.name,
            today=today(),
        )
    page = render_template("pages/coding/appeals/edit.html", form=form, mandate=mandate, sheet=None)
    return page, 422 if form.errors else 200


@coding.get("/appeals/<int:appeal_id>")
@access(*STAFF)
def appeal(appeal_id: int) -> str:
    """One letter with what happened to it, and what can be done next."""
    sheet = find(appeal_id)
    return render_template(
        "pages/coding/appeals/appeal.html",
        sheet=sheet,
        blanks=letters.blanks(sheet.appeal.text),
        words=words,
    )


@coding.route("/appeals/<int:appeal_id>/edit", methods=["GET", "POST"])
@access(*CODERS)
def edit_appeal(appeal_id: int) -> ResponseReturnValue:
    """Change a draft, or put right what is said of a letter that was sent."""
    sheet = find(appeal_id)
    form = letter_form(sheet.appeal.topic_id)
    if request.method == "GET":
        form.fill(sheet.appeal, sheet.version)

    def save() -> None:
        service.rewrite(
            db.session,
            current_user,
            appeal_id,
            form.entered(),
            version=form.version.data or 0,
            why=form.reason.data,
        )

    return entered(form, save, sheet, "pages/coding/appeals/edit.html", mandate=None)


@coding.route("/appeals/<int:appeal_id>/send", methods=["GET", "POST"])
@access(*CODERS)
def send_appeal(appeal_id: int) -> ResponseReturnValue:
    """Say when and how the letter went out, or put that right."""
    sheet, form = find(appeal_id), SendForm()
    form.set_choices(words.CHANNELS.items())
    campaign = sheet.appeal.campaign
    if request.method == "GET":
        term = campaign.appeal_days if campaign else service.TERM_DAYS
        form.fill(sheet.appeal, sheet.version, today(), term)

    def save() -> None:
        service.send(
            db.session,
            current_user,
            today(),
            appeal_id,
            form.entered(),
            version=form.version.data or 0,
            why=form.reason.data,
            copy=taken(form),
        )

    return entered(form, save, sheet, "pages/coding/appeals/send.html")


@coding.get("/appeals/<int:appeal_id>/letter")
@coding.get("/appeals/<int:appeal_id>/letter/<int:event_id>")
@access(*STAFF)
def appeal_letter(appeal_id: int, event_id: int | None = None) -> str:
    """The letter, or a reminder of it, to be printed."""
    sheet = find(appeal_id)
    text = sheet.appeal.text
    if event_id is not None:
        text = next((e.note for e in sheet.events if e.id == event_id and e.note), "")
        if not text:
            abort(404)
    return render_template(
        "pages/coding/appeals/letter.html", sheet=sheet, text=text, blanks=letters.blanks(text)
    )


def today() -> Any:
    """Today in Almaty."""
    return clock.day(clock.now())


def find(appeal_id: int) -> Sheet:
    """The letter, or the page that says there is none."""
    found = queries.sheet(db.session, appeal_id, today(), current_user)
    return found if found is not None else abort(404)


def to_letter(appeal_id: int) -> ResponseReturnValue:
    """Go on to the letter's page."""
    return redirect(url_for("coding.appeal", appeal_id=appeal_id), 303)


def entered(form: Any, save: Any, sheet: Sheet, template: str, **context: Any) -> Any:
    """Save a form about a letter and go on to it; show it again with what is wrong."""
    status = 200
    if form.validate_on_submit():
        try:
            save()
        except StaleError as error:
            form.version.data, form.version.raw_data = error.version, None
            context["meanwhile"] = words.CHANGED_MEANWHILE
            status = 409
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("Saved."))
            return to_letter(sheet.appeal.id)
    page = render_template(template, form=form, sheet=sheet, words=words, **context)
    return page, 422 if form.errors else status


def put_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field."""
    for name, problem in error.problems:
        field = form[name]
        field.errors = [*field.errors, str(words.PROBLEMS[service.Problem(problem)])]


def taken(form: Any) -> service.Copy:
    """The kept copy that came with a form."""
    copy = copies.take(form, required=False)
    return service.Copy(copy.file_id, copy.capture_id)


def letter_form(topic_id: int | None = None) -> LetterForm:
    """The form of a letter with its lists; its topic may stand in an older code book."""
    form = LetterForm()
    form.set_choices(
        words.SUBJECTS.items(), words.CHANNELS.items(), all_topics(topic_id), gettext("none")
    )
    if request.method == "GET":
        form.channel.data, form.subject.data = Channel.EMAIL.value, Subject.PROGRAMME.value
    return form


def all_topics(keep: int | None = None) -> list[tuple[object, str]]:
    """Every topic with its code book, and the topic that a letter has already."""
    return [
        (topic.id, f"{label_of(book)}: {label_of(topic)}")
        for book, rows in topics(db.session, keep)
        for topic in rows
    ]
