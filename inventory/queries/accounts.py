"""The accounts of a company: what each lacks, who uses it, which services were named. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import Company, CompanyQuerySet
from inventory import services
from inventory.models import Connection, ConnectionUse
from inventory.queries.words import company_words
from inventory.rules.missing import AccountFacts, Level, Missing, account_gaps
from inventory.rules.overlay import CompanyWords
from inventory.rules.rotation import next_rotation, rotation_due, rotation_words
from inventory.rules.words import shortened
from lib.dates import french_date
from lib.words import folded

PAGE_SIZE = 50
NAME_LIMIT = 80
FACTS = ("ownership", "sign_in", "has_second_factor", "secret_keeper", "secret_place", "rotated_on", "rotation_days")
TO_MEND = (Level.OBLIGATORY, Level.MEND)


@dataclass(frozen=True)
class AccountRow:
    """One account of the list. `mends`: what is to mend at once; `others`: how many more points are open."""

    account: Connection
    mends: tuple[str, ...]
    others: int

    @property
    def weight(self) -> tuple[int, int]:
        """The one with the most to mend first."""
        return -len(self.mends), -self.others


def facts_of(account: Connection, words: CompanyWords) -> AccountFacts:
    """What the rules want to know of an account."""
    told = {name: getattr(account, name) for name in FACTS}
    told["revoke_where"] = account.revoke_where or services.revoke_advice(account.service, words)
    return AccountFacts(account.pk, shortened(str(account), NAME_LIMIT), **told)


def listed(company: Company, *, search: str, is_closed: bool, today: date) -> list[AccountRow]:
    """Every account whose service, name or agents hold the words, by service. Three queries; the agents' names come with `users_of`."""
    words = company_words(company)
    accounts = list(Connection.objects.of(company).filter(closed_at__isnull=not is_closed).order_by("service", "identifier", "pk"))
    wanted = folded(search).split()
    named = users_of(company, accounts) if wanted else {}
    return [_row(one, words, today) for one in accounts if _holds(one, named.get(one.pk, []), wanted)]


def users_of(company: Company, accounts: Sequence[Connection]) -> dict[UUID, list[tuple[UUID, str]]]:
    """(agent, its name) for each account. One query."""
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    uses = ConnectionUse.objects.of(company).filter(connection__in=[one.pk for one in accounts]).order_by("agent__name")
    for connection, agent, name in uses.values_list("connection_id", "agent_id", "agent__name"):
        found[connection].append((agent, name))
    return found


def noted_services(company: Company) -> CompanyQuerySet[Connection]:
    """Names of services typed in accounts, each once."""
    return Connection.objects.of(company).order_by("service").values_list("service", flat=True).distinct()  # type: ignore[return-value]


def suggested(company: Company) -> list[str]:
    """Services to suggest under a field. Two queries."""
    return services.names(company_words(company), noted_services(company))  # type: ignore[arg-type]


def brief(account: Connection, today: date) -> list[tuple[str, str]]:
    """« En bref »: pairs (name, value); what nobody has said is told as « À préciser »."""
    second = {True: "Active", False: "Non", None: ""}[account.has_second_factor]
    last, period = next_rotation(account.rotated_on, account.rotation_days), rotation_words(account.rotation_days)
    late = "En retard depuis le" if rotation_due(account.rotated_on, account.rotation_days, today) else "À changer avant le"
    told = [
        ("Identifiant", account.identifier),
        ("À qui il est", account.get_ownership_display() if account.ownership else ""),
        ("Comment on s’y connecte", account.get_sign_in_display() if account.sign_in else ""),
        ("Double vérification", second),
        ("Où est gardé le secret", account.get_secret_keeper_display() if account.secret_keeper else ""),
        ("Sa référence", account.secret_place),
        ("Secret changé le", french_date(account.rotated_on) if account.rotated_on else ""),
        ("À changer", f"{period}. {late} {french_date(last)}." if last else period),
    ]
    return [(name, value or "À préciser") for name, value in told]


def gaps_of(account: Connection, words: CompanyWords, today: date) -> tuple[Missing, ...]:
    """What this account lacks."""
    return account_gaps(facts_of(account, words), today)


def _row(account: Connection, words: CompanyWords, today: date) -> AccountRow:
    gaps = () if account.closed_at else gaps_of(account, words, today)
    mends = tuple(gap.label.partition("\u00a0: ")[0] for gap in gaps if gap.level in TO_MEND)
    return AccountRow(account, mends, len(gaps) - len(mends))


def _holds(account: Connection, agents: Sequence[tuple[UUID, str]], wanted: Sequence[str]) -> bool:
    text = folded(" ".join((account.service, account.identifier, *(name for _, name in agents))))
    return all(word in text for word in wanted)
