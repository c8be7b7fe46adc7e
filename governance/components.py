"""The living page of components: every part in every state, with made-up data. Open only while developing and in tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lib.choices import Hinted
from lib.duties import Duty

NOW = datetime(2026, 11, 23, 8, 12, tzinfo=UTC)
REACH = [
    ("none", Hinted("Rien du tout", "Il prépare, une personne envoie.")),
    ("mail", Hinted("Des e-mails à mes clients", "Relances, confirmations de rendez-vous…")),
    ("bill", "Des devis ou des factures"),
    ("unknown", Hinted("Je ne sais pas", "Nous vous aiderons à le vérifier.")),
]
DATA = [("name", "Noms et coordonnées"), ("bank", "Comptes bancaires"), ("health", Hinted("Santé", "Donnée sensible\u00a0: une protection de plus est demandée."))]


class SpecimenForm(forms.Form):
    name = forms.CharField(label="Son nom", help_text="Celui que vous employez tous les jours.", max_length=60)
    email = forms.EmailField(label="Adresse e-mail", required=False)
    purpose = forms.CharField(label="À quoi sert-il\u00a0?", widget=forms.Textarea(attrs={"rows": 3}))
    environment = forms.ChoiceField(label="Où travaille-t-il\u00a0?", choices=[("test", "En essai"), ("live", "En service")])
    until = forms.DateField(label="Jusqu’au", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reach = forms.ChoiceField(label="Que peut-il envoyer seul\u00a0?", choices=REACH, widget=forms.RadioSelect)
    data = forms.MultipleChoiceField(label="Quelles données voit-il\u00a0?", choices=DATA, widget=forms.CheckboxSelectMultiple, required=False)
    file = forms.FileField(label="Un tableau existant", required=False, help_text="Un fichier .ods ou .csv, 5\u00a0Mo au plus.")
    checked = forms.BooleanField(label="J’ai vérifié ce compte par téléphone", help_text="À cocher avant d’accepter.")


class QuestionForm(forms.Form):
    reach = forms.ChoiceField(label="Votre réponse", choices=REACH, widget=forms.RadioSelect)


@dataclass(frozen=True)
class Right:
    icon: str
    verb: str
    what: str
    why: str
    until: str
    granted: bool = True


@dataclass(frozen=True)
class Line:
    at: datetime
    icon: str
    tone: str
    text: str
    more: str = ""


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "governance/components.html", specimens())


def question(request: HttpRequest) -> HttpResponse:
    """A wizard's page, as the owner meets it."""
    context = {"section": "agents", "step": 3, "steps": 6, "question": "Que peut-il envoyer sans vous demander\u00a0?", "form": QuestionForm(initial={"reach": "mail"})}
    return render(request, "wizard.html", context | {"lead": "Pensez à ce qui sort de l’entreprise\u00a0: e-mails, devis, paiements.", "back_url": "/"})


def specimens() -> dict[str, Any]:
    today = NOW.date()
    return {
        "section": "home",
        "messages": [Message(SUCCESS, "La réponse est enregistrée."), Message(WARNING, "Cet agent n’a pas donné de nouvelles depuis hier.")],
        "form": SpecimenForm(initial={"reach": "mail", "data": ["name"], "name": "Factures fournisseurs"}),
        "wrong": SpecimenForm({"name": "", "email": "claire", "reach": "mail", "environment": "test"}),
        "duties": [
            Duty("stop", "hand", "Répondre à une demande de paiement", "L’agent Factures fournisseurs veut régler 1\u00a0840,00\u00a0€ à Imprimerie Morel. Il attend votre accord.", today, 2, "#", "Voir la demande"),
            Duty("info", "list-checks", "Relire la semaine de vos agents", "4 agents, 412 actions. Nous avons trié pour vous\u00a0: 5 points à relire.", today + timedelta(days=4), 8, "#", "Commencer la revue"),
            Duty("watch", "key-round", "Confirmer les accès de l’agent Relances clients", "Il peut encore modifier vos fiches clients. Cet accès prend fin dimanche.", None, 3, "#", "Vérifier ses accès"),
        ],
        "agents": [
            SimpleNamespace(name="Factures fournisseurs", tone="watch", state="À surveiller", why="Une demande attend votre accord.", icon="receipt-text", left="n8n", at=NOW - timedelta(minutes=12)),
            SimpleNamespace(name="Relances clients", tone="stop", state="À traiter", why="Trois fois plus d’e-mails que d’habitude jeudi.", icon="mail", left="Make", at=NOW - timedelta(minutes=40)),
            SimpleNamespace(name="Prise de rendez-vous", tone="ok", state="Tout va bien", why="Rien d’inhabituel cette semaine.", icon="calendar-check", left="Clotilde.ai", at=NOW - timedelta(hours=2)),
            SimpleNamespace(name="Brouillons de devis", tone="off", state="En pause", why="Arrêté par vous lundi.", icon="file-pen-line", left="Copilot", at=NOW - timedelta(days=3)),
        ],
        "rights": [
            Right("eye", "Lire", "Les factures reçues par e-mail", "Repérer les échéances", "Sans limite"),
            Right("pencil", "Modifier", "Le tableau de suivi des paiements", "Noter ce qui est payé", "31\u00a0mars\u00a02027"),
            Right("send", "Envoyer", "Des virements depuis le compte professionnel", "Payer les fournisseurs habituels", "31\u00a0décembre\u00a02026"),
            Right("trash-2", "Supprimer", "", "", "", granted=False),
        ],
        "lines": [
            Line(NOW, "triangle-alert", "watch", "A demandé votre accord pour régler 1\u00a0840,00\u00a0€ à Imprimerie Morel", "Montant au-dessus de votre limite de 1\u00a0000\u00a0€"),
            Line(NOW - timedelta(minutes=25), "circle-check", "ok", "A lu 6 factures reçues par e-mail", "Boîte comptabilite@vasseur-menuiserie.fr"),
            Line(NOW - timedelta(days=3), "circle-check", "ok", "A mis à jour le tableau de suivi des paiements"),
        ],
        "facts": [("Outil", "n8n, hébergé chez OVHcloud"), ("Responsable", "Claire Vasseur"), ("Données personnelles", "Noms et comptes bancaires de fournisseurs"), ("Ce qui l’autorise (RGPD)", "Exécution d’un contrat")],
        "answers": [
            SimpleNamespace(question="Son nom", answer="Factures fournisseurs", url="#"),
            SimpleNamespace(question="Que peut-il envoyer seul\u00a0?", answer="", url="#"),
            SimpleNamespace(question="Qui en est responsable\u00a0?", answer="Claire Vasseur", url="#"),
        ],
        "listed": Paginator(range(57), 20).page(2),
        "tones": [("ok", "Tout va bien"), ("watch", "À surveiller"), ("stop", "À traiter"), ("info", "En essai"), ("off", "À vérifier")],
        "cents": 184000,
        "now": NOW,
    }
