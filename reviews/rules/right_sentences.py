"""What a point of a review of rights says, from its facts alone. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inventory.enums import Verb
from lib.dates import french_date
from reviews.enums import Code
from reviews.rules.flags import WORDS, Flag
from reviews.rules.sentences import Told

NBSP = "\u00a0"
Facts = Mapping[str, Any]


def told(code: str, facts: Facts) -> Told:
    """A point of a review of rights in words; what stands out comes first."""
    if code != Code.RIGHT:
        return Told(account_title(code, facts), details=account_details(code, facts))
    flags = flag_words(facts)
    first = (f"À regarder{NBSP}: {', '.join(flags).lower()}.",) if flags else ()
    return Told(right_title(facts), right_usual(facts), first + right_details(facts))


def right_title(facts: Facts) -> str:
    """« Modifier : Brouillons de facture »."""
    verb = str(Verb(facts["verb"]).label) if facts.get("verb") in Verb.values else "Droit"
    return f"{verb}{NBSP}: {facts.get('on', '')}"


def right_usual(facts: Facts) -> str:
    """When it last served, as far as the journal tells."""
    times, last = int(facts.get("times", 0)), facts.get("last", "")
    if not last:
        since = facts.get("heard_since", "")
        return f"Jamais utilisé depuis le {_day(since)}." if since else "Le journal ne dit rien de cet agent."
    often = f"{_many(times)} ces quatre-vingt-dix jours" if times else "pas ces quatre-vingt-dix jours"
    doubt = " Nous ne savons pas lequel de ses droits a servi." if not times and facts.get("unsure") else ""
    return f"Utilisé {often}, la dernière fois le {_day(last)}.{doubt}"


def right_details(facts: Facts) -> tuple[str, ...]:
    """Why, until when, with which account."""
    told = [f"Motif{NBSP}: {facts.get('why') or 'non précisé'}.", f"Durée{NBSP}: {facts.get('when') or 'non précisée'}."]
    return (*told, f"Compte{NBSP}: {facts['account']}.") if facts.get("account") else tuple(told)


def flag_words(facts: Facts) -> list[str]:
    """« Jamais utilisé », « Sans motif »: the heaviest first."""
    return [WORDS[Flag(flag)] for flag in facts.get("flags", ()) if flag in set(Flag)]


def account_title(code: str, facts: Facts) -> str:
    """What is to be done about an account."""
    account = facts.get("account", "")
    if code == Code.SECRET:
        return f"Le secret du compte {account} est à changer"
    return (
        f"Le compte {account} n’a pas de double vérification"
        if facts.get("is_known")
        else f"Double vérification du compte {account}{NBSP}?"
    )


def account_details(code: str, facts: Facts) -> tuple[str, ...]:
    """Who uses it, since when it is late."""
    agents = ", ".join(facts.get("agents", ()))
    late = f"Il devait être changé au plus tard le {_day(facts['due'])}." if code == Code.SECRET and facts.get("due") else ""
    return tuple(one for one in (late, f"Utilisé par{NBSP}: {agents}." if agents else "") if one)


def _day(iso: str) -> str:
    return french_date(datetime.fromisoformat(iso).date() if "T" in iso else date.fromisoformat(iso))


def _many(times: int) -> str:
    return f"{times:,}".replace(",", NBSP) + " fois"
