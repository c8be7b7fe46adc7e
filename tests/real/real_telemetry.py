"""Agents told by the five instrumentations themselves, exported as « Brancher cet agent » says: one line of the journal a tool called."""

import pytest

from tests.real.models import Models
from tests.real.site import PLACE, Ran, Site

AGENT = "telemetry"
QUOTE = ("envoyer_devis", {"client": "Durand SARL", "montant_eur": "12500.00"})
OWN = "openai-agents-own"
TELLERS = ["langgraph-openinference", "langgraph-openllmetry", "openai-agents-openinference", "openai-agents-openllmetry", OWN]
protocols = pytest.mark.parametrize("protocol", ["http/protobuf", "http/json"])


def exported(site: Site, program: str, *given: str, **more: str) -> Ran:
    """With the variables of the page, and nothing else."""
    pasted = {"OTEL_EXPORTER_OTLP_ENDPOINT": site.url, "OTEL_EXPORTER_OTLP_HEADERS": f"Authorization=Bearer {site.key(AGENT)}"}
    return site.run(AGENT, program, *given, **(pasted | more))


@protocols
@pytest.mark.parametrize("teller", TELLERS)
def test_a_tool_called_is_a_line_of_the_journal(site: Site, models: Models, teller: str, protocol: str) -> None:
    models.says(QUOTE)
    before = len(site.actions(AGENT))
    first = {"PYTHONPATH": str(PLACE / "v2")} if teller == OWN else {}
    packed = {"OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"} if TELLERS.index(teller) % 2 else {}
    ran = exported(site, "telemetry", teller, protocol, MODELS_URL=models.url, **packed, **first)
    assert (ran.code, ran.said) == (0, "Fini. Devis de 12500.00 envoyé à Durand SARL."), ran.complained
    told = site.actions(AGENT)[before:]
    assert [(one["tool"], one["outcome"]) for one in told] == [("envoyer_devis", "done")], ran.complained
    assert "Agent devis" in told[0]["summary"]


@protocols
def test_what_a_log_tells_is_a_line_of_the_journal(site: Site, protocol: str) -> None:
    before = len(site.actions(AGENT))
    ran = exported(site, "logs", protocol, OTEL_EXPORTER_OTLP_COMPRESSION="gzip")
    assert ran.code == 0, ran.complained
    told = site.actions(AGENT)[before:]
    assert [(one["tool"], one["outcome"]) for one in told] == [("Bash", "done"), ("Bash", "blocked")], ran.complained


def test_a_wrong_key_is_said_by_the_exporter(site: Site) -> None:
    ran = exported(site, "logs", "http/protobuf", OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer gf_" + "x" * 43)
    assert "401" in ran.complained
