"""The bill of materials says what the pins say, each licence may be joined to ours, and no pin names a machine."""

import json
import re
from dataclasses import replace
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from packaging.version import Version

from governance.bill import PINS, cyclonedx, is_compatible, parts
from tests.cast import Person, sign_in

FILES = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.asvs("V15.1.2")
def test_every_pin_stands_in_it_with_its_fingerprints() -> None:
    pinned = re.findall(r"^([\w.-]+)==(\S+)", PINS.read_text(), re.MULTILINE)
    assert [(part.name, part.version) for part in parts()] == pinned
    assert len(pinned) > 60
    assert [part.name for part in parts() if not part.hashes] == []


def test_what_is_installed_is_what_is_pinned() -> None:
    assert {part.name for part in parts() if part.is_here and Version(version(part.name)) != Version(part.version)} == set()


@pytest.mark.parametrize("part", parts(), ids=lambda part: part.name)
def test_its_licence_may_be_joined_to_ours(part) -> None:
    assert is_compatible(part.licence), part.licence


@pytest.mark.parametrize("licence", ["", "SSPL-1.0", "Proprietary", "GPL-2.0-only", "MIT AND SSPL-1.0", "BSD"])
def test_another_licence_is_seen(licence: str) -> None:
    assert not is_compatible(licence)


def test_we_ask_for_what_requirements_in_names() -> None:
    named = re.findall(r"^([\w-]+)", PINS.with_suffix(".in").read_text(), re.MULTILINE)
    assert sorted(part.name for part in parts() if part.is_ours) == sorted(named)
    known = {part.name for part in parts()}
    assert {other for part in parts() for other in part.asked_by} <= known
    assert [part.name for part in parts() if not part.is_ours and not part.asked_by] == []


@pytest.mark.asvs("V15.1.2")
def test_the_file_is_cyclonedx_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        call_command("write_sbom", out=tmp_path / name, stdout=StringIO())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    told = json.loads((tmp_path / "one").read_text())
    assert (told["bomFormat"], told["specVersion"], len(told["components"])) == ("CycloneDX", "1.6", len(parts()))
    refs = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    assert len(refs) == len(parts()) + 1
    assert {one["ref"] for one in told["dependencies"]} == refs
    assert {on for one in told["dependencies"] for on in one["dependsOn"]} <= refs
    other = cyclonedx(settings.VERSION, [replace(part, hashes=("0" * 64,)) for part in parts()])
    assert other["serialNumber"] != told["serialNumber"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.asvs("V15.2.1")
def test_a_pin_is_exact_hashed_and_names_no_machine(name: str) -> None:
    text = PINS.with_name(name).read_text()
    pins = [line for line in text.splitlines() if re.match(r"\w", line)]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==\S+ \\", line)] == []
    assert text.count("\n    --hash=sha256:") >= len(pins)
    assert re.findall(r"^-(?!-hash|c |r ).*|https?://.*|file:.*|/(?:root|home|work|tmp)/.*", text, re.MULTILINE) == []


@pytest.mark.asvs("V13.4.5")
def test_a_visitor_is_told_no_version_and_a_person_is(alice: Person) -> None:
    numbers = [f">{part.version}<" for part in parts() if part.name in ("django", "celery", "cryptography")]
    outside, inside = Client().get("/a-propos/").text, sign_in(alice).get("/a-propos/").text
    assert [number for number in numbers if number in outside] == []
    assert [number for number in numbers if number not in inside] == []
    assert "django-otp" in outside
    assert f"Version {settings.VERSION}" not in outside
