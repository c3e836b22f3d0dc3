"""Text out of the PDF and DOCX files that records link to.

A file comes from a stranger, so it is read in a process of its own with bounded time and
memory: whatever it does there, the run goes on and says what became of it.
"""

import atexit
import io
import os
import re
import resource
import subprocess
import sys
import threading
import zipfile
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_PAGES = 300
MAX_TEXT = 2_000_000
MAX_ENTRIES = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
SECONDS = 30
MEMORY = 1536 * 1024 * 1024
#: How the reading process begins its answer: with a text, or with why there is none.
READ, REFUSED = "+", "-"
#: What stands before the kind of a file whose pages are wanted one by one.
PAGES = "pages:"
#: The kinds of files whose pages can be given.
PAGED = (PDF, DOCX, "text/html", "text/plain")
NO_TEXT_LAYER = "The PDF has no text layer (a scan), so its text can't be searched."


class DocumentError(Exception):
    """A file that can't be read. Its text is a sentence for the run report.

    `problem` is one word for those who tell it in other words: broken, scan, slow, long, kind.
    """

    def __init__(self, sentence: str, problem: str = "broken") -> None:
        super().__init__(sentence)
        self.problem = problem


class UnsupportedError(DocumentError):
    """A file of a kind that is kept but not read."""


@dataclass(frozen=True)
class Extracted:
    """The text of a file, its true kind, and a sentence where there is something to say."""

    mime: str
    text: str
    note: str | None = None


def kind_of(body: bytes) -> str:
    """The MIME type that the first bytes of a file show.

    Servers mislabel documents, so their word is not taken. Raises DocumentError for what is
    neither PDF nor DOCX, saying what it looks like; UnsupportedError for another kind of file.
    """
    head = body[:1024].lstrip()
    if b"%PDF-" in body[:1024]:
        return PDF
    if body.startswith(b"PK\x03\x04"):
        return DOCX
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnsupportedError(
            "The file is in the old Word format (.doc), which is not read.", "kind"
        )
    if not head:
        raise DocumentError("The file is empty.")
    if head[:1] == b"<" or head[:15].lower().startswith(b"<!doctype html"):
        raise DocumentError("A web page came instead of the file.")
    raise UnsupportedError("The file is neither PDF nor DOCX, so it is kept but not read.", "kind")


def extract(body: bytes) -> Extracted:
    """The text of a PDF or DOCX file, read in a process of its own.

    Raises DocumentError when the file is of another kind, broken, or takes more than
    30 seconds, 300 pages or 100 MB unpacked.
    """
    mime = kind_of(body)
    with _alone:
        text = _reader().ask(mime, body)
    if mime == PDF and not text.strip():
        return Extracted(mime, "", NO_TEXT_LAYER)
    return Extracted(mime, text)


def extract_pages(body: bytes, mime: str) -> str:
    """The text of a PDF, DOCX, HTML or plain text file, its pages parted by form feeds.

    It is read as `extract` reads, within the same limits. Raises DocumentError, also for a
    file in which there is nothing to read.
    """
    if mime not in PAGED:
        raise UnsupportedError("The file is of a kind that is kept but not read.", "kind")
    with _alone:
        text = _reader().ask(PAGES + mime, body)
    if not text.strip():
        raise DocumentError(NO_TEXT_LAYER, "scan")
    if len(text) >= MAX_TEXT:
        raise DocumentError(f"The text has more than {MAX_TEXT} characters.", "long")
    return text


class _Reader:
    """The process that reads files one by one, started again when a file has killed it."""

    def __init__(self) -> None:
        self.connection, theirs = Pipe()
        handle = theirs.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scrapers.documents", str(handle)],
            pass_fds=[handle],
            cwd=Path(__file__).resolve().parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()

    def ask(self, mime: str, body: bytes) -> str:
        """The text of a file. Raises DocumentError."""
        try:
            self.connection.send_bytes(mime.encode())
            self.connection.send_bytes(body)
            if not self.connection.poll(SECONDS):
                self.stop()
                raise DocumentError(f"The file could not be read within {SECONDS} seconds.", "slow")
            answer = self.connection.recv_bytes().decode()
        except (EOFError, OSError):
            self.stop()
            raise DocumentError("The file is broken: reading it failed.") from None
        outcome, text = answer[:1], answer[1:]
        if outcome == REFUSED:
            problem, _, sentence = text.partition(":")
            raise DocumentError(sentence, problem)
        return text

    @property
    def alive(self) -> bool:
        """Whether it can be asked."""
        return not self.connection.closed and self.process.poll() is None

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.connection.close()
        self.process.kill()
        self.process.wait()


_alone = threading.Lock()
_running: dict[int, _Reader] = {}


def _reader() -> _Reader:
    """The reading process of this process: one that was forked off needs its own."""
    reader = _running.get(os.getpid())
    if reader is None or not reader.alive:
        reader = _running[os.getpid()] = _Reader()
    return reader


@atexit.register
def _stop() -> None:
    reader = _running.pop(os.getpid(), None)
    if reader is not None and reader.alive:
        reader.stop()


def pdf_text(body: bytes) -> str:
    """The text layer of a PDF, pages apart by an empty line. Raises DocumentError."""
    return tidy("\n\n".join(pdf_pages(body)))


def pdf_pages(body: bytes) -> list[str]:
    """The text layer of each page of a PDF, as it is. Raises DocumentError."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"The PDF is broken: {error}") from error
    if len(pdf) > MAX_PAGES:
        raise DocumentError(f"The PDF has {len(pdf)} pages; at most {MAX_PAGES} are read.", "long")
    return [page.get_textpage().get_text_range() for page in pdf]


def docx_text(body: bytes) -> str:
    """The text of a DOCX file, tables with it. Raises DocumentError."""
    import mammoth
    from bs4 import BeautifulSoup

    check_zip(body)
    html = mammoth.convert_to_html(
        io.BytesIO(body), convert_image=mammoth.images.img_element(lambda image: {})
    ).value
    soup = BeautifulSoup(html, "lxml")
    for cell in soup.find_all(["td", "th"]):
        cell.append("\t")
    for block in soup.find_all(["p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br"]):
        # The cells of a row stay on one line.
        if block.find_parent(["td", "th"]) is None:
            block.append("\n")
        else:
            block.append(" ")
    return tidy(soup.get_text())


def check_zip(body: bytes) -> None:
    """Refuse a DOCX that is no document or unpacks to too much. Raises DocumentError.

    The sizes are those of the directory; zipfile reads no entry beyond its stated size.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as error:
        raise DocumentError("The DOCX is broken: it can't be unpacked.") from error
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise DocumentError("The file is a ZIP archive, but no DOCX document.")
    if len(entries) > MAX_ENTRIES:
        raise DocumentError(
            f"The DOCX holds {len(entries)} files; at most {MAX_ENTRIES} are read.", "long"
        )
    size = sum(entry.file_size for entry in entries)
    if size > MAX_UNPACKED:
        raise DocumentError(
            f"The DOCX unpacks to {size // 1024**2} MB; "
            f"at most {MAX_UNPACKED // 1024**2} are read.",
            "long",
        )


def tidy(text: str) -> str:
    """`text` without control characters, runs of spaces and of empty lines."""
    text = re.sub(r"[^\S\n\t]+", " ", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]", "", text)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()[:MAX_TEXT]


def _read(kind: str, body: bytes) -> str:
    """The text of a file, in the process that reads. Raises DocumentError and anything else."""
    if not kind.startswith(PAGES):
        return {PDF: pdf_text, DOCX: docx_text}[kind](body)
    from scrapers import paged

    return paged.read(kind.removeprefix(PAGES), body)


def serve(connection: Connection) -> None:
    """Read one file after the other until nobody asks any more."""
    # A file that wants more memory than this is no letter.
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        try:
            mime, body = connection.recv_bytes().decode(), connection.recv_bytes()
        except EOFError:
            return
        try:
            answer = READ + _read(mime, body)
        except DocumentError as error:
            answer = f"{REFUSED}{error.problem}:{error}"
        except MemoryError:
            answer = f"{REFUSED}long:The file takes more memory than a document may."
        except Exception:  # noqa: BLE001  the libraries name no base class of their failures
            answer = f"{REFUSED}broken:The file is broken: reading it failed."
        connection.send_bytes(answer.encode("utf-8", "replace"))


if __name__ == "__main__":
    # Under the name by which others import it, or its errors would be there twice.
    from scrapers.documents import serve as serve_by_name

    serve_by_name(Connection(int(sys.argv[1])))
