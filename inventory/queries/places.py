"""From a gap to the one page that mends it."""

from uuid import UUID

from django.urls import reverse

from inventory.rules.missing import Missing

OF_AGENT = {
    "edit": "inventory:agent_edit",
    "rights": "inventory:rights",
    "accounts": "inventory:accounts",
    "processings": "inventory:agent_data",
    "surroundings": "inventory:surroundings_edit",
}
OF_TARGET = {
    "right": "inventory:right_edit",
    "pair": "inventory:right_pair",
    "account": "inventory:account_edit",
    "purposes": "inventory:processing_purposes",
    "question": "inventory:question",
    "module": "inventory:module_edit",
}


def place_of(gap: Missing, agent: UUID) -> str:
    """The address of the page."""
    if gap.place in OF_AGENT:
        return reverse(OF_AGENT[gap.place], args=[agent])
    return reverse(OF_TARGET[gap.place], args=[gap.target])
