"""What the layouts need to know: languages of the page, links that exist, who is signed in."""

from flask import Flask, current_app, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from app import i18n
from app.extensions import db
from app.forms.account import ROLES
from app.queries.people import practisers
from app.web.permissions import ANYONE, allowed_roles
from models.user import User

LANGUAGE_NAMES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

#: Entries whose page does not exist are left out.
PUBLIC = (
    ("public.deputies", lazy_gettext("Deputies")),
    ("public.topics", lazy_gettext("Topics")),
    ("public.charts", lazy_gettext("Charts")),
    ("public.editions", lazy_gettext("Editions")),
    ("public.search", lazy_gettext("Search")),
    ("public.methodology", lazy_gettext("Methodology")),
)
FOOT = (
    ("public.about", lazy_gettext("About")),
    ("public.data", lazy_gettext("Data")),
    ("public.privacy", lazy_gettext("Privacy")),
    ("public.feeds", lazy_gettext("Follow")),
    ("public.recall", lazy_gettext("What recall is")),
)
#: The groups of staff pages; within each, entries stand in the order in which work goes on.
#: An entry whose page does not exist, or may not be opened, is left out; so is an empty group.
STAFF = (
    (
        lazy_gettext("Work"),
        (
            ("coding.home", lazy_gettext("Deputies to watch")),
            ("coding.queue", lazy_gettext("Queue")),
            ("coding.appeals", lazy_gettext("Letters")),
            ("coding.posts", lazy_gettext("Posts and meetings")),
            ("coding.precedents", lazy_gettext("Precedents")),
            ("desk.programmes", lazy_gettext("Programmes")),
            ("desk.code_books", lazy_gettext("Code books")),
        ),
    ),
    (
        lazy_gettext("Review"),
        (
            ("desk.cases", lazy_gettext("Cases to settle")),
            ("desk.sample", lazy_gettext("Reliability sample")),
            ("desk.agreement", lazy_gettext("Agreement")),
            ("desk.recodings", lazy_gettext("Re-coding")),
            ("desk.verdicts", lazy_gettext("Verdicts")),
            ("desk.suggestions", lazy_gettext("Order of theses")),
        ),
    ),
    (
        lazy_gettext("Publish"),
        (
            ("desk.positions", lazy_gettext("Positions of deputies")),
            ("desk.editions", lazy_gettext("Editions")),
            ("desk.corrections", lazy_gettext("Reported errors")),
        ),
    ),
    (
        lazy_gettext("Data"),
        (
            ("downloads.index", lazy_gettext("Downloads")),
            ("desk.report_files", lazy_gettext("Reports")),
            ("desk.sources", lazy_gettext("Sources")),
            ("desk.withheld", lazy_gettext("Withheld copies")),
            ("desk.figures", lazy_gettext("Stated figures")),
            ("desk.imports", lazy_gettext("Bring in a spreadsheet")),
            ("desk.report_texts", lazy_gettext("Report")),
            ("desk.appeals", lazy_gettext("All letters")),
        ),
    ),
    (
        lazy_gettext("Manage"),
        (
            ("desk.campaigns", lazy_gettext("Campaigns")),
            ("desk.board", lazy_gettext("Board")),
            ("desk.assignments", lazy_gettext("Assignments")),
            ("desk.people", lazy_gettext("People")),
            ("desk.journal", lazy_gettext("Journal of changes")),
        ),
    ),
)
#: Where the work of a person begins: the first of these that they may open.
HOMES = ("coding.home", "coding.queue", "desk.programmes", "account.profile")

Entry = tuple[str, str]


def init_app(app: Flask) -> None:
    """Give these to every template."""
    app.jinja_env.globals.update(
        LANGUAGE_NAMES=LANGUAGE_NAMES,
        footer_links=footer_links,
        has_endpoint=has_endpoint,
        language_mark=language_mark,
        may_open=may_open,
        open_section=open_section,
        practisers=people_to_practise_as,
        person=person,
        role_name=role_name,
        public_links=public_links,
        same_page=same_page,
        staff_home=staff_home,
        staff_groups=staff_groups,
        this_page=this_page,
        training=app.extensions["config"].training,
    )


def has_endpoint(endpoint: str) -> bool:
    """Whether this portal has such a page."""
    return endpoint in current_app.view_functions


def people_to_practise_as() -> list[User]:
    """Whom a visitor of a portal with invented data may come in as; nobody elsewhere."""
    training: bool = current_app.extensions["config"].training
    return practisers(db.session) if training else []


def person() -> User | None:
    """Who is signed in, or None."""
    return current_user._get_current_object() if current_user.is_authenticated else None


def may_open(endpoint: str) -> bool:
    """Whether the page exists and is open to whoever is looking."""
    if not has_endpoint(endpoint):
        return False
    allowed = allowed_roles(current_app, endpoint)
    who = person()
    return ANYONE in allowed or (who is not None and who.role.value in allowed)


def public_links() -> list[Entry]:
    """The sections for voters: endpoint and label."""
    return [(endpoint, label) for endpoint, label in PUBLIC if may_open(endpoint)]


def staff_groups() -> list[tuple[str, list[Entry]]]:
    """The groups of sections with what the role of who is signed in may open."""
    groups: list[tuple[str, list[Entry]]] = [
        (label, [(endpoint, text) for endpoint, text in entries if may_open(endpoint)])
        for label, entries in STAFF
    ]
    return [(label, entries) for label, entries in groups if entries]


def open_section() -> str | None:
    """The section that this page belongs to: the one whose address begins its own, the longest."""
    entries = [endpoint for _, group in staff_groups() for endpoint, _ in group]
    addresses = {endpoint: url_for(endpoint) for endpoint in entries}
    fitting = [
        endpoint
        for endpoint, address in addresses.items()
        if f"{request.path}/".startswith(f"{address.rstrip('/')}/")
    ]
    return max(fitting, key=lambda endpoint: len(addresses[endpoint]), default=None)


def staff_home() -> str:
    """The endpoint at which the work of this person begins."""
    return next((endpoint for endpoint in HOMES if may_open(endpoint)), "public.home")


def footer_links() -> list[Entry]:
    """The small links at the foot, and the way in, or back to work."""
    found = [(endpoint, str(label)) for endpoint, label in FOOT if may_open(endpoint)]
    if person():
        return [*found, (staff_home(), gettext("Back to work"))]
    return [*found, ("account.sign_in", gettext("Sign in"))]


def same_page(lang: str) -> str:
    """The path of this page in another language, with its query."""
    path = in_language(lang)
    query = request.query_string.decode("utf-8", "replace")
    return f"{path}?{query}" if query else path


def this_page() -> str:
    """The path of this page, with its query as far as it can be told back."""
    query = request.query_string.decode("ascii", "ignore")
    return (f"{request.path}?{query}" if query else request.path)[:500]


def in_language(lang: str) -> str:
    """The path of this page in another language, without its query."""
    head, _, rest = request.path.lstrip("/").partition("/")
    return f"/{lang}/{rest}" if head in i18n.LANGS else f"/{lang}/"


def language_mark(lang: str) -> str:
    """How text in a language other than the page's is marked."""
    return {
        "kk": gettext("in Kazakh"),
        "ru": gettext("in Russian"),
        "en": gettext("in English"),
    }[lang]


def role_name(role: str) -> str:
    """A role in words."""
    return str(ROLES[role])
