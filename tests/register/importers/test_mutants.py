"""Files of every format made bad, sent and applied: none crashes, each refusal is a French sentence, nothing is half made.

120 in the suite; GARDEFOU_MUTANTS=2000 for more (docs/dev/imports.md), with -s for the figures.
"""

import os
import resource
import time
from random import Random

import pytest
from django.db import transaction

from accounts.boundary import scope
from inventory.interchange import imports as agents
from inventory.interchange import writing
from inventory.models import Agent, AgentImport, Connection, Processing
from lib.tables.archive import Unreadable
from register import documents, imports
from register.book import to_json
from register.exporters import csv as csv_export
from register.exporters import jsonld, ods, xlsx
from register.models import ImpactAssessment, Import
from register.pia import actions as pia
from tests.cast import AT, make_company, make_person
from tests.inventory.interchange.furniture import furnish as furnish_agents
from tests.mutants import mutant
from tests.register.exports import BILLING, SUPPORT, ciso, madis, open_rgpd
from tests.register.importers.test_own import furnish
from tests.register.pias import as_file
from tests.register.pias import pia as small_pia

MANY = int(os.environ.get("GARDEFOU_MUTANTS", "120"))
SLOWEST = 10  # seconds for one file, on a slow and busy machine
ALONE = "Nom;Outil;Responsable\nDevis;Make;Zoé\n".encode()
LONGEST = 400  # characters of a refusal


@pytest.fixture
def files(alice):
    """One good file of every format."""
    with scope(alice.company):
        furnish(alice)
        furnish_agents(alice)
        book = documents.build(alice.company, AT)
        own = [write(book) for write in (xlsx.write, csv_export.write, to_json, jsonld.write, ods.write)]
        out = [writing.as_workbook(alice.company, AT), writing.as_csv_files(alice.company)]
    return [
        *own,
        *out,
        madis(BILLING),
        open_rgpd(SUPPORT),
        ciso(),
        as_file(small_pia()),
        "Nom;Outil;Responsable\nDevis;Make;Zoé\n".encode(),
    ]


@pytest.mark.slow
def test_no_file_crashes_and_nothing_is_half_made(files, db):
    chance = Random(2026)  # noqa: S311
    owner = make_person(make_company("Société Mutante", "mutante"), "Zoé Roux", "owner")
    seen = {"accepted": 0, "refused": 0, "empty": 0}
    slowest = 0.0
    for number in range(MANY):
        data = mutant(files[number % len(files)], chance)
        start = time.perf_counter()
        with scope(owner.company), transaction.atomic():
            for settle in (_as_register, _as_agents):
                seen[settle(owner, data)] += 1
            transaction.set_rollback(True)
        slowest = max(slowest, time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n{MANY} mutants, each sent to both doors: {seen}, slowest {slowest:.2f} s, peak {peak} MiB")  # noqa: T201
    assert slowest < SLOWEST
    assert seen["accepted"] > MANY / 10
    assert seen["refused"] > MANY / 10


def _as_register(owner, data):
    company = owner.company
    try:
        waiting = imports.receive(company, "mutant", data, by=owner.membership, at=AT)
    except Unreadable as refused:
        return _said(refused, Import.objects.of(company).exists())
    if "pia" in waiting.preview:
        pia.apply(waiting, by=owner.membership, at=AT)
        assert ImpactAssessment.objects.of(company).count() == 1
        return "accepted"
    found = imports.preview_of(waiting).processings
    try:
        outcome = imports.apply(waiting, by=owner.membership, at=AT)
    except imports.NothingChosen:
        assert found == ()
        return "empty"
    assert Processing.objects.of(company).count() == len(outcome.created) == len(found)
    documents.build(company, AT)
    return "accepted"


def _as_agents(owner, data):
    company = owner.company
    try:
        waiting = agents.receive(company, "mutant", data, by=owner.membership, at=AT)
    except Unreadable as refused:
        return _said(refused, AgentImport.objects.of(company).exists())
    boxes = agents.plan_of(waiting).boxes
    if not boxes:
        return "empty"
    written = agents.apply(waiting, [box.key for box in boxes], by=owner.membership, at=AT)
    made = sum(box.tab == "agents" for box in boxes), sum(box.tab == "accounts" for box in boxes)
    assert (Agent.objects.of(company).count(), Connection.objects.of(company).count()) == made
    assert (len(written.agents), len(written.accounts)) == made
    return "accepted"


def _said(refused, is_kept):
    sentence = str(refused)
    assert not is_kept
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert len(sentence) < LONGEST
    return "refused"
