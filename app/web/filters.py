"""What templates can call beyond Jinja's own."""

from flask import Flask

from app import i18n


def init_app(app: Flask) -> None:
    """Register filters and globals."""
    app.jinja_env.globals.update(LANGS=i18n.LANGS, lang=i18n.current, pick=i18n.pick)
