"""« À qui ? », line by line, or everything to one person: what somebody leaves behind."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.hooks import Held
from accounts.models import Membership

EVERYTHING = "everything"
NOBODY = "nobody"
AS_ABOVE = ("", _("Comme ci-dessus"))
TO_NOBODY = (NOBODY, _("Personne pour l’instant"))
UNSAID = _("Dites à qui, ou choisissez «\u00a0Personne pour l’instant\u00a0».")


class HandingForm(forms.Form):
    """One select a thing, empty: to the one chosen at the top."""

    def __init__(self, data: Any, *, listed: Sequence[Held], people: Sequence[Membership]) -> None:
        super().__init__(data)
        self._listed = listed
        self._people = {str(person.pk): person for person in people}
        able = [person for person in people if any(Role(person.role) in held.roles for held in listed)]
        top = [("", _("Choisir ligne par ligne")), *_named(able), TO_NOBODY]
        if len(listed) > 1:
            self.fields[EVERYTHING] = self._select(_("Tout à"), top)
        for held in listed:
            takers = [person for person in people if not why_not(held, person)]
            first = AS_ABOVE if len(listed) > 1 else ("", _("Choisir…"))
            self.fields[held.key] = self._select(held.what, [first, *_named(takers), TO_NOBODY], held.alone)

    @staticmethod
    def _select(label: Any, choices: Sequence[Any], alone: str = "") -> forms.ChoiceField:
        words = {"invalid_choice": _("Choisissez une personne de la liste.")}
        told = _("Si personne\u00a0: %(alone)s") % {"alone": alone[:1].lower() + alone[1:]} if alone else ""
        return forms.ChoiceField(label=label, choices=choices, required=False, help_text=told, error_messages=words)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        everything = given.get(EVERYTHING, "")
        for held in self._listed:
            chosen = given.get(held.key) or everything
            if held.key in self.errors:
                continue
            if not chosen:
                self.add_error(held.key, UNSAID)
            elif chosen != NOBODY and (why := why_not(held, self._people[chosen])):
                self.add_error(held.key, why)
            given[held.key] = chosen
        return given

    @property
    def choices(self) -> dict[str, Membership | None]:
        """To whom each thing goes, by its key; None: nobody."""
        return {held.key: self._people.get(self.cleaned_data[held.key]) for held in self._listed}


def why_not(held: Held, person: Membership) -> str:
    """Why this person cannot take it; empty when they can."""
    if Role(person.role) not in held.roles:
        name, role = person.user.name, person.get_role_display().lower()
        return str(_("%(name)s ne peut pas en répondre avec le rôle «\u00a0%(role)s\u00a0». Choisissez quelqu’un d’autre.")) % {
            "name": name,
            "role": role,
        }
    return held.barred.get(person.pk, "")


def _named(people: Sequence[Membership]) -> list[tuple[str, str]]:
    return [(str(person.pk), person.user.name) for person in people]
