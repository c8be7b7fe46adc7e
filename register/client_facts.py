"""What is known of one agent in one processing, frozen: all that the sheet for clients may speak of. Knows no model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Basis:
    """A purpose and what authorises it. `code` of bases_legales; `confirmed`: by whom and when, empty while nobody has."""

    code: str
    purpose: str = ""
    justification: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Seen:
    """A category of data in plain words, and how long it is kept. `origin`: direct, indirect or unsaid."""

    words: str
    is_sensitive: bool = False
    retention: str = ""
    archive: str = ""
    origin: str = ""
    origin_words: str = ""
    is_proposed: bool = False


@dataclass(frozen=True)
class Held:
    """A right that holds today: verb (code of inventory.enums.Verb) and resource."""

    verb: str
    resource: str


@dataclass(frozen=True)
class Sent:
    """Data that leave the Union. `safeguard` is empty when unsaid, or when it does not stand today."""

    recipient: str
    country: str = ""
    safeguard: str = ""


@dataclass(frozen=True)
class Claimed:
    """A sentence that another part of the product proves, with its proof and the page of that proof."""

    text: str
    proof: str
    url: str = ""


@dataclass(frozen=True)
class ClientFacts:
    """None and empty mean that nobody has said. `forbidden`: what the template forbids; `claims`: by code of inventory.proofs.Claim.

    `untold`: recipients outside the Union to whom no transfer is said."""

    company: str
    agent: str
    reference: str
    title: str
    address: str = ""
    contact: str = ""
    has_dpo: bool | None = None
    dpo_name: str = ""
    dpo_contact: str = ""
    purpose: str = ""
    data: tuple[Seen, ...] = ()
    source: str = ""
    obligation: str = ""
    rights: tuple[Held, ...] = ()
    forbidden: tuple[str, ...] = ()
    in_charge: str = ""
    automation: str = ""
    automation_words: str = ""
    is_notice_proposed: bool = False
    bases: tuple[Basis, ...] = ()
    recipients: tuple[str, ...] = ()
    has_transfers: bool | None = None
    transfers: tuple[Sent, ...] = ()
    untold: tuple[str, ...] = ()
    hosted_outside: str = ""
    training: str = ""
    training_proof: str = ""
    claims: Mapping[str, Claimed] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def writes_to(self) -> str:
        """Where a person writes: the delegate, else the company."""
        return (self.dpo_contact if self.has_dpo else "") or self.contact
