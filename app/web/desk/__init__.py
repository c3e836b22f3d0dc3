"""The desk pages."""

from flask import Blueprint

desk = Blueprint("desk", __name__)

# The views register themselves on the blueprint above.
from app.web.desk import (  # noqa: E402
    adjudication,  # noqa: F401
    agreement,  # noqa: F401
    appeals,  # noqa: F401
    assignments,  # noqa: F401
    board,  # noqa: F401
    campaigns,  # noqa: F401
    code_books,  # noqa: F401
    corrections,  # noqa: F401
    cutting,  # noqa: F401
    editions,  # noqa: F401
    figures,  # noqa: F401
    history,  # noqa: F401
    imports,  # noqa: F401
    merging,  # noqa: F401
    people,  # noqa: F401
    positions,  # noqa: F401
    programmes,  # noqa: F401
    report_files,  # noqa: F401
    report_texts,  # noqa: F401
    sources,  # noqa: F401
    suggestions,  # noqa: F401
    theses,  # noqa: F401
    verdicts,  # noqa: F401
    withholding,  # noqa: F401
)
