"""What the columns of a file can be: the fields of each kind of import.

`headings` are spellings under which NGOs have such a column, in Kazakh, Russian and English,
beside the titles of the template. Keys are kept with imports, so none is renamed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from app.scoring.words import N_
from models.imports import ImportKind
from models.item import Kind
from models.programme import Availability, FoundVia, Origin


class Type(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    WHEN = "when"
    YES_NO = "yes_no"
    CHOICE = "choice"
    LINK = "link"
    SEAT = "seat"
    SEATS = "seats"
    PARTY = "party"
    TOPIC = "topic"


#: Types whose unknown values a person can give a meaning.
MEANT = (Type.YES_NO, Type.CHOICE, Type.SEAT, Type.SEATS, Type.PARTY, Type.TOPIC)


@dataclass(frozen=True)
class Field:
    """A column as far as the portal knows it. `example` is what the template's example shows."""

    key: str
    holds: Type
    title: str
    about: str
    headings: tuple[str, ...] = ()
    choices: type[Enum] | None = None
    example: str = ""
    longest: int = 2_000


@dataclass(frozen=True)
class Form:
    """A kind of import: what its rows are, and its fields in the order of the template."""

    kind: ImportKind
    title: str
    about: str
    fields: tuple[Field, ...]

    def field(self, key: str | None) -> Field | None:
        """The field of this key, or None."""
        return next((field for field in self.fields if field.key == key), None)


NUMBERS_OF = N_(
    "A number that the source states. It is kept as stated by that source and shown beside what "
    "the portal counts; it is never counted."
)
#: Stated numbers: the field, which is also the metric of the figure, its title and headings.
STATED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("requests", N_("Deputy requests, all"),
     ("депутатские запросы", "всего запросов", "количество запросов", "запросы",
      "количество депутатских запросов", "число депутатских запросов",
      "депутаттық сауалдар", "барлық сауал", "сауалдар саны", "requests")),
    ("requests_initiated", N_("Deputy requests initiated"),
     ("инициировано запросов", "инициатор запросов", "количество инициированных запросов",
      "запросы инициатор", "бастамашы болған сауалдар", "бастамашы", "requests initiated")),
    ("requests_signed", N_("Deputy requests signed"),
     ("подписано запросов", "подписант", "количество подписанных запросов", "соподписант",
      "қол қойған сауалдар", "қол қойған", "requests signed")),
    ("meetings", N_("Meetings with voters, all"),
     ("встречи с избирателями", "всего встреч", "количество встреч", "встречи",
      "сайлаушылармен кездесулер", "кездесулер саны", "кездесулер", "meetings")),
    ("meetings_in_district", N_("Meetings in the district"),
     ("встречи в округе", "встреч в округе", "встречи в избирательном округе",
      "округтегі кездесулер", "сайлау округіндегі кездесулер", "meetings in district")),
    ("meetings_out_of_district", N_("Meetings outside the district"),
     ("встречи вне округа", "встреч вне округа", "встречи за пределами округа",
      "округтен тыс кездесулер", "сайлау округінен тыс кездесулер",
      "meetings out of district")),
    ("receptions", N_("Receptions of citizens"),
     ("приемы граждан", "прием граждан", "азаматтарды қабылдау", "қабылдаулар", "receptions")),
    ("appeals_sent", N_("Letters sent to the deputy"),
     ("обращений отправлено", "отправлено обращений", "обращения",
      "жіберілген өтініштер", "өтініштер", "appeals sent", "letters sent")),
    ("appeals_answered", N_("Letters answered by the deputy"),
     ("ответов получено", "получено ответов", "ответы", "алынған жауаптар", "жауаптар",
      "appeals answered", "letters answered")),
)  # fmt: skip
METRICS = tuple(key for key, _, _ in STATED)

MONITORING = Form(
    ImportKind.MONITORING,
    N_("Monitoring spreadsheet"),
    N_("One row for each deputy: the programme, and the numbers that the source states."),
    (
        Field("deputy", Type.SEAT, N_("Deputy"),
              N_("Name of the deputy in Kazakh, Russian or Latin letters, or of a party's list."),
              ("депутат", "фио", "ф и о", "фио депутата", "депутаттың аты жөні", "аты жөні",
               "тегі аты жөні", "name", "deputy name")),
        Field("district", Type.NUMBER, N_("Number of the district"),
              N_("Number of the single-mandate electoral district; it must be that of the deputy."),
              ("округ", "номер округа", "избирательный округ", "одномандатный избирательный округ",
               "сайлау округі", "округ нөмірі", "бір мандатты сайлау округі", "district",
               "district number"), example="1"),
        Field("party", Type.PARTY, N_("Party"),
              N_("It is compared with what the portal knows and changes nothing."),
              ("партия", "фракция", "субъект выдвижения", "кем выдвинут", "партиясы",
               "кім ұсынды", "party", "faction")),
        Field("availability", Type.CHOICE, N_("Availability of the programme"),
              N_("Whether a voter can read the election programme."),
              ("доступность программы", "наличие программы", "программа",
               "бағдарламаның қолжетімділігі", "бағдарлама", "availability"), Availability),
        Field("found_via", Type.CHOICE, N_("Where the programme was found"),
              N_("Needed for a programme that is publicly available."),
              ("где найдена", "где найдена программа", "источник программы", "қайдан табылды",
               "бағдарлама қайдан табылды", "found via"), FoundVia),
        Field("origin", Type.CHOICE, N_("Origin of the programme"),
              N_("What was found or sent as the programme."),
              ("происхождение программы", "происхождение", "чья программа", "вид программы",
               "бағдарламаның шығу тегі", "бағдарлама түрі", "origin"), Origin),
        Field("specific_promises", Type.YES_NO, N_("Concrete promises"),
              N_("Whether the programme promises anything concrete."),
              ("конкретные обещания", "есть конкретные обещания", "нақты уәделер",
               "нақты уәделер бар ма", "specific promises")),
        Field("known_on", Type.DAY, N_("Known on"),
              N_("The day on which this was found so. Needed where the row says anything of the "
                 "programme."),
              ("дата", "дата проверки", "проверено", "известно на", "тексерілген күні", "күні",
               "known on", "checked on"), example="2023-12-20"),
        Field("programme_url", Type.LINK, N_("Link to the programme"), N_("Address of the page."),
              ("ссылка", "ссылка на программу", "сілтеме", "бағдарлама сілтемесі", "link", "url"),
              example="https://example.org/programme"),
        Field("programme_source", Type.TEXT, N_("Source of what is said of the programme"),
              N_("Empty: whoever compiled the file."),
              ("источник", "источник сведений", "дереккөз", "source")),
        Field("note", Type.TEXT, N_("Note on the programme"), N_("Shown beside the programme."),
              ("примечание", "комментарий", "ескерту", "ескертпе", "note", "comment")),
        *(Field(key, Type.NUMBER, title, NUMBERS_OF, headings, example=str(place + 2))
          for place, (key, title, headings) in enumerate(STATED)),
        Field("period_start", Type.DAY, N_("First day of the period"),
              N_("Of the stated numbers of this row. Empty: that of the import."),
              ("начало периода", "период с", "кезең басы", "period start", "from"),
              example="2023-03-29"),
        Field("period_end", Type.DAY, N_("Last day of the period"),
              N_("Of the stated numbers of this row. Empty: that of the import."),
              ("конец периода", "период по", "кезең соңы", "period end", "to"),
              example="2023-12-29"),
    ),
)  # fmt: skip

SEVERAL = N_("Several names stand with a semicolon or on lines of their own.")
ITEMS = Form(
    ImportKind.ITEMS,
    N_("List of acts"),
    N_("One row for each act: a deputy request, a meeting, a reception of citizens and so on."),
    (
        Field("uid", Type.TEXT, N_("Identifier of the row"),
              N_("Anything that stays the same when the row is corrected, and is in no other row. "
                 "By it a later file corrects this one. Empty: number and date of a request, and "
                 "of other acts the kind, the date, the deputies, the place and the link."),
              ("id", "ид", "идентификатор", "код", "код записи", "№ п/п", "п п", "р с", "uid",
               "row id"), longest=100),
        Field("kind", Type.CHOICE, N_("Kind of act"), N_("Empty: the kind chosen for the import."),
              ("вид", "тип", "вид работы", "форма работы", "түрі", "жұмыс түрі", "kind", "type"),
              Kind),
        Field("when", Type.WHEN, N_("Date"),
              N_("A day, a month (2023-10) or a period (2023-10-02 – 2023-10-06)."),
              ("дата", "когда", "период", "месяц", "күні", "мерзімі", "айы", "date", "when"),
              example="2023-10-04"),
        Field("number", Type.TEXT, N_("Number of the request"),
              N_("A request with the same number and date is the same act as on the site of the "
                 "chamber."),
              ("номер", "номер запроса", "№", "№ запроса", "нөмірі", "сауал нөмірі", "number"),
              example="ДЗ-397", longest=60),
        Field("title_ru", Type.TEXT, N_("Title in Russian"), N_("One title at least is needed."),
              ("название", "наименование", "тема запроса", "название на русском", "заголовок",
               "содержание", "орысша атауы", "title", "title ru")),
        Field("title_kk", Type.TEXT, N_("Title in Kazakh"), N_("One title at least is needed."),
              ("название на казахском", "атауы", "қазақша атауы", "тақырыбы", "title kk")),
        Field("summary", Type.TEXT, N_("Summary"), N_("What it was about, in a few sentences."),
              ("краткое содержание", "описание", "суть", "қысқаша мазмұны", "мазмұны", "summary"),
              longest=5_000),
        Field("addressee", Type.TEXT, N_("Addressee"), N_("To whom a request is addressed."),
              ("адресат", "кому", "кому адресован", "адресат запроса", "кімге", "addressee")),
        Field("initiators", Type.SEATS, N_("Initiators"), SEVERAL,
              ("инициатор", "инициаторы", "автор", "авторы", "бастамашы", "бастамашылар",
               "initiator", "initiators")),
        Field("signatories", Type.SEATS, N_("Signatories"), SEVERAL,
              ("подписант", "подписанты", "соавторы", "подписали", "қол қоюшылар", "қол қойғандар",
               "signatories", "signed by")),
        Field("deputies", Type.SEATS, N_("Deputies, role not stated"), SEVERAL,
              ("депутат", "депутаты", "фио", "фио депутата", "депутаттар", "депутаттың аты жөні",
               "deputy", "deputies", "participants")),
        Field("url", Type.LINK, N_("Link"), N_("Where the act is told of."),
              ("ссылка", "ссылка на источник", "сілтеме", "link", "url"),
              example="https://example.org/act"),
        Field("theme", Type.TOPIC, N_("Topic"), N_("A topic of the code book, by its name."),
              ("сфера", "направление", "категория", "вопрос", "тематика", "саласы", "бағыты",
               "topic", "theme")),
        Field("place", Type.TEXT, N_("Place"), N_("Where a meeting or a reception was held."),
              ("место", "место проведения", "где", "населенный пункт", "өткен жері", "орны",
               "place", "location"), example="Семей", longest=300),
        Field("in_district", Type.YES_NO, N_("In the district"),
              N_("Whether it was held in the deputy's district. Empty: told from the place, where "
                 "the portal can."),
              ("в округе", "в своем округе", "округте", "өз округінде", "in district")),
        Field("audience", Type.NUMBER, N_("People who came"), N_("How many people came."),
              ("количество участников", "участников", "число участников", "қатысушылар саны",
               "audience", "people"), example="40"),
        Field("source", Type.TEXT, N_("Source"), N_("Empty: whoever compiled the file."),
              ("источник", "дереккөз", "source"), longest=1_000),
    ),
)  # fmt: skip

FORMS: Mapping[ImportKind, Form] = {form.kind: form for form in (MONITORING, ITEMS)}
