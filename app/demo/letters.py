"""The letters of the invented activists, and what came back."""

import datetime as dt
from dataclasses import dataclass

from app.demo.stage import Stage
from app.queries.programmes import version
from app.services import appeal_course, appeals
from models.appeal import AnswerKind, AppealEventKind, Channel, Subject
from models.base import Lang


@dataclass(frozen=True)
class Letter:
    """One letter: who writes to whom and when it was sent, forwarded and answered."""

    writer: str
    deputy: str
    sent: str | None
    heading: str
    text: str
    channel: Channel = Channel.E_OTINISH
    subject: Subject = Subject.PROGRAMME
    lang: Lang = Lang.KK
    number: str | None = None
    forwarded: tuple[str, str] | None = None
    answered: tuple[str, AnswerKind, str] | None = None


ASK_KK = "Сайлауалды бағдарламаңызды жіберуіңізді сұраймыз."
ASK_RU = "Просим прислать вашу предвыборную программу."

SPRING = (
    Letter(
        "activist-2", "zhattyqbai-synaq", "2026-07-02", "Запрос программы", ASK_RU,
        lang=Lang.RU, number="ЖО-101",
        answered=("2026-07-16", AnswerKind.SUBSTANTIVE, "Программа приложена."),
    ),
    Letter(
        "activist-3", "ertegieva-ulgi", "2026-07-02", "Бағдарлама туралы өтініш", ASK_KK,
        number="ЖО-102", forwarded=("2026-07-08", "«Ертегі» партиясының кеңсесі"),
        answered=("2026-07-27", AnswerKind.SEE_THE_SITE, "Партияның сайтын қараңыз."),
    ),
    Letter(
        "activist-3", "tumanbaev-oi", "2026-07-02", "Бағдарлама туралы өтініш", ASK_KK,
        channel=Channel.EMAIL,
    ),
)  # fmt: skip
AUTUMN = (
    Letter(
        "activist-1", "mysalov-ulgi", "2026-10-05", "Пандустар туралы",
        "Пандустар орнату кестесін хабарлауыңызды сұраймыз.",
        subject=Subject.ISSUE, number="ЖО-207",
    ),
    Letter(
        "activist-2", "qiyalova-arman", "2026-11-16", "О приёмной для пострадавших",
        "Просим сообщить, когда откроется приёмная для пострадавших от бытового насилия.",
        subject=Subject.ISSUE, lang=Lang.RU, number="ЖО-215",
    ),
    Letter(
        "activist-1", "mysalov-ulgi", None, "Ағаштар туралы",
        "Қалған 190 ағаш қашан отырғызылады?", subject=Subject.ISSUE,
    ),
)  # fmt: skip


def post(stage: Stage, letter: Letter) -> None:
    """Write a letter, send it, and tell what became of it."""
    who, now = stage.on(letter.writer, letter.sent or "2026-11-18")
    session, mandate = stage.session, stage.mandates[letter.deputy]
    words = appeals.LetterFields(
        letter.subject, letter.channel, letter.lang, letter.heading, letter.text
    )
    key = appeals.write(session, who, now, mandate.id, words).id
    if letter.sent is None:
        return
    sent = appeals.SendingFields(letter.channel, now.date(), letter.number)
    appeals.send(session, who, now.date(), key, sent, version=version(session, "appeals", key))
    if letter.forwarded is not None:
        day, to = letter.forwarded
        who, now = stage.on(letter.writer, day)
        event = appeal_course.EventFields(AppealEventKind.FORWARDED, now.date(), to=to)
        appeal_course.record(session, who, now, key, event, today=now.date())
    if letter.answered is not None:
        day, kind, text = letter.answered
        who, now = stage.on(letter.writer, day)
        answer = appeal_course.AnswerFields(dt.date.fromisoformat(day), kind, text)
        appeal_course.answer(
            session, who, now.date(), key, answer, version=version(session, "appeals", key)
        )
