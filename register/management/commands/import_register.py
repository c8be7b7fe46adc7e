"""`manage.py import_register FICHIER --company SLUG [--complete] [--preview] [--json]`: 0 done, 2 refused with nothing changed."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.boundary import company_by_slug, scope
from accounts.models import Company
from lib.tables.archive import MAX_BYTES, Unreadable
from register import imports
from register.importers import formats
from register.importers.differences import Difference
from register.importers.preview import to_json
from register.pia import actions as pia
from register.pia.reading import counted

REFUSED = 2


class Command(BaseCommand):
    """The whole import at once; what is unclear becomes questions on the sheets, as on the pages."""

    help = f"Importe un registre rempli\u00a0: {formats.ACCEPTED}."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FICHIER", help="le registre, dans l’un de ces formats")
        parser.add_argument("--company", required=True, metavar="SLUG", help="le nom court de l’entreprise, celui de son adresse")
        parser.add_argument("--complete", action="store_true", help="compléter aussi les fiches qui existent, sans rien y remplacer")
        parser.add_argument("--preview", action="store_true", help="dire ce que le fichier contient, sans rien créer")
        parser.add_argument("--json", action="store_true", help="répondre en JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        company_id = company_by_slug(options["company"])
        if company_id is None:
            self._refuse(f"Aucune entreprise ne porte le nom court «\u00a0{options['company']}\u00a0».", options)
        with scope(company_id):
            try:
                answer = self._run(Company.objects.get(pk=company_id), options)
            except (Unreadable, imports.NothingChosen, pia.AlreadyThere, OSError) as error:
                answer = {"refused": _sentence(error)}
        if "refused" in answer:
            self._refuse(answer["refused"], options)
        self._tell(answer, options)

    def _run(self, company: Company, options: dict[str, Any]) -> dict[str, Any]:
        data = _bytes(options["file"])
        if assessment := formats.assessment(data):
            return self._assessment(company, data, assessment, options)
        preview = imports.read(company, data)
        known = imports.existing(company, preview.processings)
        differing = imports.differences(company, preview.processings)
        answer = {
            "preview": to_json(preview),
            "existing": _ids({key: one.id for key, one in known.items()}),
            "created": {},
            "completed": {},
        }
        answer["differences"] = {key: [_told(one) for one in each.differences] for key, each in differing.items()}
        if options["preview"]:
            return answer
        take = [one.key for each in differing.values() for one in each.differences if one.is_ticked] if options["complete"] else []
        if len(known) == len(preview.processings) and not take:
            raise imports.NothingChosen
        received = imports.receive(company, options["file"].name, data, by=None, at=timezone.now())
        outcome = imports.apply(received, take=take, by=None, at=timezone.now())
        return {**answer, "created": _ids(outcome.created), "completed": _ids(outcome.merged)}

    def _assessment(self, company: Company, data: bytes, content: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
        """An AIPD of the CNIL's tool: one thing, kept once."""
        known = pia.same_as(company, content)
        answer = {"assessment": vars(counted(content)), "existing": {"aipd": str(known.pk)} if known else {}, "created": {}}
        if options["preview"]:
            return answer
        if known:
            raise pia.AlreadyThere(known)
        received = imports.receive(company, options["file"].name, data, by=None, at=timezone.now())
        return {**answer, "created": {"aipd": str(pia.apply(received, by=None, at=timezone.now()).pk)}}

    def _tell(self, answer: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
            return
        if "assessment" in answer:
            self.stdout.write(f"AIPD «\u00a0{answer['assessment']['name']}\u00a0», statut\u00a0: {answer['assessment']['status_words']}")
            self.stdout.write("AIPD importée." if answer["created"] else "Rien n’est créé.")
            return
        for item in answer["preview"]["processings"]:
            self.stdout.write(f"{_mark(item['key'], answer)}  {item['reference'] or '—'}  {item['name']}")
            for one in answer["differences"].get(item["key"], ()):
                self.stdout.write(f"    {one['word']}\u00a0: {one['before'] or '—'} → {one['after']}")
            for unclear in item["unclear"]:
                self.stdout.write(f"    à éclaircir\u00a0: {unclear['sentence']} ({unclear['where']})")
        for kind, word in (("unclear", "à éclaircir"), ("refused", "non repris"), ("ignored", "laissé de côté")):
            for item in answer["preview"][kind]:
                self.stdout.write(f"{word}\u00a0: {item.get('value') or item['what']} ({item['where']})")
        created = len(answer["created"])
        self.stdout.write(
            "Rien n’est créé."
            if options["preview"]
            else f"Traitements créés\u00a0: {created}. Fiches complétées\u00a0: {len(answer['completed'])}."
        )

    def _refuse(self, sentence: str, options: dict[str, Any]) -> NoReturn:
        if options["json"]:
            self.stdout.write(json.dumps({"refused": sentence}, ensure_ascii=False))
        else:
            self.stderr.write(sentence)
        sys.exit(REFUSED)


def _bytes(path: Path) -> bytes:
    """Never more than the cap in memory; a bigger file is refused by the importer itself."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def _sentence(error: Exception) -> str:
    if isinstance(error, pia.AlreadyThere):
        return "Cette AIPD est déjà dans le registre. Rien n’est créé."
    if isinstance(error, imports.NothingChosen):
        return "Ce fichier n’apporte aucun traitement nouveau. Rien n’est créé."
    return f"Ce fichier ne peut pas être lu\u00a0: {error.strerror}." if isinstance(error, OSError) else str(error)


def _ids(found: Mapping[str, UUID]) -> dict[str, str]:
    return {key: str(pk) for key, pk in found.items()}


def _told(one: Difference) -> dict[str, Any]:
    return {"word": one.word, "before": one.before, "after": one.after, "replaces": not one.is_ticked}


def _mark(key: str, answer: dict[str, Any]) -> str:
    if key in answer["existing"]:
        return "complété" if key in answer["completed"] else "existe déjà"
    return "créé" if key in answer["created"] else "à créer"
