"""What makes a password good enough, and how it is taken, kept and asked for (docs/dev/sign-in.md)."""

import inspect
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import Form, PasswordInput

from accounts.forms import people
from accounts.forms.fields import PasswordField
from accounts.forms.people import NewPasswordForm
from accounts.models import User
from accounts.session_store import SessionStore
from governance import settings as product
from tests.accounts.journeys import give_factors
from tests.cast import PASSWORD, Person, sign_in


@dataclass(frozen=True)
class Claire:
    email: str = "claire@vasseur.example"
    name: str = "Claire Vasseur"
    own_words: tuple[str, ...] = ("Vasseur Menuiserie",)


# Of the lists of passwords that leaked, twelve characters or more, and what French people make of them.
COMMON = """
    password1234 123456789012 1234567890123 qwertyuiop123 azertyuiop123 azertyuiop12 aaaaaaaaaaaa 111111111111 abcdefghijkl iloveyou1234
    motdepasse12 motdepasse123 password12345 administrator administrateur qwerty123456 azerty123456 letmein12345 changeme1234
    superman1234 football1234 welcome12345 123456abcdef abc123abc123 1q2w3e4r5t6y 1qaz2wsx3edc 000000000000 987654321098 princess1234
    bonjour12345 marseille1313 soleil123456 doudou123456 loulou123456 chouchou1234 dragon123456 sunshine1234 informatique
    informatique1 comptabilite vacances2026 Vivelafrance1 Septembre2026 olympiquedemarseille adm1nistrateur""".split()
OURS = ["x7!Kq2#pL9v", "garde-fou 2026", "Claire Vasseur", "claire@vasseur.example", "Vasseur Menuiserie", "Claire Vasseur 26"]
LONG = ["cheval agrafe pile correct", "tuiles rouges seau lent", "trois hérons bleus 🙂 sur le quai " * 4, "b3Kv w9Qz p4Tn " * 16]


@pytest.mark.asvs("V6.2.1", "V6.2.4", "V6.2.11")
@pytest.mark.parametrize("password", [*COMMON, *OURS])
def test_a_password_that_others_would_try_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, Claire())


@pytest.mark.asvs("V6.2.11")
def test_the_name_of_their_company_is_no_password_for_anybody(alice: Person) -> None:
    give_factors(alice)
    alice.user.refresh_from_db()
    refused = sign_in(alice).post("/compte/mot-de-passe/", {"password": PASSWORD, "new_password": "Vasseur Menuiserie"})
    assert refused.context["form"].errors["new_password"]
    assert User.objects.get(pk=alice.user.pk).check_password(PASSWORD)


@pytest.mark.asvs("V6.2.5", "V6.2.9")
@pytest.mark.parametrize("password", LONG)
def test_any_long_enough_mix_is_taken(password: str) -> None:
    assert len(password) <= 256
    form = NewPasswordForm({"new_password": password}, person=Claire())
    assert form.is_valid(), form.errors


@pytest.mark.asvs("V6.2.8")
def test_spaces_case_and_the_last_of_many_letters_count() -> None:
    field, long = PasswordField(), "é" * 40 + "tuile"
    assert field.clean("  deux espaces  ") == "  deux espaces  "
    hasher = Argon2PasswordHasher()
    kept = hasher.encode(long + "a", "selselselsel")
    assert hasher.verify(long + "a", kept)
    assert not any(hasher.verify(other, kept) for other in (long + "b", long + "A", long, f" {long}a"))


@pytest.mark.asvs("V6.2.6", "V6.2.7")
def test_every_password_is_masked_and_filled_by_a_manager() -> None:
    forms = [form for _, form in inspect.getmembers(people, inspect.isclass) if issubclass(form, Form)]
    fields = [field for form in forms for name, field in form.base_fields.items() if "password" in name]
    assert len(fields) > 3
    for field in fields:
        assert isinstance(field.widget, PasswordInput)
        assert field.widget.input_type == "password"
        assert field.widget.attrs["autocomplete"] in ("new-password", "current-password")
        assert not field.widget.render_value


@pytest.mark.asvs("V11.4.2")
def test_passwords_are_hashed_by_argon2_with_the_cost_of_today() -> None:
    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    kept = Argon2PasswordHasher().encode("x", "selselselsel").split("$")
    cost = dict(part.split("=") for part in kept[3].split(","))
    assert kept[1] == "argon2id"
    assert int(cost["m"]) * int(cost["t"]) >= 19_456 * 2  # KiB and passes, OWASP's least


@pytest.mark.asvs("V7.2.3", "V11.5.1")
def test_a_session_is_called_by_160_random_bits(db: None) -> None:
    keys = set()
    for _ in range(20):
        session = SessionStore()
        session.create()
        keys.add(session.session_key)
    assert len(keys) == 20
    assert {len(key) for key in keys} == {32}  # of 36 letters: 165 bits
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789" for key in keys for letter in key)
