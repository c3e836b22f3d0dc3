"""In the district or not, in session or in recess: as far as the facts tell."""

import csv
from datetime import date
from pathlib import Path

import pytest

from app.scoring.places import Territory, in_district, in_session, stems

PACK = Path(__file__).resolve().parents[2] / "data" / "kz-mazhilis-8"


def rows(name):
    with (PACK / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def districts():
    regions = {row["key"]: row for row in rows("regions")}
    langs = ("kk", "ru")
    return {
        int(row["number"]): Territory(
            tuple(text for lang in langs if (text := row[f"territory_{lang}"])),
            tuple(regions[row["region"]][f"name_{lang}"] for lang in langs),
        )
        for row in rows("districts")
    }


@pytest.mark.parametrize(
    ("place", "own", "expected"),
    [
        ("г. Алматы, Ауэзовский район, школа № 12", 3, True),
        ("Алматы қаласы, Әуезов ауданы", 3, True),
        ("Алматы қаласы, Әуезов ауданындағы мектеп", 4, False),
        ("село Панфилово, Талгарский район", 11, True),
        ("Талғар ауданы, Панфилов ауылы", 11, True),
        ("Балхаш қаласы", 18, None),
        ("Теміртау қаласы", 19, True),
        ("Шетский район, с. Аксу-Аюлы", 19, True),
        ("Шет ауданы", 19, True),
        ("Костанай, дом культуры", 20, True),
        ("Қостанай облысы, Меңдіқара ауданы", 20, True),
        ("Костанайская область, Мендыкаринский район", 23, False),
        ("Астана", 20, False),
        ("Павлодар облысы", 20, False),
        ("Шымкент", 8, False),
        # The same name is a part of Astana, a city and a region.
        ("Алматы", 3, None),
        ("Алматы", 1, None),
        ("Алматы", 20, False),
        # Abai is a region, a part of two other districts and many villages.
        ("село Абай", 8, None),
        ("село Абай", 25, None),
        ("село Абай", 23, None),
        ("с. Карабулак", 23, None),
        ("областная филармония", 23, None),
        ("", 3, None),
        ("онлайн", 3, None),
    ],
)
def test_a_place_is_compared_with_all_districts_of_the_country_pack(
    districts, place, own, expected
):
    assert in_district(place, own, districts) is expected


def test_a_district_without_a_known_territory_is_told_by_no_word_of_it():
    districts = {1: Territory((), ()), 2: Territory(("город Тараз",), ("Жамбылская область",))}
    assert in_district("Тараз", 1, districts) is None
    assert in_district("Тараз", 2, districts) is True
    assert in_district("Тараз, Жамбылская область", 1, districts) is False


def test_words_that_every_place_has_tell_nothing():
    assert stems("город, село, ауылы, Казахстан, район № 5") == frozenset()
    assert stems("Жетысуский район") == stems("Жетісу ауданы")


SESSIONS = [(date(2023, 3, 29), date(2023, 6, 30)), (date(2023, 9, 1), date(2024, 6, 28)),
            (date(2025, 9, 2), None)]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2023, 3, 29), date(2023, 3, 29), True),
        (date(2023, 6, 30), date(2023, 6, 30), True),
        (date(2023, 7, 1), date(2023, 7, 1), False),
        (date(2023, 8, 1), date(2023, 8, 31), False),
        (date(2023, 6, 1), date(2023, 6, 30), True),
        (date(2023, 3, 1), date(2023, 3, 31), None),
        (date(2023, 1, 10), date(2023, 1, 10), None),
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 8, 1), date(2026, 8, 1), False),
    ],
)
def test_a_day_or_a_month_lies_in_a_session_in_a_recess_or_in_both(first, last, expected):
    assert in_session(first, last, SESSIONS, date(2026, 7, 1)) is expected


def test_without_an_end_of_the_last_session_nothing_is_said_after_it_began():
    assert in_session(date(2026, 3, 1), date(2026, 3, 1), SESSIONS, None) is None
    assert in_session(date(2023, 7, 1), date(2023, 7, 1), SESSIONS, None) is False
    assert in_session(date(2026, 3, 1), date(2026, 3, 1), [], date(2026, 7, 1)) is None
