"""Code books on the desk: their versions, a draft with its topics, and who codes by which."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app import clock
from app.extensions import db
from app.forms.base import row_id
from app.forms.code_books import TopicForm, UseForm
from app.queries import code_books as queries
from app.queries.code_books import BookSheet
from app.services import code_books as service
from app.services.code_books import DraftError, DraftThereError, Problem, PublishedError
from app.services.errors import InvalidError
from app.web.desk import desk
from app.web.desk.programmes import name_of
from app.web.permissions import ADMINISTRATOR, COORDINATOR, STAFF, access
from app.web.words import say
from models.campaign import CampaignState
from models.topic import Topic

PROBLEMS = {
    Problem.NAME_REQUIRED: lazy_gettext("Give the name in at least one language."),
    Problem.NO_TOPICS: lazy_gettext("There is no topic in use: add one before you publish."),
    Problem.UNKNOWN_PARENT: lazy_gettext(
        "Choose a topic of this version that does not stand under this one."
    ),
}
say(
    PublishedError,
    lazy_gettext("This version is coded by and cannot be changed. Make a new version of it."),
)
say(DraftError, lazy_gettext("This version is a draft. Publish it first."))
say(DraftThereError, lazy_gettext("Somebody has begun a new version already: work on that one."))


@desk.get("/code-books/")
@access(*STAFF)
def code_books() -> str:
    """All code books, each by its newest version."""
    page = queries.listing(db.session, request.args.get("page", 1, type=int))
    return render_template("pages/desk/code_books.html", page=page)


@desk.get("/code-books/<int:book_id>")
@access(*STAFF)
def code_book(book_id: int) -> str:
    """One version of a code book."""
    sheet = find(book_id)
    return show(sheet, with_parents(TopicForm(formdata=None), sheet))


@desk.post("/code-books/<int:book_id>/versions")
@access(COORDINATOR, ADMINISTRATOR)
def new_version(book_id: int) -> Response:
    """Begin the next version, or go to the draft that somebody has begun."""
    try:
        draft_id = service.new_version(db.session, current_user, clock.now(), book_id).id
    except DraftThereError as error:
        draft_id = error.book_id
        flash(gettext("Somebody has begun a new version already: here it is."))
    return redirect(url_for("desk.code_book", book_id=draft_id), 303)


@desk.post("/code-books/<int:book_id>/topics")
@access(COORDINATOR, ADMINISTRATOR)
def add_topic(book_id: int) -> ResponseReturnValue:
    """Add a topic to a draft."""
    sheet = find(book_id)
    form = with_parents(TopicForm(), sheet)
    if form.validate():
        try:
            service.add_topic(db.session, current_user, clock.now(), book_id, form.entered())
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("The topic was added."))
            return redirect(url_for("desk.code_book", book_id=book_id), 303)
    return show(sheet, form), 422


@desk.route("/topics/<int:topic_id>", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def edit_topic(topic_id: int) -> ResponseReturnValue:
    """Rename or move a topic of a draft."""
    topic = find_topic(topic_id)
    form = with_parents(TopicForm(), find(topic.code_book_id), topic)
    if form.validate_on_submit():
        try:
            service.save_topic(db.session, current_user, clock.now(), topic_id, form.entered())
        except InvalidError as error:
            put_errors(form, error)
        else:
            flash(gettext("Saved."))
            return redirect(url_for("desk.code_book", book_id=topic.code_book_id), 303)
    elif request.method == "GET":
        form.fill(topic)
    page = render_template("pages/desk/topic_edit.html", form=form, topic=topic)
    return page, 422 if form.errors else 200


@desk.post("/topics/<int:topic_id>/retire", defaults={"retired": True})
@desk.post("/topics/<int:topic_id>/bring-back", defaults={"retired": False})
@access(COORDINATOR, ADMINISTRATOR)
def retire_topic(topic_id: int, retired: bool) -> Response:
    """Take a topic of a draft out of use, or into it again."""
    topic = service.retire_topic(db.session, current_user, clock.now(), topic_id, retired=retired)
    return redirect(url_for("desk.code_book", book_id=topic.code_book_id), 303)


@desk.post("/code-books/<int:book_id>/publish")
@access(COORDINATOR, ADMINISTRATOR)
def publish_book(book_id: int) -> Response:
    """Close a draft to changes, so that it can be coded by."""
    try:
        service.publish(db.session, current_user, clock.now(), book_id)
    except InvalidError as error:
        flash(str(PROBLEMS[Problem(error.problems[0][1])]), "error")
    else:
        flash(
            gettext("This version can now be coded by. Campaigns keep theirs until you change it.")
        )
    return redirect(url_for("desk.code_book", book_id=book_id), 303)


@desk.post("/code-books/<int:book_id>/use")
@access(COORDINATOR, ADMINISTRATOR)
def use_book(book_id: int) -> Response:
    """Let a campaign code by this version."""
    campaign = row_id(request.form.get("campaign"))
    if campaign is None:
        flash(gettext("Nothing was changed: choose a campaign."), "error")
    else:
        service.use_in_campaign(db.session, current_user, clock.now(), campaign, book_id)
        flash(gettext("The campaign codes by this version from now on."))
    return redirect(url_for("desk.code_book", book_id=book_id), 303)


def show(sheet: BookSheet, form: TopicForm) -> str:
    """The page of a version."""
    use = UseForm(formdata=None)
    changeable = [
        (row.campaign.id, name_of(row.campaign))
        for row in sheet.campaigns
        if row.campaign.state is not CampaignState.CLOSED and row.version != sheet.book.version
    ]
    use.set_choices(changeable, gettext("not chosen"))
    return render_template("pages/desk/code_book.html", sheet=sheet, form=form, use=use)


def find(book_id: int) -> BookSheet:
    """The page of a version, or the page that says there is none."""
    found = queries.sheet(db.session, book_id)
    return found if found is not None else abort(404)


def find_topic(topic_id: int) -> Topic:
    """A topic of a draft, or the page that says there is none."""
    found = queries.topic(db.session, topic_id)
    if found is None or not found.code_book.draft:
        abort(404)
    return found


def with_parents(form: TopicForm, sheet: BookSheet, own: Topic | None = None) -> TopicForm:
    """The form with the topics that one can stand under."""
    rows = [row.topic for row in sheet.topics if not row.topic.retired and row.topic is not own]
    form.set_choices([(row.id, name_of(row)) for row in rows], gettext("none"))
    return form


def put_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field."""
    for name, problem in error.problems:
        field = form[name]
        field.errors = [*field.errors, str(PROBLEMS[Problem(problem)])]
