"""The page of a district, and that of a region."""

from flask import abort, g, render_template

from app import clock
from app.extensions import db
from app.queries import districts, editions
from app.queries.districts import DistrictPart, RegionPart
from app.queries.terms import named
from app.web.permissions import ANYONE, access
from app.web.public.arguments import LARGEST
from app.web.public.state import page, shown


@page("/districts/<term>/<int:number>")
@access(ANYONE)
def district(term: str, number: int) -> str:
    """Who held the seat of a district, and who represents it now."""
    of = named(db.session, term) or abort(404)
    edition, lines = editions.latest_lines(db.session, of.id)
    part = shown(
        "district",
        f"{of.key}-{number}",
        DistrictPart,
        lambda: districts.district_page(
            db.session, of, min(number, LARGEST), clock.day(clock.now()), lines.values()
        ),
    )
    return render_template(
        "pages/public/district.html", part=part, edition=g.edition or edition, term=term
    )


@page("/regions/<term>/<key>")
@access(ANYONE)
def region(term: str, key: str) -> str:
    """The districts of a region, and who represents it now."""
    of = named(db.session, term) or abort(404)
    edition, lines = editions.latest_lines(db.session, of.id)
    part = shown(
        "region",
        f"{of.key}-{key}",
        RegionPart,
        lambda: districts.region_page(
            db.session, of, key.replace("\x00", ""), clock.day(clock.now()), lines.values()
        ),
    )
    return render_template("pages/public/region.html", part=part, edition=g.edition or edition)
