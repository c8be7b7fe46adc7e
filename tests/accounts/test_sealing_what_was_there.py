"""An older installation kept session keys and waiting links in clear: this version seals them, and signs nobody out."""

from importlib import import_module

from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.models import Session
from accounts.session_store import SessionStore, kept_as
from outbox.actions import Cause, Letter, post
from outbox.models import Message
from tests.cast import AT, Person, sign_in

SESSIONS = import_module("accounts.migrations.0010_sessions_by_hash")
LINKS = import_module("outbox.migrations.0002_seal_links")


def test_an_open_session_stays_open_under_its_new_name(alice: Person) -> None:
    browser: Client = sign_in(alice)
    key = browser.session.session_key
    Session.objects.filter(session_key=kept_as(key)).update(session_key=key)
    assert browser.get("/compte/").status_code == 302
    browser.cookies["gardefou"] = key
    with connection.cursor() as cursor:
        cursor.execute(SESSIONS.HASH)
    assert not Session.objects.filter(session_key=key).exists()
    assert SessionStore(key).load()
    assert browser.get("/compte/").status_code == 200


def test_a_link_that_waits_is_sealed_and_still_leaves(inside: object) -> None:
    post(Cause("essai", 1), Letter("Accès", "le lien", "<p>le lien</p>", has_link=True), to="a@vasseur.example", at=AT)
    post(Cause("essai", 2), Letter("Avis", "sans lien", "<p>sans lien</p>"), to="a@vasseur.example", at=AT)
    Message.objects.filter(has_link=True).update(text="le lien", html="<p>le lien</p>")
    LINKS.close(apps, None)
    with_link, without = Message.objects.order_by("cause_id")
    assert "le lien" not in with_link.text + with_link.html
    assert with_link.words == ("le lien", "<p>le lien</p>")
    assert without.text == "sans lien"
    LINKS.open_again(apps, None)
    assert Message.objects.get(has_link=True).text == "le lien"
