"""A word of a vocabulary: what it says, where that comes from, and the columns its list needs."""

from datetime import date
from typing import Any

from django import forms

from inventory.actions.words import Checked, Said
from inventory.countries import ELSEWHERE
from inventory.forms.fields import Choice, Day, Words
from inventory.rules.overlay import CompanyTerm
from inventory.rules.vocabularies import LEVELS, NATURES, ROLES, Vocabulary, may_change, part_words
from lib.words import folded, on_one_line

COUNTRIES = {folded(name): code for code, name in ELSEWHERE.items()}
EXPLAINED = {
    "services": "Les étapes, telles que vous les ferez le jour venu.",
    "pays_adequats": "Ce qu’il faut savoir avant de s’y fier.",
}
SOURCED = {"pays_adequats": "Par exemple «\u00a0(UE) 2021/1772\u00a0»."}
LABEL_LIMITS = {"services": 80, "pays_adequats": 80}
NO_DECISION = "Sans décision de la Commission européenne, ce pays n’est pas adéquat. Écrivez son numéro et sa date."
PAST_END = "La fin de validité vient avant la décision. Vérifiez les deux dates."
NOT_YET = "Ce jour n’est pas encore venu. Choisissez aujourd’hui ou avant."
BAD_LINK = "Écrivez une adresse qui commence par https://."


class OneLine(Words):
    """A word: no line break, however it was pasted."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if "\0" in text else on_one_line(text)


class WordForm(forms.Form):
    """One word; `term` when it exists. `said()` is what the action wants."""

    def __init__(self, data: Any = None, *, vocabulary: Vocabulary, term: CompanyTerm | None = None) -> None:
        self.vocabulary, self.term = vocabulary, term
        self.parts = may_change(vocabulary, is_own=term is None or term.is_own)
        super().__init__(data, initial=_initial(term, self.parts) if term else {})
        for part in self.parts:
            self.fields[part] = _field(part, vocabulary.name)
        if vocabulary.name == "pays_adequats" and (term is None or term.is_own):
            self.fields["label"].widget.attrs.update({"list": "countries", "autocomplete": "off"})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        decided, ends = said.get("date"), said.get("expiration")
        if self.vocabulary.name == "pays_adequats" and not self.errors:
            for part in ("ref", "date"):
                if part in self.parts and not said.get(part):
                    self.add_error(part, NO_DECISION)
        if decided and ends and ends < decided:
            self.add_error("expiration", PAST_END)
        if (link := said.get("lien")) and not link.startswith(("https://", "http://")):
            self.add_error("lien", BAD_LINK)
        if (
            self.vocabulary.name == "durees_conservation"
            and not (said.get("base_active_fr") or said.get("archivage_fr"))
            and not self.errors
        ):
            self.add_error("base_active_fr", "Dites combien de temps, par exemple «\u00a03 ans\u00a0».")
        return said

    def said(self) -> Said:
        """The word as it was written."""
        values = {part: _plain(self.cleaned_data[part]) for part in self.parts}
        named = {part: values.pop(part) for part in ("label", "explanation", "ref") if part in values}
        return Said(**named, extra=values)

    @property
    def code(self) -> str:
        """The world's own code of a country; empty for any other word."""
        return COUNTRIES.get(folded(self.cleaned_data["label"]), "") if self.vocabulary.name == "pays_adequats" else ""


class CheckForm(forms.Form):
    """« Je l’ai vérifié »: which day, and where."""

    on = Day(label="Vérifié le")
    where = Words(
        label="Où l’avez-vous lu\u00a0?", max_length=200, help_text="Par exemple «\u00a0legifrance.gouv.fr, article L123-22\u00a0»."
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"on": today})
        self.fields["on"].required = True
        self.fields["on"].error_messages["required"] = "Dites quel jour vous l’avez vérifié."

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(NOT_YET)
        return day

    def checked(self) -> Checked:
        """What the action wants."""
        return Checked(self.cleaned_data["on"], on_one_line(self.cleaned_data["where"]))


def _initial(term: CompanyTerm, parts: tuple[str, ...]) -> dict[str, Any]:
    named = {"label": term.label, "explanation": term.explanation, "ref": term.ref}
    return {part: named.get(part, term.extra.get(part) or "") for part in parts}


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _field(part: str, name: str) -> forms.Field:
    """The field of one part of a word, in the words of its list."""
    label = part_words(name, part)
    if part == "label":
        return OneLine(label=label, required="Écrivez ce mot.", max_length=LABEL_LIMITS.get(name, 120))
    if part == "explanation":
        hint = EXPLAINED.get(name, "Une phrase, avec vos mots.")
        return Words(label=label, rows=3, max_length=1000, help_text=hint)
    if part == "ref":
        hint = SOURCED.get(name, "Un article de loi, une page de la CNIL, votre contrat…")
        return OneLine(label=label, max_length=300, help_text=hint)
    return _column(part, label)


def _column(part: str, label: str) -> forms.Field:
    if part == "niveau":
        return Choice(list(LEVELS.items()), label=label, required="Dites si cette donnée est sensible.", cards=True)
    if part == "nature":
        return Choice([("", "Je ne sais pas"), *NATURES.items()], label=label)
    if part == "role_par_defaut":
        return Choice([("", "Je ne sais pas"), *((role, role.capitalize()) for role in ROLES)], label=label)
    if part in ("date", "expiration"):
        return Day(label=label)
    return OneLine(label=label, max_length=300)
