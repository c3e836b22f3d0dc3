"""The story of the training ground: two campaigns, told through the services that people use.

The spring was coded, settled, rated, answered by the deputies and published. The autumn is under
way: letters are overdue, readings differ, a verdict waits to be confirmed.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.demo import letters, ratings, readings
from app.demo.stage import LEGISLATURE, Stage, moment
from app.queries.programmes import version
from app.queries.readings import Entry
from app.services import (
    adjudication,
    assignments,
    campaigns,
    coding,
    corrections,
    editions,
    guests,
    positions,
    sampling,
    verdicts,
)
from app.services.verdict_rules import Evidence, Proposal
from models import audit
from models.appeal import Channel
from models.base import Lang
from models.campaign import Campaign
from models.coding import Reading
from models.place import Convocation, Legislature
from models.reliability import SampleUnit
from models.verdict import Settlement, Verdict, VerdictState

#: By act and deputy: what the first person read, and what the second one, if they did yet.
Script = Mapping[tuple[int, str], tuple[str, str | None]]

WATCHED_BY = {
    "mysalov-ulgi": "activist-1",
    "qiyalova-arman": "activist-2",
    "zhattyqbai-synaq": "activist-2",
    "ertegieva-ulgi": "activist-3",
    "tumanbaev-oi": "activist-3",
    "burynov-bolgan": "activist-1",
}


def is_told(session: Session) -> bool:
    """Whether the story was told in this database before."""
    return bool(session.scalar(select(exists().where(Campaign.id.is_not(None)))))


def tell(session: Session, root: Path, key: str) -> None:
    """Tell it from the beginning; the pack of the invented maslikhat is loaded already."""
    stage = Stage(session, root, key)
    tell_spring(stage)
    tell_autumn(stage)


def tell_spring(stage: Stage) -> None:
    """A campaign from its first letter to the edition that was published of it."""
    campaign = begin(stage, "2026-06-30", SPRING, share=100)
    for letter in letters.SPRING:
        letters.post(stage, letter)
    code(stage, "2026-07-06", readings.SPRING)
    code_again(stage, campaign, "2026-07-13", readings.SPRING)
    for where, (words, reason) in readings.SETTLED.items():
        settle(stage, where, words, reason)
    for rating in ratings.SPRING:
        rate(stage, rating, "2026-08-03", WATCHED_BY[rating.deputy], "coordinator-2")
    refused = propose(stage, ratings.REFUSED, "2026-08-04", "activist-2")
    who, now = stage.on("coordinator-1", "2026-08-04", 16)
    verdicts.refuse(stage.session, who, now, refused.id, ratings.REFUSED_WHY)
    hear(stage)
    who, now = stage.on("coordinator-1", "2026-09-01")
    editions.publish(
        stage.session,
        who,
        now,
        campaign=campaign.key,
        name=SPRING[0],
        as_of=dt.date(2026, 8, 31),
    )
    correct(stage)
    who, now = stage.on("coordinator-1", "2026-09-30")
    campaigns.close(stage.session, who, now, campaign.id, "Шығарылым жарияланды.")


def tell_autumn(stage: Stage) -> None:
    """The campaign that is under way: some of everything waits for somebody."""
    campaign = begin(stage, "2026-10-01", AUTUMN, share=50)
    for letter in letters.AUTUMN:
        letters.post(stage, letter)
    code(stage, "2026-10-19", readings.AUTUMN)
    code_again(stage, campaign, "2026-10-26", readings.AUTUMN)
    propose(stage, ratings.AUTUMN, "2026-11-09", "activist-1")
    corrections.report(
        stage.session,
        moment("2026-11-17"),
        page="/ru/deputies/qiyalova-arman",
        lang=Lang.RU,
        text="Фонарей 58, а не 60: два не горят.",
        contact=None,
    )


SPRING = ("Көктем 2026", "Весна 2026", "Spring 2026", "2026-03-01", "2026-06-30", "2026-07-01")
AUTUMN = ("Күз 2026", "Осень 2026", "Autumn 2026", "2026-07-01", "2026-12-31", "2026-10-01")


def begin(stage: Stage, day: str, words: tuple[str, ...], *, share: int) -> Campaign:
    """Make a campaign that covers everybody, let the activists watch, and open it."""
    who, now = stage.on("coordinator-1", day)
    kk, ru, en, since, until, work_from = words
    convocation = stage.session.scalars(
        select(Convocation).join(Legislature).where(Legislature.key == LEGISLATURE)
    ).one()
    entered = campaigns.CampaignFields(
        convocation_id=convocation.id,
        observed_from=dt.date.fromisoformat(since),
        observed_to=dt.date.fromisoformat(until),
        work_from=dt.date.fromisoformat(work_from),
        work_to=dt.date.fromisoformat(until) + dt.timedelta(days=90),
        name_kk=kk,
        name_ru=ru,
        name_en=en,
        reliability_percent=share,
    )
    campaign = campaigns.create(stage.session, who, now, entered)
    campaigns.cover_districts(stage.session, who, now, campaign.id)
    for slug, activist in WATCHED_BY.items():
        mandate, user = stage.mandates[slug], stage.people[activist]
        assignments.assign(stage.session, who, now, user.id, [mandate.id], campaign_id=campaign.id)
    campaigns.open(stage.session, who, now, campaign.id)
    return campaign


def code(stage: Stage, day: str, script: Script) -> None:
    """Let whoever watches each deputy read their acts for the first time."""
    for (act, slug), (words, _) in script.items():
        read(stage, WATCHED_BY[slug], day, (act, slug), words)


def code_again(
    stage: Stage,
    campaign: Campaign,
    day: str,
    script: Script,
) -> None:
    """Let the second coders that the draw chose read the sample, blind to the first."""
    who, now = stage.on("coordinator-1", day, 9)
    sampling.draw(stage.session, who, now, campaign.id)
    keys = {user.id: key for key, user in stage.people.items()}
    where = {part.id: place for place, part in stage.parts.items()}
    units = select(SampleUnit).where(SampleUnit.campaign_id == campaign.id).order_by(SampleUnit.id)
    for unit in stage.session.scalars(units).all():
        words = script[where[unit.participation_id]][1]
        if words is not None and unit.coder_id is not None:
            read(stage, keys[unit.coder_id], day, where[unit.participation_id], words)


def read(stage: Stage, who: str, day: str, where: tuple[int, str], words: str) -> None:
    """Let `who` read one part in one act."""
    user, now = stage.on(who, day)
    entry, part = entry_of(stage, where, words), stage.parts[where]
    token = f"{where[0]}:{where[1]}:{who}"
    coding.save(stage.session, user, now, part.id, entry, base=0, token=token)


def entry_of(stage: Stage, where: tuple[int, str], words: str) -> Entry:
    """The reading that `words` are short for, with the topics of its theses."""
    said = readings.parse(words)
    theses = {stage.thesis(where[1], number): how for number, how in said.theses.items()}
    return Entry(
        reading=said.reading,
        theses={thesis.id: how for thesis, how in theses.items()},
        topics=frozenset(thesis.topic_id for thesis in theses if thesis.topic_id),
        note="Екі рет оқыдым, шешілмеді." if said.reading is Reading.UNSURE else "",
        answer_reading=said.answer,
    )


def rate(stage: Stage, rating: ratings.Rating, day: str, proposer: str, confirmer: str) -> Verdict:
    """Propose a verdict and let another person confirm it."""
    verdict = propose(stage, rating, day, proposer)
    who, now = stage.on(confirmer, day, 15)
    return verdicts.confirm(stage.session, who, now, verdict.id)


def propose(stage: Stage, rating: ratings.Rating, day: str, proposer: str) -> Verdict:
    """Propose a verdict on an invented thesis."""
    who, now = stage.on(proposer, day)
    evidence = Evidence(rating.kind, file_id=stage.document(rating.evidence).id)
    proposal = Proposal(
        status=rating.status,
        reason=rating.reason,
        as_of=now.date(),
        explanation_kk=rating.kk,
        explanation_ru=rating.ru,
        evidence=evidence,
    )
    thesis = stage.thesis(rating.deputy, rating.number)
    return verdicts.propose(stage.session, who, now, thesis.id, proposal)


def ask(stage: Stage, slug: str, day: str, *, deadline: str) -> str:
    """Put the verdicts before a deputy; returns the token of the link."""
    who, now = stage.on("coordinator-1", day)
    issued = guests.issue_position(
        stage.session,
        who,
        now,
        stage.mandates[slug].id,
        key=stage.key,
        guest=f"{slug}@training.invalid",
        lang=Lang.KK,
        deadline=dt.date.fromisoformat(deadline),
    )
    positions.note_attempt(
        stage.session,
        who,
        now,
        issued.link.id,
        channel=Channel.EMAIL,
        address=f"{slug}@training.invalid",
        asked_on=now.date(),
        delivered=True,
        proof="Жеткізілгені туралы хабарлама келді (ойдан шығарылған).",
    )
    return issued.token


def hear(stage: Stage) -> None:
    """Ask the deputies what they say: one answers and disputes, the others are silent."""
    tokens = {
        slug: ask(stage, slug, "2026-08-05", deadline="2026-08-20")
        for slug in dict.fromkeys(rating.deputy for rating in ratings.SPRING)
    }
    for number, (text, disputes) in ratings.POSITIONS.items():
        thesis = stage.thesis("mysalov-ulgi", number)
        verdict = stage.session.scalars(
            select(Verdict).where(
                Verdict.thesis_id == thesis.id, Verdict.state == VerdictState.CONFIRMED
            )
        ).one()
        audit.bind(stage.session, actor="visitor", now=moment("2026-08-12"))
        position = positions.answer(
            stage.session,
            moment("2026-08-12"),
            stage.key,
            tokens["mysalov-ulgi"],
            verdict.id,
            text=text,
            lang=Lang.KK,
            disputes=disputes,
        )
        who, now = stage.on("coordinator-1", "2026-08-21")
        positions.publish(stage.session, who, now, position.id)
        if disputes:
            positions.settle_dispute(
                stage.session,
                who,
                now,
                position.id,
                settlement=Settlement.STANDS,
                words_kk=ratings.SETTLEMENT[0],
                words_ru=ratings.SETTLEMENT[1],
            )


def settle(stage: Stage, where: tuple[int, str], words: str, reason: str) -> None:
    """Let a third person, who read neither, settle what two read differently."""
    who, now = stage.on("administrator", "2026-07-20")
    case, title, rule = readings.PRECEDENT
    adjudication.decide(
        stage.session,
        who,
        now,
        stage.parts[where].id,
        entry_of(stage, where, words),
        reason=reason,
        base=0,
        rule=adjudication.Rule(title, rule) if where == case else None,
    )


def correct(stage: Stage) -> None:
    """A voter found an error in what was published, and it was put right in public."""
    audit.bind(stage.session, actor="visitor", now=moment("2026-09-08"))
    report = corrections.report(
        stage.session,
        moment("2026-09-08"),
        page="/kk/deputies/mysalov-ulgi",
        lang=Lang.KK,
        text="Шатырдың ауданы 640 емес, 604 шаршы метр.",
        contact=None,
    )
    who, now = stage.on("coordinator-1", "2026-09-10")
    said = corrections.Correction(
        change_kk="Аудан құжатпен тексерілді: 640 шаршы метр. Құжатқа сілтеме қосылды.",
        change_ru="Площадь сверена с документом: 640 кв. м. Добавлена ссылка на документ.",
        why_kk="Актінің көшірмесі сақталған.",
        why_ru="Копия акта сохранена.",
    )
    corrections.correct(
        stage.session,
        who,
        now,
        report.id,
        said,
        version=version(stage.session, "error_reports", report.id),
    )
