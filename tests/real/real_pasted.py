"""What « Brancher cet agent » gives to paste, pasted: in a shell, in a program, in the settings of Claude Code."""

import json
from pathlib import Path

import pytest

from tests.faults.stack import free_port
from tests.real.site import PYTHON, Ran, Site
from tests.real.unwell import unwell

AGENT = "shell"
CALL = {"hook_event_name": "PreToolUse", "session_id": "s", "tool_name": "Bash", "tool_input": {"command": "./payer.sh"}}


def hooked(site: Site, *, where: str = "", more: str = "", session: str = "s", patience: str = "20") -> Ran:
    """The command hook, as Claude Code runs it. `where`: another server than ours."""
    (hook,) = json.loads(site.pasted(AGENT, "PreToolUse"))["hooks"]["PreToolUse"][0]["hooks"]
    line = hook["command"].replace("pre-tool-use", "pre-tool-use" + more).replace("--max-time 20", f"--max-time {patience}")
    line = line.replace(site.browser.site, where or site.browser.site)
    return site.shell(AGENT, line, json.dumps(CALL | {"session_id": session, "tool_use_id": f"toolu_{session}"}))


def decided(ran: Ran) -> tuple[str, str]:
    assert ran.code == 0, ran.complained
    said = json.loads(ran.said)["hookSpecificOutput"]
    return said["permissionDecision"], said["permissionDecisionReason"]


def test_the_hook_of_claude_code_waits_then_lets_it_run_once(site: Site) -> None:
    decision, why = decided(hooked(site))
    assert (decision, "attend une personne" in why) == ("deny", True)
    assert decided(hooked(site, more="?pending=defer"))[0] == "defer"
    site.answer(AGENT, is_yes=True)
    assert decided(hooked(site, session="le-lendemain"))[0] == "allow"
    assert decided(hooked(site, session="le-lendemain"))[0] == "deny"
    assert site.requests(AGENT)[0]["state"] == "consumed"


@pytest.mark.parametrize("trouble", ["nobody", "error", "silence"])
def test_without_an_answer_the_hook_blocks(site: Site, trouble: str) -> None:
    if trouble == "nobody":
        ran = hooked(site, where=f"http://127.0.0.1:{free_port()}")
    else:
        with unwell(500 if trouble == "error" else 0) as where:
            ran = hooked(site, where=where, patience="1")
    assert (ran.code, "Garde-fou injoignable" in ran.complained) == (2, True)
    assert site.key(AGENT) not in ran.complained


def test_a_key_that_opens_nothing_blocks(site: Site) -> None:
    (hook,) = json.loads(site.pasted(AGENT, "PreToolUse"))["hooks"]["PreToolUse"][0]["hooks"]
    assert decided(site.shell(AGENT, hook["command"], json.dumps(CALL), GF_TOKEN="gf_" + "x" * 43))[0] == "deny"


def test_the_heartbeat_to_try_it(site: Site) -> None:
    told = site.shell(AGENT, site.pasted(AGENT, "heartbeat"))
    assert json.loads(told.said)["agent_state"] == "active"


def test_the_three_calls_of_curl(site: Site) -> None:
    ask = site.pasted(AGENT, "approvals \\").replace("wait=45", "wait=0")
    asked = json.loads(site.shell(AGENT, ask).said)
    assert asked["state"] == "pending"
    site.answer(AGENT, is_yes=True)
    consume = site.pasted(AGENT, "approvals/ID/consume").replace("/ID/", f"/{asked['id']}/").replace("DIGEST", asked["action_digest"])
    assert json.loads(site.shell(AGENT, consume).said)["state"] == "consumed"
    assert json.loads(site.shell(AGENT, consume).said)["code"] == "already-consumed"
    done = site.pasted(AGENT, "v1/actions")
    assert [json.loads(site.shell(AGENT, done).said)["accepted"] for _ in range(2)] == [1, 0]


def test_the_python_program(site: Site, tmp_path: Path) -> None:
    (tmp_path / "garde_fou.py").write_text(site.browser.get("/appels/garde_fou.py").text)
    text = site.pasted(AGENT, "from garde_fou import").replace("F-2026-1187", "F-2026-1188").replace("wait=45", "wait=0")
    program = tmp_path / "programme.py"
    program.write_text("def payer(virement):\n    print('payé', virement['payee']['reference'])\n\n\n" + text)
    first = site.shell(AGENT, f"{PYTHON} {program}")
    assert (first.code, first.said) == (0, "Ne rien payer\u00a0: une personne n’a pas encore répondu (pending)"), first.complained
    site.answer(AGENT, is_yes=True)
    assert site.shell(AGENT, f"{PYTHON} {program}").said == "payé F-2026-1188"
    assert site.shell(AGENT, f"{PYTHON} {program}").said.startswith("Ne rien payer\u00a0: l’accord a déjà servi")


def test_the_settings_of_a_program_of_mcp(site: Site) -> None:
    server = json.loads(site.pasted(AGENT, "mcpServers"))["mcpServers"]["garde-fou"]
    given = server["headers"]["Authorization"].replace("${GF_TOKEN}", "$GF_TOKEN")
    sent = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    told = site.shell(AGENT, f"curl -sS {server['url']} -H 'Content-Type: application/json' -H \"Authorization: {given}\" -d '{sent}'")
    assert len(json.loads(told.said)["result"]["tools"]) == 4


def test_the_variables_of_telemetry(site: Site) -> None:
    before = len(site.actions(AGENT))
    lines = "set -a\n" + site.pasted(AGENT, "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf")
    ran = site.shell(AGENT, f"{lines}\nexec {PYTHON} {Path(__file__).parent / 'programs' / 'logs.py'} $OTEL_EXPORTER_OTLP_PROTOCOL")
    assert ran.code == 0, ran.complained
    assert [one["tool"] for one in site.actions(AGENT)[before:]] == ["Bash", "Bash"]
