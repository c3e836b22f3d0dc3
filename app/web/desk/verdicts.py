"""Verdicts on the desk: the list of theses, one thesis, and what two persons do with it."""

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app import clock, i18n
from app.extensions import db
from app.forms.base import choices, row_id
from app.forms.theses import ReasonForm
from app.forms.verdicts import PieceForm, ProposeForm, ReviewerForm, VerdictListForm
from app.queries import programmes as programme_queries
from app.queries import verdict_desk as queries
from app.queries.actions import Act
from app.queries.position_desk import last_day
from app.queries.verdict_desk import Show, ThesisPage, Wanted
from app.services import guests
from app.services import verdicts as service
from app.services.errors import InvalidError
from app.services.verdict_rules import Evidence, NoVerdictError, bar_of
from app.web import copies
from app.web import verdict_words as words
from app.web.desk import desk
from app.web.desk.programmes import convocation_name
from app.web.filters import short_date
from app.web.labels import label
from app.web.permissions import ACTIVIST, ADMINISTRATOR, COORDINATOR, STAFF, access
from app.web.words import sentence
from models.user import User
from models.verdict import EvidenceKind, Reason, Status

#: How many pieces of evidence one form takes beside the first.
FURTHER = 2


def me() -> User:
    """Who is signed in."""
    return current_user._get_current_object()


@desk.get("/verdicts/")
@access(*STAFF)
def verdicts() -> str:
    """Theses with their action scale and the verdict that stands or waits."""
    form = VerdictListForm(request.args)
    any_one = gettext("any")
    found = programme_queries.narrowing(db.session)
    form.convocation.choices = choices(
        ((row.id, convocation_name(row)) for row in found.convocations), blank=any_one
    )
    form.show.choices = choices(
        [(show.value, label(show)) for show in Show] + [(s.value, label(s)) for s in Status],
        blank=any_one,
    )
    wanted = Wanted(
        convocation=row_id(form.convocation.data),
        name=form.name.data or "",
        mandate=row_id(request.args.get("mandate")),
        show=shown(form.show.data),
    )
    page = queries.listing(db.session, me(), wanted, request.args.get("page", 1, type=int))
    args = {key: value for key, value in request.args.items() if key != "page" and value}
    waiting = queries.waiting_for(db.session, me())
    return render_template(
        "pages/desk/verdicts.html", form=form, page=page, args=args, waiting=waiting
    )


def shown(value: str | None) -> Show | Status | None:
    """What the list is narrowed to; None for what is neither."""
    if value in set(Show):
        return Show(value)
    return Status(value) if value in set(Status) else None


def find(thesis_id: int) -> ThesisPage:
    """The page of a thesis, or the page that says there is none."""
    now = clock.now()
    found = queries.thesis_page(db.session, me(), thesis_id, now, clock.day(now))
    return found if found is not None else abort(404)


@desk.get("/theses/<int:thesis_id>/verdict")
@access(*STAFF)
def verdict(thesis_id: int) -> str:
    """A thesis with the acts on it, its evidence and the timeline of its verdicts."""
    page = find(thesis_id)
    bar = bar_of(page.thesis)
    return render_template(
        "pages/desk/verdict.html",
        page=page,
        bar=words.BARS[bar] if bar else None,
        reason=ReasonForm(formdata=None),
    )


@desk.route("/theses/<int:thesis_id>/verdict/propose", methods=["GET", "POST"])
@access(ACTIVIST, COORDINATOR, ADMINISTRATOR)
def propose_verdict(thesis_id: int) -> ResponseReturnValue:
    """Propose an outcome, with its evidence and explanation."""
    page = find(thesis_id)
    form, pieces = propose_forms(page)
    # Every piece is looked at, so that all that is wrong is told at once.
    fine = [piece.validate() for piece in pieces] if form.is_submitted() else []
    if form.validate_on_submit() and all(fine):
        try:
            first, *further = [taken(piece) for piece in pieces]
            proposal = form.proposal(first, tuple(further))
            service.propose(db.session, me(), clock.now(), thesis_id, proposal)
        except NoVerdictError as error:
            form.form_errors.append(str(words.BARS[error.bar]))
        except service.AlreadyProposedError as error:
            form.form_errors.append(sentence(error))
        except InvalidError as error:
            put_problems(form, pieces, error)
        else:
            flash(gettext("Proposed. It stands as soon as another person confirms it."))
            return redirect(url_for("desk.verdict", thesis_id=thesis_id), 303)
    elif request.method == "GET":
        form.as_of.data = clock.day(clock.now())
    status = 422 if request.method == "POST" else 200
    bar = bar_of(page.thesis)
    return render_template(
        "pages/desk/verdict_propose.html",
        page=page,
        form=form,
        pieces=pieces,
        bar=words.BARS[bar] if bar else None,
    ), status


def propose_forms(page: ThesisPage) -> tuple[ProposeForm, list[PieceForm]]:
    """The form of an outcome, and one for each piece of evidence."""
    form = ProposeForm()
    reasons = [reason for reason in Reason if fits(page, reason)]
    form.set_choices(
        [(status.value, label(status)) for status in Status],
        [(reason.value, label(reason)) for reason in reasons],
        gettext("none"),
    )
    pieces = [PieceForm(prefix=f"piece{number}-") for number in range(1 + FURTHER)]
    kinds = [(kind.value, label(kind)) for kind in EvidenceKind]
    acts = [(act.item_id, act_name(act)) for act in queries.acts_for(db.session, page)]
    for piece in pieces:
        piece.set_choices(kinds, acts, gettext("not chosen"))
    return form, pieces


def fits(page: ThesisPage, reason: Reason) -> bool:
    """Whether a reason can be one at all: “ended early” only where the mandate did."""
    if page.mandate is None or reason is not Reason.MANDATE_ENDED_EARLY:
        return True
    return queries.ended_early(page.mandate, clock.day(clock.now()))


def act_name(act: Act) -> str:
    """An act in one line, to choose from."""
    day = short_date(act.date) if act.date else gettext("date not known yet")
    title = act.title_ru or act.title_kk or act.key
    return f"{label(act.kind)}, {day}: {title[:120]}"


def taken(piece: PieceForm) -> Evidence:
    """A piece of evidence with the copy that came with it, if one came."""
    copy = copies.take(piece, required=False)
    return piece.evidence(copy.capture_id, copy.file_id)


def put_problems(form: ProposeForm, pieces: list[PieceForm], error: InvalidError) -> None:
    """Show each problem beside its field; those of evidence beside the piece they are of."""
    places: dict[str, Any] = {
        "evidence": pieces[0].file,
        "evidence_kind": pieces[0].kind,
        "further": pieces[1].kind,
    }
    for name, code in error.problems:
        field = places.get(name) or form[name]
        field.errors = [*field.errors, words.problem(code)]


def settle(command: Callable[..., Any], verdict_id: int, done: str, *rest: str) -> Any:
    """Run a command on a verdict and go back to its thesis, whether it went well or not."""
    try:
        found = command(db.session, me(), clock.now(), verdict_id, *rest)
        flash(done)
        return back(found.thesis_id)
    except InvalidError as error:
        flash(words.first_problem(error), "error")
        return back(queries.thesis_of(db.session, verdict_id))


def back(thesis_id: int | None) -> ResponseReturnValue:
    """The page of a thesis, after something was done to its verdict."""
    if thesis_id is None:
        abort(404)
    return redirect(url_for("desk.verdict", thesis_id=thesis_id), 303)


@desk.post("/verdicts/<int:verdict_id>/confirm")
@access(ACTIVIST, COORDINATOR, ADMINISTRATOR)
def confirm_verdict(verdict_id: int) -> ResponseReturnValue:
    """Let a proposed verdict stand."""
    return settle(service.confirm, verdict_id, gettext("Confirmed: the verdict stands."))


@desk.post("/verdicts/<int:verdict_id>/refuse")
@access(ACTIVIST, COORDINATOR, ADMINISTRATOR)
def refuse_verdict(verdict_id: int) -> ResponseReturnValue:
    """Refuse a proposed verdict, with the reason."""
    why = ReasonForm().reason.data or ""
    return settle(service.refuse, verdict_id, gettext("The proposal is refused."), why)


@desk.post("/verdicts/<int:verdict_id>/withdraw")
@access(ACTIVIST, COORDINATOR, ADMINISTRATOR)
def withdraw_verdict(verdict_id: int) -> ResponseReturnValue:
    """Take a verdict back, with the reason."""
    why = ReasonForm().reason.data or ""
    return settle(service.withdraw, verdict_id, gettext("The verdict is withdrawn."), why)


@desk.route("/verdicts/<int:verdict_id>/reviewer", methods=["GET", "POST"])
@access(COORDINATOR, ADMINISTRATOR)
def invite_reviewer(verdict_id: int) -> ResponseReturnValue:
    """Ask a person without an account to confirm or refuse one proposed verdict."""
    thesis_id = queries.thesis_of(db.session, verdict_id) or abort(404)
    form = ReviewerForm()
    if form.validate_on_submit():
        try:
            issued = guests.issue_review(
                db.session,
                me(),
                clock.now(),
                verdict_id,
                key=key(),
                name=form.name.data,
                email=form.email.data,
                lang=form.language,
            )
        except InvalidError as error:
            put_errors(form, error)
        else:
            return show_link(issued, "pages/desk/reviewer_link.html", thesis_id=thesis_id)
    page = render_template("pages/desk/reviewer.html", form=form, thesis_id=thesis_id)
    return page, 422 if form.errors else 200


@desk.post("/guests/<int:link_id>/withdraw")
@access(COORDINATOR, ADMINISTRATOR)
def withdraw_guest(link_id: int) -> ResponseReturnValue:
    """Take a link of a guest back."""
    link = guests.withdraw(db.session, me(), clock.now(), link_id)
    flash(gettext("The link is withdrawn."))
    if link.thesis_id is not None:
        return back(link.thesis_id)
    return redirect(url_for("desk.mandate_positions", mandate_id=link.mandate_id), 303)


def show_link(issued: guests.Issued, template: str, **values: Any) -> str:
    """The page of a new link: the answer itself, as only the token's hash is kept."""
    addresses = {
        lang: url_for("guest.page", token=issued.token, lang=lang, _external=True)
        for lang in i18n.LANGS
    }
    link = issued.link
    return render_template(
        template,
        address=addresses[link.lang.value],
        addresses=addresses,
        link=link,
        until=last_day(link.expires_at),
        **values,
    )


def put_errors(form: Any, error: InvalidError) -> None:
    """Show each problem beside its field, or above the form where no field has that name."""
    for name, code in error.problems:
        if name in form:
            form[name].errors = [*form[name].errors, words.problem(code)]
        else:
            form.form_errors.append(words.problem(code))


def key() -> str:
    """The key that signs the links of guests."""
    return current_app.extensions["config"].secret_key
