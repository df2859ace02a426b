"""One word becomes another one of its kind, two never the same one."""

from __future__ import annotations

import unicodedata
from itertools import product
from string import ascii_lowercase

import pytest
from attio_harness.anonymize.common_names import FIRST_NAMES
from attio_harness.anonymize.permutation import Key
from attio_harness.anonymize.words import Words, _alphabet, _lower, _wide

WORDS = Words(Key("a key of the tests"))


@pytest.mark.parametrize(
    ("size", "what"), [(2, "two"), (10, "digits"), (19_999, "small"), (20_001, "large"), (70_000, "larger")]
)
def test_a_permutation_gives_every_number_of_its_range_once(size: int, what: str) -> None:
    key = Key("k")
    made = [key.permuted(what, number, size) for number in range(min(size, 5000))]
    assert len(set(made)) == len(made)
    assert all(0 <= number < size for number in made)
    other = Key("other")
    assert size == 2 or made != [other.permuted(what, number, size) for number in range(len(made))]
    # a small range has no number that stays
    assert size > 20_000 or all(number != other for number, other in enumerate(made))


def test_huge_numbers_are_permuted_as_well() -> None:
    key, size = Key("k"), 26**64
    made = {key.permuted("word", number, size) for number in range(50)}
    assert len(made) == 50
    assert max(made) > 10**80


@pytest.mark.parametrize(
    "words",
    [
        ["".join(letters) for letters in product("aeinrst", repeat=4)],
        [f"{letters}{number}" for letters in ("u", "user", "jane") for number in range(700)],
        [f"{number:04}" for number in range(2000)],
        [one + other for one in ("quick", "blue", "acme") for other in FIRST_NAMES],
        list(FIRST_NAMES),
        ["".join(letters) for letters in product(ascii_lowercase, repeat=2)],
        list(ascii_lowercase),
        ["".join(letters) for letters in product("aä", "bßç", "éèê", "ıiñ")],
        ["".join(letters) for letters in product("01ab", repeat=5)],
        ["".join(letters) for letters in product("山田", "太郎花", "김철")],
    ],
    ids=lambda words: words[0],
)
def test_two_words_never_become_the_same_one(words: list[str]) -> None:
    made = [WORDS.fake(word) for word in words]
    assert len(set(made)) == len(set(words))
    assert [len(word) for word in made] == [len(word) for word in words]


def test_letters_of_every_alphabet_become_others() -> None:
    """All but those that have no other of their kind in their block; full-width, half-width and mathematical ones, too."""
    alone = 0
    for first in range(0x80, 0x20000, 64):
        near = (chr(code) for code in range(first, first + 64) if _wide(code) is None)
        letters = [one for one in near if one.isalnum() and _lower(one) == one]
        alphabets = {one: _alphabet(one, "") for one in letters}
        assert all(one in alphabet for one, alphabet in alphabets.items())
        # one alphabet for all of its letters, so that no two become the same one
        assert all(
            alphabets[other] == alphabet for alphabet in alphabets.values() for other in alphabet if other in alphabets
        )
        alone += sum(len(alphabet) == 1 for alphabet in alphabets.values())
    assert alone < 100


@pytest.mark.parametrize("word", ["Ｄｏｅｂｅｒｇ", "ﾀﾅｶ", "𝐉𝐚𝐧𝐞", "０９０１２３", "ﺎﺑﺓ"])
def test_letters_in_other_forms_are_replaced(word: str) -> None:
    made = WORDS.fake(word)
    assert made != word
    assert [unicodedata.category(one) for one in made] == [unicodedata.category(one) for one in word]


@pytest.mark.parametrize("word", ["Jane", "jane", "JANE", "McDonald", "QuickLabs", "ÉCOLE", "Иван", "u00042"])
def test_capitals_and_zeros_stay_where_they_are(word: str) -> None:
    made = WORDS.fake(word)
    assert made != word
    assert [letter.isupper() for letter in made] == [letter.isupper() for letter in word]
    assert [letter.isdigit() for letter in made] == [letter.isdigit() for letter in word]
    assert made.lower() == WORDS.fake(word.lower())
    assert len(made.encode()) == len(word.encode())


def test_a_name_becomes_a_name_and_words_in_a_row_those_of_its_parts() -> None:
    assert WORDS.fake("jane") in FIRST_NAMES
    assert WORDS.fake("quicklabs") == WORDS.fake("quick") + WORDS.fake("labs")
    assert WORDS.fake("jane42") == WORDS.fake("jane") + WORDS.fake("42")
    assert WORDS.text("Doe, Jane") == f"{WORDS.fake('Doe')}, {WORDS.fake('Jane')}"


def test_a_number_is_the_same_as_text_and_as_number() -> None:
    assert WORDS.fake("007").startswith("00")
    assert all(not WORDS.fake(str(number)).startswith("0") for number in range(1, 300))
    assert WORDS.fake("0") == "0"


def test_what_is_looked_for_stays_and_comes_from_nowhere_else() -> None:
    words = Words(Key("k"), kept=["Engineer", "an"], whole=["u"])
    assert words.fake("engineering").startswith("engineer")
    assert words.fake("Engineer") == "Engineer"
    assert words.fake("u42").startswith("u")
    assert words.fake("ru") != "ru"
    assert not any("an" in words.fake("".join(letters)) for letters in product("bcde", repeat=4))


def test_a_long_word_is_changed_as_a_whole() -> None:
    word = "abcdefghij" * 30
    made = WORDS.fake(word)
    assert len(made) == 300
    assert (
        not any(one == other for one, other in zip(made[:64], made[64:128], strict=True)) or made[:64] != made[64:128]
    )
    assert "abcdefghij" not in made


@pytest.mark.parametrize("word", ["amFuZUBhY21lLmNvbSBKYW5lIERvZQ", "eyJhbGciOiJIUzI1NiJ9", "Xk3Qp9Zr2LmW8vTn"])
def test_an_encoded_text_keeps_its_length_alone(word: str) -> None:
    made = WORDS.fake(word)
    assert (len(made), made.isalnum()) == (len(word), True)
    assert [one.isupper() for one in made] != [one.isupper() for one in word]
    assert WORDS.fake(word.swapcase()) != made.swapcase()


def test_a_key_gives_the_same_fakes_in_every_version() -> None:
    """Who has a year of weeks in a repository adds the next one: other lists or rounds would part it from the others."""
    found = [
        Words(Key("a key that is pinned")).text(text)
        for text in ("Jane Doe", "quicklabs", "u_00042", "Brandenburg", "5f3a9c01b2")
    ]
    assert found == PINNED


PINNED = ["Nick Kif", "hatchbase", "g_00033", "Ipibofeebuc", "6f5a0e51d4"]
