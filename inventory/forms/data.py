"""A category of data on a sheet: what allows it when the law protects it more, where it comes from, how long it is kept."""

from typing import Any

from django import forms

from inventory.enums import Origin
from inventory.forms.fields import Choice, Words, last_unknown
from inventory.forms.lines import CHOOSE, LineForm, explained, named
from inventory.rules.allowances import QUESTIONS, WHY, Regime, allowances, regime_of
from inventory.rules.overlay import CompanyTerm, CompanyWords

NATURES = {
    "legale": "Fixées par la loi",
    "recommandation": "Recommandées par la CNIL",
    "usage": "D’usage, sans texte",
    "interne": "Choix de l’entreprise",
}


class DataForm(LineForm):
    """A category of data. What allows it is asked once its category is known, with the one list that fits."""

    category = Choice([], label="Catégorie de données")
    other = Words(label="Autre catégorie", max_length=120, help_text="Avec vos mots, si aucune ne convient.")
    description = Words(label="Précision", rows=2, help_text="Par exemple «\u00a0nom, adresse, téléphone\u00a0».")
    is_sensitive = forms.BooleanField(
        label="Donnée sensible ou infraction",
        required=False,
        help_text="Santé, opinions, syndicat, biométrie, condamnations (RGPD, art. 9 et 10).",
    )
    exception = Choice([], label="", cards=True)
    origin = Choice(last_unknown(Origin.choices), label="D’où viennent-elles\u00a0?", cards=True)
    origin_words = Words(
        label="De qui, si elles viennent d’ailleurs",
        max_length=300,
        help_text="Par exemple «\u00a0l’employeur\u00a0», «\u00a0un fichier acheté\u00a0» (RGPD, art. 14.2.f).",
    )
    retention_code = Choice([], label="Durée de conservation usuelle", help_text="Vous pouvez aussi l’écrire vous-même ci-dessous.")
    retention = Words(label="Durée de conservation", max_length=500, help_text="Vide\u00a0: nous reprenons la durée usuelle choisie.")
    archive = Words(label="Puis en archive", max_length=500)

    def __init__(self, data: Any = None, **told: Any) -> None:
        super().__init__(data, **told)
        self.choose("category", [("", CHOOSE), *named(self.words.offered("categories_donnees", self.kept("category")))])
        self.choose("retention_code", [("", "Je ne sais pas"), *_retentions(self.words, self.kept("retention_code"))])
        regime = self._regime()
        if regime == Regime.ORDINARY:
            del self.fields["exception"]
            return
        field = self.fields["exception"]
        field.label, field.help_text = QUESTIONS[regime], WHY[regime]
        offered = explained(allowances(regime, self.words, self.kept("exception")))
        self.choose("exception", [*offered, ("", "Je ne sais pas encore")])

    def initial_of(self, line: Any) -> dict[str, Any]:
        is_known = self.words.term("categories_donnees", line.category) is not None
        return {**super().initial_of(line), "category": line.category if is_known else "", "other": "" if is_known else line.category}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("category") and not said.get("other") and not self.errors:
            self.add_error("category", "Choisissez une catégorie, ou écrivez la vôtre.")
        if "exception" in self.fields and "exception" not in self.data:
            self.add_error(
                "exception", "Cette catégorie est protégée par la loi\u00a0: choisissez une réponse, puis enregistrez de nouveau."
            )
        return said

    def values(self) -> dict[str, Any]:
        said = {"exception": "", **self.cleaned_data}
        other = said.pop("other")
        said["category"] = said["category"] or self.known("categories_donnees", other)
        said["is_sensitive"] = said["is_sensitive"] or self.words.is_sensitive(said["category"])
        if not said["retention"]:
            active, archive = self.words.retention(said["retention_code"])
            said["retention"] = active or archive
            said["archive"] = said["archive"] or (archive if active else "")
        return said

    def _regime(self) -> Regime:
        """Of what was just chosen, else of the line."""
        if self.is_bound:
            category = self.data.get("category") or self.known("categories_donnees", self.data.get("other") or "")
            return regime_of(category, bool(self.data.get("is_sensitive")), self.words)
        return regime_of(self.line.category, self.line.is_sensitive, self.words) if self.line else Regime.ORDINARY


def _retentions(words: CompanyWords, kept: str) -> list[Any]:
    """By what they rest on, the law first."""
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in NATURES.values()}
    for code, term in words.offered("durees_conservation", kept).items():
        groups.setdefault(NATURES.get(str(term.extra.get("nature")), NATURES["interne"]), []).append((code, _told(code, term, words)))
    return [(name, found) for name, found in groups.items() if found]


def _told(code: str, term: CompanyTerm, words: CompanyWords) -> str:
    kept = " ; archive\u00a0: ".join(filter(None, words.retention(code)))
    return f"{term.label}\u00a0: {kept}{' – à vérifier' if term.must_be_verified else ''}"
