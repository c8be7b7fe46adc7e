"""One line of a sheet. Words come from the company's vocabularies; free text is always possible."""

from collections.abc import Mapping
from typing import Any

from django import forms

from inventory.enums import Side
from inventory.forms.fields import Choice, Words
from inventory.models import Processing
from inventory.queries.sheets import Reading
from inventory.rules.overlay import CompanyTerm
from lib.choices import Hinted

CHOOSE = "Choisissez, ou écrivez ci-dessous"


class LineForm(forms.Form):
    """One line of a sheet. `values()` are the columns of its table."""

    def __init__(
        self, data: Any = None, *, processing: Processing, reading: Reading, line: Any = None, start: dict[str, Any] | None = None
    ) -> None:
        self.processing, self.words, self.today, self.line = processing, reading.words, reading.today, line
        super().__init__(data, initial=self.initial_of(line) if line else start or {})

    def initial_of(self, line: Any) -> dict[str, Any]:
        return {name: getattr(line, name, None) for name in self.base_fields}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def choose(self, name: str, choices: list[Any]) -> None:
        """What a list offers."""
        field: Any = self.fields[name]
        field.choices = choices

    def known(self, name: str, typed: str) -> str:
        """What a person typed: the code of the word that reads so, or the text itself."""
        return self.words.code_of(name, typed) or typed

    def kept(self, column: str) -> str:
        """The code the line has already: it stays in its own list, even set aside."""
        return str(getattr(self.line, column)) if self.line else ""


class PurposeForm(LineForm):
    """A purpose and what authorises it; a processor's has no basis."""

    description = Words(label="Finalité", required="Dites pourquoi vous utilisez ces données.", rows=2)
    basis = Choice([], label="Ce qui l’autorise (base légale)", cards=True)
    justification = Words(label="Pourquoi ce choix", rows=2, help_text="Une phrase qui vous servira si on vous le demande.")
    confirmed = forms.BooleanField(
        label="Je confirme ce qui l’autorise", required=False, help_text="Sans cette coche, la fiche imprime «\u00a0à confirmer\u00a0»."
    )

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        if self.processing.side == Side.PROCESSOR:
            for name in ("basis", "justification", "confirmed"):
                del self.fields[name]
            return
        offered = self.words.offered("bases_legales", self.kept("basis"))
        self.choose("basis", [*explained(offered), ("", "Je ne sais pas")])

    def initial_of(self, line: Any) -> dict[str, Any]:
        return {**super().initial_of(line), "confirmed": line.confirmed_at is not None}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("confirmed") and not said.get("basis"):
            self.add_error("basis", "Choisissez ce qui l’autorise avant de confirmer.")
        return said

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in ("description", "basis", "justification")}

    @property
    def is_confirmed(self) -> bool:
        """A person ticked the box."""
        return bool(self.cleaned_data.get("confirmed"))


class WordForm(LineForm):
    """People, a recipient or a measure: a word of a vocabulary or one’s own, and a precision."""

    source = ""
    code = Choice([], label="Dans la liste")
    other = Words(label="Ou avec vos mots", max_length=120)
    precision = Words(label="Précision", rows=2)

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        self.choose("code", [("", CHOOSE), *named(self.words.offered(self.source, self.kept("code")))])

    def initial_of(self, line: Any) -> dict[str, Any]:
        is_known = self.words.term(self.source, line.code) is not None
        return {**super().initial_of(line), "code": line.code if is_known else "", "other": "" if is_known else line.code}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("code") and not said.get("other") and not self.errors:
            self.add_error("code", "Choisissez dans la liste, ou écrivez avec vos mots.")
        return said

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        other = said.pop("other")
        return {**said, "code": said["code"] or self.known(self.source, other)}


class PeopleForm(WordForm):
    source = "categories_personnes"


class MeasureForm(WordForm):
    source = "mesures_securite"


def named(terms: Mapping[str, CompanyTerm]) -> list[tuple[str, str]]:
    """Words by code, for a list."""
    return [(code, term.label) for code, term in terms.items()]


def explained(terms: Mapping[str, CompanyTerm]) -> list[tuple[str, str]]:
    """Words as cards: the word, its article and its mark, then what it means and an example."""
    return [(code, Hinted(marked(term), " ".join(filter(None, (term.explanation, _example(term)))))) for code, term in terms.items()]


def marked(term: CompanyTerm) -> str:
    """The word, its article, and « à vérifier » when nobody has held it against the law."""
    return f"{term.label}{f' ({term.ref})' if term.ref else ''}{' – à vérifier' if term.must_be_verified else ''}"


def _example(term: CompanyTerm) -> str:
    return f"Exemple\u00a0: {term.example}" if term.example else ""
