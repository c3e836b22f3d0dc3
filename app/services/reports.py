"""What analysts write into the report of a period: only added to, never overwritten."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.queries import report_texts as queries
from app.services.errors import InvalidError, NotFoundError, StaleError
from models.base import Lang
from models.place import Convocation
from models.report import (
    Addressee,
    FollowUp,
    PeriodReport,
    Recommendation,
    RecommendationState,
    ReportText,
    SectionKey,
)
from models.user import User

#: Characters that the text of one section may have: some ten pages.
LONGEST_TEXT = 30_000
LONGEST_NOTE = 2_000
LARGEST_NUMBER = 999


class Problem(StrEnum):
    """What can be wrong with what was written."""

    PERIOD_REQUIRED = "period_required"
    ENDS_BEFORE_START = "ends_before_start"
    TOO_LONG = "too_long"
    WORDS_REQUIRED = "words_required"
    NUMBER = "number"


@dataclass(frozen=True)
class Words:
    """A text in up to three languages."""

    kk: str | None = None
    ru: str | None = None
    en: str | None = None

    def columns(self, name: str) -> dict[str, str | None]:
        """The columns that keep it."""
        return {f"{name}_{lang}": getattr(self, lang) or None for lang in ("kk", "ru", "en")}

    def too_long(self, name: str, limit: int) -> list[tuple[str, str]]:
        """The fields that have more characters than `limit`."""
        return [
            (field, Problem.TOO_LONG)
            for field, text in self.columns(name).items()
            if text and len(text) > limit
        ]


def begin(
    session: Session,
    actor: User,
    now: datetime,
    convocation_id: int,
    *,
    start: dt.date | None,
    end: dt.date | None,
) -> PeriodReport:
    """The report of a period: the one that there is, or a new one.

    Raises NotFoundError for a convocation that is not there, and InvalidError.
    """
    if session.get(Convocation, convocation_id) is None:
        raise NotFoundError(f"there is no convocation {convocation_id}")
    if start is None or end is None:
        missing = [name for name, day in (("start", start), ("end", end)) if day is None]
        raise InvalidError([(name, Problem.PERIOD_REQUIRED) for name in missing])
    if end < start:
        raise InvalidError([("end", Problem.ENDS_BEFORE_START)])
    found = queries.find(session, convocation_id, start, end)
    if found is None:
        found = PeriodReport(
            convocation_id=convocation_id,
            start=start,
            end=end,
            created_by_id=actor.id,
            created_at=now,
        )
        try:
            with session.begin_nested():
                session.add(found)
        except IntegrityError:
            # Somebody began the same report in this moment: it is the one that both mean.
            return begin(session, actor, now, convocation_id, start=start, end=end)
    return found


def write(
    session: Session,
    actor: User,
    now: datetime,
    report_id: int,
    *,
    section: SectionKey,
    texts: Mapping[Lang, str | None],
    version: int | None = None,
) -> int:
    """Keep the texts of a section that differ from those that stand; how many did.

    An empty text takes the earlier one back. `version` is the newest that the writer had seen: a
    text that is as it was then is nothing they said, and stays as others left it. Raises
    NotFoundError, InvalidError, and StaleError where somebody else wrote the same text meanwhile.
    """
    report = _report(session, report_id, lock=True)
    long = [lang for lang, text in texts.items() if text and len(text) > LONGEST_TEXT]
    if long:
        raise InvalidError([(f"text_{lang.value}", Problem.TOO_LONG) for lang in long])
    stands, standing = queries.stood(session, report, section)
    _, seen = queries.stood(session, report, section, version)
    said = {
        lang: text or "" for lang, text in texts.items()
        if (text or "") != seen.get(lang.value, "")
    }  # fmt: skip
    for lang, text in said.items():
        if standing.get(lang.value, "") not in (seen.get(lang.value, ""), text):
            raise StaleError(stands)
    changed = 0
    for lang, text in said.items():
        if text == standing.get(lang.value, ""):
            continue
        session.add(
            ReportText(
                report_id=report.id,
                section=section,
                lang=lang,
                text=text,
                written_by_id=actor.id,
                written_at=now,
            )
        )
        changed += 1
    session.flush()
    return changed


def recommend(
    session: Session,
    actor: User,
    now: datetime,
    report_id: int,
    *,
    addressee: Addressee,
    text: Words,
    number: int | None = None,
    replaces: int | None = None,
) -> Recommendation:
    """A new recommendation, or other words for one; without a number it comes last.

    Raises NotFoundError, InvalidError, and StaleError where the one to be replaced was replaced or
    withdrawn meanwhile.
    """
    report = _report(session, report_id, lock=True)
    old = _recommendation(session, report, replaces) if replaces is not None else None
    problems = text.too_long("text", LONGEST_NOTE)
    if not any(text.columns("text").values()):
        problems.append(("text_kk", Problem.WORDS_REQUIRED))
    if number is not None and not 0 < number <= LARGEST_NUMBER:
        problems.append(("number", Problem.NUMBER))
    if problems:
        raise InvalidError(problems)
    if old is not None:
        old.withdrawn = True
    made = Recommendation(
        report_id=report.id,
        number=number or (old.number if old else _next(session, report)),
        addressee=addressee,
        replaces_id=old.id if old else None,
        written_by_id=actor.id,
        written_at=now,
        **text.columns("text"),
    )
    session.add(made)
    session.flush()
    return made


def withdraw(session: Session, report_id: int, recommendation_id: int) -> None:
    """Take a recommendation back; it stays in the history. Raises as `recommend` does."""
    report = _report(session, report_id, lock=True)
    _recommendation(session, report, recommendation_id).withdrawn = True
    session.flush()


def follow_up(
    session: Session,
    actor: User,
    now: datetime,
    report_id: int,
    *,
    recommendation_id: int,
    state: FollowUp,
    note: Words,
    version: int | None = None,
) -> RecommendationState:
    """What a report finds of a recommendation of the report before it.

    `version` is the number of what the writer saw it to have found before, 0 for nothing. Raises
    NotFoundError for one of another report, InvalidError and StaleError.
    """
    report = _report(session, report_id, lock=True)
    before = queries.earlier(session, report)
    if before is None:
        raise NotFoundError(f"there is no report before {report_id}")
    found = _recommendation(session, before, recommendation_id)
    problems = note.too_long("note", LONGEST_NOTE)
    if problems:
        raise InvalidError(problems)
    stands = queries.found_last(session, report, found.id)
    if version is not None and version != stands:
        raise StaleError(stands)
    made = RecommendationState(
        recommendation_id=found.id,
        report_id=report.id,
        state=state,
        written_by_id=actor.id,
        written_at=now,
        **note.columns("note"),
    )
    session.add(made)
    session.flush()
    return made


def copy_forward(session: Session, actor: User, now: datetime, report_id: int) -> int:
    """Take over from the report before what this one does not have yet; how many rows were.

    Texts come section by section and language by language; recommendations only where this
    report has none. Raises NotFoundError where there is no report before it.
    """
    report = _report(session, report_id)
    before = queries.earlier(session, report)
    if before is None:
        raise NotFoundError(f"there is no report before {report_id}")
    standing, copied = queries.own(session, report), 0
    for (section, lang), text in queries.own(session, before).items():
        if (section, lang) not in standing:
            key, texts = SectionKey(section), {Lang(lang): text}
            copied += write(session, actor, now, report.id, section=key, texts=texts)
    if not queries.recommendations(session, report):
        for one in queries.recommendations(session, before):
            words = Words(one.text.name_kk, one.text.name_ru, one.text.name_en)
            to, number = one.addressee, one.number
            recommend(session, actor, now, report.id, addressee=to, text=words, number=number)
            copied += 1
    return copied


def _report(session: Session, report_id: int, *, lock: bool = False) -> PeriodReport:
    # Of two who write at once the second waits here, and then sees what the first one wrote.
    found = session.get(PeriodReport, report_id, with_for_update=lock or None)
    if found is None:
        raise NotFoundError(f"there is no report {report_id}")
    return found


def _recommendation(
    session: Session, report: PeriodReport, recommendation_id: int
) -> Recommendation:
    found = session.get(Recommendation, recommendation_id, with_for_update=True)
    if found is None or found.report_id != report.id:
        raise NotFoundError(f"there is no recommendation {recommendation_id}")
    if found.withdrawn:
        raise StaleError(found.id)
    return found


def _next(session: Session, report: PeriodReport) -> int:
    last = session.scalar(
        select(func.max(Recommendation.number)).where(
            Recommendation.report_id == report.id, ~Recommendation.withdrawn
        )
    )
    return (last or 0) + 1
