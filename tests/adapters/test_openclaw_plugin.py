"""The OpenClaw plugin under Node, its hooks called by hand (OpenClaw itself is not run): same digests, runs once, fails closed."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from accounts.boundary import scope
from approvals.enums import Answer, Measure
from approvals.models import ApprovalRequest, Limit
from journal.models import Action
from tests.adapters.client import FILE
from tests.adapters.test_digest import PUBLISHED
from tests.adapters.test_python_client import agent, answer, key  # noqa: F401
from tests.cast import AT, Person
from tests.faults.stack import free_port

PLUGIN = FILE.parents[1] / "openclaw" / "index.mjs"
HOST = Path(__file__).with_name("openclaw.mjs")
NODE = shutil.which("node") or ""
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not NODE, reason="no Node on this machine")]
RUN = ["exec", {"command": "./payer.sh", "timeout": 1.5}]


def played(token: str, **told: Any) -> Any:
    command = [NODE, str(HOST), str(PLUGIN), json.dumps(told)]
    done = subprocess.run(command, env={"GF_TOKEN": token}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_computes_what_is_published() -> None:
    vectors = PUBLISHED["vectors"]
    assert played("", vectors=[one["action"] for one in vectors]) == [one["canonical"] for one in vectors]


def test_nobody_there_blocks() -> None:
    assert played("gf_x", url=f"http://127.0.0.1:{free_port()}", calls=[RUN]) == ["Garde-fou : injoignable, action bloquée."]


@pytest.mark.django_db(transaction=True)
def test_it_waits_for_a_person_then_runs_once(live_server: Any, alice: Person, key: str) -> None:  # noqa: F811
    with scope(alice.company):
        Limit.objects.create(company=alice.company, type="system.command", measure=Measure.ALWAYS, answer=Answer.ASK, set_at=AT)
    first = played(key, url=live_server.url, calls=[RUN, ["read", {"path": "/x"}]])
    assert "attend une personne" in first[0]
    assert first[1] == "runs"
    with scope(alice.company):
        request = ApprovalRequest.objects.of(alice.company).get()
    assert str(request.pk) in first[0]
    answer(alice, str(request.pk))
    again = played(key, url=live_server.url, calls=[RUN, RUN])
    assert again[0] == "runs"
    assert "attend une personne" in again[1]
    with scope(alice.company):
        told = Action.objects.of(alice.company).order_by("occurred_at").values_list("tool", "outcome")
        assert list(told) == [("exec", "blocked"), ("read", "done"), ("exec", "done"), ("exec", "blocked")]
