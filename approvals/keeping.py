"""Stops across a restore: what stands on the machine goes on standing, whatever the restored database says."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Company, Membership
from approvals import markers
from approvals.actions.stopping import recover
from approvals.models import Suspension
from inventory.models import Agent


def put_on_disk(company_id: UUID) -> int:
    """A marker for each standing stop; how many. Inside the company's scope. Harmless where the database lives on: it knows them."""
    company = Company.objects.get(pk=company_id)
    rows = Suspension.objects.of(company).standing().select_related("agent", "asked_by__user")
    for row in rows:
        agent = row.agent.name if row.agent else ""
        who = row.asked_by_id, row.asked_by.user.name
        markers.write(markers.Marker(row.pk, company_id, row.agent_id, agent, row.why, row.asked_at, *who, is_drill=row.is_drill))
    return len(rows)


def take_up(company_id: UUID) -> tuple[int, list[str]]:
    """Give each stop on disk its row: how many stand, and the agents that the restored inventory does not know. Inside the scope.

    Whoever asked may have joined since the backup: then an owner stands for them, and the reason says so.
    """
    company, unknown = Company.objects.get(pk=company_id), []
    for marker in markers.of_company(company_id):
        if marker.agent_id and not Agent.objects.of(company).filter(pk=marker.agent_id).exists():
            unknown.append(marker.agent_name)
            transaction.on_commit(partial(markers.remove, marker))
        else:
            recover(company, _by_somebody_known(company, marker))
    return Suspension.objects.of(company).standing().count(), unknown


def _by_somebody_known(company: Company, marker: markers.Marker) -> markers.Marker:
    people = Membership.objects.of(company).select_related("user")
    if people.filter(pk=marker.by_id).exists():
        return marker
    owner = people.current().filter(role=Role.OWNER).order_by("started_at").first()
    told = _("arrêt demandé par %(who)s, que la sauvegarde ne connaît pas") % {"who": marker.by_name}
    return replace(marker, by_id=owner.pk, why=f"{marker.why} ({told})".strip()[:300]) if owner else marker
