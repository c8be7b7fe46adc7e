"""Warns when we speak to a database or a broker of another machine in clear. Local sockets need nothing."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Tags

from governance.addresses import LOCAL

CLEAR = "%s est sur une autre machine, et le trajet n’est pas chiffré."
PROTECTED = ("require", "verify-ca", "verify-full")


@checks.register(Tags.security)
def other_machines(*_: Sequence[AppConfig] | None, **__: Any) -> list[CheckMessage]:
    """gardefou.W001: the database; gardefou.W002: the broker."""
    return in_clear(settings.DATABASES["default"], settings.CELERY_BROKER_URL)


def in_clear(database: Mapping[str, Any], broker_url: str) -> list[CheckMessage]:
    """Of Django's settings of a database, and the address of a broker."""
    broker, found = urlsplit(broker_url), list[CheckMessage]()
    if _is_far(database.get("HOST", "")) and database.get("OPTIONS", {}).get("sslmode") not in PROTECTED:
        hint = "Ajoutez ?sslmode=verify-full à DATABASE_URL, et sslrootcert= pour une autorité à vous."
        found.append(checks.Warning(CLEAR % "La base de données", hint, id="gardefou.W001"))
    if broker.scheme == "redis" and _is_far(broker.hostname or ""):
        hint = "Écrivez rediss:// dans REDIS_URL."
        found.append(checks.Warning(CLEAR % "Le courtier de tâches", hint, id="gardefou.W002"))
    return found


def _is_far(host: str) -> bool:
    return bool(host) and not host.startswith(("/", "@")) and host not in LOCAL
