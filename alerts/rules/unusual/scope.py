"""What was declared, first: a verb without a right, a tool that no right names and that was never heard, a command on the system."""

import re
from collections.abc import Iterable, Iterator

from alerts.enums import Oddity
from alerts.rules.unusual.found import Found, Picked
from alerts.rules.unusual.series import Right, Series, Tool
from inventory.enums import Verb
from journal.enums import Type
from journal.rules.naming import TYPES, weight
from lib.words import folded

# Words that every tool and every right may have: they name nothing.
SAID_OF_NOTHING = frozenset(
    "read list get send create update delete write edit search find fetch post add new set tool api avec dans pour tous les des".split()
)
HABIT = 5  # commands in the usual
KNOWN = 18  # it was told before
HARMFUL = re.compile(
    r"\b(curl|wget|fetch|iwr|invoke-web\w+)\b.*\|\s*(ba|z|da|k)?sh\b|\brm\s+-\w*[rf]|base64\s+(-d|--decode)|/etc/(passwd|shadow|sudoers)"
    r"|\b(nc|ncat|socat)\s|/dev/tcp/|\bchmod\s+(-R\s+)?[0-7]*777|\bmkfs|\bdd\s+if=|>\s*/dev/sd|\bcrontab\b|\bauthorized_keys\b"
    r"|\b(shutdown|userdel|useradd|passwd)\b|drop\s+(table|database)|\b(history\s+-c|unset\s+HISTFILE)|-enc(odedcommand)?\s",
    re.IGNORECASE,
)


def outside(series: Series) -> Iterator[Found]:
    """Nothing can be said of an agent whose rights nobody wrote."""
    verbs = {right.verb for right in series.rights}
    for tool in series.tools if verbs else ():
        if not tool.verb or tool.type == Type.COMMAND:
            continue
        is_new = tool.heard_at >= series.span.starts_at
        if tool.verb not in verbs:
            yield _scope(tool, is_new=is_new)
        elif is_new and not _is_named(tool, series.rights) and series.worked:
            yield _new(tool)


def commands(series: Series) -> Iterator[Found]:
    """The gravest one is shown; an agent that may run commands, and does, is told only of harmful ones."""
    told = [one for one in series.touched if one.type == Type.COMMAND]
    may = any(right.verb == Verb.COMMAND for right in series.rights)
    before = sum(series.counts.get(Type.COMMAND, {}).get(day, 0) for day in series.span.before)
    harmful = [one for one in told if HARMFUL.search(one.target)]
    if shown := harmful or ([] if may or before >= HABIT else told):
        worst = min(shown, key=lambda one: (one.usual, one.since))
        times = sum(one.times for one in shown)
        facts = {
            "times": times,
            "tool": worst.tool,
            "type": str(Type.COMMAND),
            "what": worst.target[:80],
            "harmful": bool(harmful),
            "usual": before,
        }
        picked = Picked(min(one.since for one in shown), max(one.until for one in shown), type=Type.COMMAND)
        yield Found(Oddity.COMMAND, (96 if harmful else 88) - (30 if worst.usual else 0), picked.since, picked, facts, times)


def _scope(tool: Tool, *, is_new: bool) -> Found:
    gravity = (92 if _weighs(tool) else 78) - (0 if is_new else KNOWN)
    facts = {"times": tool.times, "tool": tool.name, "type": tool.type, "verb": tool.verb, "new": is_new}
    return Found(Oddity.SCOPE, gravity, tool.first_at, Picked(tool.first_at, tool.last_at, tool.type, tool.name), facts, tool.times)


def _new(tool: Tool) -> Found:
    facts = {"times": tool.times, "tool": tool.name, "type": tool.type, "verb": tool.verb}
    picked = Picked(tool.first_at, tool.last_at, tool.type, tool.name)
    return Found(Oddity.TOOL, 88 if _weighs(tool) else 74, tool.first_at, picked, facts, tool.times)


def _weighs(tool: Tool) -> bool:
    return weight(TYPES[tool.type]) > weight(Type.POST)


def _is_named(tool: Tool, rights: Iterable[Right]) -> bool:
    """A right of its verb shares a word with it."""
    words = _words(tool.name)
    return any(right.verb == tool.verb and words & _words(right.words) for right in rights)


def _words(text: str) -> set[str]:
    """« Factures », « facture » and « creer_facture » share one; a name in full stands for itself."""
    plain = folded(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)).split()
    return {word.rstrip("sx") for word in plain if len(word) > 2 and word not in SAID_OF_NOTHING}
