"""`manage.py import_agents FICHIER --company SLUG [--complete] [--preview] [--json]`: 0 done, 2 refused with nothing changed."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.boundary import company_by_slug, scope
from accounts.models import Company
from inventory.interchange import imports, reading
from inventory.interchange.found import Remark
from inventory.interchange.planning import Box, planned
from inventory.interchange.standing import inventory
from lib.tables.archive import MAX_BYTES, Unreadable

REFUSED = 2
NOTHING = "Ce fichier n’apporte aucun agent ni compte nouveau. Rien n’est créé."


class Command(BaseCommand):
    """The whole import at once: new agents and accounts; with --complete, gaps filled and lines added too. Nothing is replaced."""

    help = f"Importe des agents\u00a0: {reading.ACCEPTED}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le fichier des agents, dans l’un de ces formats")
        parser.add_argument("--company", required=True, metavar="SLUG", help="le nom court de l’entreprise, celui de son adresse")
        parser.add_argument("--complete", action="store_true", help="compléter aussi les agents qui existent, sans rien y remplacer")
        parser.add_argument("--preview", action="store_true", help="dire ce que le fichier changerait, sans rien écrire")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        company_id = company_by_slug(options["company"])
        if company_id is None:
            self._refuse(f"Aucune entreprise ne porte le nom court «\u00a0{options['company']}\u00a0».", options)
        with scope(company_id):
            try:
                answer = self._run(Company.objects.get(pk=company_id), options)
            except (Unreadable, OSError) as error:
                answer = {
                    "refused": f"Ce fichier ne peut pas être lu\u00a0: {error.strerror}." if isinstance(error, OSError) else str(error)
                }
        if "refused" in answer:
            self._refuse(answer["refused"], options)
        self._tell(answer, options)

    def _run(self, company: Company, options: dict[str, Any]) -> dict[str, Any]:
        with options["file"].open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # a bigger file is refused by the reader itself
        found = reading.read(data)
        plan = planned(found, inventory(company))
        take = [box for box in plan.boxes if box.is_creation or (options["complete"] and box.is_ticked)]
        answer = {
            "boxes": [_told(box, take) for box in plan.boxes],
            "remarks": [_said(one) for one in (*plan.notes, *found.refused, *found.ignored)],
            "created": [],
        }
        if options["preview"]:
            return answer
        if not take:
            return {"refused": NOTHING}
        waiting = imports.receive(company, options["file"].name, data, by=None, at=timezone.now())
        written = imports.apply(waiting, [box.key for box in take], by=None, at=timezone.now())
        return {**answer, "created": [str(one) for one in (*written.agents, *written.accounts)]}

    def _tell(self, answer: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        for box in answer["boxes"]:
            mark = "repris" if box["taken"] else "laissé"
            after = box["after"].replace("\n", ", ")
            self.stdout.write(f"{mark}  {box['about']}, {box['word']}\u00a0: {box['before'] or '—'} → {after}")
        for one in answer["remarks"]:
            self.stdout.write(f"non repris\u00a0: {one['value']} ({one['where']}). {one['reason']}")
        self.stdout.write("Rien n’est écrit." if options["preview"] else f"Agents et comptes créés\u00a0: {len(answer['created'])}.")

    def _refuse(self, sentence: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"refused": sentence}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(REFUSED)


def _told(box: Box, take: Sequence[Box]) -> dict[str, Any]:
    return {"about": box.about, "word": box.word, "before": box.before, "after": box.after, "taken": box in take}


def _said(one: Remark) -> dict[str, str]:
    return {"value": one.value, "where": one.where, "reason": one.reason}
