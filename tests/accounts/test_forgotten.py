"""« Mot de passe oublié ? »: one answer for everybody, a link that serves once, and a second factor before the new password counts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.forgetting import forget_expired
from accounts.actions.forgotten import answer_due, network_of
from accounts.actions.mail import Given, set_up
from accounts.actions.opening import welcome
from accounts.actions.people import change_password, end_membership
from accounts.boundary import scope
from accounts.enums import Role
from accounts.mailing import FORGOTTEN, server_for, server_of
from accounts.models import PasswordAsked, RememberedDevice, User, WayIn
from accounts.rules import FORGOTTEN_A_DAY, FORGOTTEN_AN_HOUR, FORGOTTEN_LIFE
from ledger.queries import newest
from outbox.enums import Protection
from outbox.models import Message
from tests.accounts.journeys import NOW, code_of, give_factors, give_password
from tests.cast import PASSWORD, Person, sign_in

ASK, ASKED = "/connexion/oubli/", "/connexion/oubli/suite/"
NEW = "trois hérons bleus sur le quai"


@pytest.fixture
def clock(db: None):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def mail_of(person: Person, host: str = "smtp.vasseur.example") -> None:
    given = Given("other", host, 587, Protection.STARTTLS, "contact@vasseur.example", "contact@vasseur.example", "secret")
    with scope(person.company):
        set_up(person.company, given, by=person.actor, at=NOW)


@pytest.fixture
def key(clock, alice: Person) -> str:
    mail_of(alice)
    return give_factors(alice)[0]


def ask(email: str, *, origin: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=origin).post(ASK, {"email": email})


def answer() -> int:
    from django.utils import timezone

    return answer_due(now=timezone.now)


def mailed(person: Person) -> list[Message]:
    with scope(person.company):
        return list(Message.objects.filter(cause_kind=FORGOTTEN).order_by("posted_at"))


def link_in(message: Message) -> str:
    return re.search(r"/acces/[\w-]{43}/", message.words[0])[0]


@pytest.fixture
def link(key, alice: Person) -> str:
    assert ask(alice.user.email).headers["Location"] == ASKED
    assert answer() == 1
    return link_in(mailed(alice)[0])


def opened(link: str) -> Client:
    browser = Client()
    assert browser.get(link).headers["Location"] == "/acces/"
    assert browser.post("/acces/", {"new_password": NEW}).headers["Location"] == "/acces/confirmation/"
    return browser


def test_the_whole_story(link, key, alice, inside, clock) -> None:
    clock.shift(timedelta(minutes=1))
    elsewhere = sign_in(alice)
    browser = opened(link)
    assert give_password(Client(), alice.user.email).status_code == 302  # nothing has changed yet
    assert browser.post("/acces/confirmation/", {"code": code_of(key, NOW, 2)}).headers["Location"] == "/"
    assert browser.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302
    assert give_password(Client(), alice.user.email).status_code == 403
    assert give_password(Client(), alice.user.email, NEW).headers["Location"] == "/connexion/code/"
    acts = [line.act for line in reversed(newest())]
    told = ["password.asked", "person.link_used", "password.changed", "signin.new_device", "signin.opened"]
    assert [act for act in acts if act in told] == told
    assert "password.changed" in Message.objects.values_list("cause_kind", flat=True)


def test_the_page_of_sign_in_leads_there_and_says_what_to_do(key) -> None:
    assert f'href="{ASK}"' in Client().get("/connexion/").content.decode()
    assert "Recevoir un lien" in Client().get(ASK).content.decode()
    page = Client().get(ASKED).content.decode()
    assert "pendant une heure" in page
    assert "manage.py reset_password" in page


def test_without_mail_it_says_whom_to_ask_and_keeps_nothing(clock, alice) -> None:
    for page in (Client().get(ASK), ask(alice.user.email)):
        assert "n’envoie pas d’e-mail" in page.content.decode()
        assert "manage.py reset_password" in page.content.decode()
    assert not PasswordAsked.objects.exists()


@pytest.mark.asvs("V6.3.8")
def test_whoever_is_asked_for_the_page_does_the_same(key, alice) -> None:
    ask("personne@example.fr")  # what is asked once a process
    seen = []
    for email in (alice.user.email, "inconnu@example.fr"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = ask(email)
        seen.append((page.status_code, page.headers["Location"], page.content, len(queries)))
    assert seen[0] == seen[1]


def test_nothing_is_sent_to_whoever_has_no_account(key, alice) -> None:
    ask("inconnu@example.fr")
    assert answer() == 0
    assert not mailed(alice)
    assert set(PasswordAsked.objects.values_list("email", flat=True)) == {""}


def test_looking_at_the_link_does_not_spend_it(link, key) -> None:
    for _ in range(3):
        Client().get(link)
        Client().head(link)
    browser = opened(link)
    assert browser.post("/acces/confirmation/", {"code": code_of(key, NOW)}).status_code == 302


def test_it_serves_once_even_in_two_browsers(link, key, alice) -> None:
    first, second = opened(link), opened(link)
    assert first.post("/acces/confirmation/", {"code": code_of(key, NOW)}).status_code == 302
    assert second.post("/acces/confirmation/", {"code": code_of(key, NOW, 1)}).status_code == 410
    assert Client().get(link).status_code == 410


def test_it_ends_after_an_hour(link, clock) -> None:
    browser = opened(link)
    clock.shift(FORGOTTEN_LIFE)
    assert browser.get("/acces/confirmation/").status_code == 410
    assert Client().get(link).status_code == 410


@pytest.mark.asvs("V6.3.4")
def test_without_the_second_factor_nothing_changes(link, alice) -> None:
    browser = opened(link)
    wrong = [browser.post("/acces/confirmation/", {"code": "000000"}).status_code for _ in range(5)]
    assert wrong == [403, 403, 403, 403, 429]
    assert give_password(Client(), alice.user.email).status_code == 302
    assert browser.get("/compte/").status_code == 302


def test_a_printed_code_does_too(key, alice, clock) -> None:
    _, codes = give_factors(alice)
    ask(alice.user.email)
    answer()
    browser = opened(link_in(mailed(alice)[0]))
    assert browser.post("/acces/confirmation/?papier=1", {"code": codes[0]}).headers["Location"] == "/"


@pytest.mark.asvs("V6.4.3")
def test_it_makes_no_new_factor(link) -> None:
    browser = opened(link)
    for page in ("double-verification", "application", "cle", "codes"):
        assert browser.get(f"/acces/{page}/").headers["Location"] == "/acces/"


def test_browsers_without_a_code_give_one_again(link, key, alice) -> None:
    RememberedDevice.objects.create(user=alice.user, name="Firefox", token_hash="x", made_at=NOW, last_used_at=NOW)
    opened(link).post("/acces/confirmation/", {"code": code_of(key, NOW)})
    assert not RememberedDevice.objects.exists()


def test_a_person_gets_one_in_five_minutes_and_five_a_day(key, alice, clock) -> None:
    for number in range(3 * FORGOTTEN_A_DAY):
        for twice in range(2):
            ask(alice.user.email, origin=f"192.0.2.{number}")
            assert twice == 0 or answer() <= 1
        clock.shift(timedelta(minutes=6))
    assert len(mailed(alice)) <= FORGOTTEN_A_DAY
    clock.shift(timedelta(days=1))
    ask(alice.user.email)
    assert answer() == 1


@pytest.mark.asvs("V2.4.1")
def test_one_network_address_asks_ten_times_an_hour_whoever_it_asks_for(key, alice, clock) -> None:
    assert {ask(f"p{number}@example.fr").status_code for number in range(FORGOTTEN_AN_HOUR)} == {302}
    refused = ask(alice.user.email)
    assert refused.status_code == 429
    assert "Trop de demandes" in refused.content.decode()
    assert ask(alice.user.email, origin="198.51.100.7").status_code == 302
    clock.shift(timedelta(hours=1, seconds=1))
    assert ask(alice.user.email).status_code == 302


@pytest.mark.parametrize(
    ("one", "other", "same"), [("2001:db8::1", "2001:db8::ffff", True), ("192.0.2.1", "192.0.2.2", False), ("", "x", False)]
)
def test_a_subscriber_of_ipv6_is_one_address(one: str, other: str, same: bool) -> None:
    assert (network_of(one) == network_of(other)) is same


def test_a_newer_link_ends_the_one_before_but_not_the_one_of_the_server(key, alice, clock, capsys) -> None:
    call_command("reset_password", alice.user.email)
    of_server = re.search(r"/acces/[\w-]+/", capsys.readouterr().out)[0]
    links = []
    for _ in range(2):
        ask(alice.user.email)
        answer()
        links.append(link_in(mailed(alice)[-1]))
        clock.shift(timedelta(minutes=6))
    assert [Client().get(link).status_code for link in (*links, of_server)] == [410, 302, 302]


def test_it_leaves_the_first_link_of_a_newcomer_alone(key, alice, benoit) -> None:
    way = WayIn.objects.create(user=benoit.user, purpose="join", token_hash="x", made_at=NOW, expires_at=NOW + timedelta(days=1))
    User.objects.filter(pk=benoit.user.pk).update(password="!")
    ask(benoit.user.email)
    assert answer() == 0
    assert WayIn.objects.filter(pk=way.pk, used_at=None).exists()


def test_a_password_changed_meanwhile_ends_it(link, alice) -> None:
    change_password(alice.user, "!", at=NOW)
    assert Client().get(link).status_code == 410


def test_who_has_left_gets_none(key, alice, driss, benoit, inside) -> None:
    give_factors(benoit)
    end_membership(benoit.membership, by=alice.actor, at=NOW)
    ask(benoit.user.email)
    assert answer() == 0


def test_a_company_that_takes_somebody_in_later_reads_no_link_to_the_others(clock, alice, driss) -> None:
    give_factors(alice)
    with scope(driss.company):
        welcome(driss.company, alice.user, Role.GUEST, by=driss.actor, at=NOW + timedelta(days=1))
    mail_of(driss, "smtp.driss.example")
    ask(alice.user.email)
    assert answer() == 0
    with scope(driss.company):
        assert not Message.objects.exists()


def test_it_leaves_by_the_server_of_the_installation_when_there_is_one(key, alice, settings) -> None:
    message = Message(cause_kind=FORGOTTEN)
    with scope(alice.company):
        own = server_of(alice.company)
    assert server_for(message, own) is own
    settings.EMAIL_CONFIG = {"EMAIL_HOST": "smtp.installation.example", "EMAIL_PORT": 587, "EMAIL_USE_TLS": True}
    assert server_for(message, own).host == "smtp.installation.example"
    assert server_for(Message(cause_kind="password.changed"), own) is own


def test_a_question_that_waited_too_long_is_not_answered(key, alice, clock) -> None:
    ask(alice.user.email)
    clock.shift(FORGOTTEN_LIFE)
    assert answer() == 0
    clock.shift(timedelta(days=1))
    forget_expired(at=NOW + timedelta(days=2))
    assert not PasswordAsked.objects.exists()


def test_the_link_stands_in_clear_nowhere_in_the_database(link, alice) -> None:
    token = link.split("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("select set_config('gardefou.company', %s, true)", [str(alice.company.pk)])
        for table in ("outbox_message", "accounts_wayin", "accounts_passwordasked", "ledger_entry"):
            cursor.execute(f"select count(*) from {table} t where t::text like %s", [f"%{token}%"])
            assert cursor.fetchone()[0] == 0, table


def test_somebody_inside_is_sent_to_change_it_there(key, alice) -> None:
    assert sign_in(alice).get(ASK).headers["Location"] == "/compte/mot-de-passe/"


@pytest.mark.parametrize("email", ["", "pas une adresse", "a@b", "x" * 300 + "@example.fr", "a@b.fr\r\nBcc: c@d.fr"])
def test_what_is_no_address_is_refused(key, email: str) -> None:
    assert ask(email).context["form"].errors
    assert not PasswordAsked.objects.exists()


def test_the_old_password_of_the_cast_is_theirs(key, alice) -> None:
    assert User.objects.get(pk=alice.user.pk).check_password(PASSWORD)


@pytest.mark.parametrize(
    "email", ["alıce@vasseur.example", "аlice@vasseur.example", "alice@vasseur.exämple", "alice@vasseur.example.evil.fr"]
)
def test_an_address_that_looks_like_theirs_is_not(key, alice, email: str) -> None:
    ask(email)
    assert answer() == 0


def test_the_link_names_our_own_address_whatever_the_browser_says(key, alice) -> None:
    Client(REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_HOST="evil.example").post(ASK, {"email": alice.user.email})
    assert Client().post(ASK, {"email": alice.user.email}, headers={"host": "evil.example"}).status_code == 400
    assert answer() == 1
    assert "evil" not in mailed(alice)[0].words[0]


def test_the_page_of_the_link_says_no_referrer_elsewhere(link) -> None:
    answer = Client().get(link)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
