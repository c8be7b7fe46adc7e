"""What Claude Code's hook is answered. Always HTTP 200: on any other status its HTTP hook lets the call through when a rule allows it."""

import json

from django.http import HttpRequest, HttpResponse

from api.answers import in_json

CLAUDE_CODE = "/api/v1/claude-code/pre-tool-use"
ALLOW, DENY, DEFER = "allow", "deny", "defer"


def said(decision: str, reason: str) -> HttpResponse:
    """The hook's own shape."""
    output = {"hookEventName": "PreToolUse", "permissionDecision": decision, "permissionDecisionReason": f"Garde-fou\u00a0: {reason}"}
    return in_json({"hookSpecificOutput": output})


def said_no(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Every refusal and every failure of the hook's address, as a refusal its program understands; other answers as they are."""
    if request.path != CLAUDE_CODE or answer.status_code == 200:
        return answer
    problem = json.loads(answer.content)
    return said(DENY, " ".join(filter(None, [problem.get("title"), problem.get("detail")])))
