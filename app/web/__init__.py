"""HTTP: one blueprint per audience, all under the language of the page."""

from flask import Flask

from app.config import Config
from app.web import (
    api,
    assets,
    converters,
    copies,
    errors,
    filters,
    frame,
    head,
    hooks,
    permissions,
    schema,
)
from app.web.account import account
from app.web.coding import coding
from app.web.desk import desk
from app.web.downloads import downloads
from app.web.guest import guest
from app.web.health import health
from app.web.public import caching, public, root


def init_app(app: Flask, config: Config) -> None:
    """Converters, hooks, filters, error pages and blueprints."""
    converters.init_app(app)
    hooks.init_app(app)
    permissions.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    frame.init_app(app)
    head.init_app(app)
    schema.init_app(app)
    copies.init_app(app)
    errors.init_app(app)
    caching.init_app(app)
    app.register_blueprint(root)
    app.register_blueprint(health)
    app.register_blueprint(public, url_prefix="/<lang:lang>")
    app.register_blueprint(account, url_prefix="/<lang:lang>/account")
    app.register_blueprint(coding, url_prefix="/<lang:lang>/coding")
    app.register_blueprint(desk, url_prefix="/<lang:lang>/desk")
    app.register_blueprint(downloads, url_prefix="/<lang:lang>/downloads")
    app.register_blueprint(guest, url_prefix="/<lang:lang>/guest")
    api.init_app(app, config)
