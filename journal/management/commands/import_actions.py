"""`manage.py import_actions FICHIER --agent UUID [--preview] [--json]`: 0 done, 2 refused with nothing changed."""

import json
import sys
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.boundary import all_companies, scope
from accounts.models import Company
from inventory.models import Agent
from journal.actions import depositing
from journal.sources.files import ACCEPTED
from lib.tables.archive import MAX_BYTES, Unreadable

REFUSED = 2
UNKNOWN = "Aucun agent ne porte ce numéro."


class Command(BaseCommand):
    """What the page « Déposer un fichier » does, in one go."""

    help = f"Ajoute au journal d’un agent ce que dit un fichier\u00a0: {ACCEPTED}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le fichier des actions")
        parser.add_argument("--agent", required=True, type=UUID, metavar="UUID", help="le numéro de l’agent, celui de son adresse")
        parser.add_argument("--preview", action="store_true", help="dire ce que le fichier ajouterait, sans rien écrire")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            answer = self._run(options)
        except OSError as error:
            self._refuse(f"Ce fichier ne peut pas être lu\u00a0: {error.strerror}.", options)
        except Unreadable as refused:
            self._refuse(str(refused), options)
        self._tell(answer, options)

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        with options["file"].open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # a bigger file is refused by the reader itself
        for company in all_companies():
            with scope(company):
                agent = Agent.objects.of(Company(pk=company)).select_related("company").filter(pk=options["agent"]).first()
                if agent:
                    return _added(agent, options["file"].name, data, is_preview=options["preview"])
        raise Unreadable(UNKNOWN)

    def _tell(self, answer: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for title in ("refused", "ignored"):
            for one in answer[title]:
                self.stdout.write(f"{'non repris' if title == 'refused' else 'laissé de côté'}\u00a0: {one}")
        self.stdout.write(f"Déjà dans le journal\u00a0: {answer['known']}.")
        self.stdout.write(f"À ajouter\u00a0: {answer['fresh']}." if options["preview"] else f"Actions ajoutées\u00a0: {answer['kept']}.")

    def _refuse(self, sentence: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"refused": sentence}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(REFUSED)


def _added(agent: Agent, name: str, data: bytes, *, is_preview: bool) -> dict[str, Any]:
    at = timezone.now()
    plan = depositing.planned(agent, depositing.understood(data, ZoneInfo(agent.company.time_zone), at))
    told = {"fresh": len(plan.fresh), "known": plan.known, "agents": list(plan.agents)}
    answer = {**told, "refused": list(plan.refused), "ignored": list(plan.ignored), "kept": 0}
    if not is_preview:
        waiting = depositing.receive(agent, name, data, by=None, at=at)
        answer["kept"] = depositing.apply(waiting, by=None, at=at).kept
    return answer
