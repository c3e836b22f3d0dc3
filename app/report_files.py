"""Built reports on disk, and what the portal is set to that a report tells."""

import os
import tempfile
from pathlib import Path

from app.config import Config
from app.queries.deputies import Text
from app.reports.teller import Setting

#: The folder of built reports, in that of the portal's own files.
FOLDER = "reports"


def setting(config: Config, site: str | None = None) -> Setting:
    """What a report tells of the portal; `site` is its address where it is not set."""
    address = config.site_url or site
    return Setting(
        site=address.rstrip("/") if address else None,
        funder=Text(config.funder_kk, config.funder_ru, config.funder_en),
        licence=config.licence,
        contact=config.contact,
        training=config.training,
    )


def path_of(config: Config, sha256: str, ending: str) -> Path:
    """Where the bytes of a built report stand."""
    return config.instance_dir / FOLDER / f"{sha256}.{ending}"


def write_whole(path: Path, body: bytes) -> None:
    """Put `body` at `path`, where it appears only once it is whole.

    Raises OSError where the folder is missing or cannot be written to.
    """
    handle, scratch = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        # A temporary file is closed to others; a report has the usual rights.
        umask = os.umask(0)
        os.umask(umask)
        Path(scratch).chmod(0o666 & ~umask)
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
