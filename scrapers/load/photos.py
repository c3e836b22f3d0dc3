"""Photos of deputies: which bytes showed whom, and when."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.person import DeputyFact
from models.source import Capture
from scrapers.load.deputies import widen
from scrapers.load.parts import parts
from scrapers.records import PageRead, PhotoSeen
from scrapers.source import SourceConfig

#: What is said of a deputy by a page, and by the photo that it leads to: its sha256.
ADDRESS, FIELD = "photo_url", "photo"


def load_photos(
    session: Session, source: SourceConfig, pages: Sequence[PageRead], *, warnings: list[str]
) -> None:
    """Say of each deputy whose page led to a photo of these pages what bytes it had.

    The address of a photo that pages give for several people is nobody's photo.
    """
    seen = [(page, one) for page in pages for one in page.seen if isinstance(one, PhotoSeen)]
    if not seen:
        return
    whose = _whose(session, source)
    captures = _hashes(session, [page.capture_id for page, _ in seen])
    facts = _known(session, source)
    for page, photo in sorted(seen, key=lambda pair: pair[0].captured_at):
        shown = whose.get(source.key_of(photo.url), set())
        if len(shown) > 1:
            warnings.append(f"{photo.url}: {len(shown)} deputies have this photo; it was left out")
        if len(shown) != 1:
            continue
        deputy_id, convocation_id = next(iter(shown))
        key = (deputy_id, convocation_id, captures[page.capture_id])
        if key not in facts:
            facts[key] = DeputyFact(
                deputy_id=deputy_id,
                convocation_id=convocation_id,
                origin=source.key,
                field=FIELD,
                value=key[2],
            )
            session.add(facts[key])
        widen(facts[key], page.captured_at, page.capture_id)
    session.flush()


def _whose(session: Session, source: SourceConfig) -> dict[str, set[tuple[int, int | None]]]:
    """The deputy behind each folded address of a photo, with the convocation that said so last."""
    query = (
        select(DeputyFact.value, DeputyFact.deputy_id, DeputyFact.convocation_id)
        .where(DeputyFact.origin == source.key, DeputyFact.field == ADDRESS)
        .order_by(DeputyFact.last_seen, DeputyFact.id)
    )
    latest: dict[str, dict[int, int | None]] = defaultdict(dict)
    for url, deputy_id, convocation_id in session.execute(query):
        try:
            latest[source.key_of(url)][deputy_id] = convocation_id
        except ValueError:
            # What a site wrote there is no address of the web.
            continue
    return {key: set(people.items()) for key, people in latest.items()}


def _known(session: Session, source: SourceConfig) -> dict[tuple[int, int | None, str], DeputyFact]:
    query = select(DeputyFact).where(DeputyFact.origin == source.key, DeputyFact.field == FIELD)
    return {(f.deputy_id, f.convocation_id, f.value): f for f in session.scalars(query)}


def _hashes(session: Session, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in parts(sorted(set(ids))):
        query = select(Capture.id, Capture.sha256).where(Capture.id.in_(part))
        found |= {capture.id: capture.sha256 for capture in session.execute(query)}
    return found
