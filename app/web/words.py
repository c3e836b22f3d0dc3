"""What a service refused, in the language of the page. Each area adds its own sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString, lazy_gettext

from app.services.errors import InvalidError, NotFoundError, ServiceError, StaleError


@dataclass(frozen=True)
class Refusal:
    """How an error is told: the status of the page and a sentence that says what to do next."""

    status: int
    sentence: LazyString


_refusals: dict[type[ServiceError], Refusal] = {}


def say(error: type[ServiceError], sentence: LazyString, status: int = 409) -> None:
    """Tell `error`, and its subclasses that have no sentence of their own, by `sentence`."""
    _refusals[error] = Refusal(status, sentence)


def refusal(error: ServiceError) -> Refusal:
    """How `error` is told."""
    return next(_refusals[kind] for kind in type(error).__mro__ if kind in _refusals)


def sentence(error: ServiceError) -> str:
    """The sentence for `error`, for a form or a notice."""
    return str(refusal(error).sentence)


def put_errors(form: Any, error: InvalidError, problems: Mapping[Any, object]) -> None:
    """Show each problem of `error` beside its field of `form`, in the words of `problems`.

    One of a field that the form has not stands above all fields.
    """
    for name, problem in error.problems:
        words = str(problems[problem])
        if name in form:
            form[name].errors = [*form[name].errors, words]
        else:
            form.form_errors.append(words)


say(
    ServiceError,
    lazy_gettext("This could not be done as things stand now. Go back, reload the page and look."),
)
say(
    NotFoundError,
    lazy_gettext("What this was about is not there, or is not yours. Go back and choose again."),
    404,
)
say(
    StaleError,
    lazy_gettext(
        "Somebody changed the same thing meanwhile. "
        "Go back, reload the page and make your change again."
    ),
)
say(
    InvalidError,
    lazy_gettext("Something entered is not right. Go back, mend it and send it again."),
    422,
)
