"""The list of tables, a page for each to choose of it, and its file."""

from typing import Any
from urllib.parse import urlencode

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app import i18n
from app.exports import FORMATS, Order
from app.exports.preview import Preview, preview
from app.extensions import db
from app.forms.exports import KEYS, ChoiceForm, SaveForm
from app.queries import asked as queries
from app.queries import exports as logs
from app.queries.asked import BY, AskedError
from app.queries.table_shapes import Table
from app.queries.tables import TABLES
from app.services.exports import Taken
from app.web.downloads import downloads, words
from app.web.downloads.files import send
from app.web.permissions import ADMINISTRATOR, ANALYST, COORDINATOR, access

READERS = (ANALYST, COORDINATOR, ADMINISTRATOR)


@downloads.get("/")
@access(*READERS)
def index() -> str:
    """All tables, and the choices that were kept."""
    number = request.args.get("page", 1, type=int)
    return render_template(
        "pages/downloads/index.html",
        tables=TABLES,
        page=logs.saved(db.session, current_user, number),
        words=words,
        args_of=args_of,
        address=address,
    )


@downloads.get("/tables/<name>")
@access(*READERS)
def preview_table(name: str) -> ResponseReturnValue:
    """One table: what to take of it, and the first rows of that."""
    return shown(find(name))


@downloads.get("/tables/<name>/file")
@access(*READERS)
def file(name: str) -> ResponseReturnValue:
    """What the page of a table chose, as a file."""
    return given(find(name), request.args)


@downloads.get("/<name>.<key>")
@access(*READERS)
def table(name: str, key: str) -> ResponseReturnValue:
    """One table as a file at an address that is easily remembered, by permanent names."""
    if key not in FORMATS:
        abort(404)
    args: MultiDict[str, str] = MultiDict({"lang": KEYS})
    args.update(request.args)
    args["format"] = key
    return given(find(name), args)


@downloads.get("/log")
@access(*READERS)
def log() -> str:
    """Who exported what and when."""
    page = logs.log(db.session, request.args.get("page", 1, type=int))
    return render_template("pages/downloads/log.html", page=page, words=words)


def find(name: str) -> Table:
    """The table, or the page that says there is none."""
    return TABLES[name] if name in TABLES else abort(404)


def given(table: Table, args: MultiDict[str, str]) -> ResponseReturnValue:
    """The file that is asked for, or the page that says what is wrong with it."""
    form = choice_form(table, args)
    order = order_of(table, form)
    if order is None:
        return shown(table, form)
    return send(order, taken(table, form))


def shown(
    table: Table, form: ChoiceForm | None = None, save: SaveForm | None = None
) -> tuple[str, int]:
    """The page of a table. Where something is wrong it is said, and no rows are shown."""
    form = form or choice_form(table, request.args)
    order = order_of(table, form) if not form.errors else None
    found: Preview | None = preview(db.session, order, form.language()) if order else None
    page = render_template(
        "pages/downloads/table.html",
        table=table,
        form=form,
        found=found,
        save=save or SaveForm(formdata=None),
        args=args_of(taken(table, form)),
        address=address,
        words=words,
    )
    return page, 200 if order and not (save and save.errors) else 422


def choice_form(table: Table, args: MultiDict[str, str]) -> ChoiceForm:
    """The form of a table as the address fills it in; the language is that of the page."""
    sent: MultiDict[str, str] = MultiDict({"lang": i18n.current(), "format": "xlsx"})
    for key in args:
        sent.setlist(key, args.getlist(key))
    form = ChoiceForm(sent)
    fields = [field for field in queries.FIELDS if BY[field] in table.by]
    form.set_choices(
        gettext("all"),
        gettext("permanent names and values, for programs"),
        [(column.key, gettext(column.title)) for column in table.columns],
        **words.lists(queries.offered(db.session, table.by), fields),
    )
    if "start" not in fields:
        del form.start, form.end
    if not form.columns.data:
        form.columns.data = [column.key for column in table.columns]
    return form


def order_of(table: Table, form: ChoiceForm) -> Order | None:
    """What is asked for, or None where the form now says what is wrong."""
    if not form.validate():
        return None
    try:
        scope = queries.scope(db.session, table, form.asked())
    except AskedError as error:
        form[error.field].errors = [words.fault(error)]
        return None
    return Order(table, scope, queries.columns(table, form.columns.data or ()))


def taken(table: Table, form: ChoiceForm) -> Taken:
    """The choice as the log and the list of choices keep it."""
    keys = [column.key for column in table.columns]
    chosen = [key for key in form.columns.data or () if key in keys]
    return Taken(
        (table.name,),
        form.format.data,
        form.language(),
        form.asked().given,
        chosen if chosen != keys else (),
    )


def address(endpoint: str, name: str, args: dict[str, Any]) -> str:
    """The address of a table with a choice.

    The language of the file stands in the query. `url_for` would take it for that of the page.
    """
    return f"{url_for(endpoint, name=name)}?{urlencode(args, doseq=True)}"


def args_of(taken: Any) -> dict[str, Any]:
    """A choice as the address of its page has it; what was saved has the same fields."""
    found: dict[str, Any] = dict(taken.asked)
    if taken.columns:
        found["columns"] = list(taken.columns)
    return {**found, "lang": taken.lang or KEYS, "format": taken.format}
