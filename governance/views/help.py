"""« Aide »: the pages of docs/fr, read in the app by those who are signed in."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import signed_page
from lib.plain_markdown import title, to_html

PAGES = (
    "sur-mon-telephone",
    "donner-et-retirer-des-droits",
    "quand-quelqu-un-s-absente-ou-part",
    "remplir-une-fiche",
    "repondre-a-une-demande",
    "les-limites",
    "brancher-un-agent",
    "lire-le-journal",
    "arreter-un-agent",
    "les-alertes",
    "relire-et-signer",
    "les-points-de-la-revue",
    "relire-les-droits",
    "le-rythme-des-revues",
    "mes-fichiers",
    "plusieurs-entreprises",
    "les-regles-d-usage",
    "les-mots-de-mes-listes",
    "regler-la-messagerie",
    "prouver-que-rien-n-a-change",
    "le-dossier-de-preuves",
    "garder-et-effacer-le-journal",
    "sauvegarder-et-restaurer",
    "mettre-en-ligne",
    "pour-votre-informaticien",
)


@signed_page
@require_safe
def help_index(request: HttpRequest) -> HttpResponse:
    listed = [(name, title(_text(name))) for name in PAGES if _path(name).is_file()]
    return render(request, "governance/help_index.html", {"section": "help", "pages": listed})


@signed_page
@require_safe
def help_page(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES or not _path(name).is_file():
        raise Http404
    text = _text(name)
    return render(request, "governance/help_page.html", {"section": "help", "title": title(text), "body": to_html(text, _address)})


def _path(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / "fr" / f"{name}.md"


def _text(name: str) -> str:
    return _path(name).read_text(encoding="utf-8")


def _address(name: str) -> str:
    return reverse("help_page", args=[name])
