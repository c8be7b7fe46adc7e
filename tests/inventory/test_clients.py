"""The company's clients: one by one, a whole list at once, ended and taken back; a stranger finds nothing."""

import tracemalloc
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.boundary import scope
from inventory.actions import parties
from inventory.models import Client, ProcessingClient
from inventory.rules.client_lists import ClientWords, from_file, from_text, to_text
from ledger.queries import newest
from lib.tables import csv_file, workbook
from lib.tables.archive import Unreadable
from lib.tables.table import Table
from tests.cast import AT, Person, sign_in
from tests.register import rows as sheets

MAIRIE = ClientWords("Mairie de Lyon", "1 place de la Comédie, 69001")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mairie de Lyon\nMorel", [("Mairie de Lyon", ""), ("Morel", "")]),
        ("Mairie de Lyon, 1 place de la Comédie, 69001", [(MAIRIE.name, MAIRIE.contact)]),
        ("Mairie de Lyon\t1 place de la Comédie\t69001", [(MAIRIE.name, MAIRIE.contact)]),
        ("Adresse;Nom;Ville\n1 place de la Comédie;Mairie de Lyon;69001", [(MAIRIE.name, MAIRIE.contact)]),
        ("RAISON SOCIALE;DPO\n\nMorel;Paul\n", [("Morel", "")]),
        ("Morel\nmorel ;Paris\nMOREL", [("Morel", "")]),
        ('"Duval; fils";Lyon', [("Duval; fils", "Lyon")]),
    ],
)
def test_a_list_is_read_with_or_without_titles(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.contact) for one in from_text(text).clients] == found


def test_a_line_with_a_key_is_left_out_and_never_written_again() -> None:
    key = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
    found = from_file(f"Nom;Adresse\nMorel;Lyon\nDuval;{key}\n".encode())
    assert found.clients == (ClientWords("Morel", "Lyon"),)
    assert found.refused == ((3, "une clé ou un mot de passe"),)


@pytest.mark.parametrize("line", ["x;y\n", ";Lyon\n", "\n"])
def test_a_file_of_endless_lines_is_refused_before_it_fills_the_memory(line: str) -> None:
    tracemalloc.start()
    with pytest.raises(Unreadable, match="1000 clients"):
        from_file(f"Nom;Ville\nMorel;Lyon\n{line * 800_000}".encode())
    assert tracemalloc.get_traced_memory()[1] < 60 * 2**20
    tracemalloc.stop()


def test_a_list_written_again_is_the_same() -> None:
    listed = (MAIRIE, ClientWords('Duval; "fils"', "Lyon", "Mme Roy", "dpo@duval.example"))
    assert from_text(to_text(listed)).clients == listed


@pytest.mark.parametrize("text", ["", "\n \n", ";;;", "Nom;Adresse\n", "x" * 300, "\n".join(f"Client {number}" for number in range(1001))])
def test_a_list_that_holds_no_client_or_too_many_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        from_text(text)


def test_a_line_without_name_is_left_aside_and_said() -> None:
    found = from_text("Nom;Adresse\nMorel;Lyon\n;Paris\n" + "x" * 201 + ";Nantes")
    assert [one.name for one in found.clients] == ["Morel"]
    assert [line for line, _ in found.refused] == [3, 4]


def test_excel_and_csv_files_say_the_same() -> None:
    heads, lines = ["Nom", "Adresse", "DPO"], [["Mairie de Lyon", "1 place de la Comédie, 69001", "Paul"], ["=Morel", "", ""]]
    book = workbook.write([Table("Clients", heads, lines)], AT)
    assert from_file(book).clients == from_file(csv_file.write(heads, lines)).clients


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"%PDF-1.7", b"\x89PNG\r\n", b"a\0b\0c", b"Nom\n" + b"x" * 6_000_000])
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        from_file(data)


def test_a_name_noted_twice_is_one_client_whatever_its_case(alice: Person, inside) -> None:
    first = parties.note_client(inside, "Morel", by=alice.membership, at=AT)
    assert parties.note_client(inside, "MOREL", by=alice.membership, at=AT) == first
    parties.end_client(first, by=alice.membership, at=AT)
    assert parties.note_client(inside, "morel", by=alice.membership, at=AT).pk == first.pk
    assert Client.objects.of(inside).get().ended_at is None
    assert [line.act for line in newest()][:3] == ["client.restored", "client.ended", "client.noted"]


def test_a_list_is_one_act_and_leaves_known_clients_as_they_are(alice: Person, inside) -> None:
    parties.note_client(inside, "morel", "Lyon", by=alice.membership, at=AT)
    listed = [ClientWords("Morel", "Paris"), MAIRIE, ClientWords("Duval")]
    assert [parties.note_clients(inside, listed, by=alice.membership, at=AT) for _ in range(2)] == [2, 0]
    assert list(Client.objects.of(inside).values_list("name", "contact")) == [
        ("Duval", ""),
        (MAIRIE.name, MAIRIE.contact),
        ("morel", "Lyon"),
    ]
    assert [line.sentence for line in newest() if line.act == "client.listed"] == [
        "Alice Martin a ajouté une liste de clients\u00a0: 2 en plus"
    ]


def test_a_client_renamed_like_another_is_refused(alice: Person, inside) -> None:
    parties.note_client(inside, "Duval", by=alice.membership, at=AT)
    morel = parties.note_client(inside, "Morel", by=alice.membership, at=AT)
    with pytest.raises(parties.NameTaken):
        parties.edit_client(morel, ClientWords("Duval"), by=alice.membership, at=AT)
    assert [parties.edit_client(morel, ClientWords("Morel", "Lyon"), by=alice.membership, at=AT) for _ in range(2)] == [True, False]


def go(person: Person, name: str, *args: object, data: dict[str, object] | None = None) -> str:
    client, address = sign_in(person), reverse(f"inventory:{name}", args=args)
    answer = client.get(address) if data is None else client.post(address, data, follow=True)
    return str(answer.content.decode())


def test_the_owner_adds_changes_ends_and_takes_back_a_client(alice: Person) -> None:
    assert "Ajouter mon premier client" in go(alice, "clients")
    assert "Le client est dans votre liste" in go(alice, "client_new", data={"name": "Mairie de Lyon", "contact": "1 place"})
    assert "Un autre client porte déjà ce nom" in go(alice, "client_new", data={"name": "mairie de lyon"})
    assert "Écrivez le nom de ce client" in go(alice, "client_new", data={"name": " "})
    with scope(alice.company):
        pk = Client.objects.of(alice.company).get().pk
    assert "Le client est à jour" in go(alice, "client_edit", pk, data={"name": "Mairie de Lyon", "dpo": "Paul"})
    assert "Vous ne travaillez plus pour lui" in go(alice, "client_end", pk, data={})
    assert "Mairie de Lyon" not in go(alice, "clients")
    assert "Il est de nouveau dans votre liste" in go(alice, "client_restore", pk, data={})
    assert "Mairie de Lyon" in go(alice, "clients")


def test_a_list_is_shown_before_it_is_added(alice: Person) -> None:
    go(alice, "client_new", data={"name": "Morel"})
    shown = go(alice, "client_listing", data={"file": SimpleUploadedFile("c.csv", b"Nom;Ville\nDuval;Lyon\nMOREL;Paris")})
    assert "1 client à ajouter. Rien n’est encore fait." in shown
    assert "Déjà dans votre liste" in shown
    with scope(alice.company):
        assert Client.objects.of(alice.company).count() == 1
    said = {"pasted": to_text([ClientWords("Duval", "Lyon")]), "confirmed": "1"}
    assert "1 client est ajouté" in go(alice, "client_listing", data=said)
    assert "Ils étaient déjà tous dans votre liste" in go(alice, "client_listing", data=said)
    assert "Choisissez un fichier, ou collez votre liste" in go(alice, "client_listing", data={})
    assert "Nous ne savons pas lire ce fichier" in go(alice, "client_listing", data={"file": SimpleUploadedFile("c.csv", b"%PDF-1.7 x")})


def test_clients_are_found_by_words_and_shown_by_fifty(alice: Person) -> None:
    with scope(alice.company):
        parties.note_clients(alice.company, [ClientWords(f"Client {n:03}", "Lyon") for n in range(60)], by=alice.membership, at=AT)
    shown = go(alice, "clients")
    assert "Page 1 sur 2" in shown
    assert "Client 049" in shown
    assert "Client 050" not in shown
    found = sign_in(alice).get(reverse("inventory:clients") + "?q=059 lyon").content.decode()
    assert "Client 059" in found
    assert "Client 001" not in found
    assert "Aucun client ne correspond" in sign_in(alice).get(reverse("inventory:clients") + "?q=licorne").content.decode()


def test_the_list_costs_the_same_for_one_client_and_for_many(alice: Person, django_assert_max_num_queries) -> None:
    with scope(alice.company):
        for number in range(12):
            sheet = sheets.bare_sheet(alice, AT + timedelta(minutes=number), f"Fiche {number}")
            client = parties.note_client(alice.company, f"Client {number}", by=alice.membership, at=AT)
            ProcessingClient.objects.create(company=alice.company, processing=sheet, client=client)
    browser = sign_in(alice)
    with django_assert_max_num_queries(20):
        assert "Fiche 11" in browser.get(reverse("inventory:clients")).content.decode()


def test_a_stranger_and_a_guest_change_nothing(alice: Person, chloe: Person, driss: Person) -> None:
    with scope(alice.company):
        pk = parties.note_client(alice.company, "Morel", by=alice.membership, at=AT).pk
    assert sign_in(driss).get(reverse("inventory:client", args=[pk])).status_code == 404
    assert "Morel" not in go(driss, "clients")
    assert sign_in(chloe).get(reverse("inventory:client", args=[pk])).status_code == 200
    for name in ("client_edit", "client_end"):
        assert sign_in(chloe).post(reverse(f"inventory:{name}", args=[pk]), {}).status_code == 404
