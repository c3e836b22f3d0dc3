"""Long texts in full, on pages of their own, so that the screen stays light on a slow line."""

from flask import abort, render_template

from app.extensions import db
from app.queries import coding as queries
from app.web.coding import coding
from app.web.coding.queue import CODERS
from app.web.permissions import access


@coding.get("/documents/<int:document_id>")
@access(*CODERS)
def document(document_id: int) -> str:
    """All the text of a document."""
    found = queries.document_text(db.session, document_id)
    if found is None:
        abort(404)
    return render_template("pages/coding/text.html", passages=[(None, found[1])], url=found[0].url)


@coding.get("/records/<int:record_id>")
@access(*CODERS)
def record(record_id: int) -> str:
    """All the texts of a record."""
    found = queries.record_of(db.session, record_id)
    if found is None:
        abort(404)
    passages = [
        (lang, text)
        for lang in ("kk", "ru")
        for text in (getattr(found, f"lead_{lang}"), getattr(found, f"text_{lang}"))
        if text
    ]
    return render_template(
        "pages/coding/text.html", passages=passages, url=found.url_ru or found.url_kk
    )
