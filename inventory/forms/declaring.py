"""The pages of « Déclarer un agent »: each gives plain answers that fit in a draft, and takes them back."""

from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.models import Membership
from inventory import catalogue, countries
from inventory.enums import Environment, Isolation, State
from inventory.forms.accounts import OWNERS
from inventory.forms.fields import UNKNOWN, Choice, NoSecretWords, Person, Words, last_unknown, offer_people
from inventory.models import Agent, AgentDraft, Connection, Processing
from inventory.queries.words import company_words
from inventory.rules.overlay import CompanyWords
from lib.choices import Hinted

NONE = "aucun"  # « aucun modèle »: told apart from « pas encore choisi »
NEW, NO_DATA, LATER = "new", "none", "later"
MAX_ACCOUNTS = 20

Answers = dict[str, Any]


class StepForm(forms.Form):
    """A page of the wizard. What was answered before comes back; else what the template proposes."""

    step = ""

    def __init__(self, data: Any = None, *, draft: AgentDraft, today: date) -> None:
        self.draft, self.today = draft, today
        saved: Answers = draft.answers.get(self.step) or {}
        super().__init__(data, initial=saved or self.proposed())

    def proposed(self) -> Answers:
        """Before the first answer."""
        return {}

    def answers(self) -> Answers:
        """What the draft keeps: every field that could be read."""
        return {name: self.plain(value) for name, value in self.cleaned_data.items()}

    @staticmethod
    def plain(value: Any) -> Any:
        return str(value.pk) if isinstance(value, Membership) else value


class TemplateForm(forms.Form):
    """The first page: one of the templates, or none."""

    template = forms.ChoiceField(
        choices=[],
        error_messages={"required": "Choisissez un modèle, ou «\u00a0Aucun modèle\u00a0».", "invalid_choice": "Choisissez un modèle."},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["template"]
        field.choices = [(code, one.name) for code, one in catalogue.templates().items()] + [(NONE, "Aucun modèle")]

    def code(self) -> str:
        """Empty for « aucun modèle »."""
        chosen: str = self.cleaned_data["template"]
        return "" if chosen == NONE else chosen


class NameForm(StepForm):
    """Its name and what it does."""

    step = "nom"
    STATES = [
        (State.ACTIVE.value, Hinted("Oui", "Il travaille déjà pour vous.")),
        (State.PLANNED.value, Hinted("Pas encore", "Vous l’envisagez, ou vous l’essayez.")),
        ("", UNKNOWN),
    ]
    name = NoSecretWords(
        label="Son nom", required="Donnez-lui un nom.", max_length=120, help_text="Celui que vous employez tous les jours."
    )
    purpose = Words(label="Que fait-il\u00a0?", rows=3, help_text="Une phrase suffit. Laissez vide si vous ne savez pas encore.")
    state = Choice(STATES, label="Est-il déjà en service\u00a0?", cards=True)

    def proposed(self) -> Answers:
        template = catalogue.template(self.draft.template)
        return {"name": template.name, "purpose": template.purpose} if template else {}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Agent.objects.of(self.draft.company).filter(name=name).exists():
            raise forms.ValidationError("Un autre agent porte déjà ce nom. Choisissez-en un autre.")
        return name


class ToolForm(StepForm):
    """The tool, who supplies it, where it is."""

    step = "outil"
    tool = Words(label="Outil", max_length=120, help_text="Par exemple n8n, Make, Copilot, Claude.")
    supplier = Words(label="Fournisseur", max_length=120, help_text="La société qui vous le fournit ou l’héberge.")
    host_country = Choice(countries.choices(), label="Pays où il est hébergé")
    model = Words(label="Modèle d’IA", max_length=120, help_text="Par exemple Mistral Large, GPT-4o, Claude.")
    model_supplier = Words(label="Fournisseur du modèle", max_length=120)
    environment = Choice(last_unknown(Environment.choices), label="Sur quoi travaille-t-il\u00a0?", cards=True)


class PeopleForm(StepForm):
    """Who answers for it."""

    step = "personnes"
    in_charge = Person(label="Qui en est responsable\u00a0?", help_text="La personne qui répond de ce qu’il fait.")
    deputy = Person(label="Qui s’en occupe en son absence\u00a0?")

    def __init__(self, data: Any = None, *, draft: AgentDraft, today: date) -> None:
        super().__init__(data, draft=draft, today=today)
        offer_people(self, draft.company, "in_charge", "deputy")

    def proposed(self) -> Answers:
        return {"in_charge": str(self.draft.started_by_id)}

    def clean(self) -> Answers:
        said = super().clean() or {}
        if said.get("deputy") and said.get("deputy") == said.get("in_charge"):
            self.add_error("deputy", "Choisissez une autre personne que la responsable.")
        return said


class AccountsForm(StepForm):
    """Accounts the company noted already, those just written, one more, and where the agent runs."""

    step = "comptes"
    kept = forms.MultipleChoiceField(
        label="Comptes de cet agent",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez ceux qu’il utilise.",
        error_messages={"invalid_choice": "Choisissez des comptes de la liste."},
    )
    service = NoSecretWords(
        label="Un autre compte\u00a0: quel service\u00a0?",
        max_length=80,
        widget=forms.TextInput(attrs={"list": "services", "autocomplete": "off"}),
    )
    identifier = NoSecretWords(
        label="Son identifiant",
        max_length=160,
        help_text="L’adresse ou le nom de connexion, jamais le mot de passe ni la clé.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ownership = Choice([("", UNKNOWN), *[one for one in OWNERS if one[0]]], label="À qui est ce compte\u00a0?")
    isolation = Choice(last_unknown(Isolation.choices), label="Où tourne l’agent\u00a0?")

    def __init__(self, data: Any = None, *, draft: AgentDraft, today: date) -> None:
        super().__init__(data, draft=draft, today=today)
        self.pending: list[dict[str, str]] = list(self.initial.get("new", []))
        known = Connection.objects.of(draft.company).filter(closed_at=None).order_by("service", "identifier")
        choices = [(f"new:{place}", _account_words(one)) for place, one in enumerate(self.pending)]
        choices += [(str(one.pk), str(one)) for one in known]
        field: Any = self.fields["kept"]
        field.choices = choices
        if not choices:
            del self.fields["kept"]

    def clean(self) -> Answers:
        said = super().clean() or {}
        if not said.get("service") and "service" not in self.errors and (said.get("identifier") or said.get("ownership")):
            self.add_error("service", "Écrivez le nom du service.")
        return said

    def answers(self) -> Answers:
        said = self.cleaned_data
        kept = said.get("kept", [])
        new = [one for place, one in enumerate(self.pending) if f"new:{place}" in kept]
        if said.get("service"):
            new.append({name: said.get(name, "") for name in ("service", "identifier", "ownership")})
        new = new[:MAX_ACCOUNTS]
        ticked = [one for one in kept if not one.startswith("new:")] + [f"new:{place}" for place in range(len(new))]
        return {"kept": ticked, "new": new, "isolation": said.get("isolation", "")}


def _account_words(account: dict[str, str]) -> str:
    return f"{account['service']} ({account['identifier']})" if account.get("identifier") else account["service"]


class CheckForm(StepForm):
    """The last page: which sheet of the register, and which bases a person confirms right now."""

    step = "verification"
    sheet = Choice([], label="Quelle fiche du registre\u00a0?", cards=True)
    confirmed = forms.MultipleChoiceField(
        label="Ce qui l’autorise (RGPD)",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cochez ce que vous confirmez. Le reste est noté «\u00a0à confirmer\u00a0».",
        error_messages={"invalid_choice": "Choisissez dans la liste."},
    )

    def __init__(self, data: Any = None, *, draft: AgentDraft, today: date) -> None:
        super().__init__(data, draft=draft, today=today)
        template = catalogue.template(draft.template)
        sheet: Any = self.fields["sheet"]
        sheet.choices = _sheets(draft, template)
        confirmed: Any = self.fields["confirmed"]
        confirmed.choices = _bases(template, company_words(draft.company))
        if not confirmed.choices:
            del self.fields["confirmed"]

    def proposed(self) -> Answers:
        return {"sheet": NEW if self.draft.template else LATER}


def _sheets(draft: AgentDraft, template: catalogue.Template | None) -> list[tuple[str, str]]:
    lines = list(Processing.objects.of(draft.company).filter(ended_at=None).order_by("number")[:50])
    same = [line for line in lines if draft.template and line.template == draft.template]
    others = [line for line in lines if line not in same]
    name = template.name if template else draft.answers.get("nom", {}).get("name", "")
    return [
        *((str(line.pk), Hinted(f"Rejoindre {line.reference} {line.name}", "Cette fiche vient du même modèle.")) for line in same),
        (
            NEW,
            Hinted(
                f"Ouvrir une nouvelle fiche «\u00a0{name}\u00a0»",
                "Elle arrive remplie, vous la relirez." if template else "Vous la remplirez ensuite.",
            ),
        ),
        *((str(line.pk), f"Rejoindre {line.reference} {line.name}") for line in others),
        (NO_DATA, Hinted("Aucune", "Il ne touche aucune donnée personnelle.")),
        (LATER, UNKNOWN),
    ]


def _bases(template: catalogue.Template | None, words: CompanyWords) -> list[tuple[str, str]]:
    purposes = template.sheet.purposes if template else ()
    return [
        (str(place), Hinted(f"{one.description} – {words.label('bases_legales', one.basis)}", one.justification))
        for place, one in enumerate(purposes)
        if one.basis
    ]


def year_from(today: date) -> date:
    """A prudent end for a right: somebody will look at it again."""
    return today + timedelta(days=365)
