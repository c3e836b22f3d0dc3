"""Kept copies with their bytes, as a run would have left them."""

import io
from datetime import datetime, timedelta

from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import ingest
from app.config import Config
from models.person import Deputy, DeputyFact
from models.source import Capture, RunStatus
from scrapers.transport import Response
from tests.conftest import NOW

HTML = "text/html; charset=utf-8"


class Copies:
    """Keeps responses of one source in the archive of `app`."""

    def __init__(self, app: Flask, session: Session, source: str = "mazhilis-api") -> None:
        self.app, self.session, self.source = app, session, source

    def keep(
        self,
        url: str,
        body: bytes,
        mime: str = HTML,
        *,
        at: datetime = NOW,
        kind: str | None = None,
        status: int = 200,
    ) -> Capture:
        """One response, kept; what a page turned out to be is `kind`."""
        config: Config = self.app.extensions["config"]
        response = Response(url, status, (("Content-Type", mime),), body, body, at, "warc")
        self.session.commit()
        with (
            self.app.app_context(),
            ingest.store(config).run(
                self.source, name="Site", base_url=None, transport="warc", actor="test", params={}
            ) as opened,
        ):
            capture = opened.keep(response)
            if kind is not None:
                opened.note_kind(capture.id, kind)
            opened.finish(RunStatus.OK)
        return self.session.scalars(select(Capture).where(Capture.id == capture.id)).one()

    def photo(self, deputy: Deputy, body: bytes, *, days: int = 0, mime: str = "image/jpeg",
              path: str = "1.jpg") -> Capture:  # fmt: skip
        """A photo of a deputy as the site showed it so many days after NOW."""
        moment = NOW + timedelta(days=days)
        url = f"https://mazhilis.parlam.kz/media/avatars/{path}"
        capture = self.keep(url, body, mime, at=moment, kind="photo")
        fact = DeputyFact(
            deputy_id=deputy.id, origin=self.source, field="photo", value=capture.sha256,
            first_seen=moment, last_seen=moment,
            first_capture_id=capture.id, last_capture_id=capture.id,
        )  # fmt: skip
        self.session.add(fact)
        self.session.commit()
        return capture


def picture(
    colour: str = "red", size: tuple[int, int] = (600, 800), kind: str = "JPEG", **more: object
) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB" if kind == "JPEG" else "RGBA", size, colour).save(out, kind, **more)
    return out.getvalue()
