"""Pictures that were drawn once, on disk by the hash of what they show. The oldest go first."""

import hashlib
import os
import tempfile
from pathlib import Path

from app.charts.png import png

#: The folder of the pictures, in that of the portal's own files.
FOLDER = "pictures"
#: How many pictures are kept: more than an edition of a whole chamber has in three languages.
MOST = 2000
#: The version of the drawing: part of every hash, so that a new one draws everything anew.
VERSION = 1


def digest(svg: str, zoom: float = 1) -> str:
    """The name of the picture of `svg`, in hex: equal for equal bytes."""
    return hashlib.sha256(f"{VERSION}:{zoom}:{svg}".encode()).hexdigest()


def picture(folder: Path, svg: str, zoom: float = 1) -> bytes:
    """The picture of `svg`: the kept one, or else a new one that is kept from now on."""
    path = folder / f"{digest(svg, zoom)}.png"
    try:
        found = path.read_bytes()
        path.touch()
    except OSError:
        found = png(svg, zoom)
        keep(path, found)
    return found


def keep(path: Path, body: bytes) -> None:
    """Put a picture in its place whole, and make room for it. A full disk only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, scratch = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(scratch).replace(path)
        make_room(path.parent)
    except OSError:
        return


def make_room(folder: Path, most: int = MOST) -> int:
    """Remove the pictures that nobody asked for the longest. Returns how many were removed."""
    found = []
    for path in folder.iterdir():
        try:
            found.append((path.stat().st_mtime_ns, path))
        except FileNotFoundError:
            continue
    old = sorted(found)[: max(0, len(found) - most)]
    for _, path in old:
        path.unlink(missing_ok=True)
    return len(old)
