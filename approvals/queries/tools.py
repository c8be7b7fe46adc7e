"""Which tools agents named in what they asked, for the journal's table of tools."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Max

from accounts.models import Company
from approvals.models import ApprovalRequest
from journal.hooks import ToolAsked

LATELY = timedelta(days=90)


def tools_asked(company: Company, at: datetime) -> Sequence[ToolAsked]:
    """Of the last ninety days, the most asked first. One query."""
    lately = ApprovalRequest.objects.of(company).filter(asked_at__gt=at - LATELY).exclude(tool="")
    rows = lately.values_list("agent", "tool", "type").annotate(many=Count("pk"), last=Max("asked_at")).order_by("-many", "tool")
    return [ToolAsked(*row) for row in rows[:1000]]
