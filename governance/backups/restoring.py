"""An archive put back: read through once for nothing, then into a folder of its own, and only at the very end in place of what was there.

Runs with the restore's own folder as its data folder (governance.backups.swap.begin).
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from governance import embedded, home
from governance.backups import archive, contents, database, memory, swap
from governance.backups.phrase import Mistyped, age_key
from governance.identity import service_account
from governance.postgres import Postgres
from governance.refusal import Refused

NOTHING = "Rien n’a été modifié."
MISTYPED = f"Cette phrase ne peut pas être la bonne : une lettre manque ou a été mal lue. Elle a sept groupes de quatre lettres. {NOTHING}"
WRONG = f"Cette phrase n’ouvre pas cette sauvegarde. Si vous en avez changé, prenez celle du jour de la sauvegarde. {NOTHING}"
DAMAGED = f"Ce fichier est incomplet ou abîmé, ou n’est pas une sauvegarde de Garde-fou. Prenez une autre copie. {NOTHING}"
NEWER = "Cette sauvegarde vient d’une version plus récente de Garde-fou ({version}). Installez cette version, puis relancez. " + NOTHING
OLD_SERVER = (
    "Cette sauvegarde vient de PostgreSQL {theirs}, plus récent que celui d’ici ({ours}). Prenez un serveur aussi récent. " + NOTHING
)
IN_USE = (
    "Il y a déjà des données dans {data}. Pour les remplacer, ajoutez REPLACE=1 (ou --replace) : elles seront gardées à côté, dans un "
    f"dossier « avant-restauration ». {NOTHING}"
)
DATABASE_IN_USE = (
    f"La base indiquée par DATABASE_URL n’est pas vide. Créez-en une autre, vide : celle-ci restera telle qu’elle est. {NOTHING}"
)
BUSY = f"Une autre commande se sert de la base de ces données. Attendez qu’elle se termine, puis relancez. {NOTHING}"
UNREADABLE = "Les arrêts en cours n’ont pas pu être relus dans la base remplacée. Vérifiez vous-même quels agents étaient arrêtés."
SINCE = "Un arrêt décidé depuis cette sauvegarde n’y est pas. Vérifiez quels agents étaient arrêtés, et arrêtez-les de nouveau."

DUMP = "database/"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wish:
    """What the owner asks for. `points`: files that hold a checkpoint received by mail."""

    file: Path
    replace: bool = False
    points: list[Path] = field(default_factory=list)


def refuse_early(wish: Wish) -> None:
    """What can be said before the phrase is asked. Raises Refused."""
    target = swap.target_of(settings.DATA_DIR)
    if not wish.file.is_file():
        raise Refused(f"Le fichier {wish.file} n’existe pas. {NOTHING}")
    if (embedded.store_dir(target) / "pg" / "PG_VERSION").exists() and not wish.replace:
        raise Refused(IN_USE.format(data=target))


def restore(wish: Wish, phrase: str, *, at: datetime, say: Say) -> None:
    """Raises Refused with a sentence; what was there is then as it was."""
    stage, target = Path(settings.DATA_DIR), swap.target_of(settings.DATA_DIR)
    say("Lecture de la sauvegarde…")
    key, about = opened(wish.file, phrase)
    _refuse_newer(about)
    are_stops_known = wish.replace and _hold_stops(target, say)
    with _server(stage):
        _refuse_database(about)
        say("Reprise de la base, des clés et des fichiers…")
        with database.owners_may_own():
            _fill(wish.file, key, stage)
        memory.carry_over(target, stage)
        memory.keep_newer_phrase(target, stage)
        memory.take_points(wish.points, stage)
        _bring_stops(target, stage)
        say("Vérification…")
        _settle(stage, about["made_at"], say)
    aside = f"avant-restauration-{at:%Y-%m-%d-%Hh%M%S}"
    swap.is_whole(target, aside)
    home.give(target, service_account())
    if (target / aside).exists():
        say(f"Ce qui était là avant est gardé dans {target / aside}.")
    if not are_stops_known:
        say(SINCE)


def opened(file: Path, phrase: str) -> tuple[str, dict[str, Any]]:
    """The whole archive was read and is sound: its key and what it says of itself. Raises Refused."""
    try:
        key = age_key(phrase)
        about = archive.read(file, key, _looked_at)
        _check(about)
        return key, about
    except Mistyped:
        raise Refused(MISTYPED) from None
    except archive.WrongPhrase:
        raise Refused(WRONG) from None
    except archive.Damaged:
        raise Refused(DAMAGED) from None


def _looked_at(name: str, pieces: Iterator[bytes]) -> None:
    """The first time, nothing is kept: only the names and the soundness count. A name that would lie elsewhere is no name of ours."""
    if not name.startswith(DUMP):
        contents.place(name, Path())
    archive.ignore(name, pieces)


def _check(about: dict[str, Any]) -> None:
    """Does it say of itself what every backup of a form we know says? Raises Damaged."""
    if isinstance(about.get("format"), int) and about["format"] > archive.FORMAT:
        return
    try:
        numbers, made_at = (about["format"], about["postgresql"]), datetime.fromisoformat(about["made_at"])
        names = (about["version"], *about["migrations"])
    except (KeyError, TypeError, ValueError):
        raise archive.Damaged from None
    if made_at.tzinfo is None or not all(isinstance(one, int) for one in numbers) or not all(isinstance(one, str) for one in names):
        raise archive.Damaged


def _refuse_newer(about: dict[str, Any]) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if about["format"] > archive.FORMAT or not known >= set(about["migrations"]):
        raise Refused(NEWER.format(version=about["version"]))


def _refuse_database(about: dict[str, Any]) -> None:
    ours = database.server_major()
    if about["postgresql"] > ours:
        raise Refused(OLD_SERVER.format(theirs=about["postgresql"], ours=ours))
    if not database.is_empty():
        raise Refused(DATABASE_IN_USE)


@contextlib.contextmanager
def _server(stage: Path) -> Iterator[None]:
    """A PostgreSQL of the restore's own, or the real server."""
    if not embedded.servers().database:
        yield
        return
    server = Postgres(stage).join()
    try:
        yield
    finally:
        server.leave()


def _hold_stops(target: Path, say: Say) -> bool:
    """What stands in the database that is replaced, put on disk; then nobody uses that database any more. False when there is none here."""
    if not embedded.servers().database or not (embedded.store_dir(target) / "pg" / "PG_VERSION").exists():
        return False
    done = _command("settle_restore", "--hold-stops", data=target)
    if done.returncode:
        say(UNREADABLE)
    if (embedded.store_dir(target) / "pg" / "postmaster.pid").exists() and not Postgres(target).join().leave():
        raise Refused(BUSY)
    return done.returncode == 0


def _fill(file: Path, key: str, stage: Path) -> None:
    for folder in swap.FILES:
        (stage / folder).mkdir(mode=0o700, exist_ok=True)
    filling = database.Filling(database.server_major())

    def receive(name: str, pieces: Iterator[bytes]) -> None:
        if name.startswith(DUMP):
            for piece in pieces:
                filling.give(piece)
            return
        path = contents.place(name, stage)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("wb") as out:
            out.writelines(pieces)

    try:
        archive.read(file, key, receive)
    except BaseException:
        filling.drop()
        raise
    filling.end()


def _bring_stops(target: Path, stage: Path) -> None:
    for path in (target / "stops").rglob("*.json"):
        kept = stage / "stops" / path.relative_to(target / "stops")
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.write_bytes(path.read_bytes())


def _settle(stage: Path, made_at: str, say: Say) -> None:
    """In a process of its own, which reads the keys that were just put back."""
    done = _command("settle_restore", "--made-at", made_at, data=stage)
    if done.returncode:
        raise Refused(f"La sauvegarde est saine, mais n’a pas pu être mise en service :\n{done.stderr.strip()[-800:]}")
    for line in json.loads(done.stdout.splitlines()[-1]):
        say(line)


def _command(*argv: str, data: Path) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {"GARDEFOU_DATA": str(data)}
    command = [sys.executable, "manage.py", *argv]
    return subprocess.run(command, cwd=embedded.ROOT, env=environment, capture_output=True, text=True, check=False)
