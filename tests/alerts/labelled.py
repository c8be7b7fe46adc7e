"""A labelled journal as a company: its actions, what was declared of its agents and when, and the incidents a review should show."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from accounts.models import Company
from alerts.enums import Oddity
from alerts.rules.unusual.found import Unusual
from inventory.enums import State
from inventory.models import Agent, AgentState
from journal.actions.intake import report
from journal.enums import Outcome, Source
from journal.rules.naming import meaning
from journal.rules.reported import Reported
from tests.register import rows

FOLDER = Path(__file__).parents[3] / "shared" / "detection"
HEAR = 1_000
NAMES = UUID(int=6)
OWED = {"payment", "invoice", "quote"}  # what is owed by or to somebody: the target is who, the reference what


@dataclass(frozen=True)
class Incident:
    """What was planted in an agent's work."""

    agent: str
    kind: str
    starts_at: datetime
    ends_at: datetime


# What shows what was planted: a finding of one of these kinds, on an action of it.
SHOWN_BY: dict[str, set[Oddity]] = {
    "secret_file_read": {Oddity.SENSITIVE},
    "mass_file_modify": {Oddity.BURST, Oddity.SCOPE},
    "mass_delete": {Oddity.BURST, Oddity.SCOPE},
    "mail_burst": {Oddity.BURST, Oddity.SCOPE},
    "loop": {Oddity.LOOP, Oddity.BURST},
    "shell_command": {Oddity.COMMAND},
    "undeclared_tool": {Oddity.SCOPE, Oddity.TOOL},
    "silence": {Oddity.SILENCE},
    "threshold_splitting": {Oddity.SPLIT, Oddity.SCOPE},
    "double_invoicing": {Oddity.DOUBLE, Oddity.SCOPE, Oddity.TOOL},
    "night_activity": {Oddity.HOURS},
    "slow_exfil": {Oddity.RECIPIENT, Oddity.SCOPE, Oddity.TOOL},
    "new_domain_exfil": {Oddity.RECIPIENT, Oddity.LOOP, Oddity.SCOPE},
    "gradual_increase": {Oddity.GROWTH, Oddity.VOLUME, Oddity.HOURS},
}
OF_DAYS = {Oddity.SILENCE, Oddity.GROWTH, Oddity.VOLUME}  # told of days, not of actions


@dataclass(frozen=True)
class Labelled:
    """What is known of the journal beside its actions."""

    said: dict[str, Any]

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(datetime.fromisoformat(self.said["start"]).date(), time(), UTC)

    @property
    def incidents(self) -> list[Incident]:
        return [Incident(one["agent"], one["kind"], _at(one["start"]), _at(one["end"])) for one in self.said["incidents"]]

    @property
    def weeks(self) -> list[tuple[datetime, datetime]]:
        """From Friday to Friday at eight, once there was time to learn."""
        learnt, over = (self.starts_at + timedelta(days=self.said[name]) for name in ("learning_days", "days"))
        first = learnt + timedelta(days=(4 - learnt.weekday()) % 7, hours=8)
        ends = (first + timedelta(weeks=number) for number in range(100))
        return [(end - timedelta(weeks=1), end) for end in ends if end <= over]


def shows(point: Unusual, incident: Incident) -> bool:
    """It is of its kind and on one of its actions; or most of its actions are those of an incident of less than a day."""
    mine = sum(incident.starts_at <= action.occurred_at <= incident.ends_at for action in point.actions)
    if point.actions and incident.ends_at - incident.starts_at < timedelta(days=1) and 2 * mine >= len(point.actions):
        return True
    return point.kind in SHOWN_BY[incident.kind] and (mine > 0 or point.kind in OF_DAYS)


def labelled() -> Labelled:
    return Labelled(json.loads((FOLDER / "agent_events_dev_labels.json").read_text()))


def load(company: Company, known: Labelled) -> dict[str, Agent]:
    """Every action by the intake; declared tools as rights of that day, declared leave as a pause."""
    company.time_zone = "UTC"
    company.save(update_fields=["time_zone"])
    agents = {name: _agent(company, name, tools, known) for name, tools in known.said["declared_tools"].items()}
    for told in known.said["benign_confusers"]:
        _declare(agents[told["agent"]], told)
    for name, agent in agents.items():
        for some in _batches(name):
            report(agent, some, Source.API)
    return agents


def _batches(agent: str) -> Iterator[list[Reported]]:
    told = iter([_reported(number, line) for number, line in enumerate(_lines()) if line["agent"] == agent])
    while some := list(islice(told, HEAR)):
        yield some


def _lines() -> Iterator[dict[str, str]]:
    with gzip.open(FOLDER / "agent_events_dev.csv.gz", "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _reported(number: int, line: dict[str, str]) -> Reported:
    is_owed = meaning(line["action"], "other", {}).type in OWED
    amount = line["amount"]
    return Reported(
        key=uuid5(NAMES, str(number)),
        occurred_at=_at(line["ts"]),
        type="other",
        tool=line["action"],
        target=line["ref"] if is_owed else line["target"] or line["domain"],
        payee=line["target"] if is_owed else "",
        amount_cents=round(float(amount) * 100) if amount else None,
        currency="EUR" if amount else "",
        outcome=Outcome.DONE if line["status"] == "ok" else Outcome.FAILED,
    )


def _agent(company: Company, name: str, tools: list[str], known: Labelled) -> Agent:
    agent = rows.agent(company, name, known.starts_at)
    for tool in tools:
        _right(agent, tool, known.starts_at)
    return agent


def _right(agent: Agent, tool: str, at: datetime) -> None:
    rows.right(agent, at, meaning(tool, "other", {}).verb, tool)


def _declare(agent: Agent, told: dict[str, Any]) -> None:
    day = datetime.combine(datetime.fromisoformat(told["day"]).date(), time(), UTC)
    if told["kind"] == "outil_ajoute_et_declare":
        _right(agent, told["tool"], day)
    if told["kind"] == "conges_declares":
        seq = AgentState.objects.of(agent.company).filter(agent=agent).count()
        for step, (state, at) in enumerate(((State.PAUSED, day), (State.ACTIVE, day + timedelta(days=told["days"]))), seq):
            AgentState.objects.create(company=agent.company, agent=agent, seq=step, state=state, at=at)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
