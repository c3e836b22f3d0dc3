"""Correcting an act that was entered by hand, and saying what became of voters' orders."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock
from app.extensions import db
from app.forms.base import choices
from app.forms.evidence import EditActForm, OrderEditForm, ReasonForm
from app.queries import evidence as queries
from app.services import evidence, meetings, voters_orders
from app.services.entering import reason_of
from app.services.errors import InvalidError
from app.services.voters_orders import OrderFields
from app.web import copies
from app.web import evidence_words as words
from app.web.coding import coding, evidence_lists
from app.web.coding.queue import CODERS
from app.web.permissions import access
from app.web.words import put_errors
from models.item import DatePrecision


@coding.route("/acts/<int:record_id>/edit", methods=["GET", "POST"])
@access(*CODERS)
def edit_act(record_id: int) -> ResponseReturnValue:
    """Correct an act, with a reason."""
    act = queries.act(db.session, record_id) or abort(404)
    first = act.seats[0].mandate_id if act.seats else None
    form = EditActForm(data=None if request.method == "POST" else {"acts": [_stands(act)]})
    form.acts[0].form.set_choices(evidence_lists.lists(str(first or "")))
    if form.validate_on_submit():
        said, reason = form.acts[0].form.entered(), form.reason.data or ""
        try:
            meetings.edit(db.session, current_user, clock.now(), record_id, said, reason=reason)
        except InvalidError as error:
            problems = [(f"acts-0-{name}", problem) for name, problem in error.problems]
            evidence_lists.put_act_errors(form, InvalidError(problems))
        else:
            flash(gettext("Saved."))
            return _back(act.item.id)
    page = render_template(
        "pages/coding/act_edit.html", form=form, act=act, told=evidence_lists.told(form),
        words=words,
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


@coding.post("/acts/<int:record_id>/<any(withdraw, restore):change>")
@access(*CODERS)
def withdraw_act(record_id: int, change: str) -> ResponseReturnValue:
    """Take an act back, or bring it back, with a reason."""
    call = evidence.withdraw_act if change == "withdraw" else evidence.restore_act
    reason = ReasonForm().reason.data or ""
    record = call(db.session, current_user, clock.now(), record_id, reason=reason)
    flash(gettext("Taken back.") if change == "withdraw" else gettext("Brought back."))
    return _back(record.item_id)


@coding.route("/items/<int:item_id>/orders/new", methods=["GET", "POST"])
@access(*CODERS)
def new_order(item_id: int) -> ResponseReturnValue:
    """Add an order that voters gave at a meeting."""

    def save(said: OrderFields) -> None:
        voters_orders.add_to(db.session, item_id, said)

    if item_id not in queries.meetings_of(db.session, [item_id]):
        abort(404)
    return _order(OrderEditForm(), item_id, save, None)


@coding.route("/orders/<int:order_id>", methods=["GET", "POST"])
@access(*CODERS)
def order(order_id: int) -> ResponseReturnValue:
    """Say what became of an order."""
    found = queries.order(db.session, order_id) or abort(404)
    stands = {"text": found.text, "became": found.became.value, "note": found.note}
    form = OrderEditForm(data=None if request.method == "POST" else stands)

    def save(said: OrderFields) -> None:
        voters_orders.update(db.session, order_id, said)

    return _order(form, found.meeting.item_id, save, found)


@coding.post("/orders/<int:order_id>/withdraw")
@access(*CODERS)
def withdraw_order(order_id: int) -> ResponseReturnValue:
    """Take an order back, with a reason."""
    found = queries.order(db.session, order_id) or abort(404)
    reason = reason_of(ReasonForm().reason.data)
    voters_orders.withdraw(db.session, order_id, reason=reason)
    flash(gettext("Taken back."))
    return _back(found.meeting.item_id)


def _order(form: Any, item_id: int, save: Any, found: Any) -> ResponseReturnValue:
    form.became.choices = choices((state.value, label) for state, label in words.BECAME.items())
    if form.validate_on_submit():
        try:
            copy = copies.take(form, required=False)
            save(form.entered(file_id=copy.file_id, capture_id=copy.capture_id))
        except InvalidError as error:
            put_errors(form, error, words.PROBLEMS)
        else:
            flash(gettext("Saved."))
            return _back(item_id)
    page = render_template(
        "pages/coding/order_edit.html", form=form, order=found, reason=ReasonForm(formdata=None),
        post_id=queries.post_with(db.session, item_id),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200


def _back(item_id: int) -> ResponseReturnValue:
    post_id = queries.post_with(db.session, item_id)
    if post_id is None:
        return redirect(url_for("coding.posts"), 303)
    return redirect(url_for("coding.post", post_id=post_id), 303)


def _stands(act: queries.ActShown) -> dict[str, Any]:
    """The act as the form shows it."""
    record, meeting = act.record, act.meeting
    lang = "kk" if record.title_kk else "ru"
    month = record.date_precision is DatePrecision.MONTH
    numbers = [str(seat.mandate_id) for seat in act.seats]
    stands: dict[str, Any] = {
        "mandate": numbers[0] if numbers else "", "others": numbers[1:],
        "kind": act.item.kind.value,
        "title": record.title_kk or record.title_ru, "lang": lang,
        "summary": record.lead_kk or record.lead_ru,
        "day": None if month else record.date or act.item.date,
        "month": record.date if month else None,
        "topics": [str(topic.id) for topic in act.themes],
    }  # fmt: skip
    if meeting is not None:
        computed = {"in_district": meeting.in_district_by, "in_session": meeting.in_session_by}
        for name in ("place", "audience", "audience_note"):
            stands[name] = getattr(meeting, name)
        for name, by in computed.items():
            stands[name] = getattr(meeting, name).value if by.value == "asked" else ""
    return stands
