"""The papers of a demand, as its page lists them: never their bytes."""

import json
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Company
from approvals.models import ApprovalRequest, Attachment
from approvals.rules.papers import JPEG, LEAKING, PDF, PNG, TEXT, is_shown
from lib.kept import Kept

KINDS = {PDF: "Document PDF", PNG: "Image PNG", JPEG: "Image JPEG", TEXT: "Texte", LEAKING: "Texte"}

JOINED = Kept(
    lambda company, request: Attachment.objects.of(company).filter(request=request).defer("data").order_by("added_at", "pk"),
    Company,
    ApprovalRequest,
)


@dataclass(frozen=True)
class Paper:
    """`is_covered`: the answer covers it, for the action names its SHA-256."""

    id: UUID
    label: str
    size: str
    sha256: str
    is_covered: bool
    is_shown: bool
    has_key: bool


@dataclass(frozen=True)
class Papers:
    """`missing`: the start of the SHA-256 of the paper that the action names, and that nobody joined."""

    joined: tuple[Paper, ...]
    missing: str


def papers_of(request: ApprovalRequest) -> Papers:
    """The one that the answer covers first. One query."""
    announced = announced_in(request)
    joined = sorted((_paper(row, announced) for row in JOINED.read(request.company, request)), key=lambda paper: not paper.is_covered)
    is_missing = bool(announced) and not any(paper.is_covered for paper in joined)
    return Papers(tuple(joined), announced[:12] if is_missing else "")


def announced_in(request: ApprovalRequest) -> str:
    """The SHA-256 of the paper that the action names, or nothing."""
    document = json.loads(bytes(request.action)).get("document") or {}
    return str(document.get("sha256") or "")


def _paper(row: Attachment, announced: str) -> Paper:
    return Paper(
        id=row.pk,
        label=KINDS.get(row.kind, "Pièce"),
        size=_size(row.size_bytes),
        sha256=row.sha256[:12],
        is_covered=bool(announced) and row.sha256 == announced,
        is_shown=is_shown(row.kind),
        has_key=row.kind == LEAKING,
    )


def _size(size_bytes: int) -> str:
    """« 12 Ko », « 1,4 Mo »."""
    if size_bytes < 1_000_000:
        return f"{max(1, round(size_bytes / 1000))}\u00a0Ko"
    return f"{size_bytes / 1_000_000:.1f}\u00a0Mo".replace(".", ",")
