"""`manage.py show_clock [--json]`: what the clock runs, how often, when it last did and how that ended."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import ClockRun
from accounts.runs import STOPPED
from governance.celery import PERIODS
from lib.dates import ago, french_moment

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Command(BaseCommand):
    """Exit code 1 when the clock stands still. Changes nothing."""

    help = "Dit ce que l’horloge fait, tous les combien, quand c’est passé et comment cela a fini."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="pour un programme : une liste, en secondes et en UTC")

    def handle(self, **options: Any) -> None:
        at = timezone.now()
        runs = {run.name: run for run in ClockRun.objects.filter(name__in=PERIODS)}
        last = max((run.ended_at for run in runs.values()), default=None)
        stopped = last is None or at - last > STOPPED
        if options["json"]:
            entries = [_entry(name, period, runs.get(name)) for name, period in PERIODS.items()]
            self.stdout.write(json.dumps({"stopped": stopped, "entries": entries}, indent=2))
        else:
            self.stdout.write("\n".join([*_table(runs, at), "", _verdict(last, stopped=stopped)]))
        if stopped:
            sys.exit(1)


def _entry(name: str, period: timedelta, run: ClockRun | None) -> dict[str, Any]:
    told: dict[str, Any] = {"name": name, "every_seconds": int(period.total_seconds())}
    moments = {field: getattr(run, field, None) for field in ("began_at", "ended_at", "failed_at")}
    spelt = {field: moment.isoformat() if moment else None for field, moment in moments.items()}
    return told | spelt | {"error": run.error if run else None}


def _table(runs: dict[str, ClockRun], at: datetime) -> Iterator[str]:
    width = max(map(len, PERIODS))
    for name, period in PERIODS.items():
        yield f"{name:<{width}}  {every(period):<18}  {_told(runs.get(name), at)}"


def _told(run: ClockRun | None, at: datetime) -> str:
    if run is None:
        return "jamais passé"
    took = f"{(run.ended_at - run.began_at).total_seconds():.1f} s".replace(".", ",")
    return f"{ago(run.ended_at, at)}, en {took}, " + (f"en échec ({run.error})" if run.error else "bien")


def every(period: timedelta) -> str:
    """« toutes les 30 s », « toutes les 5 min », « toutes les heures », « tous les jours »."""
    if period >= DAY:
        return "tous les jours" if period == DAY else f"tous les {period.days} jours"
    if period in (HOUR, MINUTE):
        return "toutes les heures" if period == HOUR else "toutes les minutes"
    seconds = int(period.total_seconds())
    if period > HOUR:
        return f"toutes les {seconds // 3600} h"
    return f"toutes les {seconds // 60} min" if period > MINUTE else f"toutes les {seconds} s"


def _verdict(last: datetime | None, *, stopped: bool) -> str:
    if last is None:
        return "L’horloge n’est jamais passée. Lancez Garde-fou, ou un travail de fond avec GARDEFOU_BEAT=1."
    if stopped:
        return f"L’horloge est arrêtée : rien n’est passé depuis le {french_moment(last)} (UTC). Relancez Garde-fou."
    return "L’horloge tourne."
