"""Whoever reads a copy of the database gets in nowhere: no secret stands in it, as it is or as base 32, base 64 or hexadecimal."""

import base64
import logging
import os
import re
import subprocess
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client

import lib.wake
from accounts.actions.mail import Given, set_up
from accounts.actions.opening import make_setup_code
from accounts.boundary import scope
from accounts.enums import Role
from accounts.session_store import SessionStore
from governance import binaries, cluster
from governance.logs import JsonLine
from outbox.enums import Protection
from tests.accounts.device import Device
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.accounts.test_passkeys import add
from tests.cast import PASSWORD, make_company, make_person
from tests.outbox.test_pages import NADIA, link_in

MAIL_PASSWORD = "un mot de passe de messagerie"
OTHER = "six tuiles rouges et un seau"
MISTYPED = "trois chevaux lents sous la pluie"
SESSION_DATA = re.compile(r"\t(\.?[\w-]{20,}:[\w-]{6}:[\w-]{43})\t")


def dumped() -> str:
    """The whole database, as `pg_dump` writes it in clear, and what its sessions say once they are unpacked."""
    here = connection.settings_dict
    account = settings.DATABASE_ROLES.get("gf_owner", {"USER": cluster.OWNER, "PASSWORD": ""})
    where = ["--host", here["HOST"], "--username", account["USER"], *(["--port", str(here["PORT"])] if here.get("PORT") else [])]
    argv = [binaries.find() / "pg_dump", *where, here["NAME"]]
    env = os.environ | {"PGPASSWORD": account["PASSWORD"]}
    text = subprocess.run(argv, env=env, capture_output=True, text=True, check=True).stdout
    return text + "".join(str(SessionStore().decode(data)) for data in SESSION_DATA.findall(text))


def spellings(secret: str | bytes) -> set[str]:
    """As it is, and in each way programs write bytes; of base 32 and 64 the part that does not depend on what stands around it."""
    raw = secret if isinstance(secret, bytes) else secret.encode()
    found = {raw.hex()} | ({secret, secret.replace("-", "")} if isinstance(secret, str) else set())
    for size, encode in ((3, base64.b64encode), (5, base64.b32encode)):
        for first in range(size):
            whole = encode(raw[first : first + (len(raw) - first) // size * size]).decode()
            found |= {whole, whole.replace("+", "-").replace("/", "_")}
    return found


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


@pytest.fixture
def secrets(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str | bytes]]:
    """What a person holds who has everything a person can have, and what their servers hold."""
    monkeypatch.setattr(lib.wake, "_send", lambda *_: None)  # no broker is looked for
    with time_machine.travel(NOW, tick=False):
        yield lived(make_setup_code(at=NOW))


def lived(setup_code: str) -> dict[str, str | bytes]:
    alice = make_person(make_company("Vasseur Menuiserie", "vasseur"), "Alice Martin", Role.OWNER)
    key, codes = give_factors(alice)
    mail = Given("other", "smtp.exemple.fr", 587, Protection.STARTTLS, "moi", "moi@exemple.fr", MAIL_PASSWORD)
    with scope(alice.company):
        set_up(alice.company, mail, by=alice.actor, at=NOW)
    hers, begun, device = Client(), Client(), Device()
    give_password(begun, alice.user.email, MISTYPED)
    give_password(hers, alice.user.email)
    hers.post("/connexion/code/", {"code": code_of(key, NOW), "remember": "on"})
    hers.post("/compte/verification/", {"code": code_of(key, NOW, 1)})
    assert add(hers, device).headers["Location"] == "/compte/"
    new_key = hers.get("/compte/applications/ajout/").context["key"].replace(" ", "")
    action, token = link_in(hers.post("/equipe/ajout/", NADIA).content.decode())
    assert hers.post(action, {"token": token}).status_code == 302
    assert begun.get(f"/acces/{token}/").status_code == 302
    assert begun.post("/acces/", {"new_password": OTHER}).status_code == 302
    refused = Client(enforce_csrf_checks=True)
    assert refused.post(f"/acces/{token}/", {"code": codes[0]}).status_code == 403
    assert refused.get(f"/acces/{token}/rien/").status_code == 404
    cookies = {f"{name} of {who}": one.value for who, browser in enumerate((hers, begun)) for name, one in browser.cookies.items()}
    papers = {f"printed code {number}": code for number, code in enumerate(codes)}
    keys = {"app": key, "its bytes": base64.b32decode(key), "app being added": new_key, "field key": settings.FIELD_KEYS[0]}
    keys |= {"device": device.key.private_numbers().private_value.to_bytes(32, "big"), "secret key": settings.SECRET_KEY}
    words = {"password": PASSWORD, "new": OTHER, "mail": MAIL_PASSWORD, "mistyped": MISTYPED, "link": token, "set-up": setup_code}
    return cookies | papers | keys | words


@pytest.mark.slow
@pytest.mark.asvs("V6.5.2", "V13.3.2")
def test_no_secret_stands_in_a_copy_of_the_database(secrets: dict[str, str | bytes]) -> None:
    text = dumped()
    assert "Alice Martin" in text
    assert "gf_draft" in text or "gf_access" in text  # the sessions were unpacked
    assert len(secrets) > 24
    assert [name for name, secret in secrets.items() if any(spelling in text for spelling in spellings(secret))] == []


@pytest.mark.slow
@pytest.mark.asvs("V14.2.1", "V16.2.5")
def test_no_secret_stands_in_the_log_of_all_that(
    everything_logged: None, secrets: dict[str, str | bytes], caplog: pytest.LogCaptureFixture
) -> None:
    """At its most talkative, refusals among it."""
    records = caplog.get_records("setup")
    written = "\n".join(JsonLine().format(record) for record in records)
    assert len(records) > 2
    assert [name for name, secret in secrets.items() if any(spelling in written for spelling in spellings(secret))] == []


@pytest.mark.parametrize("around", ["", "a", "ab", "abc", "abcd"])
@pytest.mark.parametrize("write", [bytes, bytes.hex, base64.b64encode, base64.urlsafe_b64encode, base64.b32encode])
def test_a_secret_would_be_found_however_it_is_written(write: Callable[[bytes], str | bytes], around: str) -> None:
    secret = "s\xff?cret~de~la~maison"
    written = write(f"{around}{secret}{around}".encode())
    text = written if isinstance(written, str) else written.decode()
    assert any(spelling in text for spelling in spellings(secret))
