"""Stops, powers, limits, payees, demands and their answers."""

from approvals.models.attachments import Attachment
from approvals.models.callbacks import Callback, CallbackHost, CallbackSecret
from approvals.models.hearings import Hearing
from approvals.models.limits import Limit, LimitQuerySet
from approvals.models.payees import Payee
from approvals.models.powers import Mandate, MandateQuerySet
from approvals.models.requests import ApprovalRequest, Decision, RequestQuerySet
from approvals.models.stops import Lifting, Revocation, Suspension, SuspensionQuerySet

__all__ = [
    "ApprovalRequest",
    "Attachment",
    "Callback",
    "CallbackHost",
    "CallbackSecret",
    "Decision",
    "Hearing",
    "Lifting",
    "Limit",
    "LimitQuerySet",
    "Mandate",
    "MandateQuerySet",
    "Payee",
    "RequestQuerySet",
    "Revocation",
    "Suspension",
    "SuspensionQuerySet",
]
