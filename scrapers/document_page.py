"""A document that records link to, as a page: PDF or DOCX in, its text out."""

import re
from collections.abc import Iterator
from typing import ClassVar

from scrapers.documents import DocumentError, UnsupportedError, extract
from scrapers.pages import Page
from scrapers.records import DocumentSeen, Seen
from scrapers.text import clean_lines


class DocumentPage(Page):
    """A file. What can't be read of it is a warning and a sentence on its record."""

    kind = "document"
    pattern: ClassVar[re.Pattern[str]] = re.compile(r"\.(pdf|docx?|rtf|odt)$")

    def rows(self) -> Iterator[Seen]:
        """The text of the file, or why there is none; nothing for a redirect to it."""
        status = self.captured.status
        if 300 <= status < 400:
            return
        if status != 200:
            yield self._failed(None, f"The site answered {status}.")
            return
        try:
            found = extract(self.captured.body)
        except UnsupportedError as error:
            # Asking again would bring the same file, so it counts as had.
            yield self._failed("", str(error))
        except DocumentError as error:
            yield self._failed(None, str(error))
        else:
            self.counts["text"] += bool(found.text)
            if found.note:
                self.warn(found.note)
            yield DocumentSeen(self._url, clean_lines(found.text), found.note)

    def _failed(self, text: str | None, reason: str) -> DocumentSeen:
        self.warn(reason)
        return DocumentSeen(self._url, text, reason)

    @property
    def _url(self) -> str:
        return self.source.public(self.captured.url)
