"""The real n8n with the flow that we ship: asked, waited for, called back with a signature, read again, paid once. Opt-in: some 2.2 GB."""

import json
import urllib.request
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.faults.stack import until
from tests.real.n8n import Bank, N8n, open_bank, open_n8n
from tests.real.site import Site

AGENT = "n8n"
BILL = {"montant": "1840", "fournisseur": "Imprimerie Lebrun", "iban": "FR76 3000 6000 0112 3456 7890 189"}
PATIENCE = 90.0  # a call back that finds the flow on its way to its wait is tried again after 5 s, then 30 s
SHORTEST = 60  # seconds a demand lives at least
pytestmark = pytest.mark.opt_in("n8n")


class Floor(NamedTuple):
    """Who is there."""

    program: N8n
    bank: Bank
    site: Site

    def billed(self, number: str, **more: str) -> None:
        """An invoice, and the demand that comes of it."""
        before = len(self.site.requests(AGENT))
        self.program.bill(facture=number, **(BILL | more))
        until(lambda: len(self.site.requests(AGENT)) > before, PATIENCE)

    def paid(self, number: str) -> int:
        return sum(one["reference"] == number for one in self.bank.paid)


@pytest.fixture(scope="module")
def floor(site: Site) -> Iterator[Floor]:
    with open_bank() as bank, open_n8n(site.url, bank.url, site.key(AGENT)) as program:
        site.call_back(AGENT, f"127.0.0.1:{program.port}")
        yield Floor(program, bank, site)


def test_accepted_it_is_paid_once_and_told(floor: Floor) -> None:
    floor.billed("F-1")
    floor.site.answer(AGENT, is_yes=True)
    until(lambda: bool(floor.site.actions(AGENT)), PATIENCE)
    told = floor.site.actions(AGENT)[-1]
    assert (floor.paid("F-1"), told["amount_cents"], told["approval"]) == (1, 1840_00, floor.site.last(AGENT)["id"])
    assert floor.site.last(AGENT)["state"] == "consumed"


def test_refused_nothing_is_paid(floor: Floor) -> None:
    floor.billed("F-2")
    floor.site.answer(AGENT, is_yes=False, comment="Facture déjà payée")
    floor.billed("F-3")
    floor.site.answer(AGENT, is_yes=True)
    until(lambda: floor.paid("F-3") == 1, PATIENCE)
    assert floor.paid("F-2") == 0


def test_under_the_limits_it_is_paid_at_once(floor: Floor) -> None:
    floor.billed("F-4", montant="40", fournisseur="La Poste", iban="FR14 2004 1010 0505 0001 3M02 606")
    assert floor.site.last(AGENT)["reason"] == "below_limit", floor.site.last(AGENT)
    until(lambda: floor.paid("F-4") == 1, PATIENCE)


def test_restarted_while_it_waits_it_pays_after_the_answer(floor: Floor) -> None:
    floor.billed("F-5")
    until(floor.program.is_waiting, PATIENCE)
    floor.program.stop()
    floor.program.start()
    floor.site.answer(AGENT, is_yes=True)
    until(lambda: floor.paid("F-5") == 1, PATIENCE)
    assert floor.paid("F-5") == 1


def test_a_forged_call_pays_nothing_and_ends_nothing(floor: Floor) -> None:
    floor.billed("F-6")
    until(floor.program.is_waiting, PATIENCE)
    forged = {
        "type": "approval.decided",
        "timestamp": "2026-01-01T00:00:00Z",
        "data": {"id": floor.site.last(AGENT)["id"], "state": "approved"},
    }
    called = floor.site.last(AGENT)["callback_url"]
    sent = urllib.request.Request(called, json.dumps(forged).encode(), {"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(sent, timeout=30) as answer:  # noqa: S310 (loopback)
        assert answer.status == 200
    until(floor.program.is_waiting, PATIENCE)
    assert floor.paid("F-6") == 0
    floor.site.answer(AGENT, is_yes=True)
    until(lambda: floor.paid("F-6") == 1, PATIENCE)


def test_nobody_answered_in_time_nothing_is_paid(floor: Floor) -> None:
    floor.program.asks_for(SHORTEST)
    floor.billed("F-7")
    until(lambda: floor.site.last(AGENT)["state"] == "expired", SHORTEST + PATIENCE)
    until(lambda: not floor.program.is_waiting(), PATIENCE)
    assert floor.paid("F-7") == 0
