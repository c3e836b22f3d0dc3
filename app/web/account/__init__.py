"""The account pages: coming in by a link, signing in and out, profile, second step."""

from flask import Blueprint

account = Blueprint("account", __name__)

from app.web.account import entry, practise, profile, two_step, words  # noqa: E402, F401  they add views
