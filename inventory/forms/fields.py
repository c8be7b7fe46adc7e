"""Fields every form of the inventory is made of: harmless text, a person, a yes / no / « je ne sais pas », a day."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts.enums import Ability
from accounts.models import Company, Membership
from lib.leaked_keys import is_key, looks_like_secret
from lib.words import cleaned

LONG = 2000  # characters of a free text
UNKNOWN = "Je ne sais pas"
LIKE_A_KEY = "Ceci ressemble à une clé. Ne la mettez jamais ici\u00a0: indiquez seulement où elle est gardée."


def last_unknown(choices: Iterable[Any]) -> list[Any]:
    """The same answers, « je ne sais pas » at the end."""
    return sorted(choices, key=lambda choice: not choice[0])


class Words(forms.CharField):
    """Text a person types: control characters and turning marks are dropped, the NUL character is refused, lengths have French words.

    A key or a password is refused, and not shown again.
    """

    is_secret: Callable[[str], bool] = staticmethod(is_key)

    def __init__(self, *, required: str = "", max_length: int = LONG, rows: int = 0, **kwargs: Any) -> None:
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        messages = {
            "required": required or "Répondez à cette question.",
            "max_length": "C’est trop long\u00a0: %(limit_value)d caractères au plus, vous en avez écrit %(show_value)d.",
            "null_characters_not_allowed": "Ce texte contient un caractère invisible interdit. Écrivez-le de nouveau.",
        }
        super().__init__(required=bool(required), max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else cleaned(text)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if self.is_secret(text):
            raise ValidationError(LIKE_A_KEY, code="secret")
        return text

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What the page shows again."""
        return "" if isinstance(data, str) and self.is_secret(data) else super().bound_data(data, initial)


class NoSecretWords(Words):
    """Where nothing but a name is expected: whatever looks like a key is refused."""

    is_secret: Callable[[str], bool] = staticmethod(looks_like_secret)


class Choice(forms.ChoiceField):
    """A list to choose from; `cards` shows it as cards to click."""

    def __init__(self, choices: Iterable[Any], *, required: str = "", cards: bool = False, **kwargs: Any) -> None:
        messages = {"required": required or "Choisissez une réponse.", "invalid_choice": "Choisissez une réponse de la liste."}
        if cards:
            kwargs["widget"] = forms.RadioSelect()
        super().__init__(choices=choices, required=bool(required), error_messages=messages, **kwargs)


class YesNo(Choice):
    """True, False, or None for « je ne sais pas »."""

    ANSWERS = {"yes": True, "no": False}

    def __init__(self, *, yes: str = "Oui", no: str = "Non", **kwargs: Any) -> None:
        super().__init__([("yes", yes), ("no", no), ("", UNKNOWN)], cards=True, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}[value] if value in (True, False, None) and not isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        return self.ANSWERS.get(super().clean(value))


class Person(forms.ModelChoiceField):
    """One of the company's people; empty is « je ne sais pas encore »."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid_choice": "Choisissez une personne de la liste."}
        empty = "Je ne sais pas encore"
        super().__init__(queryset=Membership.objects.none(), required=False, empty_label=empty, error_messages=messages, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """The name; and the role of those who would answer for the agent and could not see to it."""
        idle = "" if obj.may(Ability.EDIT_INVENTORY) else f", {obj.get_role_display()}\u00a0: ne pourra pas le modifier"
        return f"{obj.user.name}{idle}"


def offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """A field that chooses among rows may only choose these."""
    field: Any = form.fields[name]
    field.queryset = rows


def offer_people(form: forms.Form, company: Company, *names: str) -> None:
    """Fields that choose a person may only choose who is there today."""
    for name in names:
        offer(form, name, Membership.objects.of(company).current().select_related("user").order_by("user__name"))


class Day(forms.DateField):
    """A day, with the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"invalid": "Écrivez une date, par exemple 31/12/2026."}
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], error_messages=messages, **kwargs)
