"""The figures of a review's head, and in words what found no room among its points. Pure."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from journal.enums import Outcome, Type
from lib.money import french_money
from reviews.enums import Code
from reviews.rules.choosing import Chosen
from reviews.rules.held import Week, number
from reviews.rules.kinds import many

NBSP = "\u00a0"
COUNTED = (Code.FOLLOW_UP, Code.ALERT, Code.UNUSUAL, Code.BLOCKED)  # one point may tell of several
# What is left of each rule: (one, several, where all of it is seen).
LEFT: Mapping[str, tuple[str, str, str]] = {
    Code.FOLLOW_UP: ("autre suite à donner", "autres suites à donner", "dans les revues précédentes"),
    Code.ALERT: ("autre alerte", "autres alertes", "dans «\u00a0Alertes\u00a0»"),
    Code.UNUSUAL: ("autre chose inhabituelle", "autres choses inhabituelles", "dans le journal"),
    Code.BLOCKED: ("autre action empêchée", "autres actions empêchées", "dans le journal"),
    Code.NEW_NAMES: ("autre agent avec de nouveaux noms", "autres agents avec de nouveaux noms", "dans le journal"),
    Code.TOTALS: ("autre agent au travail", "autres agents au travail", "dans le journal"),
    Code.SILENT: ("autre agent resté muet", "autres agents restés muets", "dans «\u00a0Mes agents\u00a0»"),
}


def head(week: Week, chosen: Chosen) -> dict[str, Any]:
    """Plain figures. `upto`: how far the record was looked at; `left`: how many things of each rule are not among the points."""
    left: Counter[str] = Counter()
    for one in chosen.left:
        left[str(one.code)] += int(one.facts.get("number", 1)) if one.code in COUNTED else 1
    paid: Counter[str] = Counter()
    for done in week.sums:
        if done.kind == Type.PAYMENT and done.outcome == Outcome.DONE and done.currency:
            paid[done.currency] += done.cents or 0
    return {
        "upto": week.upto,
        "number": number(week.sums),
        "failed": number(one for one in week.sums if one.outcome == Outcome.FAILED),
        "blocked": number(one for one in week.sums if one.outcome == Outcome.BLOCKED),
        "late": sum(one.late for one in week.sums),
        "older": week.older,
        "tests": week.tests,
        "agents": len({one.agent for one in week.sums}),
        "ordinary": week.ordinary,
        "paid": dict(sorted(paid.items())),
        "left": dict(left),
        "left_actions": sum(int(one.facts.get("number", 0)) for one in chosen.left if one.code == Code.TOTALS),
    }


def head_words(facts: Mapping[str, Any]) -> list[str]:
    """« 1 204 actions de 5 agents, 3 échecs. », « Et 14 autres choses inhabituelles, à voir dans le journal. »"""
    if "number" not in facts:  # a review of rights
        return []
    numbered = [many(facts["number"], "action") + f" de {many(facts['agents'], 'agent')}"]
    numbered += [many(facts["failed"], "échec")] if facts["failed"] else []
    numbered += [many(facts["blocked"], "empêchée")] if facts["blocked"] else []
    numbered += [f"{french_money(cents, currency)} payés" for currency, cents in facts["paid"].items()]
    told = [f"{', '.join(numbered)}." if facts["number"] else "Aucune action cette semaine."]
    if facts["late"]:
        told.append(f"Dont {many(facts['late'], 'action')} de la semaine d’avant, racontée{'s' * (facts['late'] > 1)} trop tard pour elle.")
    if older := facts.get("older"):
        said = many(older, "action datée", "actions datées")
        told.append(f"{said} de plus de deux mois, racontée{'s' * (older > 1)} depuis la dernière revue.")
    for code, number_left in facts["left"].items():
        one, more, where = LEFT[code]
        told.append(f"Et {many(number_left, one, more)}, à voir {where}.")
    return told
