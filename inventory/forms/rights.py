"""A right to give, its terms to change: until when, which part, is it needed, and what stands beside it already."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from inventory.actions.rights import Asked, Terms
from inventory.enums import Sensitivity, Verb
from inventory.forms.fields import UNKNOWN, Choice, Day, NoSecretWords, YesNo, offer
from inventory.models import Agent, Connection, Permission
from inventory.rules.pairs import BOTH, REPLACE, Held, meet
from inventory.rules.terms import ADVICE, advised_end, lacks_reason
from lib.choices import Hinted

ADVISED = "advised"
VERBS = [
    (Verb.READ.value, Hinted("Lire", "Il voit, sans rien changer.")),
    (Verb.EDIT.value, Hinted("Modifier", "Il écrit ou corrige.")),
    (Verb.SEND.value, Hinted("Envoyer", "E-mails, devis, virements\u00a0: ce qui sort de l’entreprise.")),
    (Verb.DELETE.value, Hinted("Supprimer", "Il efface.")),
    (Verb.COMMAND.value, Hinted("Commander le système", "Il lance des programmes sur un ordinateur.")),
]
ENDS = [
    (ADVISED, Hinted("Durée conseillée", ADVICE)),
    ("date", Hinted("Jusqu’à une date", "Le droit prend fin tout seul ce jour-là, le soir.")),
    ("endless", Hinted("Sans limite", "Il restera jusqu’à ce que vous le retiriez. Pour envoyer ou commander, dites pourquoi.")),
    ("unknown", Hinted(UNKNOWN, "Nous le noterons dans «\u00a0Ce qu’il manque\u00a0».")),
]
NO_REASON = "Envoyer et commander sont temporaires d’habitude. Dites pourquoi ce droit n’a pas de limite."
SENSITIVITIES = [("", "Je ne sais pas, ou sans objet"), *[(one.value, one.label) for one in Sensitivity if one.value]]


class TermsForm(forms.Form):
    """What may change of a right. The part asks its suggestions from the page's list `segments`."""

    segment = NoSecretWords(
        label="Quelle partie\u00a0?",
        max_length=120,
        help_text="Si ce n’est pas tout\u00a0: «\u00a0Public\u00a0», «\u00a0Sensible\u00a0», «\u00a0Chantiers 2026\u00a0».",
        widget=forms.TextInput(attrs={"list": "segments", "autocomplete": "off"}),
    )
    sensitivity = Choice(SENSITIVITIES, label="Est-ce sensible\u00a0?")
    reason = NoSecretWords(label="Pourquoi en a-t-il besoin\u00a0?", max_length=300)
    is_needed = YesNo(label="Est-ce indispensable\u00a0?", help_text="Oui, si sans ce droit il ne peut plus faire son travail.")
    starts_on = Day(label="À partir de quel jour\u00a0?", help_text="Laissez vide pour tout de suite.")
    limit = Choice(
        ENDS, label="Jusqu’à quand\u00a0?", required="Dites jusqu’à quand, ou choisissez «\u00a0Je ne sais pas\u00a0».", cards=True
    )
    until = Day(label="Dernier jour", help_text="À remplir si vous avez choisi «\u00a0Jusqu’à une date\u00a0».")
    pair = Choice([], label="Lire et faire plus, est-ce voulu\u00a0?", required="Choisissez avant de continuer.", cards=True)
    today: date

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["until"], said["is_endless"] = self._end(said), said.get("limit") == "endless"
        if lacks_reason(self.acts(), said["is_endless"], said.get("reason", "")) and "reason" not in self.errors:
            self.add_error("reason", NO_REASON)
        if said["until"] and said.get("starts_on") and said["until"] < said["starts_on"]:
            self.add_error("starts_on", "Ce droit finirait avant de commencer. Changez l’un des deux jours.")
        return said

    def _end(self, said: dict[str, Any]) -> date | None:
        until: date | None = said.get("until")
        if said.get("limit") == ADVISED:
            return advised_end(self.acts(), said.get("starts_on"), self.today)
        if said.get("limit") != "date":
            return None
        if until is None and "until" not in self.errors:
            self.add_error("until", "Écrivez le dernier jour de ce droit.")
        elif until and until < self.today:
            self.add_error("until", "Ce jour est déjà passé. Choisissez aujourd’hui ou plus tard.")
        return until

    def acts(self) -> str:
        """The verb of the right."""
        return str(self.cleaned_data.get("verb") or "")

    def ask_pair(self, asked: Held, beside: Sequence[Permission]) -> None:
        """Show the choice when rights on the same thing stand already; else take it off the page."""
        if not beside:
            del self.fields["pair"]
            return
        others, field = ", ".join(f"«\u00a0{one}\u00a0»" for one in beside), self.fields["pair"]
        field.help_text = f"Il a déjà sur la même chose\u00a0: {others}."
        field.choices = pair_choices(asked.verb, beside[0].verb, f"{others}\u00a0: retiré.")  # type: ignore[attr-defined]


def pair_choices(verb: str, other: str, hint: str) -> list[tuple[str, str]]:
    """« Oui, il pourra lire et modifier », or the new right takes the place of the other."""
    more = Verb(other if verb == Verb.READ else verb).label.lower()
    instead = "Non, remplacer\u00a0: il pourra seulement lire" if verb == Verb.READ else "Remplacer le droit de lecture"
    return [(BOTH, f"Oui, il pourra lire et {more}"), (REPLACE, Hinted(instead, hint))]


class RightForm(TermsForm):
    """A right to give."""

    verb = Choice(VERBS, label="Que peut-il faire\u00a0?", required="Choisissez ce qu’il peut faire.", cards=True)
    resource = NoSecretWords(
        label="Sur quoi\u00a0?",
        required="Dites sur quoi porte ce droit.",
        max_length=200,
        help_text="Par exemple «\u00a0Les factures reçues par e-mail\u00a0».",
    )
    connection = forms.ModelChoiceField(
        label="Avec quel compte\u00a0?", queryset=Connection.objects.none(), required=False, empty_label="Je ne sais pas, ou aucun"
    )
    field_order = ("pair", "verb", "resource", "segment", "sensitivity", "reason", "is_needed", "connection", "starts_on", "limit", "until")

    def __init__(self, data: Any = None, *, agent: Agent, today: date) -> None:
        super().__init__(data, initial={"limit": ADVISED})
        self.today = today
        offer(self, "connection", Connection.objects.of(agent.company).filter(uses__agent=agent).order_by("service"))
        asked = _typed(data or {})
        self.ask_pair(asked, [one for one in _current(agent) if meet(asked, one.held)])

    def asked(self) -> Asked:
        """What the action wants."""
        said = self.cleaned_data
        names = [name for name in Asked.__dataclass_fields__ if name != "pairing"]
        return Asked(**{name: said[name] for name in names}, pairing=said.get("pair", ""))


class EditRightForm(TermsForm):
    """The terms of a right the agent has."""

    field_order = ("pair", "segment", "sensitivity", "reason", "is_needed", "starts_on", "limit", "until")

    def __init__(self, data: Any = None, *, right: Permission, today: date) -> None:
        initial = {name: getattr(right, name) for name in Terms.__dataclass_fields__}
        super().__init__(data, initial={**initial, "limit": limit_of(right.until, right.is_endless)})
        self.today, self.right = today, right
        asked = Held(right.verb, right.resource, str((data or {}).get("segment", right.segment)), right.connection_id)
        others = [one for one in _current(right.agent) if one.pk != right.pk and not meet(right.held, one.held)]
        self.ask_pair(asked, [one for one in others if meet(asked, one.held)])

    def acts(self) -> str:
        return self.right.verb

    def terms(self) -> Terms:
        """What the action wants."""
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class PairForm(forms.Form):
    """What to do about two rights that meet and that nobody spoke of."""

    pair = Choice([], label="Lire et faire plus, est-ce voulu\u00a0?", required="Choisissez avant de continuer.", cards=True)

    def __init__(self, data: Any = None, *, right: Permission, beside: Sequence[Permission]) -> None:
        super().__init__(data)
        more = Verb(beside[0].verb if right.verb == Verb.READ else right.verb).label.lower()
        reading = [right] if right.verb == Verb.READ else beside
        gone = ", ".join(f"«\u00a0{one}\u00a0»" for one in reading)
        field: Any = self.fields["pair"]
        field.choices = [
            (BOTH, Hinted(f"Oui, il pourra lire et {more}", "Les deux droits restent.")),
            (REPLACE, Hinted("Remplacer le droit de lecture", f"{gone}\u00a0: retiré.")),
        ]


def limit_of(until: date | None, is_endless: bool) -> str:
    """The answer that says what a right has now."""
    if until:
        return "date"
    return "endless" if is_endless else "unknown"


def _current(agent: Agent) -> Sequence[Permission]:
    return list(Permission.objects.of(agent.company).current().filter(agent=agent).order_by("granted_at", "pk"))


def _typed(data: Any) -> Held:
    """The right as it was typed, before anything is checked: enough to know what it meets."""
    try:
        account = UUID(str(data.get("connection", "")))
    except ValueError:
        account = None
    verb, resource, segment = (str(data.get(name, "")) for name in ("verb", "resource", "segment"))
    return Held(verb if verb in Verb.values else Verb.READ, resource if verb in Verb.values else "", segment, account)
