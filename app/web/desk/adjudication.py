"""Settling what coders read differently."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.trust import DecisionForm, WithdrawForm
from app.queries import adjudication as queries
from app.queries import cases as readings
from app.queries import coding as screens
from app.queries import precedents as log
from app.queries.adjudication import Show
from app.queries.readings import Entry
from app.services import adjudication as service
from app.services import precedents
from app.services.adjudication import Rule
from app.services.errors import InvalidError, ServiceError
from app.web.coding import trust_words as words
from app.web.coding import words as coding_words
from app.web.desk import desk
from app.web.permissions import ADMINISTRATOR, COORDINATOR, access
from app.web.words import refusal


@desk.get("/cases")
@access(COORDINATOR, ADMINISTRATOR)
def cases() -> str:
    """What waits for a third person, and what was settled."""
    asked = request.args.get("show", Show.OPEN.value)
    show = Show(asked) if asked in set(Show) else abort(404)
    me = current_user._get_current_object()
    found = queries.cases(db.session, me, show, request.args.get("page", 1, type=int))
    return render_template(
        "pages/desk/cases.html", found=found, show=show, words=words, coding_words=coding_words
    )


@desk.get("/cases/<int:participation_id>")
@access(COORDINATOR, ADMINISTRATOR)
def case(participation_id: int) -> ResponseReturnValue:
    """Both readings side by side, the act, the precedents, and an empty decision."""
    return _page(participation_id, Entry(), DecisionForm(formdata=None))


def _page(
    participation_id: int,
    entry: Entry,
    form: DecisionForm,
    *,
    error: InvalidError | None = None,
    refused: str | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    found = screens.participation(db.session, participation_id)
    if found is None or not queries.is_ready(db.session, participation_id):
        abort(404)
    me = current_user._get_current_object()
    problems: dict[str, list[str]] = {}
    for field, problem in error.problems if error else ():
        problems.setdefault(field, []).append(str(words.PROBLEMS[problem]))
    standing = queries.standing(db.session, participation_id)
    page = render_template(
        "pages/desk/case.html",
        seen=screens.screen(db.session, found, me),
        readings=readings.readings(db.session, participation_id, me),
        comments=readings.comments(db.session, participation_id, me),
        decisions=queries.decisions(db.session, participation_id),
        has_read=queries.has_read(db.session, participation_id, me),
        base=standing.id if standing else 0,
        entry=entry,
        form=form,
        problems=problems,
        refused=refused,
        precedents=log.search(db.session, request.args.get("q", ""), size=5, holding=True),
        words=coding_words,
        desk_words=words,
    )
    return page, status


@desk.post("/cases/<int:participation_id>")
@access(COORDINATOR, ADMINISTRATOR)
def decide_case(participation_id: int) -> ResponseReturnValue:
    """Settle a case, and go on to the next one."""
    form, me = DecisionForm(), current_user._get_current_object()
    rule = Rule(form.title.data or "", form.rule.data or "") if form.precedent.data else None
    try:
        service.decide(
            db.session, me, clock.now(), participation_id, form.entry(),
            reason=form.reason.data or "", base=form.base.data or 0, rule=rule,
        )  # fmt: skip
    except InvalidError as error:
        return _page(participation_id, form.entry(), form, error=error, status=422)
    except service.NotReadError:
        abort(404)
    except (service.OwnReadingError, service.AlreadyDecidedError) as error:
        said = str(_sentence(error))
        return _page(participation_id, form.entry(), form, refused=said, status=409)
    flash(gettext("The decision is saved. The readings stay as they are."))
    following = queries.first_open(db.session, me, participation_id)
    if following is None:
        return redirect(url_for("desk.cases"))
    return redirect(url_for("desk.case", participation_id=following))


def _sentence(error: ServiceError) -> object:
    return refusal(error).sentence


@desk.post("/precedents/<int:precedent_id>/withdraw")
@access(COORDINATOR, ADMINISTRATOR)
def withdraw_precedent(precedent_id: int) -> ResponseReturnValue:
    """Say that a precedent holds no longer."""
    form, me = WithdrawForm(), current_user._get_current_object()
    if form.validate_on_submit():
        precedents.withdraw(
            db.session, me, clock.now(), precedent_id, reason=form.reason.data or ""
        )
        flash(gettext("The precedent holds no longer. It stays in the log."))
    else:
        flash(gettext("Say in a few words why the precedent holds no longer."), "error")
    return redirect(url_for("coding.precedents"))
