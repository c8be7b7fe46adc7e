"""What `restore` runs for itself, on the folder it works in: never to be typed."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.boundary import all_companies, scope
from approvals.keeping import put_on_disk
from governance.backups.settling import settle


class Command(BaseCommand):
    """One line of JSON at the end: the sentences for the owner."""

    help = "Une étape de « restore », qui la lance elle-même."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--made-at")
        parser.add_argument("--hold-stops", action="store_true")

    def handle(self, *, made_at: str, hold_stops: bool, **_: Any) -> None:
        if hold_stops:
            for company in all_companies():
                with scope(company):
                    put_on_disk(company)
            return
        lines = list(settle(made_at=datetime.fromisoformat(made_at), at=timezone.now()))
        self.stdout.write(json.dumps(lines))
