"""Which passwords are refused, and how they are kept."""

import pytest
from argon2 import PasswordHasher

from app.services import passwords
from app.services.passwords import Weakness, weakness


@pytest.mark.parametrize(
    "password",
    [
        "password12",
        "Password2024!",
        "qwertyuiop",
        "1234567890",
        "0987654321",
        "aaaaaaaaaaaa",
        "ababababababab",
        "!!!!!!!!!!!!",
        "құпиясөз2024",
        "Қазақстан2030",
        "пароль123456",
        "          ",
        "абвгдежзик",
    ],
)
def test_what_everybody_tries_first_is_refused(password):
    assert weakness(password, "x@example.org") is Weakness.COMMON


@pytest.mark.parametrize(
    "password",
    ["seven green camels", "жеті жасыл түйе", "Xk3-ppq.81z", "дождь над 4 крышами"],
)
def test_words_that_do_not_belong_together_pass(password):
    assert weakness(password, "x@example.org") is None


def test_length_and_address_are_minded():
    assert weakness("Xk3-ppq.8", None) is Weakness.SHORT
    assert weakness("seven green camels " * 12, None) is Weakness.LONG
    assert weakness("Dana.Quanysh@Example.org", "dana.quanysh@example.org") is Weakness.EMAIL
    assert weakness("dana.quanysh", "dana.quanysh@example.org") is Weakness.EMAIL


def test_a_kept_password_is_argon2id_and_never_the_same_twice():
    first, second = (passwords.hash_password("seven green camels") for _ in range(2))
    assert first.startswith("$argon2id$")
    assert first != second
    assert passwords.verify(first, "seven green camels")
    assert not passwords.verify(first, "seven brown camels")
    assert not passwords.verify(None, "a password that nobody has")
    assert not passwords.verify("not a hash", "x")


def test_a_hash_of_weaker_settings_is_known_as_dated():
    assert passwords.is_dated(PasswordHasher(time_cost=1, memory_cost=64).hash("x"))
    assert not passwords.is_dated(passwords.hash_password("x"))
