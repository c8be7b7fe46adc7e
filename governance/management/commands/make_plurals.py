"""Write locale/fr: only the plurals, each its own translation.

French counts 0 as one; without a catalogue Django counts as English does.
"""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

CATALOGUE = Path("fr") / "LC_MESSAGES" / "django.po"
HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: garde-fou\\n"\n"Language: fr\\n"\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
)
PLURAL = re.compile(r'^(msgctxt .*\n)?msgid (?P<one>(?:".*"\n)+)msgid_plural (?P<many>(?:".*"\n)+)', re.MULTILINE)


class Command(BaseCommand):
    """For developers, after a plural was added; needs gettext's xgettext."""

    requires_system_checks = ()
    help = "Écrit le catalogue des pluriels français (locale/fr)."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.LOCALE_PATHS[0]) / CATALOGUE
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.unlink(missing_ok=True)
        call_command(
            "makemessages", locale=["fr"], no_wrap=True, no_location=True, verbosity=0, ignore_patterns=["build/*", "var/*", "tests/*"]
        )
        path.write_text(plurals(path.read_text(encoding="utf-8") if path.exists() else before), encoding="utf-8")
        self.stdout.write(f"{path} : {path.read_text(encoding='utf-8').count('msgid_plural')} pluriels")


def plurals(catalogue: str) -> str:
    """The plural entries of a .po text, sorted, each translated by itself."""
    catalogue = catalogue.replace("\\\\u00a0", "\u00a0").replace("\\\\u202f", "\u202f")  # xgettext keeps Python's escapes as they are
    entries = sorted(
        f"msgid {found['one']}msgid_plural {found['many']}msgstr[0] {found['one']}msgstr[1] {found['many']}"
        for found in PLURAL.finditer(catalogue)
    )
    return "\n".join([HEADER, *entries])
