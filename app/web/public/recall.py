"""What recall is: information, and not a call."""

from flask import render_template

from app.civics import Part, civics
from app.web.permissions import ANYONE, access
from app.web.public import public


@public.get("/recall")
@access(ANYONE)
def recall() -> str:
    """What the law says of recall, in three sentences, and what is not known."""
    return render_template("pages/public/recall.html", civics=civics(), part=Part)
