"""Promises Watch: the application. `create_app` is an ordered list of named steps."""

from typing import Any, Literal

from flask import Flask

from app import cli, i18n, logs, web
from app.config import ROOT, Config
from app.extensions import alembic, babel, compress, csrf, db, limiter, security
from models import engine
from models.base import UtcDateTime


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
    ):
        step(app, config)
    cli.init_app(app)
    return app


def configure(app: Flask, config: Config) -> None:
    """Settings of Flask and of its extensions."""
    config.instance_dir.mkdir(parents=True, exist_ok=True)
    config.archive_dir.mkdir(parents=True, exist_ok=True)
    app.extensions["config"] = config
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
        },
        BABEL_DEFAULT_LOCALE="kk",
        BABEL_DEFAULT_TIMEZONE="Asia/Almaty",
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_ENABLED=not config.testing,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106  the name of a method
        # A pepper separate from SECRET_KEY would lock everybody out when it is lost.
        SECURITY_PASSWORD_SALT=config.secret_key,
    )


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types into migrations as what they are to the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def bind_database(app: Flask, config: Config) -> None:
    """Engines, sessions and migrations."""
    db.init_app(app)
    with app.app_context():
        engine.configure(db.engine)
    alembic.init_app(app)


def bind_extensions(app: Flask, config: Config) -> None:
    """Everything else that needs no setting beyond those above."""
    csrf.init_app(app)
    limiter.init_app(app)
    compress.init_app(app)
    security.init_app(app)


def bind_languages(app: Flask, config: Config) -> None:
    """Catalogues and the choice of the language."""
    i18n.compile_catalogues()
    babel.init_app(app, locale_selector=i18n.locale)
