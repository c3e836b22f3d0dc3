"""Posts of social networks and the media, and the acts in them: the list, entry and correction."""

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock, ingest
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.evidence import ActsForm, EditPostForm, EntryForm, ListForm, ReasonForm
from app.queries import evidence as queries
from app.services import evidence as service
from app.services.entering import may_change
from app.services.errors import InvalidError
from app.services.evidence import PostKnownError
from app.services.meetings import LookAlikeError
from app.web import copies
from app.web import evidence_words as words
from app.web.coding import coding, evidence_lists
from app.web.coding.queue import CODERS
from app.web.permissions import STAFF, access
from app.web.words import put_errors


@coding.get("/posts")
@access(*STAFF)
def posts() -> str:
    """The posts that were entered, the newest first."""
    form = ListForm(request.args)
    form.mandate.choices = choices(evidence_lists.people(), blank=gettext("any"))
    wanted = queries.Wanted(
        mandate=row_id(form.mandate.data),
        entered_by=current_user.id if form.mine.data else None,
        withdrawn=bool(form.withdrawn.data),
    )
    page = queries.listing(db.session, wanted, request.args.get("page", 1, type=int))
    args = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "pages/coding/posts.html", form=form, page=page, args=args, wanted=wanted, words=words
    )


@coding.route("/posts/new", methods=["GET", "POST"])
@access(*CODERS)
def new_post() -> ResponseReturnValue:
    """Enter a post with the acts that it tells of, all on one screen."""
    form, lists = EntryForm(), evidence_lists.lists(request.args.get("mandate"))
    form.network.choices = choices(words.NETWORKS.items(), blank=gettext("tell it from the link"))
    form.set_choices(lists)
    if request.method == "GET":
        evidence_lists.begin(form, request.args.get("mandate"))
        return _screen(form, None, {})
    if form.change(request.form.get("action", ""), lists):
        return _screen(form, None, evidence_lists.alike(form))
    known: int | None = None
    alike: evidence_lists.Alike = {}
    if form.validate():
        try:
            post = service.enter(
                db.session, current_user, clock.now(), _post(form, required=True), form.entered()
            )
        except copies.CopyError:
            alike = evidence_lists.alike(form)
        except InvalidError as error:
            evidence_lists.put_act_errors(form, error)
            alike = evidence_lists.alike(form)
        except PostKnownError as error:
            known = error.post_id
        except LookAlikeError as error:
            alike = error.found
        else:
            flash(gettext("Saved. What was entered now waits to be coded."))
            return redirect(url_for("coding.post", post_id=post.id), 303)
    return _screen(form, None, alike, known=known, status=422)


@coding.get("/posts/<int:post_id>")
@access(*STAFF)
def post(post_id: int) -> str:
    """A post with its kept copies, the acts in it and what was changed."""
    found = queries.post_page(db.session, post_id) or abort(404)
    return render_template(
        "pages/coding/post.html",
        page=found,
        reason=ReasonForm(formdata=None),
        mine=may_change(current_user, found.shown.post.entered_by_id),
        words=words,
    )


@coding.route("/posts/<int:post_id>/acts", methods=["GET", "POST"])
@access(*CODERS)
def add_acts(post_id: int) -> ResponseReturnValue:
    """Enter a further act that a post tells of."""
    found = queries.post_page(db.session, post_id) or abort(404)
    form, lists = ActsForm(), evidence_lists.lists(request.args.get("mandate"))
    form.set_choices(lists)
    if request.method == "GET":
        evidence_lists.begin(form, request.args.get("mandate"))
        return _screen(form, found, {})
    if form.change(request.form.get("action", ""), lists):
        return _screen(form, found, evidence_lists.alike(form))
    alike: evidence_lists.Alike = {}
    if form.validate():
        try:
            service.add_acts(db.session, current_user, clock.now(), post_id, form.entered())
        except InvalidError as error:
            evidence_lists.put_act_errors(form, error)
            alike = evidence_lists.alike(form)
        except LookAlikeError as error:
            alike = error.found
        else:
            flash(gettext("Saved. What was entered now waits to be coded."))
            return redirect(url_for("coding.post", post_id=post_id), 303)
    return _screen(form, found, alike, status=422)


@coding.route("/posts/<int:post_id>/edit", methods=["GET", "POST"])
@access(*CODERS)
def edit_post(post_id: int) -> ResponseReturnValue:
    """Correct what is said of a post, with a reason."""
    found = queries.post_page(db.session, post_id) or abort(404)
    stands = found.shown.post
    form = EditPostForm(data=None if request.method == "POST" else _stands(stands))
    form.network.choices = choices(words.NETWORKS.items())
    known = None
    if form.validate_on_submit():
        try:
            said = _post(form, required=False)
            reason = form.reason.data or ""
            service.edit_post(db.session, current_user, clock.now(), post_id, said, reason=reason)
        except copies.CopyError:
            pass
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        except PostKnownError as error:
            known = error.post_id
        else:
            flash(gettext("Saved."))
            return redirect(url_for("coding.post", post_id=post_id), 303)
    page = render_template("pages/coding/post_edit.html", form=form, post=stands, known=known)
    return page, 422 if form.is_submitted() else 200


@coding.post("/posts/<int:post_id>/<any(withdraw, restore):change>")
@access(*CODERS)
def withdraw_post(post_id: int, change: str) -> ResponseReturnValue:
    """Take a post back, or bring it back, with a reason."""
    call = service.withdraw_post if change == "withdraw" else service.restore_post
    call(db.session, current_user, clock.now(), post_id, reason=ReasonForm().reason.data or "")
    flash(gettext("Taken back.") if change == "withdraw" else gettext("Brought back."))
    return redirect(url_for("coding.post", post_id=post_id), 303)


def _screen(
    form: Any, found: Any, alike: Any, *, known: int | None = None, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "pages/coding/post_new.html",
        form=form,
        page=found,
        alike=alike,
        told=evidence_lists.told(form),
        known=known,
        words=words,
        asked=bool(alike) and status != 200,
    )
    return page, status


def _post(form: Any, *, required: bool) -> service.PostFields:
    """The post as it was entered, its copy kept. Raises CopyError."""
    copy = copies.take(form, required=required)
    config = current_app.extensions["config"]
    keys = ingest.address_keys(config, form.url.data or "")
    return form.post(
        words.network_of(form.url.data),
        keys[0] if keys else None,
        file_id=copy.file_id,
        capture_id=copy.capture_id,
    )


def _stands(post: Any) -> dict[str, Any]:
    return {
        "url": post.url, "network": post.network, "published_on": post.published_on,
        "post_title": post.title,
    }  # fmt: skip
