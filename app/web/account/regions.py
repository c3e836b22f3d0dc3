"""The regions as choices of a form."""

from app.extensions import db
from app.i18n import pick
from app.queries.people import regions


def region_choices() -> list[tuple[int, str]]:
    """Id and name of each region, in the language of the page where it has one there."""
    return [
        (region.id, (pick(region, "name") or (str(region.id), ""))[0])
        for region in regions(db.session)
    ]
