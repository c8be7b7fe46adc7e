"""The phrase on paper: read back whatever way it was copied, refused as soon as one letter is wrong."""

import pytest
from pyrage import x25519

from accounts.factors import ALPHABET
from governance.backups.phrase import Mistyped, age_key, new_phrase, recipient

PHRASE = "244M-TQRG-1VDK-0CQ6-6BEQ-4GD6-B0M0"
KEY = "AGE-SECRET-KEY-1"


def test_it_has_seven_groups_of_four_letters() -> None:
    groups = new_phrase().split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set(ALPHABET)


def test_two_are_never_alike() -> None:
    assert len({new_phrase() for _ in range(200)}) == 200


def test_it_is_a_key_that_age_itself_takes() -> None:
    key = age_key(PHRASE)
    assert key.startswith(KEY)
    assert str(x25519.Identity.from_str(key)) == key
    assert recipient(PHRASE).startswith("age1")


def test_the_same_phrase_is_the_same_key_for_ever() -> None:
    assert recipient(PHRASE) == "age1z2fzmaw2xz9re9gdhrplr9fu5vw7n9zfu6ugf3qa5agrdg2kt5vqxu7mzj"


@pytest.mark.parametrize(
    "typed", [PHRASE.lower(), PHRASE.replace("-", " "), PHRASE.replace("-", ""), PHRASE.replace("0", "O"), f" {PHRASE}\n"]
)
def test_how_it_is_copied_does_not_count(typed: str) -> None:
    assert age_key(typed) == age_key(PHRASE)


def test_any_wrong_letter_is_noticed_but_one_in_a_thousand() -> None:
    letters, missed, tried = PHRASE.replace("-", ""), 0, 0
    for place in range(len(letters)):
        for other in set(ALPHABET) - {letters[place]}:
            tried += 1
            missed += is_taken(letters[:place] + other + letters[place + 1 :])
    assert missed <= tried / 250


@pytest.mark.parametrize("typed", ["", "bonjour", PHRASE[:-1], PHRASE + "A", PHRASE[:-5], "é" * 28])
def test_what_was_never_a_phrase_is_said_so(typed: str) -> None:
    with pytest.raises(Mistyped):
        age_key(typed)


def is_taken(typed: str) -> bool:
    try:
        age_key(typed)
    except Mistyped:
        return False
    return True
