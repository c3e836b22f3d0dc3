"""Publishing editions: the gate first, then everything frozen in the same transaction."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import scoring
from app.queries import campaigns, deputy_tabs, freezing, pages, terms
from app.queries.editions import EditionShown, get
from app.queries.frozen import OutcomesPart, canonical, digest, plain
from app.queries.gate import figures
from app.scoring.gate import Figures, Gate, gate, sentence
from app.services import caches, jobs, open_data
from app.services.errors import InvalidError, NotFoundError, ServiceError
from models import audit
from models.campaign import Campaign
from models.edition import Edition, EditionPart
from models.user import User

ALMATY = ZoneInfo("Asia/Almaty")
NAME_LENGTH = 200


class Problem(StrEnum):
    """What can be wrong with the name or the day of an edition."""

    NAME_REQUIRED = "name_required"
    NAME_TOO_LONG = "name_too_long"


class GateBlockedError(ServiceError):
    """The gate does not let the edition pass; `gate` says why."""

    def __init__(self, found: Gate) -> None:
        super().__init__("; ".join(block.rule.value for block in found.blocks))
        self.gate = found


class AlreadyPublishedError(ServiceError):
    """The last edition has this very name, day and campaign; `number` is its number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"this is edition {number} already")
        self.number = number


@dataclass(frozen=True)
class Checked:
    """What the gate found, and the figures it looked at."""

    campaign: Campaign | None
    figures: Figures
    gate: Gate


def check(session: Session, now: datetime, campaign: str | int | None, as_of: date) -> Checked:
    """Let the gate look at a campaign, by its key or number, without publishing anything.

    Without a wish it is the open campaign, or else the newest; there may be none.

    Raises NotFoundError for a campaign that was asked for and is not there.
    """
    found = _campaign(session, campaign)
    seen = figures(session, found, as_of, now.astimezone(ALMATY).date())
    return Checked(found, seen, gate(seen))


def publish(
    session: Session,
    actor: User | None,
    now: datetime,
    *,
    campaign: str | int | None,
    name: str,
    as_of: date,
) -> EditionShown:
    """Freeze all public figures of `campaign` on the day `as_of` as the next edition.

    Raises InvalidError for a name that cannot be taken, NotFoundError for a campaign that is
    not there, GateBlockedError, and AlreadyPublishedError where the same form came twice.
    """
    name = _checked_name(name)
    _alone(session)
    checked = check(session, now, campaign, as_of)
    if checked.campaign is None or not checked.gate.ok:
        raise GateBlockedError(checked.gate)
    last = session.scalar(select(Edition).order_by(Edition.number.desc()).limit(1))
    if last and (last.name, last.as_of, last.campaign_id) == (name, as_of, checked.campaign.id):
        raise AlreadyPublishedError(last.number)
    parts = list(_parts(session, checked, as_of, now))
    edition = Edition(
        number=(last.number if last else 0) + 1,
        name=name,
        campaign_id=checked.campaign.id,
        as_of=as_of,
        method_version=scoring.METHOD_VERSION,
        published_at=now,
        published_by_id=actor.id if actor else None,
        gate=_gate_body(checked),
        audit_head=_audit_head(session),
        sha256="",
    )
    edition.sha256 = sealed(edition, [part[:3] for part in parts])
    _write(session, edition, parts)
    jobs.enqueue(session, actor, now, "draw_cards", {"edition": edition.number})
    open_data.order(session, actor, now, edition.number)
    found = get(session, edition.number)
    if found is None:
        raise NotFoundError(f"edition {edition.number} was not kept")
    caches.forget(session, actor, now)
    return found


def _checked_name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise InvalidError([("name", Problem.NAME_REQUIRED)])
    if len(name) > NAME_LENGTH:
        raise InvalidError([("name", Problem.NAME_TOO_LONG)])
    return name


def _alone(session: Session) -> None:
    """Wait for every writer of the journal, and let none come between until the end.

    So editions are numbered one after another, and all parts of one are of the same moment. A
    transaction of SQLite that began as a writing one is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": audit.ADVISORY_LOCK})


def _campaign(session: Session, wanted: str | int | None) -> Campaign | None:
    if wanted is not None:
        found = campaigns.get(session, wanted)
        if found is None:
            raise NotFoundError(f"there is no campaign {wanted}")
        return found
    started = campaigns.open_campaigns(session)
    if started:
        return started[0]
    return session.scalar(select(Campaign).order_by(Campaign.id.desc()).limit(1))


#: Kind, key and hash of a part, and its bytes.
Part = tuple[str, str, str, bytes]


def _parts(session: Session, checked: Checked, as_of: date, now: datetime) -> Iterator[Part]:
    """Every part, one deputy at a time; only its bytes are kept until it is written."""
    campaign = checked.campaign
    if campaign is None:
        return
    term = next(t for t in terms.terms(session) if t.id == campaign.convocation_id)
    today = now.astimezone(ALMATY).date()
    frame = freezing.Frame(campaign, as_of, today, checked.gate)
    sums, lines, found = freezing.Sums(), [], {}
    # A person with two seats in one convocation has one page: that of the later seat.
    seats = {seat.slug: seat for seat in campaigns.covered(session, campaign.id)}
    for seat in seats.values():
        part = freezing.deputy_part(session, seat, term, frame)
        sums.add(part)
        lines.append(freezing.line(part))
        found[seat.slug] = freezing.found(part)
        yield _frozen("deputy", seat.slug, part)
        for kind, tab in deputy_tabs.frozen(session, part, frame):
            yield _frozen(kind, seat.slug, tab)
    yield _frozen("deputies", "", freezing.deputies_part(term, lines))
    yield _frozen("totals", "", sums.part(session, frame))
    yield _frozen("method", "", freezing.method_part())
    yield _frozen("outcomes", "", OutcomesPart(found))
    for kind, key, part in pages.frozen(session, term, frame, lines, found):
        yield _frozen(kind, key, part)


def _frozen(kind: str, key: str, part: Any) -> Part:
    body = plain(part)
    return kind, key, digest(body), canonical(body)


def _gate_body(checked: Checked) -> dict[str, Any]:
    campaign = checked.campaign
    if campaign is None:
        raise NotFoundError("there is no campaign")
    names = {f"name_{lang}": getattr(campaign, f"name_{lang}") for lang in ("kk", "ru", "en")}
    return {
        "campaign": campaign.key,
        "campaign_name": names,
        "observed": [campaign.observed_from.isoformat(), campaign.observed_to.isoformat()],
        "found": plain(checked.gate),
        "figures": plain(checked.figures),
    }


def as_json(found: Gate, figures: Figures | None = None) -> dict[str, Any]:
    """What the gate found as plain values, each finding with its sentence in English."""
    body: dict[str, Any] = {"ok": found.ok, "method_version": scoring.METHOD_VERSION}
    for name in ("blocks", "held_back", "notes"):
        body[name] = [plain(f) | {"sentence": sentence(f)} for f in getattr(found, name)]
    body["fields"] = [plain(field) for field in found.fields]
    body["figures"] = plain(figures) if figures else None
    return body


def _audit_head(session: Session) -> str:
    """The hash of the last row of the journal before this edition."""
    return session.scalar(select(audit.Audit.hash).order_by(audit.Audit.id.desc()).limit(1)) or (
        audit.GENESIS
    )


def sealed(edition: Edition, parts: list[tuple[str, str, str]]) -> str:
    """The sha256 over all that an edition says, and the hashes of its parts."""
    return digest(
        {
            "number": edition.number,
            "name": edition.name,
            "as_of": edition.as_of.isoformat(),
            "method_version": edition.method_version,
            "published_at": plain(edition.published_at.astimezone(ZoneInfo("UTC"))),
            "gate": edition.gate,
            "audit_head": edition.audit_head,
            "parts": sorted([list(part) for part in parts]),
        }
    )


def _write(session: Session, edition: Edition, parts: list[Part]) -> None:
    try:
        with session.begin_nested():
            session.add(edition)
            session.flush()
    except IntegrityError as error:
        raise AlreadyPublishedError(edition.number) from error
    for kind, key, sha256, body in parts:
        row = EditionPart(
            edition_id=edition.id, kind=kind, key=key, sha256=sha256, body=json.loads(body)
        )
        session.add(row)
        session.flush()
        session.expunge(row)


@dataclass(frozen=True)
class Broken:
    """A hash of an edition that is not that of what stands there. `key` is empty for the whole."""

    number: int
    kind: str
    key: str


def verify(session: Session) -> Iterator[tuple[int, list[Broken]]]:
    """Compute every hash anew: each edition's number with what does not fit, in order.

    A number that is missing is told as an edition that is broken as a whole.
    """
    expected = 1
    for edition in session.scalars(select(Edition).order_by(Edition.number)).all():
        for missing in range(expected, edition.number):
            yield missing, [Broken(missing, "missing", "")]
        expected = edition.number + 1
        yield edition.number, _broken(session, edition)


def _broken(session: Session, edition: Edition) -> list[Broken]:
    found, hashes = [], []
    query = (
        select(EditionPart.kind, EditionPart.key, EditionPart.sha256, EditionPart.body)
        .where(EditionPart.edition_id == edition.id)
        .order_by(EditionPart.id)
    )
    for kind, key, sha256, body in session.execute(query.execution_options(yield_per=10)):
        if digest(body) != sha256:
            found.append(Broken(edition.number, kind, key))
        hashes.append((kind, key, sha256))
    if sealed(edition, hashes) != edition.sha256:
        found.append(Broken(edition.number, "edition", ""))
    return found
