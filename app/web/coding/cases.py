"""Cases that all have read: what they found, what was decided, and what they say of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.trust import CommentForm, SearchForm
from app.queries import adjudication, cases
from app.queries import precedents as log
from app.services import comments as service
from app.services.errors import InvalidError
from app.web.coding import coding, words
from app.web.coding.queue import CODERS
from app.web.coding.trust_words import PROBLEMS
from app.web.permissions import access


@coding.get("/<int:participation_id>/case")
@access(*CODERS)
def case(participation_id: int) -> ResponseReturnValue:
    """Both readings and the comments, for those who have read it too."""
    return show(participation_id, CommentForm(formdata=None))


def show(participation_id: int, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    """The page; there is none before all have read the act."""
    me = current_user._get_current_object()
    found = cases.participation(db.session, participation_id)
    if found is None or not cases.is_open_to(db.session, participation_id, me):
        abort(404)
    page = render_template(
        "pages/coding/case.html",
        participation=found,
        readings=cases.readings(db.session, participation_id, me),
        decisions=adjudication.decisions(db.session, participation_id),
        comments=cases.comments(db.session, participation_id, me),
        form=form,
        words=words,
    )
    return page, status


@coding.post("/<int:participation_id>/case")
@access(*CODERS)
def comment(participation_id: int) -> ResponseReturnValue:
    """Say something of a case."""
    form = CommentForm()
    me = current_user._get_current_object()
    try:
        service.add(db.session, me, clock.now(), participation_id, form.text.data or "")
    except InvalidError as error:
        form.text.errors = [str(PROBLEMS[problem]) for _, problem in error.problems]
        return show(participation_id, form, 422)
    flash(gettext("The comment is saved."))
    return redirect(url_for("coding.case", participation_id=participation_id))


@coding.post("/<int:participation_id>/comments/<int:comment_id>/withdraw")
@access(*CODERS)
def withdraw_comment(participation_id: int, comment_id: int) -> ResponseReturnValue:
    """Take a comment back."""
    service.withdraw(db.session, current_user._get_current_object(), clock.now(), comment_id)
    flash(gettext("The comment is taken back."))
    return redirect(url_for("coding.case", participation_id=participation_id))


@coding.get("/precedents")
@access(*CODERS)
def precedents() -> str:
    """The log of rules, searchable."""
    form = SearchForm(request.args)
    text = form.q.data or ""
    page = log.search(db.session, text, request.args.get("page", 1, type=int))
    return render_template(
        "pages/coding/precedents.html", page=page, form=form, text=text, words=words
    )
