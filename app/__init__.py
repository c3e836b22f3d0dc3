"""Promises Watch: the application. `create_app` is an ordered list of named steps."""

from datetime import timedelta
from typing import Any, Literal

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import cli, i18n, logs, web
from app.config import ROOT, Config
from app.extensions import alembic, babel, compress, csrf, db, limiter, security
from app.services import caches
from models import engine, heads, witness
from models.base import UtcDateTime
from models.search_entry import is_of_index


def create_app(config: Config | None = None) -> Flask:
    """The application that `config` describes; without one, the environment does.

    Raises ConfigError when the environment is not fit to start with.
    """
    config = config or Config.from_environ()
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    for step in (
        configure,
        logs.init_app,
        bind_database,
        bind_extensions,
        bind_languages,
        web.init_app,
        bind_accounts,
    ):
        step(app, config)
    cli.init_app(app)
    return app


def configure(app: Flask, config: Config) -> None:
    """Settings of Flask and of its extensions."""
    config.instance_dir.mkdir(parents=True, exist_ok=True)
    config.archive_dir.mkdir(parents=True, exist_ok=True)
    app.extensions["config"] = config
    if config.trusted_proxies:
        # Behind a proxy every visitor has its address; only a proxy of ours may say otherwise.
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    app.config.from_mapping(
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        SQLALCHEMY_ENGINES={"default": config.sqlalchemy_url},
        ALEMBIC={
            "script_location": str(ROOT / "migrations"),
            "file_template": "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s",
        },
        ALEMBIC_CONTEXT={
            "render_as_batch": True,
            "compare_type": True,
            "render_item": render_item,
            "include_object": belongs_to_models,
        },
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        # A page may lie open for a day; the token is void with its session anyway.
        WTF_CSRF_TIME_LIMIT=None,
        BABEL_DEFAULT_LOCALE="kk",
        BABEL_DEFAULT_TIMEZONE="Asia/Almaty",
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_ENABLED=not config.testing,
        RATELIMIT_STORAGE_URI="memory://",
        # The one role of a user is a column, not a relation to be joined.
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  the name of a method
        # No key of the portal goes into a password: a backup opens under another SECRET_KEY.
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        # Its commands would write past the journal; `flask accounts` has ours.
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
    )


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types into migrations as what they are to the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def belongs_to_models(
    _object: Any, name: str | None, _kind: str, _reflected: bool, _other: Any
) -> bool:
    """Leave to migrations what no model describes: the index of stems, see `search_entry`."""
    return not is_of_index(name)


def bind_database(app: Flask, config: Config) -> None:
    """Engines, sessions and migrations."""
    db.init_app(app)
    with app.app_context():
        engine.configure(db.engine)
        db.sessionmaker.configure(info={caches.SETTING: config.cache_purge_url is not None})
        witness.watch(db.engine, config.archive_dir / heads.NAME)
    alembic.init_app(app)


def bind_extensions(app: Flask, config: Config) -> None:
    """Everything else that needs no setting beyond those above."""
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)


def bind_languages(app: Flask, config: Config) -> None:
    """Catalogues and the choice of the language."""
    i18n.compile_catalogues()
    babel.init_app(app, locale_selector=i18n.locale)


def bind_accounts(app: Flask, config: Config) -> None:
    """Who is signed in. Last, as it loads the user before each request: inside the transaction
    that web.hooks begins. Its own pages stay out, see docs/adr.
    """
    security.init_app(app, register_blueprint=False)
