"""What an address of the interface may ask for. Anything else is refused, so that a misspelt
filter does not silently give everything."""

import re
from typing import Any

import marshmallow as ma
from flask import request

from app import scoring
from app.web.api.fields import Day, YesNo, choice, name, told, whole
from models.item import Kind, Role
from models.person import MandateKind
from models.search_entry import What
from models.verdict import Status

#: Rows on a page, without a wish and at most.
SIZE, MOST = 50, 200
NO_CONTROLS = re.compile(r"[^\x00-\x1f\x7f]+\Z")


class Asked(ma.Schema):
    """What is asked by an address: arguments that are known, each once."""

    class Meta:
        """marshmallow reads this."""

        unknown = ma.RAISE

    error_messages = {  # noqa: RUF012  marshmallow declares it so
        "unknown": "There is no such argument here; the description lists those that there are."
    }

    @ma.pre_load
    def once(self, data: Any, **_: Any) -> Any:
        """Refuse an argument that is given twice: it would not be clear which one counts."""
        twice = [key for key, values in request.args.lists() if len(values) > 1]
        if twice:
            raise ma.ValidationError({key: ["Give this argument once."] for key in twice})
        return data


class Arguments(Asked):
    """Those of what exists for today and for each edition."""

    edition = whole(
        "Answer from what this edition froze, and from nothing else; without it, of today.", 1
    )


class InTerm(Arguments):
    """Those of what belongs to a convocation."""

    term = name("The convocation; the latest one without a wish.", "kz-mazhilis-8")


class OnlyEdition(Arguments):
    """What the address of one item takes: its key is the same in all convocations."""


class Paged(InTerm):
    """Those of every list."""

    page = whole("The number of the page.", 1, load_default=1)
    page_size = whole(f"Rows on a page, at most {MOST}.", SIZE, most=MOST, load_default=SIZE)


class OfPeople(Paged):
    """Those of lists about deputies."""

    deputy = name("The deputy, by `slug`.", "nurlan-abdirov")
    district = whole("The number of the single-mandate electoral district.", 1, most=10_000)
    region = name("The region of the district, by `key`.", "kz-75")
    party = name("The party, by `key`.", "amanat")
    kind = choice(MandateKind, "How the seat was won.")


class Dated(OfPeople):
    """Those of lists of what has a day. Both days are included."""

    since = Day(data_key="from", metadata=told("The first day.", example="2023-03-29"))
    until = Day(data_key="to", metadata=told("The last day.", example="2023-12-29"))

    @ma.validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse a period whose end is before its beginning."""
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            raise ma.ValidationError("The last day is before the first one.", "to")


def topic() -> ma.fields.String:
    """The argument that names a topic."""
    return name("The topic, by `key`: its code book and its key in it.", "policy-areas.water")


class OfTheses(OfPeople):
    """Those of promises."""

    topic = topic()
    outcome = choice(scoring.Outcome, "The outcome, as `state.stated` has it.")
    action = choice(scoring.Action, "The action, as `state.stated` has it.")
    counted = YesNo(
        metadata=told("Those that stand in denominators, or only the others.", example=True)
    )


class OfVerdicts(Dated):
    """Those of verdicts."""

    topic = topic()
    status = choice(Status, "The outcome.")


class OfItems(Dated):
    """Those of items. `kind` is that of the item; a seat and a role are asked of one part."""

    kind = choice(Kind, "The kind of the item.")
    seat = choice(MandateKind, "How the seat of the deputy was won.")
    role = choice(Role, "The part of the deputy in it.")
    topic = topic()
    counted = YesNo(
        load_default=True,
        metadata=told(
            "Those that totals count; with false those that are listed and do not count.",
            example=True,
        ),
    )


class OfDistricts(Paged):
    """Those of districts."""

    region = name("The region, by `key`.", "kz-75")


class OfOneEdition(Asked):
    """What the address of an edition takes: nothing."""


class OfAll(Asked):
    """Those of lists that are the same today and in all editions."""

    page = whole("The number of the page.", 1, load_default=1)
    page_size = whole(f"Rows on a page, at most {MOST}.", SIZE, most=MOST, load_default=SIZE)


class OfSearch(InTerm):
    """Those of the search. A page has 20 rows."""

    q = ma.fields.String(
        required=True,
        validate=[
            ma.validate.Length(min=1, max=300),
            ma.validate.Regexp(NO_CONTROLS, error="Leave control characters out."),
        ],
        metadata=told("The words.", example="школа", pattern=r"^[^\x00-\x1f\x7f]+$"),
    )
    page = whole("The number of the page.", 1, load_default=1)
    what = choice(What, "The kind of what is looked for.")
    since = Day(data_key="from", metadata=told("The first day.", example="2023-03-29"))
    until = Day(data_key="to", metadata=told("The last day.", example="2023-12-29"))
    region = name("The region, by `key`.", "kz-75")
    party = name("The party, by `key`.", "amanat")
    deputy = name("The deputy, by `slug`.", "nurlan-abdirov")
