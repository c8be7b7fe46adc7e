"""Alerts are raised once a cause, with the actions behind them, a mail for the grave ones, and a sealed row each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from accounts.enums import Role
from accounts.mailing import is_set_up
from accounts.models import Company, Membership
from alerts.letters import warning
from alerts.models import Alert, AlertedAction
from alerts.rules.codes import GRAVE, sentence
from alerts.rules.seen import Finding
from inventory.models import Agent
from inventory.rules.days import company_day
from journal.rules.reported import key_of
from ledger.actions import record
from ledger.entries import SYSTEM, Subject
from ledger.enums import Kind
from outbox.actions import BadAddress, Cause, post

MOST_ACTIONS = 1000  # kept behind one alert: beyond, the journal tells the rest
WARNED = "alert"
Place = tuple[UUID, str, UUID]


def raise_all(company: Company, findings: Sequence[Finding], *, at: datetime) -> int:
    """How many alerts are new. Inside the company's scope; the caller holds the watch, so that nobody raises the same meanwhile."""
    if not findings:
        return 0
    findings = _after_answers(company, findings)
    first = {_place(finding): finding for finding in reversed(findings)}
    standing = _standing(company, first)
    fresh = [_alert(company, finding, at) for place, finding in reversed(first.items()) if place not in standing]
    Alert.objects.bulk_create(fresh, ignore_conflicts=True)
    _keep_actions(company, {**standing, **{(alert.agent_id, alert.code, alert.about): alert.pk for alert in fresh}}, findings)
    names = dict(Agent.objects.of(company).filter(pk__in={alert.agent_id for alert in fresh}).values_list("pk", "name"))
    _warn(company, fresh, names, at)
    for alert in fresh:
        about = Subject("agent", alert.agent_id, names[alert.agent_id])
        told = {"words": sentence(alert.code, alert.facts), "code": str(alert.code), "alert": str(alert.pk)}
        record(Kind.REVIEW, "alert.raised", about, by=SYSTEM, at=at, detail=told)
    return len(fresh)


def _after_answers(company: Company, findings: Sequence[Finding]) -> Sequence[Finding]:
    """What a person said of a grave alert says nothing of what came after: that is another alert. One query, and one more an answer."""
    places = {_place(finding) for finding in findings if finding.code in GRAVE}
    rows = Alert.objects.of(company).filter(about__in={about for _, _, about in places}).exclude(acknowledgement=None)
    known = {(agent, code, about): pk for agent, code, about, pk in rows.values_list("agent_id", "code", "about", "pk")} if places else {}
    answered = {place: pk for place, pk in known.items() if place in places}
    if not answered:
        return findings
    moved = [replace(one, about=key_of("after", str(pk))) if (pk := answered.get(_place(one))) else one for one in findings]
    return _after_answers(company, moved)


def _place(finding: Finding) -> Place:
    return (finding.agent, str(finding.code), finding.about)


def _standing(company: Company, places: Iterable[Place]) -> dict[Place, UUID]:
    known = Alert.objects.of(company).filter(about__in={about for _, _, about in places})
    return {(agent, code, about): pk for agent, code, about, pk in known.values_list("agent_id", "code", "about", "pk")}


def _alert(company: Company, finding: Finding, at: datetime) -> Alert:
    seq = finding.action.seq if finding.action else None
    return Alert(
        company=company,
        agent_id=finding.agent,
        code=str(finding.code),
        about=finding.about,
        facts=dict(finding.facts),
        seq=seq,
        happened_at=finding.happened_at,
        raised_at=at,
    )


def _keep_actions(company: Company, alerts: Mapping[Place, UUID], findings: Iterable[Finding]) -> None:
    """The first MOST_ACTIONS of each."""
    behind: dict[UUID, list[AlertedAction]] = {}
    for finding in findings:
        for told in finding.shown_by:
            alert = alerts[_place(finding)]
            row = AlertedAction(company=company, alert_id=alert, seq=told.seq, occurred_at=told.occurred_at, key=told.key)
            behind.setdefault(alert, []).append(row)
    kept = AlertedAction.objects.of(company)
    for alert, rows in behind.items():
        room = MOST_ACTIONS - kept.filter(alert=alert).count()
        kept.bulk_create(rows[: max(room, 0)], ignore_conflicts=True)


def _warn(company: Company, fresh: Iterable[Alert], names: Mapping[UUID, str], at: datetime) -> None:
    """The owners, once an agent and a day."""
    grave = {alert.agent_id: alert for alert in reversed(list(fresh)) if alert.code in GRAVE}
    if not grave or not is_set_up(company):
        return
    owners = list(Membership.objects.of(company).current().filter(role=Role.OWNER).select_related("user"))
    day = company_day(at, company.time_zone)
    for agent, alert in grave.items():
        for owner in owners:
            try:
                post(Cause(WARNED, f"{agent} {day}"), warning(alert, names[agent], company, owner.user), to=owner.user.email, at=at)
            except BadAddress:
                continue  # an address that takes no mail must not keep the others from hearing
