"""The living page of components: every part in every state. Open only while developing and in tests."""

from django.contrib.messages import SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import open_page
from governance import specimens


@open_page
def page(request: HttpRequest) -> HttpResponse:
    said = [Message(SUCCESS, "La réponse est enregistrée."), Message(WARNING, "Cet agent n’a rien dit depuis hier.")]
    context = {
        "section": "home",
        "messages": said,
        "form": specimens.SpecimenForm(initial={"reach": "mail", "kinds": ["name"], "name": "Factures fournisseurs"}),
        "wrong": specimens.SpecimenForm({"name": "", "email": "claire", "reach": "mail", "environment": "test"}),
        "duties": specimens.DUTIES,
        "agents": specimens.AGENTS,
        "rights": specimens.RIGHTS,
        "lines": specimens.LINES,
        "facts": specimens.FACTS,
        "answers": specimens.ANSWERS,
        "listed": Paginator(range(57), 20).page(2),
        "tones": specimens.TONES,
        "terms": specimens.TERMS,
        "cents": 184000,
        "now": specimens.NOW,
    }
    return render(request, "governance/components.html", context)


@open_page
def question(request: HttpRequest) -> HttpResponse:
    """A wizard's page, as the owner meets it."""
    context = {
        "section": "agents",
        "step": 3,
        "steps": 6,
        "question": "Que peut-il envoyer sans vous demander\u00a0?",
        "lead": "Pensez à ce qui sort de l’entreprise\u00a0: e-mails, devis, paiements.",
        "form": specimens.QuestionForm(initial={"reach": "mail"}),
        "back_url": "/",
    }
    return render(request, "wizard.html", context)
