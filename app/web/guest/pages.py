"""What the holder of a link sees and sends."""

from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock, i18n
from app.extensions import db, limiter
from app.forms.positions import AnswerForm, DecisionForm
from app.queries import position_desk as queries
from app.queries import programmes as file_queries
from app.services import files, guests, positions, reviews, verdicts
from app.services.errors import InvalidError, NotFoundError, ServiceError
from app.services.verdict_rules import NoVerdictError
from app.web import verdict_words as words
from app.web.attachments import attachment
from app.web.guest import guest
from app.web.permissions import ANYONE, access
from app.web.words import sentence
from models.base import Lang
from models.verdict import GuestLink, LinkPurpose

#: Of one address: enough to read and write in peace, too little to try tokens or to fill a disk.
per_address = limiter.shared_limit("60/minute;600/hour", scope="guest")
sending = limiter.shared_limit("20/minute;100/hour", scope="guest sends", methods=["POST"])


def _missed(response: Response) -> bool:
    return response.status_code == 404


#: Tokens that do not work, whoever tries them.
guessing = limiter.shared_limit("15 per 15 minutes", scope="guest miss", deduct_when=_missed)


def _key() -> str:
    return current_app.extensions["config"].secret_key


def _open(token: str) -> GuestLink:
    return guests.open_link(db.session, clock.now(), _key(), token)


@guest.errorhandler(guests.NoSuchLinkError)
def no_such_link(_error: guests.NoSuchLinkError) -> ResponseReturnValue:
    """A guessed, expired, used or withdrawn link: one page for all, which tells nothing."""
    return render_template("pages/guest/no_link.html"), 404


@guest.get("/thanks")
@access(ANYONE)
@per_address
def thanks() -> str:
    """After a reviewer's word, when the link is used up."""
    return render_template("pages/guest/thanks.html")


@guest.get("/<token>")
@access(ANYONE)
@per_address
@guessing
def page(token: str) -> ResponseReturnValue:
    """What the link is for: the verdicts of one mandate, or one proposed verdict."""
    link = _open(token)
    if link.purpose is LinkPurpose.REVIEW:
        return _review(link, token, DecisionForm(formdata=None))
    return _position(link, token, {})


def _position(link: GuestLink, token: str, forms: dict[int, AnswerForm]) -> ResponseReturnValue:
    found = queries.guest_page(db.session, link, clock.now()) or abort(404)
    shown = {
        row.rating.id: forms.get(row.rating.id) or _answer_form(row.rating.id, formdata=None)
        for row in found.asked
    }
    rendered = render_template("pages/guest/position.html", page=found, forms=shown, token=token)
    return rendered, 422 if forms else 200


def _answer_form(verdict_id: int, **values: Any) -> AnswerForm:
    """The form of one verdict: several stand on one page, and their fields must not mix."""
    return AnswerForm(prefix=f"v{verdict_id}-", lang=i18n.current(), **values)


def _review(link: GuestLink, token: str, form: DecisionForm) -> ResponseReturnValue:
    found = queries.review_page(db.session, link, clock.now()) or abort(404)
    rendered = render_template(
        "pages/guest/review.html",
        page=found,
        form=form,
        token=token,
        staff=current_user.is_authenticated,
    )
    return rendered, 422 if form.errors else 200


@guest.post("/<token>/answers/<int:verdict_id>")
@access(ANYONE)
@per_address
@guessing
@sending
def answer(token: str, verdict_id: int) -> ResponseReturnValue:
    """Take what the deputy says to one verdict."""
    link, form = _open(token), _answer_form(verdict_id)
    try:
        if form.validate():
            positions.answer(
                db.session,
                clock.now(),
                _key(),
                token,
                verdict_id,
                text=form.text.data or "",
                lang=Lang(form.lang.data),
                disputes=bool(form.disputes.data),
                upload=_upload(form),
                root=current_app.extensions["config"].archive_dir,
            )
            flash(gettext("Your answer is received. You can add to it by the same link."))
            return redirect(url_for("guest.page", token=token, _anchor=f"v{verdict_id}"), 303)
    except InvalidError as error:
        for name, code in error.problems:
            form[name].errors = [words.problem(code)]
    except files.FILE_ERRORS as error:
        form.file.errors = [sentence(error)]
    except NotFoundError:
        raise guests.NoSuchLinkError from None
    return _position(link, token, {verdict_id: form})


def _upload(form: AnswerForm) -> positions.Upload | None:
    sent = form.file.data
    if not getattr(sent, "filename", None):
        return None
    # One byte more than is allowed is enough to know that it is too large.
    return positions.Upload(sent.filename, sent.stream.read(files.LARGEST + 1))


@guest.post("/<token>/review/<int:verdict_id>")
@access(ANYONE)
@per_address
@guessing
@sending
def review(token: str, verdict_id: int) -> ResponseReturnValue:
    """Take the word of a reviewer; the link is used up by it."""
    link, form = _open(token), DecisionForm()
    if link.purpose is not LinkPurpose.REVIEW:
        raise guests.NoSuchLinkError
    # Whoever has an account confirms with it: the journal then knows who it was.
    if not current_user.is_authenticated and form.validate():
        try:
            reviews.decide(
                db.session,
                clock.now(),
                _key(),
                token,
                verdict_id,
                confirms=form.decision.data == "confirm",
                words=form.words.data,
            )
        except (verdicts.SettledMeanwhileError, NoVerdictError, InvalidError) as error:
            form.form_errors.append(_told(error))
        else:
            return redirect(url_for("guest.thanks"), 303)
    return _review(link, token, form)


def _told(error: ServiceError) -> str:
    return words.first_problem(error) if isinstance(error, InvalidError) else sentence(error)


@guest.get("/<token>/files/<int:file_id>")
@access(ANYONE)
@per_address
@guessing
def file(token: str, file_id: int) -> Response:
    """A file that the link shows, to be saved and never opened inside the portal."""
    link = _open(token)
    found = file_queries.stored_file(db.session, file_id)
    if found is None or not queries.file_for_guest(db.session, link, file_id, clock.now()):
        raise guests.NoSuchLinkError
    if found.withheld_why is not None:
        # It shows people who are no deputies, which is nobody's to see by a link.
        abort(403)
    path = files.path_of(current_app.extensions["config"].archive_dir, found.sha256)
    if not path.exists():
        abort(404)
    return attachment(path, found)
