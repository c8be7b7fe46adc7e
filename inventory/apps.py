"""Inventaire."""

from django.apps import AppConfig


class Inventory(AppConfig):
    """Brings its sentences to the record, and to each new company the sheet of Garde-fou itself."""

    name = "inventory"
    verbose_name = "Inventaire"

    def ready(self) -> None:
        from accounts.hooks import company_openers, holdings
        from inventory.actions.opening import open_own_sheet
        from inventory.holding import AgentsInCharge, Drafts
        from inventory.messages import ACTS
        from ledger.sentences import register

        register(ACTS)
        company_openers.append(open_own_sheet)
        holdings.extend((AgentsInCharge("in_charge"), AgentsInCharge("deputy"), Drafts()))
