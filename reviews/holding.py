"""Who reviews, and who replaces them: one of the sorts of things a person answers for (accounts.hooks)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from accounts.enums import ABILITIES, Ability, Role
from accounts.hooks import Held
from accounts.models import Company, Membership
from reviews.actions.rhythm import rhythm_of, set_rhythm, wanted_of
from reviews.models import Rhythm

SIGNERS = frozenset(role for role in Role if Ability.REVIEW in ABILITIES[role])
WHAT = {"reviewer": "Relit et signe les revues", "deputy": "Remplace qui relit les revues"}
ALONE = {"reviewer": "Les dirigeants relisent et signent.", "deputy": "Les dirigeants seuls sont prévenus quand une revue est en retard."}
OTHER = {"reviewer": "deputy", "deputy": "reviewer"}


class Reviewing:
    """Without anybody, the owners review."""

    def held(self, company: Company, holder: Membership | None, at: datetime) -> Sequence[Held]:  # noqa: ARG002  (every holding's shape)
        """One query."""
        return list(_held(rhythm_of(company), holder))

    def hand_over(self, held: Held, to: Membership | None, *, by: Membership, at: datetime) -> None:
        """Nothing when the rhythm says somebody else meanwhile."""
        place: str = held.thing
        wanted = wanted_of(rhythm_of(by.company))
        named: Membership | None = getattr(wanted, place)
        if named and named.pk == held.holder_id:
            handed = replace(wanted, reviewer=to) if place == "reviewer" else replace(wanted, deputy=to)
            set_rhythm(by.company, handed, by=by, at=at)


def _held(rhythm: Rhythm, holder: Membership | None) -> Iterator[Held]:
    for place, what in WHAT.items():
        named: Membership | None = getattr(rhythm, place)
        if named and (named.pk == holder.pk if holder else named.ended_at):
            other = getattr(rhythm, f"{OTHER[place]}_id")
            barred = {other: "Cette personne ne se remplace pas soi-même."} if other else {}
            yield Held(f"reviews-{place}", named.pk, what, ALONE[place], SIGNERS, place, barred)
