"""What is said when a command on an account is refused."""

from flask_babel import lazy_gettext

from app.queries.people import LinkState
from app.services import accounts, passwords, signin
from app.web.words import say

WEAKNESSES = {
    passwords.Weakness.SHORT: lazy_gettext("Use at least 10 characters; a few words do well."),
    passwords.Weakness.LONG: lazy_gettext("Use at most 200 characters."),
    passwords.Weakness.COMMON: lazy_gettext(
        "This password is easy to guess: choose a few words that do not belong together."
    ),
    passwords.Weakness.EMAIL: lazy_gettext("The password must not be the e-mail address."),
}

#: Why a link lets nobody in; None is a link that never was.
SPENT = {
    None: lazy_gettext("There is no such link. Check that the whole address was copied."),
    LinkState.USED: lazy_gettext(
        "This link was used already. If that was you, sign in; if not, tell who sent it to you."
    ),
    LinkState.WITHDRAWN: lazy_gettext(
        "This link was withdrawn. Ask who sent it to you for a new one."
    ),
    LinkState.EXPIRED: lazy_gettext("This link is too old. Ask who sent it to you for a new one."),
}

say(accounts.NotAllowedError, lazy_gettext("Your role does not carry this."), 403)
say(
    accounts.EmailTakenError,
    lazy_gettext("There already is an account with this address. Sign in, or give another one."),
)
say(
    accounts.LastAdministratorError,
    lazy_gettext(
        "This is the last administrator: make somebody else an administrator first, "
        "or nobody could let anybody in."
    ),
)
say(
    accounts.LinkSpentError,
    lazy_gettext("This link lets nobody in any longer. Ask for a new one."),
    410,
)
say(
    signin.WrongCredentialsError,
    lazy_gettext(
        "Address and password do not belong together. Try again, "
        "or ask an administrator for a recovery link."
    ),
    422,
)
say(signin.WrongPasswordError, lazy_gettext("This is not your present password."), 422)
say(
    signin.WrongCodeError,
    lazy_gettext(
        "This code is wrong, too old or was used already. Wait for the next one and type it in."
    ),
    422,
)
