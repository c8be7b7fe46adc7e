"""Answers that say no: RFC 9457 problem documents, with a French title and a page of documentation each."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse

TYPE = "/aide/erreurs/{}/"  # a page of ours, open to all: api.error_words
TITLES: dict[str, tuple[int, str]] = {
    "invalid-request": (400, "La demande n’est pas comprise."),
    "unauthorized": (401, "La clé manque, ou n’ouvre plus rien."),
    "wrong-scope": (403, "Cette clé ne permet pas cet appel."),
    "agent-suspended": (403, "Cet agent est arrêté."),
    "not-found": (404, "Rien à cette adresse pour cet agent."),
    "method-not-allowed": (405, "Cette adresse ne répond pas à cette méthode."),
    "already-decided": (409, "La réponse a déjà été donnée."),
    "action-changed": (409, "L’action n’est plus celle qui a été accordée."),
    "not-approved": (409, "Cette demande n’est pas accordée."),
    "already-consumed": (409, "Cet accord a déjà servi."),
    "rule-changed": (409, "La règle a changé depuis l’accord."),
    "too-large": (413, "L’envoi est trop volumineux."),
    "unsupported-type": (415, "Ce type de contenu n’est pas lu ici."),
    "idempotency-mismatch": (422, "La même clé d’envoi a déjà servi pour un autre contenu."),
    "rate-limited": (429, "Trop d’appels : attendez un peu."),
    "server-error": (500, "Garde-fou a rencontré une erreur ; rien n’a été enregistré."),
    "unavailable": (503, "Garde-fou ne peut rien enregistrer pour l’instant."),
}


@dataclass
class Problem(Exception):
    """Raised anywhere under the agents' door; the door makes an answer of it."""

    code: str
    detail: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    retry_after: int | None = None


def answer(problem: Problem) -> HttpResponse:
    """application/problem+json."""
    status, title = TITLES[problem.code]
    told = {"type": settings.ADDRESS.origin + TYPE.format(problem.code), "title": title, "status": status, "code": problem.code}
    if problem.detail:
        told["detail"] = problem.detail
    response = HttpResponse(json.dumps(told | problem.more, ensure_ascii=False), status=status, content_type="application/problem+json")
    if problem.retry_after is not None:
        response["Retry-After"] = str(problem.retry_after)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="gardefou"'
    return response
