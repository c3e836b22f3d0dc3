"""One spelling for a name, whatever the script: Құспан = Куспан = Kuspan = Quspan.

Matching and search both rest on it, so it stands where every layer can reach it.
"""

import re
import unicodedata

from anyascii import anyascii

# Kazakh letters are often typed as the Russian ones nearest to them.
KAZAKH = str.maketrans("әғқңөұүһіё", "агкноуухие")
# After transliteration the schemes still differ; each pair brings them to one spelling.
LATIN = [
    (r"dzh|zh|dj", "j"),
    (r"kh|x", "h"),
    (r"q", "k"),
    (r"w", "u"),
    (r"shch|sch", "sh"),
    (r"ts|tc|cz", "c"),
    (r"\bye", "e"),
    (r"y", "i"),
    (r"ie", "e"),
    (r"(.)\1", r"\1"),
]
PATRONYMIC = re.compile(r"(uli|ovich|evich|ich|kizi|ovna|evna|ichna|ulu)$")


def fold(text: str) -> str:
    """`text` in lower-case Latin letters, words apart by one space, for comparing only."""
    text = unicodedata.normalize("NFKC", text).lower().translate(KAZAKH)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c) or c in "\u0306")
    text = anyascii(unicodedata.normalize("NFKC", text)).lower()
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    for pattern, replacement in LATIN:
        text = re.sub(pattern, replacement, text)
    return text


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name without the patronymic, in alphabetical order.

    Two sources give a person's words in different orders, and often without a patronymic.
    """
    found = fold(name).split()
    core = [word for word in found if not PATRONYMIC.search(word)]
    return tuple(sorted(core if len(core) > 1 else found))
