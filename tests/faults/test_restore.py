"""The drill: a whole installation backed up, gone, and back on an empty machine; and everything that must not happen on the way."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from governance import embedded
from governance.backups import archive
from governance.backups import folder as folder_of
from governance.backups.phrase import new_phrase, recipient
from governance.postgres import Postgres
from tests.faults.installation import Installation
from tests.faults.ready_made import ready_made
from tests.faults.stack import folder, until

pytestmark = pytest.mark.slow

ENDED = {"accounts_session", "accounts_wayin", "accounts_remembereddevice", "accounts_setupcode"}
GROWS = {"ledger_entry", "ledger_checkpoint", "ledger_check", "acts"}
LIVED_IN = """
from uuid import uuid4
from datetime import timedelta
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from accounts.boundary import all_companies, scope
from accounts.models import RememberedDevice, Session, User, WayIn
from accounts.sealing import sign_all
from ledger.enums import Reason
from outbox.actions import Cause, Letter, post
at, (company,) = timezone.now(), all_companies()
user = User.objects.first()
WayIn.objects.create(user=user, purpose="password", token_hash="0" * 64, made_at=at, expires_at=at + timedelta(days=3))
RememberedDevice.objects.create(user=user, name="Firefox", token_hash="1" * 64, made_at=at, last_used_at=at)
Session.objects.create(session_key="2" * 40, session_data="", expire_date=at + timedelta(hours=12), user=user, number=uuid4())
with scope(company):
    post(Cause("test", uuid4()), Letter("Bonjour", "Des mots", "<p>Des mots</p>"), to="a@demo.example", at=at)
    post(Cause("test", uuid4()), Letter("Votre lien", "https://un.lien", "<p>Un lien</p>", has_link=True), to="b@demo.example", at=at)
paper = Path(settings.DATA_DIR) / "files" / str(company) / "exports" / "registre.pdf"
paper.parent.mkdir(parents=True)
paper.write_bytes(bytes(range(256)) * 500)
sign_all(Reason.ASKED, now=timezone.now)
"""
LATER = """
from django.utils import timezone
from accounts.boundary import all_companies, scope
from accounts.enums import Role
from accounts.models import Company, Membership
from accounts.sealing import sign_all
from approvals.actions.stopping import stop
from inventory.models import Agent
from ledger.enums import Reason
(company,) = all_companies()
with scope(company):
    here = Company.objects.get()
    owner = Membership.objects.of(here).filter(role=Role.OWNER).select_related("user").first()
    stop(here, agent=Agent.objects.of(here).order_by("name").first(), why="Il écrit trop", by=owner, at=timezone.now())
sign_all(Reason.ASKED, now=timezone.now)
"""
STANDING = """
from accounts.boundary import all_companies, scope
from accounts.models import Company
from approvals.queries.stops import standing
(company,) = all_companies()
with scope(company):
    print([(held.why, held.is_recorded) for held in standing(Company.objects.get())])
"""
OUTBOX = """
from accounts.boundary import all_companies, scope
from outbox.models import Message
(company,) = all_companies()
with scope(company):
    print(sorted((m.subject, m.state.value, m.may_be_retried, bool(m.text)) for m in Message.objects.all() if m.cause_kind == "test"))
"""


@dataclass(frozen=True)
class Lived:
    """An installation with a past, its backup, its phrase, and who signs in there."""

    house: Installation
    archive: Path
    phrase: str
    claire: tuple[str, str, str]


@pytest.fixture(scope="module")
def lived() -> Iterator[Lived]:
    with folder() as place:
        house = Installation(ready_made(place))
        server = Postgres(place).join()  # each command finds it there
        try:
            said = house.does("load_demo")
            house.python(LIVED_IN)
            made, phrase = house.back_up("--new-phrase")
            kept = place.with_name(made.name)
            shutil.copyfile(made, kept)
            password = re.search(r"Mot de passe\s+(\S+)", said)
            key = re.search(r"la vôtre : ([A-Z2-7 ]+)", said)
            assert password
            assert key
            yield Lived(house, kept, phrase, ("claire@demo.example", password[1], key[1].strip().replace(" ", "")))
        finally:
            server.leave()


@dataclass(frozen=True)
class Back:
    """What was restored on an empty machine, what the command said, and how many rows there were at once."""

    machine: Installation
    said: str
    counts: dict[str, int]

    def copied(self, place: Path) -> Installation:
        """Another one like it."""
        subprocess.run(["cp", "-a", str(self.machine.data), str(place)], check=True)
        return Installation(place)


@pytest.fixture(scope="module")
def back(lived: Lived) -> Iterator[Back]:
    with folder() as place:
        machine = Installation(place)
        yield Back(machine, restored(lived, machine), machine.counts())


@pytest.fixture
def empty() -> Iterator[Installation]:
    with folder() as place:
        yield Installation(place)


def restored(lived: Lived, machine: Installation, *more: str) -> str:
    return machine.does("restore", str(lived.archive), *more, said=f"{lived.phrase}\n")


def test_everything_comes_back_on_an_empty_machine(lived: Lived, back: Back) -> None:
    there, said, after = back.machine, back.said, back.counts
    before = lived.house.counts()
    assert {name: count for name, count in after.items() if name not in ENDED | GROWS} == {
        name: count for name, count in before.items() if name not in ENDED | GROWS
    }
    assert {after[name] for name in ENDED - {"accounts_setupcode"}} == {0}
    assert there.files("files") == lived.house.files("files") != {}
    for name in ("secret_key", "field_keys", "record.json", "backup.json"):
        assert (there.data / "keys" / name).read_bytes() == (lived.house.data / "keys" / name).read_bytes()
    assert "INTACT" in said
    assert "Un arrêt décidé depuis cette sauvegarde n’y est pas." in said
    assert not (there.data / "restoring").exists()
    assert list(there.data.glob("avant-restauration-*")) == []
    pages = ("/", "/agents/", "/registre/", "/sauvegardes/", "/journal-scelle/")
    assert there.sign_in(lived.claire, *pages) == dict.fromkeys(pages, 200)


def test_a_message_that_waited_is_not_sent_twice(back: Back) -> None:
    assert "retenus pour que vous décidiez : 2" in back.said
    told = back.machine.python(OUTBOX).strip()
    assert told == "[('Bonjour', 'given_up', True, True), ('Votre lien', 'given_up', False, False)]"


def test_a_restore_lifts_no_stop_and_names_what_is_lost(lived: Lived, back: Back, empty: Installation) -> None:
    back.copied(empty.data)
    empty.python(LATER)
    said = restored(lived, empty, "--replace")
    assert re.search(r"Lignes du journal perdues depuis la sauvegarde : \d+ à \d+", said)
    assert "RESTAUR" in said.upper()
    assert "Arrêts en cours : 1. La remise en place n’en lève aucun." in said
    assert "Un arrêt décidé depuis" not in said
    assert empty.python(STANDING).strip() == "[('Il écrit trop', True)]"
    (aside,) = empty.data.glob("avant-restauration-*")
    assert {path.name for path in aside.iterdir()} >= {"keys", "files", "stops"}


def test_a_checkpoint_from_a_mail_says_what_is_lost_on_an_empty_machine(lived: Lived, back: Back, empty: Installation) -> None:
    with folder() as elsewhere:
        other = back.copied(elsewhere)
        other.python(LATER)
        (note,) = (other.data / "keys" / "record").glob("*.note")
        mail = empty.data.with_name("mail.txt")
        mail.parent.mkdir(exist_ok=True)
        mail.write_bytes(b"Bonjour,\r\n\r\n" + note.read_bytes().replace(b"\n", b"\r\n") + b"\r\nGarde-fou\r\n")
    said = restored(lived, empty, "--point", str(mail))
    assert re.search(r"Lignes du journal perdues depuis la sauvegarde : \d+ à \d+", said)


def test_a_version_that_is_newer_than_ours_is_named(lived: Lived, empty: Installation) -> None:
    empty.data.parent.mkdir(exist_ok=True)
    file = empty.data.with_name("newer.gfs")
    about = {"format": 1, "version": "9.9.9", "postgresql": 18, "migrations": ["accounts.9999_from_the_future"], "companies": []}
    about["made_at"] = "2099-01-01T00:00:00+00:00"
    with file.open("wb") as out:
        archive.write(out, recipient(lived.phrase), about, [])
    done = empty.run("restore", str(file), said=f"{lived.phrase}\n")
    assert done.returncode == 1
    assert "version plus récente de Garde-fou (9.9.9)" in done.stderr


REFUSALS = {
    "a wrong phrase": (lambda raw: raw, new_phrase(), "Cette phrase n’ouvre pas cette sauvegarde"),
    "a slip of the pen": (lambda raw: raw, "AAAA-BBBB", "une lettre manque ou a été mal lue"),
    "a cut archive": (lambda raw: raw[:-100], "", "incomplet ou abîmé"),
    "an altered archive": (lambda raw: raw[:40000] + bytes([raw[40000] ^ 1]) + raw[40001:], "", "incomplet ou abîmé"),
    "another file": (lambda _: b"PK\x03\x04 photos", "", "n’est pas une sauvegarde de Garde-fou"),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_what_cannot_be_restored_is_said_and_changes_nothing(case: str, lived: Lived, empty: Installation) -> None:
    spoil, phrase, sentence = REFUSALS[case]
    file = empty.data.with_name("spoilt.gfs")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(spoil(lived.archive.read_bytes()))
    done = empty.run("restore", str(file), said=f"{phrase or lived.phrase}\n")
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Rien n’a été modifié." in done.stderr
    assert empty.files(".").keys() <= {"supervisor.lock"}


def test_data_that_are_there_are_not_replaced_unless_it_is_asked(lived: Lived) -> None:
    before = lived.house.counts()
    done = lived.house.run("restore", str(lived.archive), said=f"{lived.phrase}\n")
    assert done.returncode == 1
    assert "REPLACE=1" in done.stderr
    assert lived.house.counts() == before


def test_nothing_is_restored_under_a_running_installation(lived: Lived) -> None:
    with (lived.house.data / "supervisor.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = lived.house.run("restore", str(lived.archive), "--replace", said=f"{lived.phrase}\n")
    assert done.returncode == 1
    assert "Arrêtez-le d’abord" in done.stderr


def test_a_file_that_is_not_there_is_said(empty: Installation) -> None:
    done = empty.run("restore", "/nowhere/gardefou.gfs")
    assert done.returncode == 1
    assert "n’existe pas" in done.stderr


def test_a_backup_that_is_killed_leaves_no_half_and_the_next_is_good(lived: Lived) -> None:
    before = lived.house.files("backups").keys()
    argv, env = [sys.executable, "manage.py", "backup"], os.environ | {"GARDEFOU_DATA": str(lived.house.data)}
    for _ in range(3):
        process = subprocess.Popen(argv, cwd=embedded.ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: any((lived.house.data / "backups").glob("*.part")) or process.poll() is not None)  # noqa: B023
        process.kill()
        process.wait()
    assert before <= lived.house.files("backups").keys()
    made, _ = lived.house.back_up()
    assert folder_of.is_sound(made)
    assert list((lived.house.data / "backups").glob("*.part")) == []
    assert "entière" in lived.house.does("verify_backup", str(made), said=f"{lived.phrase}\n")


def test_the_phrase_is_checked_without_restoring_anything(lived: Lived) -> None:
    assert "C’est la bonne phrase" in lived.house.does("verify_backup", "--phrase", said=f"{lived.phrase.lower()}\n")
    assert "entière, et la phrase l’ouvre" in lived.house.does("verify_backup", str(lived.archive), said=f"{lived.phrase}\n")
    assert "telles qu’elles ont été écrites" in lived.house.does("verify_backup")
    assert "pas la phrase" in lived.house.run("verify_backup", "--phrase", said=f"{new_phrase()}\n").stderr
