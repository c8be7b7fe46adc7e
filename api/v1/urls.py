"""The addresses agents call. Read at the first call: a server that no agent calls need not carry it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from ninja.errors import ValidationError

from api.errors import Problem, answer
from api.front import AUTHZEN, MCP
from api.hook_words import CLAUDE_CODE
from api.v1 import authzen, claude_code, mcp, telemetry
from api.v1.approvals import router as approvals
from api.v1.described import Described
from api.v1.documents import router as documents
from api.v1.reports import router as reports

ROOT = "api/v1/"
v1 = Described(
    title="Garde-fou", version="1", docs_url=None, openapi_url=None, urls_namespace="agents", description="Ce que les agents appellent."
)
v1.add_router("", reports)
v1.add_router("", approvals)
v1.add_router("", documents)


@v1.exception_handler(Problem)
def _said(_: HttpRequest, problem: Any) -> HttpResponse:
    return answer(problem)


@v1.exception_handler(ValidationError)
def _misunderstood(_: HttpRequest, __: Any) -> HttpResponse:
    return answer(Problem("invalid-request"))


def description(_: HttpRequest) -> HttpResponse:
    """In OpenAPI. The root is told: the addresses of agents are not on the site's own map, which stays in force here."""
    return JsonResponse(v1.get_openapi_schema(path_prefix=f"/{ROOT}"))


urlpatterns = [
    path(CLAUDE_CODE.removeprefix("/"), claude_code.pre_tool_use),
    path(MCP.removeprefix("/"), mcp.endpoint),
    path(AUTHZEN.removeprefix("/"), authzen.configuration),
    path("access/v1/evaluation", authzen.evaluation),
    path("access/v1/evaluations", authzen.evaluations),
    path(f"{ROOT}openapi.json", description),
    path(ROOT, v1.urls),
    path("v1/traces", telemetry.traces),
    path("v1/logs", telemetry.logs),
    path("v1/metrics", telemetry.metrics),
]
