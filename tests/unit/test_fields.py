"""Accepted paths of a field, and an account of every field of every row."""

import pytest

from scrapers.fields import (
    Account,
    FieldsError,
    Person,
    RowError,
    RowRules,
    example,
    links,
    people,
    read,
    text,
)

RULES = RowRules.from_mapping(
    "requests",
    {
        "fields": {
            "id": {"paths": ["id"], "mandatory": True},
            "number": ["number", "reg_number"],
            "title": ["subject_{lang}", "subject"],
            "initiator": {"paths": ["initiator"], "shape": "people"},
            "region": ["region.name"],
            "answer": {"paths": ["answer"], "optional": True},
            "documents": {"paths": ["document_url", "files[].document_url"], "shape": "links"},
        },
        "ignore": ["created_at", "meta"],
    },
)


def read_all(*rows, lang="ru"):
    account = Account(RULES)
    found = []
    for row in rows:
        try:
            found.append(read(row, RULES, lang, account))
        except RowError as error:
            found.append(error)
    return found, account


def test_the_first_path_that_holds_something_wins():
    found, account = read_all({"id": 1, "number": None, "reg_number": "ДС-397"})
    assert found == [{"id": 1, "number": "ДС-397"}]
    assert account.found["number", "reg_number"] == 1


def test_a_path_names_the_language_that_is_read():
    row = {"id": 1, "subject_kk": "Мектептер", "subject_ru": "Школы"}
    assert read_all(row)[0] == [{"id": 1, "title": "Школы"}]
    assert read_all(row, lang="kk")[0] == [{"id": 1, "title": "Мектептер"}]
    assert not read_all(row)[1].unknown


def test_a_row_without_a_mandatory_field_is_left_out_and_counted():
    found, account = read_all({"number": "1"}, {"id": 2}, "no row at all")
    assert isinstance(found[0], RowError)
    assert found[1] == {"id": 2}
    assert "2 of 3 rows are left out, for they lack id" in account.warnings()[-1]


def test_zero_and_false_are_values_and_not_absence():
    found, _ = read_all({"id": 0})
    assert found == [{"id": 0}]


def test_each_unknown_field_gives_one_warning_with_its_count_and_an_example():
    _, account = read_all(
        {"id": 1, "stage": {"code": None}}, {"id": 2, "stage": {"code": "a"}}, {"id": 3}
    )
    (warning,) = [said for said in account.warnings() if "unknown, in" in said]
    assert "stage.code is unknown, in 2 of 3 rows, for example 'a'" in warning


def test_what_is_ignored_by_name_is_counted_and_not_warned_about():
    _, account = read_all({"id": 1, "created_at": "2025", "meta": {"a": {"b": [1, 2]}}})
    assert account.ignored == {"created_at": 1, "meta.a.b": 1}
    assert not account.unknown


def test_a_key_that_the_shape_does_not_read_is_unknown():
    _, account = read_all({"id": 1, "initiator": [{"id": 5, "name": "A", "photo": "x"}]})
    assert set(account.unknown) == {"initiator.photo"}


def test_an_object_that_is_null_as_a_whole_is_no_unknown_field():
    found, account = read_all({"id": 1, "region": None}, {"id": 2, "region": {"name": "Абай"}})
    assert found == [{"id": 1}, {"id": 2, "region": "Абай"}]
    assert not account.unknown


def test_a_wanted_field_under_no_known_path_names_the_unknown_fields():
    _, account = read_all({"id": 1, "nomer": "ДС-1", "subject": "x", "initiator": "A"})
    (warning,) = [said for said in account.warnings() if "no row has number" in said]
    assert "under number, reg_number; unknown fields of these rows: nomer" in warning


def test_an_optional_field_and_an_empty_one_are_not_missed():
    _, account = read_all({"id": 1, "number": None, "subject": "", "initiator": []})
    assert [rule.name for rule in account.absent()] == ["region", "answer", "documents"]
    assert not any("answer" in said for said in account.warnings())


def test_accounts_of_pages_add_up():
    total = Account(RULES)
    for row in ({"id": 1, "x": "a"}, {"id": 2, "x": "b"}):
        total.add(read_all(row)[1])
    assert (total.rows, total.unknown["x"], total.examples["x"]) == (2, 2, "a")


def test_an_example_is_short_and_shows_no_address_or_number_of_a_person():
    assert example("пишите на a.b@ mail.kz или +7 701 123 45 67") == "пишите на … или …"
    assert len(example("слово " * 50)) == 60


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ермурат Бапи", [Person("Ермурат Бапи", "")]),
        ("Бапи Е., Базарбек Б.;\nСмышляева Е.", ["Бапи Е.", "Базарбек Б.", "Смышляева Е."]),
        ({"name": "Бапи Ермурат"}, [Person("Бапи Ермурат", "")]),
        ({"id": 56, "name": "Бапи"}, [Person("Бапи", "56")]),
        (
            {"first_name": " Ермурат ", "last_name": "Бапи", "patronymic": None},
            [Person("Бапи Ермурат", "")],
        ),
        ([{"id": 1, "name": "А"}, "Б, В", None], [Person("А", "1"), "Б", "В"]),
        ([{"id": 1, "name": "А"}, {"id": 1, "name": "А"}], [Person("А", "1")]),
        (56, [Person("", "56")]),
        ([], []),
        ({}, []),
    ],
)
def test_people_are_read_in_every_shape(value, expected):
    assert list(people(value, "ru")) == [
        one if isinstance(one, Person) else Person(one, "") for one in expected
    ]


def test_texts_are_read_in_every_shape():
    assert text({"id": 3, "name": "Правительство"}, "ru") == "Правительство"
    assert text({"kk": "Үкімет", "ru": "Правительство"}, "kk") == "Үкімет"
    assert text([{"name": "А"}, "Б"], "ru") == "А; Б"
    assert text(397, "ru") == "397"
    assert text({"id": 3}, "ru") == ""


def test_links_are_read_in_every_shape():
    value = ["http://a/1.pdf", {"document_url": "http://a/2.pdf", "size": 3}, {"file": None}]
    assert links(value) == ("http://a/1.pdf", "http://a/2.pdf")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "list at least one field"),
        ({"fields": {"id": "id"}}, r"rows.x.fields.id: give a list of paths"),
        ({"fields": {"id": {"paths": ["id"], "must": True}}}, "must is not a setting"),
        ({"fields": {"id": {"paths": ["id"], "shape": "blob"}}}, "'blob' is none of"),
    ],
)
def test_rules_that_cannot_be_meant_name_their_place(given, sentence):
    with pytest.raises(FieldsError, match=sentence):
        RowRules.from_mapping("x", given)
