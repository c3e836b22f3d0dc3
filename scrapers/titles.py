"""What the title of a request says of its number and addressee; nothing is guessed."""

import datetime as dt
import re

from scrapers.dates import read_date
from scrapers.text import clean

#: A request's number reads ДЗ-397 in Russian and ДС-397 in Kazakh: the number is 397.
MARKED = re.compile(r"(?<!\w)(?:ДЗ|ДС|DZ|DS)\s*[-–—]?\s*№?\s*(\d{1,6})(?!\d)", re.IGNORECASE)
AFTER_WORD = re.compile(
    r"(?:запрос|сауал)\w*\s*(?:№|N)\s*([\w/-]{0,12}?\d[\w/-]{0,12})", re.IGNORECASE
)
OF_DAY = re.compile(
    r"(?:№\s*\S+|(?:ДЗ|ДС)\s*[-–—]?\s*\d+)\s+от\s+(\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2} \w+ \d{4})",
    re.IGNORECASE,
)

IN_NAME_OF = re.compile(r"(?<!\w)на имя\s+(.+)$", re.IGNORECASE)
OFFICE_RU = (
    r"(?:Премьер-Министру|(?:Первому\s+)?Заместителю\s+Премьер-Министра|"
    r"(?:Вице-)?Министру|Генеральному\s+Прокурору|Государственному\s+секретарю|"
    r"Председателю|Руководителю|Акиму)"
)
TO_OFFICE = re.compile(
    rf"^(?:\W*\d{{1,2}}\.\d{{2}}\.\d{{4}}\W*)?(?:депутатск\w+\s+запрос\w*\W*)?({OFFICE_RU}\b.*)$",
    re.IGNORECASE,
)
#: Where the addressee ends and the subject begins.
SUBJECT_RU = re.compile(
    r"\s+(?:о|об|обо|по\s+вопрос\w*|по\s+поводу|касательно|относительно|в\s+связи)\s.*$",
    re.IGNORECASE,
)
OFFICE_KK = r"(?:премьер-министрі|министрі|төрағасы|прокуроры|әкімі|басшысы|хатшысы)"
TO_OFFICE_KK = re.compile(
    rf"^(?:депутаттық\s+сауал\W+)?((?:[^:.!?]*\s)?{OFFICE_KK}\s+"
    r"(?:\S+\s+){0,2}?\S*(?:қа|ке|ға|ге|на|не))(?:\s+жолдан\w*|\s+депутаттық\s+сауал.*)?\W*$",
    re.IGNORECASE,
)
LONGEST = 300


def request_number(text: str) -> str | None:
    """The number of a request as its own field gives it: 397 for ДЗ-397, ДС-397 and 397."""
    text = clean(text, 60)
    if found := MARKED.search(text):
        return found[1].lstrip("0") or "0"
    return text.upper() or None


def number_in(title: str) -> str | None:
    """The number of a request that its title names, or None."""
    if found := MARKED.search(title):
        return found[1].lstrip("0") or "0"
    if found := AFTER_WORD.search(title):
        return found[1].strip("-/").upper()
    return None


def date_of_request_in(title: str) -> dt.date | None:
    """The day of the request that an answer's title names: «… на запрос № 12 от 03.02.2016»."""
    found = OF_DAY.search(title)
    return read_date(found[1]) if found else None


def addressee_in(title: str, lang: str) -> str | None:
    """The addressee in the words of the title, in whatever case it stands, or None."""
    title = clean(title)
    if len(title) > LONGEST:
        title = title[:LONGEST]
    if lang == "kk" and (found := TO_OFFICE_KK.match(title)):
        return _trimmed(found[1])
    # Kazakh pages often carry a Russian title.
    found = IN_NAME_OF.search(title) or TO_OFFICE.match(title)
    return _trimmed(SUBJECT_RU.sub("", found[1])) if found else None


def _trimmed(words: str) -> str | None:
    return words.strip(" ,;:-–—«»\"'") or None
