"""Photos as they are shown: made anew from the kept bytes, small, and kept on disk by hash."""

import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageOps

from app.services.files import write_whole

#: The width at most of a photo, in pixels, and how many bytes it may weigh; and of a whole picture.
WIDTH, WEIGHT = 240, 20 * 1024
LARGE, LARGE_WEIGHT = 960, 250 * 1024
#: A picture of more pixels would take more memory than a page may cost.
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITIES = (82, 70, 58, 45, 30)


class NoPictureError(Exception):
    """The bytes are no picture of a kind that is shown, or one that is too large."""


def small(root: Path, sha256: str, read: Callable[[], bytes]) -> bytes:
    """The photo whose kept bytes have this hash, as a JPEG of WIDTH at most.

    `read` gives the kept bytes where the picture has not been made yet. Raises NoPictureError.
    """
    return _made(root, sha256, read, WIDTH, WEIGHT)


def large(root: Path, sha256: str, read: Callable[[], bytes]) -> bytes:
    """The same, large enough to read what stands on it."""
    return _made(root, sha256, read, LARGE, LARGE_WEIGHT)


def _made(root: Path, sha256: str, read: Callable[[], bytes], width: int, weight: int) -> bytes:
    path = root / "photos" / f"{sha256}-{width}.jpg"
    if not path.exists():
        write_whole(path, shrunk(read(), width, weight))
    return path.read_bytes()


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as those of a picture that can be shown."""
    start = data[:12]
    webp = start[:4] == b"RIFF" and start[8:] == b"WEBP"
    return webp or start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def shrunk(data: bytes, width: int = WIDTH, weight: int = WEIGHT) -> bytes:
    """`data` drawn anew as a JPEG, without anything that a file may carry beside its picture.

    Raises NoPictureError.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NoPictureError("the picture has too many pixels")
            found.draft("RGB", (width * 2, width * 3))
            picture = ImageOps.exif_transpose(found)
            picture.thumbnail((width, width * 3 // 2))
            plain = _on_white(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NoPictureError(str(error)) from error
    # Comments, profiles and the place where it was taken would be written along.
    plain.info.clear()
    for quality in QUALITIES:
        out = io.BytesIO()
        plain.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= weight:
            break
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    """A JPEG has no transparent parts: white shows through them."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    ground = Image.new("RGBA", whole.size, "white")
    return Image.alpha_composite(ground, whole).convert("RGB")
