"""« Règles d’usage des agents »: the text in force, who has read it, the text one starts from, and what a new one changes."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256

from django.template.loader import render_to_string

from accounts.models import Company, Membership, UsageReading, UsageRules
from lib.kept import Kept

NEWEST = Kept(lambda company: UsageRules.objects.of(company).select_related("made_by__user", "company").order_by("-number")[:1], Company)


@dataclass(frozen=True)
class Reader:
    """Somebody of the company; `reading` is None while they have not said they read this version."""

    member: Membership
    reading: UsageReading | None


@dataclass(frozen=True)
class Change:
    """A line of a comparison: `sort` is same, gone, new, or rest where unchanged lines are left out."""

    sort: str
    text: str = ""


def in_force(company: Company) -> UsageRules | None:
    """The newest version. One query."""
    return next(iter(NEWEST.read(company)), None)


def is_read(rules: UsageRules, member: Membership) -> bool:
    """Has this person said so? One query."""
    return UsageReading.objects.of(rules.company).filter(rules=rules, membership=member).exists()


def readers(rules: UsageRules) -> list[Reader]:
    """Everybody who works for the company now: those who have not read first, then by name. Two queries."""
    read = {reading.membership_id: reading for reading in UsageReading.objects.of(rules.company).filter(rules=rules)}
    people = Membership.objects.of(rules.company).current().select_related("user").order_by("user__name", "pk")
    return sorted((Reader(member, read.get(member.pk)) for member in people), key=lambda reader: reader.reading is not None)


def fingerprint(text: str) -> str:
    """SHA-256, as the record keeps it and the sheet of signatures prints it."""
    return sha256(text.encode()).hexdigest()


def starting_text(company: Company, head: str) -> str:
    """What an owner begins from, with the company's own names. `head`: who to ask."""
    who = company.dpo_name or (company.dpo_contact if company.has_dpo else "") or head
    return render_to_string("accounts/usage_rules.md", {"company": company, "head": head, "data_person": who}).strip()


def changes(before: str, after: str) -> list[Change]:
    """Line by line; of what did not change, only a sign that it is there."""
    old, new = _lines(before), _lines(after)
    found: list[Change] = []
    for sort, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sort == "equal":
            found.append(Change("rest"))
            continue
        found += [Change("gone", line) for line in old[start:end]]
        found += [Change("new", line) for line in new[first:last]]
    return found


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
