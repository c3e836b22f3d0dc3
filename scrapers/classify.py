"""What kind of act a record is: a table of rules, read from the top, the first that fits wins.

A source's `source.yml` maps its categories to the groups named here; within a group the
words of the title decide, in Russian or Kazakh.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

DEPUTY_REQUEST: Final = "deputy_request"
ANSWER: Final = "answer"
VOTER_MEETING: Final = "voter_meeting"
RECEPTION: Final = "reception"
DISTRICT_WORK: Final = "district_work"
LEGISLATIVE_WORK: Final = "legislative_work"
INTERNATIONAL_WORK: Final = "international_work"
PUBLICATION: Final = "publication"
OTHER: Final = "other"

#: What source.yml may map a category to.
GROUPS = frozenset(
    {
        "requests",
        "stated_requests",
        "answers",
        "district",
        "legislative",
        "international",
        "publications",
        "other",
    }
)

ANSWER_WORDS = (
    r"^\W*ответ(?:ы)?(?!\w)"
    r"|(?<!\w)ответ\w*\s+(?:[\w.-]+\s+){0,6}?на\s+(?:депутатск\w+\s+)?запрос"
    r"|^\W*жауап(?!\w)"
    # A question «не деп жауап береміз?» within a request is not an answer to one.
    r"|сауал\w*\s+(?:\w+\s+){0,2}?жауап(?!\w*\s+бер)"
)
RECEPTION_WORDS = (
    r"(?<!\w)при[её]м\w*\s+(?:\w+\s+){0,2}?(?:граждан|избирател|населени|жител)"
    r"|(?<!\w)личн\w+\s+при[её]м"
    r"|қабылдау\w*\s+(?:өткіз|өтті|жүргіз)"
    r"|(?:азаматтар|тұрғындар|сайлаушылар)\w*\s+(?:жеке\s+)?қабылда"
    r"|жеке\s+қабылда"
)
MEETING_RU = r"(?<!\w)встре(?:ч|ти)"
VOTERS_RU = (
    r"избирател|жител|населени|граждан|общественност|сельчан|горожан|пенсионер|ветеран"
    r"|молод[её]ж|студент|коллектив|трудящи|инвалид|многодетн|родител"
)
MEETING_KK = r"кездес"
VOTERS_KK = (
    r"сайлаушы|тұрғын|халқы|халық(?!ара)|жұртшылық|ұжым|зейнеткер|ардагер|жастар"
    r"|студент|еңбеккер|ауылдас|азаматтар"
)
BOTH = r"(?=.*(?:{meeting}))(?=.*(?:{with_whom}))"


@dataclass(frozen=True)
class Rule:
    """One row of the table. Without `words` it fits every title of its group."""

    name: str
    group: str
    kind: str
    words: re.Pattern[str] | None = None

    def fits(self, group: str, titles: Iterable[str]) -> bool:
        """Whether the rule is for this group and one of the titles has its words."""
        if group != self.group:
            return False
        return self.words is None or any(self.words.search(title) for title in titles)


def _rule(name: str, group: str, kind: str, words: str | None = None) -> Rule:
    return Rule(name, group, kind, re.compile(words, re.IGNORECASE | re.DOTALL) if words else None)


RULES = (
    _rule("answer: by its words", "requests", ANSWER, ANSWER_WORDS),
    _rule("request: by category", "requests", DEPUTY_REQUEST),
    # A list of requests and nothing else: one about an answer is still a request.
    _rule("request: by its list", "stated_requests", DEPUTY_REQUEST),
    _rule("answer: by category", "answers", ANSWER),
    _rule("reception: by its words", "district", RECEPTION, RECEPTION_WORDS),
    _rule(
        "meeting: with voters, in Russian",
        "district",
        VOTER_MEETING,
        "^" + BOTH.format(meeting=MEETING_RU, with_whom=VOTERS_RU),
    ),
    _rule(
        "meeting: with voters, in Kazakh",
        "district",
        VOTER_MEETING,
        "^" + BOTH.format(meeting=MEETING_KK, with_whom=VOTERS_KK),
    ),
    _rule(
        "meeting: with somebody else, in Russian",
        "district",
        DISTRICT_WORK,
        rf"{MEETING_RU}\w*(?:\s+[\w.]+){{0,3}}?\s+со?\s|встреч\w*\s+руководител",
    ),
    _rule(
        "meeting: with somebody else, in Kazakh",
        "district",
        DISTRICT_WORK,
        r"\w+(?:мен|бен|пен)\s+(?:[\w.]+\s+){0,2}?кездес",
    ),
    _rule(
        "meeting: with whom is not said", "district", VOTER_MEETING, f"{MEETING_RU}|{MEETING_KK}"
    ),
    _rule("district: by category", "district", DISTRICT_WORK),
    _rule("legislative: by category", "legislative", LEGISLATIVE_WORK),
    _rule("international: by category", "international", INTERNATIONAL_WORK),
    _rule("publication: by category", "publications", PUBLICATION),
    _rule("other: by category", "other", OTHER),
)
UNKNOWN = "other: the category is not in source.yml"


def classify(group: str | None, title_ru: str | None, title_kk: str | None) -> tuple[str, str]:
    """The kind of a record and the name of the rule that says so.

    Titles are looked at together, so a record is of one kind in both languages.
    """
    titles = [title for title in (title_ru, title_kk) if title]
    for rule in RULES:
        if group is not None and rule.fits(group, titles):
            return rule.kind, rule.name
    return OTHER, UNKNOWN
