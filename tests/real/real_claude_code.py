"""The real Claude Code with the command hook of the page, its model on loopback. Opt-in: whoever names it accepts its publisher's terms."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.faults.stack import free_port
from tests.real.models import Models
from tests.real.site import PLACE, Site

AGENT = "claude-code"
PROGRAM = PLACE / "claude-code" / "node_modules" / "@anthropic-ai" / "claude-code-linux-x64" / "claude"
RISKY = {"permissions": {"allow": ["Bash(touch:*)"]}}  # the rule that the page says to take away: the hook must hold even then
QUIET = dict.fromkeys(
    ["DISABLE_AUTOUPDATER", "DISABLE_ERROR_REPORTING", "DISABLE_TELEMETRY", "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"], "1"
)
DEFER = "?pending=defer"
pytestmark = pytest.mark.opt_in("claude-code")


class Desk(NamedTuple):
    """A home and a work folder of its own."""

    site: Site
    models: Models
    home: Path

    def turn(self, *more: str, what: str = "", where: str = "", pending: str = "", **variables: str) -> tuple[bool, dict[str, Any]]:
        """Whether the command ran, and what the program said. `where`: another server than ours."""
        pasted = self.site.pasted(AGENT, "PreToolUse").replace("pre-tool-use", "pre-tool-use" + pending)
        settings, work = self.home / "settings.json", self.home / "travail"
        settings.write_text(json.dumps(json.loads(pasted.replace(self.site.browser.site, where or self.site.browser.site)) | RISKY))
        self.models.says(("Bash", {"command": f"touch fait.txt {what}".strip(), "description": "Payer"}))
        work.mkdir(exist_ok=True)
        (work / "fait.txt").unlink(missing_ok=True)
        command = [str(PROGRAM), "-p", *more, "--output-format", "json", "--settings", str(settings), "--setting-sources", "user"]
        env = self.surroundings | (variables or QUIET)
        done = subprocess.run(
            command, cwd=work, env=env, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL, check=False
        )
        assert done.stdout, done.stderr
        return (work / "fait.txt").exists(), json.loads(done.stdout)

    @property
    def surroundings(self) -> dict[str, str]:
        own = {"HOME": str(self.home), "CLAUDE_CONFIG_DIR": str(self.home / ".claude"), "GF_TOKEN": self.site.key(AGENT)}
        return {"PATH": os.environ["PATH"], "ANTHROPIC_BASE_URL": self.models.url, "ANTHROPIC_AUTH_TOKEN": "fake", **own}


@pytest.fixture
def desk(site: Site, models: Models, tmp_path: Path) -> Desk:
    return Desk(site, models, tmp_path)


def test_it_waits_is_accepted_runs_once_and_asks_again(desk: Desk) -> None:
    ran, said = desk.turn("Paie.")
    assert (ran, "attend une personne" in said["result"]) == (False, True), said
    desk.site.answer(AGENT, is_yes=True)
    assert desk.turn("Paie.")[0] is True
    assert desk.turn("Paie.")[0] is False


def test_refused_the_model_reads_why(desk: Desk) -> None:
    desk.site.answer(AGENT, is_yes=False, comment="Facture déjà payée")
    ran, said = desk.turn("Paie.")
    assert (ran, "Facture déjà payée" in said["result"]) == (False, True), said


def test_nobody_there_blocks_even_what_a_rule_allows(desk: Desk) -> None:
    ran, said = desk.turn("Paie.", where=f"http://127.0.0.1:{free_port()}")
    assert (ran, "injoignable" in said["result"]) == (False, True), said


@pytest.mark.parametrize("is_yes", [True, False], ids=["accepted", "refused"])
def test_put_off_in_the_evening_it_is_taken_up_next_morning(desk: Desk, is_yes: bool) -> None:
    what = f"nuit-{is_yes}"
    ran, said = desk.turn("Paie.", what=what, pending=DEFER)
    assert (ran, said["stop_reason"]) == (False, "tool_deferred"), said
    desk.site.answer(AGENT, is_yes=is_yes)
    ran, _ = desk.turn("--resume", said["session_id"], what=what, pending=DEFER)
    assert ran is is_yes


def test_its_own_telemetry_is_a_line_of_the_journal(desk: Desk) -> None:
    before = len(desk.site.actions(AGENT))
    pasted = dict(line.split("=", 1) for line in desk.site.pasted(AGENT, "CLAUDE_CODE_ENABLE_TELEMETRY").splitlines())
    pasted["OTEL_EXPORTER_OTLP_HEADERS"] = pasted["OTEL_EXPORTER_OTLP_HEADERS"].strip('"').replace("$GF_TOKEN", desk.site.key(AGENT))
    assert desk.turn("Paie.", what="trace", DISABLE_AUTOUPDATER="1", **pasted)[0] is False
    told = desk.site.actions(AGENT)[before:]
    assert [(one["tool"], one["outcome"]) for one in told] == [("Bash", "blocked")]
