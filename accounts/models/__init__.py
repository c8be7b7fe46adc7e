"""People, companies, who is what for whom, and what proves an identity."""

from accounts.models.absence import Absence
from accounts.models.clock import ClockRun
from accounts.models.company import Company, CompanyQuerySet, CompanyRow, Membership
from accounts.models.factors import Authenticator, Factor, Passkey, RecoveryCode, RecoverySheet, RememberedDevice, SetupCode, WayIn
from accounts.models.forgotten import PasswordAsked
from accounts.models.mail import MailServer
from accounts.models.past import PastRow
from accounts.models.session import Session
from accounts.models.usage import UsageReading, UsageRules
from accounts.models.user import User

__all__ = [
    "Absence",
    "Authenticator",
    "ClockRun",
    "Company",
    "CompanyQuerySet",
    "CompanyRow",
    "Factor",
    "MailServer",
    "Membership",
    "Passkey",
    "PasswordAsked",
    "PastRow",
    "RecoveryCode",
    "RecoverySheet",
    "RememberedDevice",
    "Session",
    "SetupCode",
    "UsageReading",
    "UsageRules",
    "User",
    "WayIn",
]
