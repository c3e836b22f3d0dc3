"""Texts of letters from their templates, in the language of the letter and not of the page."""

import datetime as dt
import re
from typing import Any

from flask import render_template
from flask_babel import force_locale, format_date

from app import i18n
from app.services.appeals import TERM_DAYS
from models.appeal import Appeal, Subject
from models.base import Lang
from models.campaign import Campaign
from models.person import Mandate
from models.topic import Topic

#: What the templates leave to be filled in by hand stands in square brackets.
BLANK = re.compile(r"\[[^\[\]\n]{3,60}\]")
HEADINGS = {
    (Subject.PROGRAMME, Lang.RU): "О предвыборной программе",
    (Subject.PROGRAMME, Lang.KK): "Сайлауалды бағдарлама туралы",
    (Subject.ISSUE, Lang.RU): "О социально значимом вопросе",
    (Subject.ISSUE, Lang.KK): "Әлеуметтік маңызы бар мәселе туралы",
    (Subject.OTHER, Lang.RU): "Обращение",
    (Subject.OTHER, Lang.KK): "Өтініш",
}


def heading(subject: Subject, lang: Lang, topic: Topic | None) -> str:
    """The heading of a new letter."""
    name = i18n.pick(topic, "name", lang.value) if topic else None
    return f"{HEADINGS[subject, lang]}: {name[0]}" if name else HEADINGS[subject, lang]


def new(
    subject: Subject,
    lang: Lang,
    mandate: Mandate,
    campaign: Campaign | None,
    topic: Topic | None,
    *,
    author: str,
    today: dt.date,
) -> str:
    """The text of a new letter."""
    return _render(
        subject.value,
        lang,
        mandate,
        campaign,
        today=today,
        author=author,
        topic=_name(topic, lang),
        days=campaign.appeal_days if campaign else TERM_DAYS,
    )


def reminder(appeal: Appeal, *, author: str, today: dt.date) -> str:
    """The text of a reminder of a letter that was sent."""
    return _render(
        "reminder",
        appeal.lang,
        appeal.mandate,
        appeal.campaign,
        today=today,
        author=author,
        heading=appeal.heading,
        number=appeal.number,
        sent_on=_day(appeal.sent_on, appeal.lang),
        due_on=_day(appeal.due_on, appeal.lang),
        days=appeal.term_days,
    )


def blanks(text: str) -> list[str]:
    """What is still to be filled in by hand, each once."""
    return list(dict.fromkeys(BLANK.findall(text)))


def _render(
    name: str,
    lang: Lang,
    mandate: Mandate,
    campaign: Campaign | None,
    *,
    today: dt.date,
    **values: Any,
) -> str:
    district = mandate.district
    text = render_template(
        f"letters/{name}.{lang.value}.txt",
        deputy=_name(mandate.deputy, lang),
        legislature=_name(mandate.convocation.legislature, lang),
        convocation=mandate.convocation.number,
        district=district.number if district else None,
        region=_name(district.region, lang) if district else None,
        campaign=_name(campaign, lang),
        observed_from=_day(campaign.observed_from, lang) if campaign else None,
        observed_to=_day(campaign.observed_to, lang) if campaign else None,
        law=campaign.appeal_law if campaign else None,
        date=_day(today, lang),
        **values,
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _name(row: object, lang: Lang) -> str | None:
    found = i18n.pick(row, "name", lang.value) if row is not None else None
    return found[0] if found else None


def _day(day: dt.date | None, lang: Lang) -> str:
    with force_locale(i18n.LOCALES[lang.value]):
        return format_date(day, "long") if day else ""
