"""One analysis for what is searched and for what is typed, so that both databases agree.

There is no usable Kazakh stemmer in any package, and a word does not say which of the two
languages it is in. So every word is kept under two stems, one by Russian rules and one by a
short list of Kazakh endings; a typed word is found when it shares one of its stems with a
text. Everything is folded first: ё is е, and a Kazakh letter is the Russian one that people
type in its place.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

FOLD = str.maketrans("әғқңөұүһіё", "агкноуухие")
WORD = re.compile(r"[^\W_]+")
# Words too frequent to tell one text from another, folded. They are not asked for.
_STOP = (
    "и в во на о об по с со для к от из за при не что как или а "
    "мен жане туралы ушин бойынша the of and in on for"
)
STOP = frozenset(_STOP.split())
#: More words than this add nothing to a query and cost a comparison each.
MAX_TERMS = 12
MAX_QUERY = 300

# Plural, possessive, case and a few word-making endings, folded, the longest first.
_CASE = (
    "нын нин дын дин тын тин га ге ка ке на не ны ни ды ди ты ти да де та те нда нде "
    "дан ден тан тен нан нен мен бен пен дагы деги тагы теги ндагы ндеги"
)
_NUMBER = "лар лер дар дер тар тер"
_OWNER = "ым им ын ин сы си мыз миз ымыз имиз ыныз иниз ы и"
_MAKING = "лык лик дык дик тык тик лы ли"
ENDINGS = sorted(f"{_CASE} {_NUMBER} {_OWNER} {_MAKING}".split(), key=lambda e: (-len(e), e))
MIN_STEM = 3
VOWELS = frozenset("аеиоуыэюя")
# A final п or к of a Kazakh stem turns into б or г before a vowel: мектеп, мектебі.
VOICED = str.maketrans("бг", "пк")

_russian = snowballstemmer.stemmer("russian")


def fold(text: str) -> str:
    """`text` in lower case with the letters that people do not tell apart made one."""
    return unicodedata.normalize("NFKC", text).lower().translate(FOLD)


def _without_ending(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return word[: -len(ending)]
    # облыс + ы and бала + сы cannot be told apart, so neither keeps its last с.
    if word[-1] == "с" and word[-2] in VOWELS and len(word) > MIN_STEM + 1:
        return word[:-1]
    return word


def kazakh_stem(word: str) -> str:
    """A folded `word` without Kazakh endings, at least three letters of it."""
    shorter = _without_ending(word)
    while shorter != word:
        word, shorter = shorter, _without_ending(shorter)
    return word[:-1] + word[-1].translate(VOICED)


@lru_cache(maxsize=65_536)
def stems(word: str) -> tuple[str, ...]:
    """The one or two stems under which a folded `word` is kept."""
    if len(word) < MIN_STEM or not word.isalpha():
        return (word,)
    found = (_russian.stemWord(word), kazakh_stem(word))
    return found if found[0] != found[1] else found[:1]


def analyse(text: str) -> str:
    """All stems of `text` once each, between spaces: what `search_text` columns hold.

    A stem stands between two spaces also at the ends, so that ` stem ` finds whole stems
    only. Empty for a text without a word.
    """
    found: dict[str, None] = {}
    for word in WORD.findall(fold(text)):
        found.update(dict.fromkeys(stems(word)))
    return f" {' '.join(found)} " if found else ""


def terms(query: str) -> list[tuple[str, ...]]:
    """For each word of `query` that matters, the stems of which a text must have one.

    Words beyond MAX_TERMS are left out, and so is what follows MAX_QUERY characters.
    """
    words = dict.fromkeys(WORD.findall(fold(query[:MAX_QUERY])))
    asked = [word for word in words if word not in STOP] or list(words)
    return [stems(word) for word in asked[:MAX_TERMS]]
