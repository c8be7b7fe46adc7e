"""A paper of a demand, shown apart from our pages: whatever is in it, it runs nothing and reaches nothing."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import CompanyRequest, page
from accounts.enums import Ability
from approvals.models import Attachment
from approvals.rules.papers import ENDINGS, is_shown, media_type

ALONE = "default-src 'none'; sandbox"


@require_safe
@page(Ability.READ)
def paper(request: CompanyRequest, paper_id: UUID) -> HttpResponse:
    found = get_object_or_404(Attachment.objects.of(request.company), pk=paper_id)
    place = "inline" if is_shown(found.kind) else "attachment"
    headers = {
        "Content-Disposition": f'{place}; filename="piece-{found.sha256[:12]}.{ENDINGS[found.kind]}"',
        "Content-Security-Policy": ALONE,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(bytes(found.data), content_type=media_type(found.kind), headers=headers)
