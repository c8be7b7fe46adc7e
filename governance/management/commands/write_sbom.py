"""`manage.py write_sbom --out FILE`: the bill of materials, as CycloneDX JSON."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from governance.bill import cyclonedx, parts


class Command(BaseCommand):
    """Made at each release; needs no database."""

    requires_system_checks = ()
    help = "Écrit la liste des composants (SBOM) au format CycloneDX."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=Path(settings.BASE_DIR) / "build" / "sbom.cdx.json")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["out"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(cyclonedx(settings.VERSION, parts()), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(parts())} composants\u00a0: {path}")
