"""« La messagerie »: settings, a test mail, what was sent, and the mails that people get."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from accounts.actions.factors import NewFactor, add_authenticator, enrol, remove_all, remove_factor, replace_sheet
from accounts.actions.people import change_password, reset_password
from accounts.boundary import scope
from accounts.due import due
from accounts.enums import Role
from accounts.factors import new_key, new_sheet
from accounts.models import Authenticator, MailServer, Membership, User, WayIn
from ledger.entries import SERVER
from ledger.queries import newest
from outbox.enums import Protection
from outbox.messages import REASONS
from outbox.models import Message
from tests.cast import AT, Person, make_company, make_person, sign_in
from tests.outbox.conftest import Clock, deliver, write
from tests.outbox.post_office import PASSWORD, USER, PostOffice

PAGE, EDIT, SENT = "/entreprise/messagerie/", "/entreprise/messagerie/reglages/", "/entreprise/messages/"
GOOD = {"sender": USER, "username": USER, "password": PASSWORD, "host": "smtp.exemple.fr", "port": "587", "protection": "starttls"}
NADIA = {"name": "Nadia Brun", "email": "nadia@vasseur.example", "role": "reviewer"}


@pytest.fixture(autouse=True)
def now(db: None):
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def browser(alice: Person) -> Client:
    return sign_in(alice)


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_without_mail_the_owner_is_told_what_does_not_work(browser, alice, chloe, inside) -> None:
    assert "Rien ne part par e-mail" in shown(browser, PAGE)
    assert "Régler la messagerie" in [duty.title for duty in due(inside, alice.membership, AT)]
    assert "Régler la messagerie" not in [duty.title for duty in due(inside, chloe.membership, AT)]


@pytest.mark.parametrize(
    ("key", "host", "port"),
    [
        ("google", "smtp.gmail.com", 587),
        ("microsoft", "smtp.office365.com", 587),
        ("ovh", "ssl0.ovh.net", 465),
        ("infomaniak", "mail.infomaniak.com", 465),
        ("ionos", "smtp.ionos.fr", 465),
    ],
)
def test_a_provider_fills_in_what_it_is_known_for(browser, key: str, host: str, port: int) -> None:
    page = shown(browser, f"{EDIT}?fournisseur={key}")
    assert f'value="{host}"' in page
    assert f'value="{port}"' in page


def test_another_provider_leaves_the_name_open(browser) -> None:
    for address in (EDIT, f"{EDIT}?fournisseur=other", f"{EDIT}?fournisseur=<b>"):
        assert browser.get(address).context["form"]["host"].value() == ""


@pytest.mark.asvs("V13.3.2")
def test_settings_are_kept_once_and_the_password_is_never_shown(browser, inside) -> None:
    for _ in range(2):
        assert browser.post(f"{EDIT}?fournisseur=other", GOOD).status_code == 302
    assert [line.sentence for line in newest()] == [
        "Alice Martin a réglé la messagerie de l’entreprise «\u00a0Vasseur Menuiserie\u00a0» (smtp.exemple.fr)"
    ]
    assert PASSWORD not in shown(browser, EDIT) + shown(browser, PAGE)
    assert "smtp.exemple.fr" in shown(browser, PAGE)


def test_the_password_stays_when_only_the_sender_changes(browser, inside) -> None:
    browser.post(EDIT, GOOD)
    before = MailServer.objects.of(inside).get().sealed_password
    assert browser.post(EDIT, GOOD | {"password": "", "sender": "autre@vasseur.example"}).status_code == 302
    assert MailServer.objects.of(inside).get().sealed_password == before


@pytest.mark.parametrize("changed", [{"host": "ailleurs.exemple.fr"}, {"username": "autre@vasseur.example"}])
def test_a_password_never_leaves_for_another_server_than_its_own(browser, inside, changed) -> None:
    browser.post(EDIT, GOOD)
    answer = browser.post(EDIT, GOOD | {"password": ""} | changed)
    assert answer.context["form"].errors.keys() == {"password"}
    assert MailServer.objects.of(inside).get().host == "smtp.exemple.fr"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sender": "claire"}, "sender"),
        ({"sender": "a@b.fr\nBcc: c@d.fr"}, "sender"),
        ({"host": ""}, "host"),
        ({"host": "smtp.exemple.fr/x"}, "host"),
        ({"host": "-x"}, "host"),
        ({"port": "0"}, "port"),
        ({"port": "70000"}, "port"),
        ({"port": "abc"}, "port"),
        ({"password": "pâté"}, "password"),
        ({"password": ""}, "password"),
        ({"protection": "none"}, "protection"),
        ({"protection": "autre"}, "protection"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(browser, inside, changed, field: str) -> None:
    answer = browser.post(EDIT, GOOD | changed)
    assert list(answer.context["form"].errors) == [field]
    assert not MailServer.objects.of(inside).exists()


def test_settings_may_be_removed(browser, inside) -> None:
    browser.post(EDIT, GOOD)
    for _ in range(2):
        assert browser.post("/entreprise/messagerie/retrait/").status_code == 302
    assert not MailServer.objects.of(inside).exists()
    assert [line.act for line in newest()] == ["mail.removed", "mail.set_up"]


def test_a_test_mail_reaches_oneself(sends: Person, office: PostOffice, inside) -> None:
    page = sign_in(sends).post("/entreprise/messagerie/essai/", follow=True).content.decode()
    assert "Le message d’essai est parti à alice@vasseur.example" in page
    assert office.kept[0]["To"] == "alice@vasseur.example"
    assert MailServer.objects.of(inside).get().tested_at == AT


def test_a_test_mail_that_fails_says_what_to_do(sends: Person, office: PostOffice, inside) -> None:
    office.to_sender = "553 no"
    page = sign_in(sends).post("/entreprise/messagerie/essai/", follow=True).content.decode()
    assert REASONS["sender"] in page
    assert MailServer.objects.of(inside).get().tested_at is None


def test_settings_that_work_again_send_at_once_what_was_waiting(sends: Person, office: PostOffice, clock: Clock, inside) -> None:
    office.to_sender = "553 no"
    write(sends, 2)
    deliver(clock)
    assert (office.kept, deliver(clock)) == ([], 0)
    office.to_sender = "250 OK"
    sign_in(sends).post("/entreprise/messagerie/essai/")
    assert deliver(clock) == 2


def test_without_settings_a_test_mail_says_so(browser) -> None:
    assert REASONS["unset"] in browser.post("/entreprise/messagerie/essai/", follow=True).content.decode()


def test_the_messages_are_listed_with_what_became_of_them(sends: Person, office: PostOffice, clock: Clock, inside) -> None:
    hers = sign_in(sends)
    assert "Aucun message pour l’instant" in shown(hers, SENT)
    office.answer = lambda mail, _: {"Message 0": "550 <i>non</i>", "Message 1": "451 plus tard"}.get(mail["Subject"], "250 OK")
    write(sends, 3)
    deliver(clock)
    page = shown(hers, SENT)
    assert all(words in page for words in ("Envoyé", "Pas parti", "En attente", "Prochain essai", "Réessayer maintenant"))
    assert "&lt;i&gt;non" in page
    assert "1 message n’est pas parti" in shown(hers, PAGE)
    assert "1 message n’est pas parti" in [duty.title for duty in due(inside, sends.membership, AT)]


def test_a_message_given_up_is_tried_again_by_a_click(sends: Person, office: PostOffice, clock: Clock, inside) -> None:
    hers = sign_in(sends)
    office.to_recipient = "550 non"
    write(sends)
    deliver(clock)
    office.to_recipient = "250 OK"
    again = f"{SENT}{Message.objects.get().pk}/essai/"
    assert "réessaie maintenant" in hers.post(again, follow=True).content.decode()
    hers.post(again)
    deliver(clock)
    assert len(office.kept) == 1
    assert newest()[0].act == "message.retried"


def test_the_list_has_pages(sends: Person, inside) -> None:
    write(sends, 31)
    hers = sign_in(sends)
    assert "Page 1 sur 2" in shown(hers, SENT)
    assert shown(hers, f"{SENT}?page=2").count('<th scope="row">') == 1
    assert "Page 2 sur 2" in shown(hers, f"{SENT}?page=zzz9&page=99")


def test_a_stranger_s_message_is_not_there(sends: Person, driss: Person, inside) -> None:
    write(sends)
    his = sign_in(driss)
    assert his.post(f"{SENT}{Message.objects.get().pk}/essai/").status_code == 404
    assert "Message 0" not in shown(his, SENT)


def link_in(page: str) -> tuple[str, str]:
    """Where the button leads, and the token it carries."""
    form = re.search(r'action="(/equipe/[^"]+/lien/envoi/)".*?name="token" value="([^"]+)"', page, re.DOTALL)
    assert form
    return form[1], form[2]


def test_a_newcomer_s_link_leaves_by_mail_and_is_erased(sends: Person, office: PostOffice, clock: Clock, inside) -> None:
    hers = sign_in(sends)
    action, token = link_in(hers.post("/equipe/ajout/", NADIA).content.decode())
    for _ in range(2):
        assert "Le lien part à nadia@vasseur.example" in hers.post(action, {"token": token}, follow=True).content.decode()
    assert [line.act for line in newest()].count("person.link_mailed") == 1
    assert token in Message.objects.get().words[0]
    deliver(clock)
    (mail,) = office.kept
    text = mail.get_body(("plain",)).get_content()
    assert f"http://localhost:8000/acces/{token}/" in text
    assert "Alice Martin vous ouvre un accès" in text
    assert f'href="http://localhost:8000/acces/{token}/"' in mail.get_body(("html",)).get_content()
    left = Message.objects.get()
    assert (left.text, left.html) == ("", "")
    assert Client().get(f"/acces/{token}/").headers["Location"] == "/acces/"


def test_a_newcomer_is_not_flooded_with_links(sends: Person, inside) -> None:
    hers = sign_in(sends)
    action, token = link_in(hers.post("/equipe/ajout/", NADIA).content.decode())
    for _ in range(6):
        answer = hers.post(action, {"token": token}, follow=True).content.decode()
        _, token = link_in(hers.post(action.removesuffix("envoi/")).content.decode())
    assert "Trop de liens sont partis" in answer
    assert Message.objects.filter(cause_kind="way_in").count() == 5


def test_without_mail_there_is_only_the_link_to_copy(browser, inside) -> None:
    page = browser.post("/equipe/ajout/", NADIA).content.decode()
    assert "/acces/" in page
    assert "Envoyer par e-mail" not in page


def test_a_link_that_is_not_this_newcomer_s_is_not_sent(sends: Person, benoit: Person, inside) -> None:
    hers = sign_in(sends)
    action, token = link_in(hers.post("/equipe/ajout/", NADIA).content.decode())
    for where, given in ((action, ""), (action, "faux"), (f"/equipe/{benoit.membership.pk}/lien/envoi/", token)):
        assert "Ce lien ne sert plus" in hers.post(where, {"token": given}, follow=True).content.decode()
    way = WayIn.objects.get()
    way.used_at = AT
    way.save()
    assert "Ce lien ne sert plus" in hers.post(action, {"token": token}, follow=True).content.decode()
    assert not Message.objects.exists()


def test_an_address_that_takes_no_mail_is_said(sends: Person, inside) -> None:
    hers = sign_in(sends)
    action, token = link_in(hers.post("/equipe/ajout/", NADIA).content.decode())
    User.objects.filter(email=NADIA["email"]).update(email="nadia")
    assert "ne peut pas recevoir" in hers.post(action, {"token": token}, follow=True).content.decode()
    assert not Message.objects.exists()


def test_no_table_holds_the_password_in_clear(sends: Person, inside) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select t::text from accounts_mailserver t union all select t::text from accounts_pastrow t")
        dumped = "".join(line for (line,) in cursor.fetchall())
    assert "contact@vasseur.example" in dumped
    assert PASSWORD not in dumped


@pytest.mark.parametrize(
    ("happens", "subject"),
    [
        (lambda user: change_password(user, "!", at=AT), "Votre mot de passe a été changé"),
        (lambda user: reset_password(user, by=SERVER, at=AT), "Votre mot de passe a été annulé"),
        (lambda user: replace_sheet(user, new_sheet(), by=SERVER, at=AT), "De nouveaux codes ont été imprimés"),
        (lambda user: add_authenticator(user, NewFactor(key=new_key()), by=SERVER, at=AT), "Une application de codes a été ajoutée"),
        (lambda user: remove_all(user, by=SERVER, at=AT), "Votre double vérification a été retirée"),
    ],
)
@pytest.mark.asvs("V6.3.7")
def test_each_change_of_what_opens_an_account_is_told_to_its_person(sends: Person, chloe: Person, inside, happens, subject: str) -> None:
    happens(chloe.user)
    message = Message.objects.get()
    assert (message.to, message.subject) == (chloe.user.email, subject)
    assert "23\u00a0novembre 2026 à 10\u00a0h\u00a012" in message.text
    assert "Si c’est bien vous" in message.text
    assert message.html.startswith("<!doctype html>")
    assert "http://localhost:8000/compte/" in message.text


def test_the_removal_of_an_app_is_told_and_the_second_change_too(sends: Person, chloe: Person, inside) -> None:
    later = [AT + timedelta(seconds=number) for number in range(3)]
    first, _ = (add_authenticator(chloe.user, NewFactor(key=new_key(), name="Un"), by=SERVER, at=at) for at in later[:2])
    remove_factor(chloe.user, Authenticator, first.pk, at=later[2])
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("key", "subject"), [("JBSWY3DPEHPK3PXP", "Une application de codes a été ajoutée"), ("", "De nouveaux codes ont été imprimés")]
)
def test_what_changes_at_once_is_told_in_one_mail(sends: Person, chloe: Person, inside, key: str, subject: str) -> None:
    enrol(chloe.user, NewFactor(key=key, codes=new_sheet()), by=SERVER, at=AT)
    assert [message.subject for message in Message.objects.all()] == [subject]


def test_somebody_in_two_companies_is_written_to_once(sends: Person, chloe: Person, driss: Person, inside) -> None:
    with scope(driss.company):
        Membership.objects.create(company=driss.company, user=chloe.user, role=Role.GUEST, started_at=AT)
    change_password(chloe.user, "!", at=AT)
    assert Message.objects.count() == 1
    with scope(driss.company):
        assert not Message.objects.exists()


def test_without_mail_nothing_is_kept_for_later(chloe: Person, inside) -> None:
    change_password(chloe.user, "!", at=AT)
    assert not Message.objects.exists()


def test_an_undone_change_is_not_told(sends: Person, chloe: Person, inside) -> None:
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        change_password(chloe.user, "!", at=AT)
        raise ZeroDivisionError
    assert not Message.objects.exists()


@pytest.mark.asvs("V1.1.2", "V1.3.11")
def test_names_are_text_and_never_another_header(sends: Person, office: PostOffice, clock: Clock) -> None:
    company = make_company("Éts <b>Morel</b>", "morel")
    user = make_person(company, "Zoé\r\nBcc: x@y.fr <script>", Role.OWNER)
    from accounts.letters import notice

    letter = notice("password.changed", User.objects.get(pk=user.user.pk), company, at=AT)
    assert "&lt;b&gt;Morel" in letter.html
    assert "<script>" not in letter.html
    assert "«\u00a0Éts <b>Morel</b>\u00a0»" in letter.text
    assert "\n" not in letter.subject


def test_the_sealed_password_leaves_no_past(sends: Person, inside) -> None:
    from accounts.models import PastRow

    assert MailServer.objects.of(inside).get().protection == Protection.NONE
    assert not PastRow.objects.of(inside).filter(table_name="accounts_mailserver").exists()
