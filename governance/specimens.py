"""Made-up things for the living page of components: no model, no database, always the same day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms

from inventory.rules.overlay import CompanyWords, Cover
from lib.choices import Hinted
from lib.duties import Duty

NOW = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
TODAY = NOW.date()
TONES = [("ok", "Tout va bien"), ("watch", "À surveiller"), ("stop", "À traiter"), ("info", "En essai"), ("off", "À vérifier")]
REACH = [
    ("none", Hinted("Rien du tout", "Il prépare, une personne envoie.")),
    ("mail", Hinted("Des e-mails à mes clients", "Relances, confirmations de rendez-vous…")),
    ("bill", "Des devis ou des factures"),
    ("unknown", Hinted("Je ne sais pas", "Nous vous aiderons à le vérifier.")),
]
DATA = [
    ("name", "Noms et coordonnées"),
    ("bank", "Comptes bancaires"),
    ("health", Hinted("Santé", "Donnée sensible\u00a0: une protection de plus est demandée.")),
]


class SpecimenForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Son nom", help_text="Celui que vous employez tous les jours.", max_length=60)
    email = forms.EmailField(label="Adresse e-mail", required=False)
    password = forms.CharField(label="Mot de passe", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    purpose = forms.CharField(label="À quoi sert-il\u00a0?", widget=forms.Textarea(attrs={"rows": 3}))
    environment = forms.ChoiceField(label="Où travaille-t-il\u00a0?", choices=[("test", "En essai"), ("live", "En service")])
    until = forms.DateField(label="Jusqu’au", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reach = forms.ChoiceField(label="Que peut-il envoyer seul\u00a0?", choices=REACH, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label="Quelles données voit-il\u00a0?", choices=DATA, widget=forms.CheckboxSelectMultiple, required=False
    )
    file = forms.FileField(label="Un tableau existant", required=False, help_text="Un fichier .ods ou .csv, 5\u00a0Mo au plus.")
    checked = forms.BooleanField(label="J’ai vérifié ce compte par téléphone", help_text="À cocher avant d’accepter.")


class QuestionForm(forms.Form):
    """The one field of a wizard's page: its label is the page's title already, so it is only heard."""

    reach = forms.ChoiceField(label="Que peut-il envoyer sans vous demander\u00a0?", choices=REACH, widget=forms.RadioSelect)


@dataclass(frozen=True)
class Right:
    icon: str
    verb: str
    what: str = ""
    why: str = ""
    until: str = ""
    granted: bool = True
    marks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Line:
    at: datetime
    icon: str
    tone: str
    text: str
    more: str = ""


@dataclass(frozen=True)
class AgentCard:
    name: str
    tone: str
    state: str
    why: str
    icon: str
    at: datetime


@dataclass(frozen=True)
class Answer:
    question: str
    answer: str
    url: str = "#content"


DUTIES = [
    Duty(
        "stop",
        "hand",
        "Répondre à une demande de paiement",
        "L’agent Factures fournisseurs veut régler 1\u00a0840,00\u00a0€ à Imprimerie Morel. Il attend votre accord.",
        TODAY,
        2,
        "#content",
        "Voir la demande",
    ),
    Duty(
        "info",
        "list-checks",
        "Relire la semaine de vos agents",
        "4 agents, 412 actions. Nous avons trié pour vous\u00a0: 5 points à relire.",
        TODAY + timedelta(days=4),
        8,
        "#content",
        "Commencer la revue",
    ),
    Duty(
        "watch",
        "key-round",
        "Confirmer les accès de l’agent Relances clients",
        "Il peut encore modifier vos fiches clients. Cet accès prend fin dimanche.",
        None,
        3,
        "#content",
        "Vérifier ses accès",
    ),
]
AGENTS = [
    AgentCard(
        "Factures fournisseurs", "watch", "À surveiller", "Une demande attend votre accord.", "receipt-text", NOW - timedelta(minutes=12)
    ),
    AgentCard("Relances clients", "stop", "À traiter", "Trois fois plus d’e-mails que d’habitude.", "mail", NOW - timedelta(minutes=40)),
    AgentCard("Prise de rendez-vous", "ok", "Tout va bien", "Rien d’inhabituel cette semaine.", "calendar-check", NOW - timedelta(hours=2)),
    AgentCard("Brouillons de devis", "off", "En pause", "Arrêté par vous lundi.", "file-pen-line", NOW - timedelta(days=3)),
]
RIGHTS = [
    Right("eye", "Lire", "Les factures reçues par e-mail", "Repérer les échéances", "Sans limite"),
    Right(
        "pencil",
        "Modifier",
        "Le tableau de suivi des paiements",
        "Noter ce qui est payé",
        "31\u00a0mars 2027",
        marks=(("watch", "Pas indispensable"),),
    ),
    Right("send", "Envoyer", "Des virements depuis le compte professionnel", "Payer les fournisseurs habituels", "31\u00a0décembre 2026"),
    Right("trash-2", "Supprimer", granted=False),
]
LINES = [
    Line(
        NOW,
        "triangle-alert",
        "watch",
        "A demandé votre accord pour régler 1\u00a0840,00\u00a0€ à Imprimerie Morel",
        "Au-dessus de votre limite",
    ),
    Line(
        NOW - timedelta(minutes=25), "circle-check", "ok", "A lu 6 factures reçues par e-mail", "Boîte comptabilite@vasseur-menuiserie.fr"
    ),
    Line(NOW - timedelta(days=3), "circle-check", "ok", "A mis à jour le tableau de suivi des paiements"),
]
FACTS = [
    ("Outil", "n8n, hébergé chez OVHcloud"),
    ("Responsable", "Claire Vasseur"),
    ("Données personnelles", "Noms et comptes bancaires de fournisseurs"),
    ("Ce qui l’autorise (RGPD)", "Exécution d’un contrat"),
]
ANSWERS = [
    Answer("Son nom", "Factures fournisseurs"),
    Answer("Que peut-il envoyer seul\u00a0?", ""),
    Answer("Qui en est responsable\u00a0?", "Claire Vasseur"),
]
WORDS = CompanyWords(
    {
        "durees_conservation": (Cover("factures", verified_on=NOW.date(), verified_by="Claire Vasseur"),),
        "categories_personnes": (Cover("poseurs", "Poseurs indépendants"),),
    }
)
TERMS = [
    WORDS.terms(name)[code]
    for name, code in (
        ("bases_legales", "contrat"),
        ("durees_conservation", "factures"),
        ("durees_conservation", "devis_non_signes"),
        ("categories_personnes", "poseurs"),
    )
]
