"""Two invented programmes of twelve theses each, in Kazakh and in Russian, and their reading."""

from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.services import jobs
from app.services.jobs import Claimed
from app.tasks import HANDLERS
from models import audit, engine
from models.job import Job, JobState
from tests.documents import docx, pdf_pages

KK = (
    "Бұлақ көшесін 2027 жылға дейін жөндейміз.",
    "Әр ауылға таза ауыз су жеткіземіз.",
    "240 орындық балабақша салынады.",
    "Үш мектептің шатыры ауыстырылады.",
    "Өңірдегі жолдардың жартысын асфальттаймыз.",
    "Жас отбасыларға 50 пәтер беріледі.",
    "Ұлттық мұражай ашылады.",
    "Һәм әр тоқсанда есеп беремін.",
    "Қоқыс полигоны жабылады.",
    "Аудандық аурухана жөнделеді.",
    "Спорт алаңдары салынады.",
    "Ғылыми кітапхана қайта ашылады.",
)
RU = (
    "Построим две школы до конца 2026 года.",
    "Проведём газ в каждое село.",
    "Откроем амбулаторию в посёлке.",
    "Отремонтируем мост через реку.",
    "Посадим пятьсот деревьев.",
    "Продлим автобусный маршрут.",
    "Поставим сорок фонарей.",
    "Снизим тариф на воду.",
    "Опубликуем отчёт о бюджете.",
    "Откроем детский сад.",
    "Отремонтируем дом культуры.",
    "Закроем незаконную свалку.",
)


def as_pdf(theses: tuple[str, ...]) -> bytes:
    """A programme of three pages, four theses on each, in a text between them."""
    pages = [theses[start : start + 4] for start in range(0, len(theses), 4)]
    return pdf_pages(*[[f"{number}.", *page] for number, page in enumerate(pages, 1)])


def as_docx(theses: tuple[str, ...]) -> bytes:
    """The same programme without pages."""
    return docx("2023", *theses)


def read_files(app: Flask) -> int:
    """Do what the worker does with files that were kept; how many it read."""
    done = 0
    with app.app_context():
        with db.sessionmaker() as session:
            waiting = select(Job.id, Job.args).where(
                Job.kind == "read_file", Job.state == JobState.QUEUED
            )
            found = session.execute(waiting).all()
        for job_id, args in found:
            result = HANDLERS["read_file"](Claimed(job_id, "read_file", args, 1), _no_progress)
            with db.sessionmaker() as session:
                engine.begin_write(session)
                audit.bind(session, actor="worker", now=clock.now())
                jobs.finish(session, clock.now(), job_id=job_id, result=result)
                session.commit()
            done += 1
    return done


def _no_progress(done: int, total: int | None = None, message: str | None = None) -> None:
    """Nobody looks on."""
