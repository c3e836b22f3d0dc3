"""What the invented people found to have become of the invented theses, and with which evidence."""

from dataclasses import dataclass

from models.verdict import EvidenceKind, Reason, Status


@dataclass(frozen=True)
class Rating:
    """One verdict: the deputy and the number of the thesis, and what is said of it."""

    deputy: str
    number: int
    status: Status
    kk: str
    ru: str
    evidence: str
    kind: EvidenceKind = EvidenceKind.OTHER
    reason: Reason | None = None


#: Texts that stand as kept copies of documents. All of them are invented.
DOCUMENTS = {
    "plan": "2026 жылғы жөндеу жоспары (ойдан шығарылған)\n"
    "14-жол. Бұлақ көшесі, 2,4 км: 180 млн теңге.",
    "roof": "Аяқталған жұмыстар актісі (ойдан шығарылған)\n"
    "№ 3 мектеп, шатыр, 640 шаршы метр. 2026-04-30.",
    "minutes": "Кездесулер журналы (ойдан шығарылған)\n2026-03-27, 2026-06-19: есеп берілді.",
    "answer": "Ответ акимата (вымышленный)\nМаршрут № 5: вопрос изучается.",
    "trees": "Көгалдандыру есебі (ойдан шығарылған)\nБұлақ көшесі: 500 ағаштың 310-ы отырғызылды.",
    "site": "Сайттың парағы (ойдан шығарылған)\nАулалық жарық шамдарының тізімі табылмады.",
    "ramps": "Сатып алу жоспары (ойдан шығарылған)\nПандустар: 0 теңге.",
    "water": "Хабарландыру (ойдан шығарылған)\nСу таңғы алтыдан кешкі онға дейін беріледі.",
    "lamps": "Акт ввода (вымышленный)\nУлица Кемпиркосак: 60 фонарей включены 2026-06-20.",
    "gas": "План газификации (вымышленный)\nСело Кайнарлы: 2028 год.",
    "gym": "Смета (вымышленная)\nСпортзал сельской школы: деньги выделены, подрядчик не выбран.",
    "post": "Жазба (ойдан шығарылған)\n"
    "Депутат: «№ 5 бағытқа енді ұмтылмаймын, тұрғындар қолдамады».",
}

SPRING = (
    Rating("mysalov-ulgi", 1, Status.IN_PROGRESS,
           "Қаражат бөлінді, жөндеу әлі басталған жоқ.",
           "Деньги выделены, ремонт ещё не начат.", "plan", EvidenceKind.BUDGET_LINE),
    Rating("mysalov-ulgi", 2, Status.NOT_FULFILLED,
           "Депутат бұл уәдеден бас тартты.",
           "Депутат отказался от этого обещания.", "post", reason=Reason.RENOUNCED),
    Rating("mysalov-ulgi", 3, Status.IN_PROGRESS,
           "Су тәулік бойы емес, он алты сағат беріледі.",
           "Воду дают не круглосуточно, а шестнадцать часов.", "water"),
    Rating("mysalov-ulgi", 4, Status.IN_PROGRESS,
           "Жоба туралы сауал жолданды, жауап жоқ.",
           "О проекте направлен запрос, ответа нет.", "plan"),
    Rating("mysalov-ulgi", 5, Status.FULFILLED,
           "Шатыр жөнделді, акт бар.",
           "Крыша отремонтирована, акт есть.", "roof", EvidenceKind.BUILT),
    Rating("mysalov-ulgi", 6, Status.NO_ACTION_FOUND,
           "Амбулатория туралы ешбір сауал да, кездесу де табылмады.",
           "Ни запроса, ни встречи об амбулатории не найдено.", "minutes"),
    Rating("mysalov-ulgi", 7, Status.PARTLY_FULFILLED,
           "500 ағаштың 310-ы отырғызылды.",
           "Из 500 деревьев посажено 310.", "trees", EvidenceKind.OFFICIAL_ACT),
    Rating("mysalov-ulgi", 8, Status.IN_PROGRESS,
           "Екі тоқсанда есеп берілді.",
           "Отчёт дан в двух кварталах.", "minutes"),
    Rating("mysalov-ulgi", 9, Status.NO_ACTION_FOUND,
           "Тізім сайттан табылмады, сауал да жоқ.",
           "Списка на сайте нет, запроса тоже.", "site"),
    Rating("mysalov-ulgi", 10, Status.NO_ACTION_FOUND,
           "Маусымға дейін ештеңе табылмады.",
           "До июня ничего не найдено.", "ramps"),
    Rating("qiyalova-arman", 1, Status.FULFILLED,
           "60 шам қосылды.",
           "Все 60 фонарей включены.", "lamps", EvidenceKind.BUILT),
    Rating("qiyalova-arman", 4, Status.IN_PROGRESS,
           "Сауал жолданды, үй-жай ізделуде.",
           "Запрос направлен, помещение ищут.", "answer"),
    Rating("zhattyqbai-synaq", 1, Status.IN_PROGRESS,
           "Ауылды газдандыру 2028 жылға жоспарланған.",
           "Газификация села запланирована на 2028 год.", "gas", EvidenceKind.OFFICIAL_ACT),
    Rating("zhattyqbai-synaq", 2, Status.IN_PROGRESS,
           "Қаражат бар, мердігер таңдалған жоқ.",
           "Деньги есть, подрядчик не выбран.", "gym", EvidenceKind.BUDGET_LINE),
    Rating("burynov-bolgan", 1, Status.NOT_ASSESSABLE,
           "Мандат мерзімінен бұрын аяқталды.",
           "Мандат закончился досрочно.", "minutes", reason=Reason.MANDATE_ENDED_EARLY),
)  # fmt: skip

#: What the autumn brought: one that waits to be confirmed.
AUTUMN = Rating(
    "mysalov-ulgi", 10, Status.IN_PROGRESS,
    "Қыркүйекте сауал жолданды, тізім жасалды.",
    "В сентябре направлен запрос, составлен список.", "ramps",
)  # fmt: skip
#: One that somebody refused, and why.
REFUSED = Rating(
    "qiyalova-arman", 2, Status.PARTLY_FULFILLED,
    "Балабақша туралы кездесу өтті.",
    "О детском саде прошла встреча.", "answer", EvidenceKind.ANSWER,
)  # fmt: skip
REFUSED_WHY = "Кездесу — іс-әрекет, нәтиже емес; жауапта балабақша туралы сөз жоқ."

#: What one deputy says: by the number of the thesis, with whether it is disputed.
POSITIONS = {
    2: ("Тұрғындар жаңа бағытты қолдамады, сондықтан мен басқа бағытты ұсындым.", True),
    7: ("Қалған 190 ағаш күзде отырғызылады.", False),
}
SETTLEMENT = (
    "Жазба мен депутаттың жауабы қаралды: уәденің өзінен бас тартылған, мәртебе өзгермейді.",
    "Запись и ответ депутата рассмотрены: от самого обещания он отказался, статус не меняется.",
)
