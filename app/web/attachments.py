"""Files that people uploaded, given out so that nothing in them can run."""

from pathlib import Path

from flask import Response, send_file

from app.services import files
from models.file import StoredFile

#: What a file is saved as: the name that its owner gave it is nobody else's to know.
SUFFIXES = {
    "application/pdf": ".pdf", files.DOCX: ".docx", "image/png": ".png", "image/jpeg": ".jpg",
    "image/gif": ".gif", "image/webp": ".webp", "text/plain": ".txt", "text/html": ".html",
    "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip


def attachment(path: Path, found: StoredFile) -> Response:
    """A kept file as it came, to be saved under its hash, which no browser shows or runs."""
    response = send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"{found.sha256[:12]}{SUFFIXES.get(found.mime, '.bin')}",
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
