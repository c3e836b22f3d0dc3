"""What the invented coders read in the invented acts.

A reading is written as the numbers of the theses it links to, "~" after one that is only
related; "-" says that none fits, "?" that the coder is unsure. A word says what an answer of a
public body does.
"""

from dataclasses import dataclass

from models.coding import AnswerReading, Reading, Strength


@dataclass(frozen=True)
class Said:
    """One reading, its theses by their numbers in the programme."""

    reading: Reading
    theses: dict[int, Strength]
    answer: AnswerReading | None


def parse(words: str) -> Said:
    """The reading that `words` are short for."""
    theses: dict[int, Strength] = {}
    reading, answer = Reading.TAGGED, None
    for word in words.split():
        if word == "-":
            reading = Reading.NONE_FITS
        elif word == "?":
            reading = Reading.UNSURE
        elif word.rstrip("~").isdigit():
            theses[int(word.rstrip("~"))] = (
                Strength.RELATED if word.endswith("~") else Strength.DIRECT
            )
        else:
            answer = AnswerReading(word)
    return Said(reading, theses, answer)


#: By the number of the act and the deputy: what the first person read, and the second one.
SPRING: dict[tuple[int, str], tuple[str, str]] = {
    (1, "mysalov-ulgi"): ("1", "1"),
    (1, "zhattyqbai-synaq"): ("-", "-"),
    (2, "mysalov-ulgi"): ("1 acts", "1 acts"),
    (3, "mysalov-ulgi"): ("2", "2"),
    (4, "mysalov-ulgi"): ("2 formal", "2 promises"),
    (5, "mysalov-ulgi"): ("3", "3"),
    (5, "qiyalova-arman"): ("3~", "3~"),
    (5, "ertegieva-ulgi"): ("3", "3"),
    (6, "mysalov-ulgi"): ("4", "4"),
    (7, "mysalov-ulgi"): ("5", "5"),
    (7, "qiyalova-arman"): ("-", "-"),
    (8, "mysalov-ulgi"): ("5 acts", "5 acts"),
    (9, "mysalov-ulgi"): ("1 8", "8"),
    (10, "mysalov-ulgi"): ("8", "8"),
    (12, "mysalov-ulgi"): ("-", "-"),
    (16, "qiyalova-arman"): ("1", "1"),
    (17, "qiyalova-arman"): ("1 acts", "1 acts"),
    (18, "qiyalova-arman"): ("4", "?"),
    (18, "ertegieva-ulgi"): ("-", "-"),
    (19, "qiyalova-arman"): ("3", "3"),
    (20, "qiyalova-arman"): ("2", "2~"),
    (22, "qiyalova-arman"): ("5", "5"),
    (23, "zhattyqbai-synaq"): ("1", "1"),
    (23, "mysalov-ulgi"): ("-", "-"),
    (24, "zhattyqbai-synaq"): ("1 promises", "1 promises"),
    (25, "zhattyqbai-synaq"): ("2", "2"),
    (26, "zhattyqbai-synaq"): ("3", "3"),
    (27, "zhattyqbai-synaq"): ("1~ 4~", "1 4~"),
    (30, "ertegieva-ulgi"): ("-", "5~"),
    (32, "burynov-bolgan"): ("1", "1"),
    (32, "mysalov-ulgi"): ("-", "-"),
    (33, "burynov-bolgan"): ("2~", "2~"),
}

#: What a third person settled, and why.
SETTLED: dict[tuple[int, str], tuple[str, str]] = {
    (4, "mysalov-ulgi"): (
        "2 formal",
        "«Мәселе зерделенуде» деген сөзде мерзім де, міндеттеме де жоқ.",
    ),
    (9, "mysalov-ulgi"): (
        "1 8",
        "Кездесуде тұрғындар жолды сұраған: уәде тікелей көтерілген.",
    ),
    (18, "qiyalova-arman"): (
        "4",
        "Запрос прямо просит открыть помещение, обещанное в программе.",
    ),
    (20, "qiyalova-arman"): (
        "2~",
        "Балабақша кезегі талқыланды, бірақ жаңа балабақша сұралмады.",
    ),
    (27, "zhattyqbai-synaq"): (
        "1~ 4~",
        "Сұрақтар қойылды, бірақ депутат ештеңе уәде еткен жоқ.",
    ),
    (30, "ertegieva-ulgi"): (
        "-",
        "Орындық көгалдандыруға жатпайды.",
    ),
}

#: The rule that one of the cases above became: its title and its words.
PRECEDENT = (
    (4, "mysalov-ulgi"),
    "«Зерделенуде» — іс-әрекет емес",
    "Мерзімі мен жауаптысы жоқ «зерделенуде» деген жауап — формалды жауап.",
)

#: Of the autumn: most is read once, some twice, and one pair differs and waits for a third.
AUTUMN: dict[tuple[int, str], tuple[str, str | None]] = {
    (11, "mysalov-ulgi"): ("8", "8"),
    (13, "mysalov-ulgi"): ("10", "10"),
    (14, "mysalov-ulgi"): ("7", "-"),
    (21, "qiyalova-arman"): ("1~", None),
    (28, "zhattyqbai-synaq"): ("-", None),
}
