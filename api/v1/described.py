"""The description of the interface (OpenAPI 3.1), with what our own reading of bodies and headers hides from the framework."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic import BaseModel

from api.v1.reports import MOST
from api.v1.schemas import ActionIn, Ask, HeartbeatIn, Spend

HERE = "/api/v1"
BODIES: dict[str, type[BaseModel]] = {
    f"{HERE}/approvals": Ask,
    f"{HERE}/approvals/{{approval_id}}/consume": Spend,
    f"{HERE}/heartbeat": HeartbeatIn,
}
NAME = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"}}
PREFER = {"name": "Prefer", "in": "header", "required": False, "schema": {"type": "string"}, "example": "wait=45"}
WAIT = {"name": "wait", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 0, "maximum": 45}}
STATES = ["pending", "approved", "denied", "expired", "cancelled", "consumed"]
STATE = {"name": "state", "in": "query", "required": False, "schema": {"type": "string", "enum": STATES}}
CURSOR = {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string", "format": "uuid"}}
PARAMETERS: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("post", f"{HERE}/approvals"): [NAME | {"required": True}, PREFER],
    ("get", f"{HERE}/approvals"): [STATE, CURSOR],
    ("get", f"{HERE}/approvals/{{approval_id}}"): [WAIT],
    ("post", f"{HERE}/actions"): [NAME | {"required": False}],
}
KEY = {"type": "http", "scheme": "bearer", "description": "La clé de l’agent, faite sur « Brancher cet agent »."}
PLACE = "#/components/schemas/{model}"
ACTIONS = {
    "type": "object",
    "required": ["actions"],
    "additionalProperties": False,
    "properties": {"actions": {"type": "array", "maxItems": MOST, "items": {"$ref": PLACE.format(model="ActionIn")}}},
}


class Described(NinjaAPI):
    """Says of each call its body, its headers and its key."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """As served and as committed in docs/dev/openapi.json."""
        told = super().get_openapi_schema(**more)
        shapes = told["components"]["schemas"]
        for place, model in BODIES.items():
            shapes |= _shapes(model)
            content = {"application/json": {"schema": {"$ref": PLACE.format(model=model.__name__)}}}
            told["paths"][place]["post"]["requestBody"] = {"required": True, "content": content}
        shapes |= _shapes(ActionIn)
        told["paths"][f"{HERE}/actions"]["post"]["requestBody"] = {"required": True, "content": {"application/json": {"schema": ACTIONS}}}
        for (method, place), parameters in PARAMETERS.items():
            operation: dict[str, Any] = told["paths"][place][method]
            operation["parameters"] = list(operation.get("parameters", [])) + parameters
        told["components"]["securitySchemes"] = {"cle": KEY}
        told["security"] = [{"cle": []}]
        return told


def _shapes(model: type[BaseModel]) -> dict[str, Any]:
    """This one and those it holds, by name."""
    schema = model.model_json_schema(ref_template=PLACE)
    return schema.pop("$defs", {}) | {model.__name__: schema}
