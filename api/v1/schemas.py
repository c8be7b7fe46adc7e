"""The shapes agents send and get, version 1. Amounts are text, never floats; what is not named here is refused."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from inventory.enums import Environment
from journal.enums import Outcome, Type

Name = Annotated[str, StringConstraints(max_length=120)]
Words = Annotated[str, StringConstraints(max_length=300)]
Money = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,12}\.[0-9]{2}$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Account = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{4,34}$")]


class Shape(BaseModel):
    """Closed: an unknown field is an error, so that a misspelt one is never lost in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=True)


class Amount(Shape):
    """« 1500.00 » of a currency of ISO 4217."""

    value: Money = Field(examples=["1500.00"])
    currency: Currency = Field(examples=["EUR"])

    @property
    def cents(self) -> int:
        """As the rest of the house counts."""
        return int(self.value.replace(".", ""))


class Payee(Shape):
    """Who is paid. `account`: no spaces, upper case."""

    name: Annotated[str, StringConstraints(max_length=160)] = ""
    account: Account | None = None
    reference: Name = ""


class ActionIn(Shape):
    """One thing an agent did. Without `occurred_at` it is of now, or of the time its `id` was first told in the last week."""

    occurred_at: AwareDatetime | None = Field(None, examples=["2026-11-20T09:12:00Z"])
    type: Type = Type.OTHER
    tool: Name = ""
    target: Words = ""
    amount: Amount | None = None
    payee: Payee | None = None
    outcome: Outcome = Outcome.DONE
    summary: Annotated[str, StringConstraints(max_length=2000)] = ""
    count: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1
    approval_id: UUID | None = None
    environment: Environment = Environment.UNKNOWN
    sequence: Annotated[int, Field(ge=0, le=2**53 - 1)] | None = None
    id: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class Refusal(Shape):
    """An item that was not kept, and why. `index` counts from 0."""

    index: int
    detail: str


class Report(Shape):
    """What became of a batch. Repeats were kept before: they need not be sent again."""

    accepted: int
    repeated: int
    refused: list[Refusal]
    agent_state: str


class HeartbeatIn(Shape):
    """« I am here. »"""

    policy_version: Name = ""
    adapter: Annotated[str, StringConstraints(max_length=80)] = ""


class Heartbeat(Shape):
    """Where the agent stands."""

    agent: UUID
    agent_state: str
    at: datetime


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""


class Recipients(Shape):
    """To how many, and some of them."""

    count: Annotated[int, Field(strict=True, ge=0, le=2**31 - 1)]  # not « 42 » as text: the action is read again as it was sent
    sample: Annotated[list[Words], Field(max_length=20)] = []


class Document(Shape):
    """The paper behind the action."""

    kind: Name = ""
    number: Name = ""
    date: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class AskedAction(Shape):
    """What the agent wants to do. The digest covers every field as it was sent."""

    type: Type
    tool: Name = ""
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    amount: Amount | None = None
    percent: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}(\.[0-9]{1,2})?$")] | None = None
    payee: Payee | None = None
    recipients: Recipients | None = None
    document: Document | None = None
    target: Words = ""
    summary: Annotated[str, StringConstraints(max_length=2000)] = ""
    parameters: dict[str, Any] = {}

    @field_validator("type")
    @classmethod
    def _is_asked(cls, value: str) -> str:
        if value == Type.READ:
            raise ValueError("read")
        return value

    @field_validator("amount")
    @classmethod
    def _is_some(cls, value: Amount | None) -> Amount | None:
        if value is not None and value.cents <= 0:
            raise ValueError("amount")
        return value


class Context(Shape):
    """Where the demand comes from, for whoever reads it."""

    run_id: Words = ""
    conversation: Words = ""
    tool_call_id: Words = ""
    requester: Words = ""


class Ask(Shape):
    """A demand."""

    action: AskedAction
    context: Context = Context()
    expires_in: Annotated[int, Field(ge=60, le=604_800)] = 86_400
    callback_url: Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s]+$")] | None = None


class Grant(Shape):
    """A yes that can be spent once, until then."""

    id: UUID
    expires_at: datetime


class Approval(Shape):
    """A demand and what became of it. `action` is what was sent, whole."""

    id: UUID
    state: str
    reason: str
    action: dict[str, Any]
    action_digest: str
    rule: list[UUID]
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: list[str]
    comment: str
    grant: Grant | None
    agent: UUID
    agent_state: str
    url: str


class Approvals(Shape):
    """A page of demands, newest first."""

    items: list[Approval]
    cursor: str | None


class Paper(Shape):
    """A paper joined to a demand, as we read it. `is_announced`: the action names its SHA-256, so that the answer covers it."""

    sha256: str
    media_type: str
    size_bytes: int
    is_announced: bool
    has_leaked_key: bool


class Spend(Shape):
    """The action about to run, by its digest."""

    action_digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
