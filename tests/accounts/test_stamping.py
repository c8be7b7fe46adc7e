"""A third party dates the day's checkpoint: asked, verified, kept, exported; whatever it answers, nothing waits and the page says so."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts import departing, stamping
from accounts.archiving import export_to
from accounts.boundary import scope
from ledger import checkpoints
from ledger import stamping as rows
from ledger.actions import record
from ledger.enums import Kind
from ledger.models import Stamp
from ledger.offline.export import check_export, manifest_text
from ledger.stamp_signing import request_for
from lib import outbound
from tests.cast import Person, sign_in
from tests.ledger.authority import Authority, open_authority
from tests.ledger.test_sealing import SUBJECT

PROOF = "/journal-scelle/preuve/"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Authority, str]]:
    with open_authority(tmp_path_factory.mktemp("tsa")) as opened:
        yield opened


@pytest.fixture(autouse=True)
def asks(settings: Any, tmp_path: Path, authority: tuple[Authority, str]) -> Authority:
    settings.RECORD_KEYS = tmp_path / "keys" / "record.json"
    settings.STAMP_AUTHORITY = authority[1]
    authority[0].mode = "honest"
    return authority[0]


@pytest.fixture
def wanted(alice: Person) -> Person:
    """Alice's company has a checkpoint to date. The authority's clock is the machine's, so is ours here."""
    with scope(alice.company):
        record(Kind.RIGHT, "person.left", SUBJECT, by=alice.actor, at=timezone.now())
    departing.send_due(now=daytime)
    return alice


def daytime() -> datetime:
    return timezone.now().replace(hour=12)


def stamp_now() -> int:
    return stamping.stamp_due(now=timezone.now)


def of(person: Person) -> Stamp:
    with scope(person.company):
        return Stamp.objects.select_related("checkpoint").get()


def due_now(person: Person) -> None:
    with scope(person.company):
        Stamp.objects.update(next_try_at=timezone.now() - timedelta(hours=1))


def test_the_checkpoint_of_the_day_is_dated_by_a_third_party(wanted: Person, asks: Authority) -> None:
    due_now(wanted)
    assert stamp_now() == 1
    assert stamp_now() == 0
    stamp = of(wanted)
    assert abs(stamp.said_at - timezone.now()) < timedelta(minutes=1)
    assert "Date attestée par un tiers" in sign_in(wanted).get(PROOF).text


def test_openssl_says_the_same_and_refuses_another_note(wanted: Person, asks: Authority, tmp_path: Path) -> None:
    """The command that the first page of an export gives."""
    due_now(wanted)
    stamp_now()
    stamp = of(wanted)
    (tmp_path / "NOTE.txt").write_bytes(stamp.checkpoint.note.encode())
    (tmp_path / "NOTE.tsr").write_bytes(bytes(stamp.response))
    command = f"openssl ts -verify -data NOTE.txt -in NOTE.tsr -CAfile {asks.folder}/root.pem".split()
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Verification: OK" in good.stdout + good.stderr
    (tmp_path / "NOTE.txt").write_bytes(b"x")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 1


def test_it_goes_with_the_export_and_is_checked_there(wanted: Person, tmp_path: Path) -> None:
    due_now(wanted)
    stamp_now()
    out = tmp_path / "journal.zip"
    export_to(out, wanted.company.pk, at=timezone.now())
    assert check_export(str(out)).verdict == "intact"
    with zipfile.ZipFile(out) as opened:
        program = opened.extract("verifier.py", tmp_path)
        assert {"horodatages/00001.txt", "horodatages/00001.tsr"} <= set(opened.namelist())
    said = subprocess.run([sys.executable, "-I", "-S", program, out], capture_output=True, text=True, check=False).stdout
    assert "Horodaté par un tiers" in said


def signed_anew(path: Path, name: str, data: bytes) -> Path:
    """By somebody who has the key: one file changed, the list of files made and signed again."""
    with zipfile.ZipFile(path) as opened:
        files = {one: opened.read(one) for one in opened.namelist()}
    files[name] = data
    told = json.loads(files["manifest.json"])
    told["files"][name] = sha256(data).hexdigest()
    files["manifest.json"] = json.dumps(told).encode()
    files["manifest.sig"] = checkpoints.keys_of_installation().sign(manifest_text(files["manifest.json"]))
    out = path.with_name("anew.zip")
    with zipfile.ZipFile(out, "w") as archive:
        for one, content in files.items():
            archive.writestr(one, content)
    return out


@pytest.mark.parametrize("forged", ["txt", "tsr"])
def test_a_stamp_of_another_root_is_found_in_an_export(wanted: Person, asks: Authority, tmp_path: Path, forged: str) -> None:
    due_now(wanted)
    stamp_now()
    export_to(tmp_path / "j.zip", wanted.company.pk, at=timezone.now())
    data = asks.reply(request_for("another note", 5)) if forged == "tsr" else b"another note"
    findings = check_export(str(signed_anew(tmp_path / "j.zip", f"horodatages/00001.{forged}", data))).findings
    assert [one.code for one in findings] == ["stamp"]


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("refused", "refuse la demande"),
        ("moved", "refuse la demande"),
        ("garbage", "ne se lit pas"),
        ("huge", "trop longue"),
        ("other", "daté autre chose"),
        ("replayed", "ne répond pas à notre question"),
        ("forged", "signature"),
        ("slow", "trop de temps"),
        ("dripping", "trop de temps"),
    ],
)
def test_whatever_it_answers_the_page_says_so_and_it_is_tried_again(
    wanted: Person, asks: Authority, monkeypatch: pytest.MonkeyPatch, mode: str, words: str
) -> None:
    asks.mode = mode
    honest = outbound.post
    monkeypatch.setattr(outbound, "post", lambda *told: honest(*told, total=0.4 if mode in ("slow", "dripping") else 10.0))
    due_now(wanted)
    assert stamp_now() == 0
    stamp = of(wanted)
    assert words in stamp.last_error
    assert stamp.last_error in sign_in(wanted).get(PROOF).text
    assert stamp_now() == 0
    asks.mode = "honest"
    monkeypatch.setattr(outbound, "post", honest)
    due_now(wanted)
    assert stamp_now() == 1
    assert of(wanted).last_error == ""


def test_it_is_given_up_after_some_days(wanted: Person, asks: Authority) -> None:
    asks.mode = "refused"
    for _ in range(8):
        due_now(wanted)
        stamp_now()
    assert of(wanted).gave_up_at is not None
    assert of(wanted).tries == 7


def test_a_worker_that_died_while_asking_is_replaced(wanted: Person) -> None:
    due_now(wanted)
    with scope(wanted.company):
        pk = rows.due(wanted.company.pk, at=timezone.now())[0]
        assert rows.take(wanted.company.pk, pk, at=timezone.now())
        assert rows.due(wanted.company.pk, at=timezone.now()) == []
        assert rows.due(wanted.company.pk, at=timezone.now() + rows.LEASE) == [pk]


def test_nobody_is_asked_unless_told(alice: Person, settings: Any) -> None:
    settings.STAMP_AUTHORITY = ""
    departing.send_due(now=daytime)
    with scope(alice.company):
        assert not Stamp.objects.exists()
    assert stamp_now() == 0


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("https://tsa.example/tsr", True),
        ("http://127.0.0.1:8318/", True),
        ("http://localhost/", True),
        ("http://tsa.example/", False),
        ("http://127.0.0.1.example/", False),
        ("ftp://tsa.example/", False),
        ("https://user:secret@tsa.example/", False),
        ("https://tsa.example:99999/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
@pytest.mark.asvs("V1.3.6")
def test_only_https_or_this_machine(url: str, *, is_allowed: bool) -> None:
    assert outbound.is_allowed(url) is is_allowed


# Addresses of IPv6 that carry one of IPv4, or stand for a site: a gateway would lead them back inside.
CARRIED = [
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "::127.0.0.1",
    "::ffff:0:10.0.0.1",
    "fec0::1",
]


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "224.0.0.1", *CARRIED]
)
@pytest.mark.asvs("V1.3.6")
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 443))])
    with pytest.raises(outbound.NotAnswered, match="forbidden"):
        outbound.post("https://tsa.example/", b"", "x/y")
