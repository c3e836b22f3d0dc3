"""The filter of the queue as it stands in every address of coding."""

from typing import Any

from flask import request

from app.forms.coding import QueueForm
from app.queries.queue import Filter


def wanted() -> Filter:
    """The filter of this address."""
    return QueueForm(request.args).wanted()


def arguments() -> dict[str, Any]:
    """The filter of this address as it goes into the next one."""
    names = ("deputy", "kind", "since", "until", "text", "state")
    found = {name: request.args.getlist(name) for name in names}
    return {name: values for name, values in found.items() if any(values)}
