"""What the views of the inventory share: loading what is yours to read or to change, and the plain page of one form."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from accounts.access import CompanyRequest
from inventory.charge import demanded
from inventory.models import Agent, Connection, Permission, Processing
from inventory.rules.days import company_day


def today(request: CompanyRequest) -> date:
    """The day it is at the company's."""
    return company_day(request.at, request.company.time_zone)


def agent_of(request: CompanyRequest, agent_id: UUID) -> Agent:
    """An agent of this company with its state and its people, or 404."""
    agents = Agent.objects.of(request.company).with_state().select_related("company", "in_charge__user", "deputy__user")
    return demanded(request, agents, agent_id)


def right_of(request: CompanyRequest, right_id: UUID) -> Permission:
    """A right that has not ended, or 404."""
    return demanded(request, Permission.objects.of(request.company).current().select_related("company", "agent", "connection"), right_id)


def connection_of(request: CompanyRequest, connection_id: UUID) -> Connection:
    """An account of this company, or 404."""
    return demanded(request, Connection.objects.of(request.company).select_related("company"), connection_id)


def processing_of(request: CompanyRequest, processing_id: UUID) -> Processing:
    """A line of this company's register, or 404."""
    return demanded(request, Processing.objects.of(request.company).select_related("company"), processing_id)


def form_page(request: CompanyRequest, form: forms.Form, *, title: str, back: tuple[str, str], **more: Any) -> HttpResponse:
    """One form on one page. `more`: lead, submit, is_danger, section, template, and what that template wants."""
    template = more.pop("template", "inventory/form_page.html")
    values = {"form": form, "title": title, "back_url": back[0], "back_label": back[1], "section": "agents", **more}
    return render(request, template, values)
