"""Draw every lifecycle from its transition table into docs/dev/states.md; a guard compares the two."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from approvals.enums import RequestState
from approvals.rules import lifecycle as of_requests
from inventory.enums import State
from inventory.rules.lifecycle import TRANSITIONS

PAGE = Path(settings.BASE_DIR) / "docs" / "dev" / "states.md"
HEAD = "# Lifecycles\n\nDrawn from the transition tables by `manage.py draw_states`; not written by hand.\n"


class Command(BaseCommand):
    """For developers, after a transition table changed."""

    requires_system_checks = ()
    help = "Dessine les cycles de vie dans docs/dev/states.md."

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(drawing(), encoding="utf-8")


def drawing() -> str:
    """The whole page, as Markdown with Mermaid diagrams."""
    return "\n".join([HEAD, *_agents(), *_requests()])


def _agents() -> list[str]:
    lines = [f"    {source} --> {step.target}: {step.label}" for step in TRANSITIONS.values() for source in step.sources]
    names = [f"    {state}: {State(state).label}" for state in State]
    note = "« Coupé » is not a state of this table: a standing stop (approvals) lies over any of them and shows by join.\n"
    return ["## Agent (`inventory/rules/lifecycle.py`)\n", "```mermaid", "stateDiagram-v2", *names, *lines, "```", "", note]


def _requests() -> list[str]:
    lines = [f"    {source} --> {target}: {words}" for (source, target), words in of_requests.TRANSITIONS.items()]
    names = [f"    {state}: {RequestState(state).label}" for state in RequestState]
    note = "A stop voids what is pending or granted by join, without a move. The database refuses any other move.\n"
    return ["## Demand (`approvals/rules/lifecycle.py`)\n", "```mermaid", "stateDiagram-v2", *names, *lines, "```", "", note]
