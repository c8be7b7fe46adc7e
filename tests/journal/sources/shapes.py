"""Sources of our own making, as the real programs write them."""

import json
from typing import Any

TRACE, TOOL, AGENT, MIDDLE = "5b8effff798038103d269b633813fc60", "eee19b7ec3c1b174", "aaa19b7ec3c1b171", "bbb19b7ec3c1b172"
NOW = 1795225547540000000  # 21 November 2026, 01:45:47.54 UTC


def value(of: Any) -> dict[str, Any]:
    if isinstance(of, dict):
        return {"kvlistValue": {"values": [{"key": key, "value": value(one)} for key, one in of.items()]}}
    if isinstance(of, list):
        return {"arrayValue": {"values": [value(one) for one in of]}}
    if isinstance(of, bool):
        return {"boolValue": of}
    return {"intValue": str(of)} if isinstance(of, int) else {"doubleValue": of} if isinstance(of, float) else {"stringValue": of}


def attributes(of: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": key, "value": value(one)} for key, one in of.items()]


def span(
    name: str = "execute_tool envoyer", at: int = NOW, ids: tuple[str, str, str] = (TRACE, TOOL, ""), code: int = 0, **said: Any
) -> dict[str, Any]:
    trace, own, parent = ids
    told = {
        "traceId": trace,
        "spanId": own,
        "parentSpanId": parent,
        "name": name,
        "startTimeUnixNano": str(max(0, at - 1000)),
        "endTimeUnixNano": str(at),
    }
    return {**told, "status": {"code": code}, "attributes": attributes({key.replace("__", "."): one for key, one in said.items()})}


def tool(name: str = "envoyer_devis", arguments: Any = '{"client": "Durand"}', **more: Any) -> dict[str, Any]:
    said = {"gen_ai__operation__name": "execute_tool", "gen_ai__tool__name": name, "gen_ai__tool__call__arguments": arguments}
    return span(**{**said, **more})


def traces(*spans: dict[str, Any], service: str = "service-devis") -> dict[str, Any]:
    resource = {"attributes": attributes({"service.name": service})}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "x"}, "spans": list(spans)}]}]}


def logs(*lines: dict[str, Any], at: int = NOW) -> dict[str, Any]:
    records = [
        {"timeUnixNano": str(at), "body": {"stringValue": line.pop("body")}, "attributes": attributes(line)} for line in map(dict, lines)
    ]
    return {
        "resourceLogs": [{"resource": {"attributes": attributes({"service.name": "claude-code"})}, "scopeLogs": [{"logRecords": records}]}]
    }


def encoded(told: Any) -> bytes:
    return json.dumps(told).encode()


def protobuf(told: dict[str, Any]) -> bytes:
    """The same request as protobuf: ids in base64 there."""
    import base64

    from google.protobuf.json_format import ParseDict
    from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    copy = json.loads(json.dumps(told))
    for one in (one for of in copy.get("resourceSpans", ()) for scope in of["scopeSpans"] for one in scope["spans"]):
        for name in ("traceId", "spanId", "parentSpanId"):
            one[name] = base64.b64encode(bytes.fromhex(one[name])).decode()
    request = ExportTraceServiceRequest() if "resourceSpans" in copy else ExportLogsServiceRequest()
    return bytes(ParseDict(copy, request).SerializeToString())


def lines(*rows: Any) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def call(number: int, name: str, given: Any, result: Any, *, source: str = "runtime", success: bool = True) -> list[dict[str, Any]]:
    """A call of a trajectory and its result."""
    about = {"traceSchema": "openclaw-trajectory", "source": source, "sessionId": "s", "sessionKey": "agent:compta:main"}
    place = {"toolCallId": f"call_{number}", "name": name}
    return [
        {**about, "type": "tool.call", "ts": f"2026-11-21T01:45:{number:02}.721Z", "data": {**place, "args": given}},
        {
            **about,
            "type": "tool.result",
            "ts": f"2026-11-21T01:45:{number:02}.900Z",
            "data": {**place, "success": success, "result": {"details": result}},
        },
    ]


def audited(status: str, number: int, action: str = "finished") -> dict[str, Any]:
    about = {"schemaVersion": 1, "eventType": "tool_action", "kind": "tool_action", "agentId": "compta", "runId": "r", "toolName": "exec"}
    return {
        **about,
        "occurredAt": 1795225547455 - number,
        "toolCallId": f"sha256:{number}",
        "status": status,
        "action": f"tool.action.{action}",
    }


def used(number: int, name: str, given: Any) -> dict[str, Any]:
    part = {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": given}
    return {"type": "assistant", "sessionId": "s", "timestamp": "2026-11-21T10:00:00Z", "message": {"role": "assistant", "content": [part]}}


def answered(number: int, content: Any = "ok", *, is_error: bool = False) -> dict[str, Any]:
    part = {"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": content, "is_error": is_error}
    return {"type": "user", "sessionId": "s", "timestamp": "2026-11-21T10:00:01Z", "message": {"role": "user", "content": [part]}}
