"""`PUT /api/v1/approvals/{id}/documents/{sha256}`: the paper behind a demand, bound to it by its hash."""

import re
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from ninja import Router

from api.answers import in_json
from api.auth import CallerRequest, with_key
from api.enums import Scope
from api.errors import Problem
from api.v1.schemas import Paper, ProblemOut
from approvals.actions import papers
from approvals.actions.asking import Suspended
from approvals.models import ApprovalRequest, Attachment
from approvals.queries.papers import announced_in
from approvals.rules.papers import LARGEST, LEAKING, NotRead, TooManyPixels, media_type

ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 429, 503), ProblemOut)
BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("application/octet-stream", "application/pdf")},
    }
}
HASH = re.compile(r"[0-9a-f]{64}")
REFUSALS: dict[type[Exception], tuple[str, str]] = {
    Suspended: ("agent-suspended", ""),
    ApprovalRequest.DoesNotExist: ("not-found", ""),
    papers.TooLarge: ("too-large", "5 Mo au plus par pièce"),
    papers.OtherHash: ("invalid-request", "l’empreinte de l’adresse n’est pas celle du contenu reçu"),
    NotRead: ("unsupported-type", "une pièce est un PDF, une image PNG ou JPEG, ou un texte en UTF-8"),
    TooManyPixels: ("too-large", "l’image a trop de points"),
    papers.NotPending: ("already-decided", "une pièce se joint tant que la demande attend"),
    papers.TooMany: ("too-large", "cinq pièces au plus par demande"),
    papers.TooMuch: ("rate-limited", "200 Mo de pièces au plus par jour"),
}
A_WHILE = 3600
router = Router(tags=["accords"])


@router.put(
    "/approvals/{uuid:approval_id}/documents/{sha256}",
    response={200: Paper, 201: Paper, **ERRORS},
    openapi_extra=BODY,
    summary="Joindre une pièce à sa demande",
)
def join(request: CallerRequest, approval_id: UUID, sha256: str) -> HttpResponse:
    """PDF, PNG, JPEG ou texte, 5 Mo au plus, tant que la demande attend. L’adresse porte le SHA-256 ; renvoyer ne change rien."""
    if not request.headers.get("Authorization"):
        raise Problem("unauthorized")
    return _join(request, approval_id, sha256, _body(request))


@with_key(Scope.ASK)
def _join(request: CallerRequest, approval_id: UUID, sha256: str, data: bytes) -> HttpResponse:
    if not HASH.fullmatch(sha256):
        raise Problem("invalid-request", "l’adresse finit par le SHA-256 du contenu, en minuscules")
    try:
        paper, is_new = papers.join(request.caller.agent, approval_id, sha256, data, at=request.at)
    except tuple(REFUSALS) as error:
        code, detail = REFUSALS[type(error)]
        raise Problem(code, detail, retry_after=A_WHILE if code == "rate-limited" else None) from error
    return in_json(_said(paper).model_dump(mode="json"), 201 if is_new else 200)


def _said(paper: Attachment) -> Paper:
    return Paper(
        sha256=paper.sha256,
        media_type=media_type(paper.kind),
        size_bytes=paper.size_bytes,
        is_announced=announced_in(paper.request) == paper.sha256,
        has_leaked_key=paper.kind == LEAKING,
    )


def _body(request: HttpRequest) -> bytes:
    """At most 5 MB, whatever was announced; larger than Django reads at once."""
    try:
        return request.read(LARGEST + 1)
    except (OSError, RawPostDataException, UnreadablePostError) as error:
        raise Problem("invalid-request", "l’envoi s’est interrompu") from error
