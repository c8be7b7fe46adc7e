"""People, companies, who is what for whom, and what proves an identity."""

from accounts.models.company import Company, CompanyQuerySet, CompanyRow, Membership
from accounts.models.factors import Authenticator, RecoveryCode, RecoverySheet, SetupCode, WayIn
from accounts.models.mail import MailServer
from accounts.models.past import PastRow
from accounts.models.user import User

__all__ = [
    "Authenticator",
    "Company",
    "CompanyQuerySet",
    "CompanyRow",
    "MailServer",
    "Membership",
    "PastRow",
    "RecoveryCode",
    "RecoverySheet",
    "SetupCode",
    "User",
    "WayIn",
]
