"""Arrêts et accords."""

from django.apps import AppConfig


class Approvals(AppConfig):
    """Brings its sentences to the record, and the stop to the pages of agents."""

    name = "approvals"
    verbose_name = "Arrêts et accords"

    def ready(self) -> None:
        from accounts.hooks import company_openers, holdings, role_questions
        from approvals import limits_shown, shown
        from approvals.actions import limiting
        from approvals.asked_of_role import WhatToApprove
        from approvals.holding import Powers
        from approvals.messages import ACTS
        from approvals.queries.tools import tools_asked
        from inventory import hooks
        from journal.hooks import tools_asked as tables_of_tools
        from ledger.sentences import register

        register(ACTS)
        tables_of_tools.append(tools_asked)
        hooks.state_reasons.append(shown.reasons)
        hooks.panels.extend((shown.panel, limits_shown.panel))
        hooks.template_followers.append(limiting.follow_template)
        company_openers.append(limiting.open_defaults)
        holdings.append(Powers())
        role_questions.append(WhatToApprove())
