"""Pages under /agents/, and those of processing_urls under /registre/traitements/: one namespace, two places."""

from django.urls import include, path

from inventory import client_urls, processing_urls, wizard, word_urls
from inventory.views import accounts, agents, comparison, history, interchange, modules, processings, rights, surroundings, wrangler

app_name = "inventory"
agent_patterns = [
    path("", agents.agents, name="agents"),
    path("declarer/", wizard.start, name="declare"),
    path("declarer/<uuid:draft_id>/abandon/", wizard.abandon, name="declare_abandon"),
    path("declarer/<uuid:draft_id>/<slug:step>/", wizard.step, name="declare_step"),
    path("export.xlsx", interchange.workbook, name="agents_workbook"),
    path("export.csv", interchange.csv_files, name="agents_csv"),
    path("import/", interchange.start, name="agents_import"),
    path("import/<uuid:agent_import_id>/", interchange.show, name="agents_import_preview"),
    path("import/<uuid:agent_import_id>/application/", interchange.application, name="agents_import_application"),
    path("import/<uuid:agent_import_id>/abandon/", interchange.abandon, name="agents_import_drop"),
    path("comptes/", accounts.company_accounts, name="company_accounts"),
    path("comptes/<uuid:connection_id>/", accounts.account, name="account"),
    path("comptes/<uuid:connection_id>/modifier/", accounts.edit, name="account_edit"),
    path("comptes/<uuid:connection_id>/changement/", accounts.rotated, name="account_rotated"),
    path("comptes/<uuid:connection_id>/historique/", history.account, name="account_history"),
    path("comptes/<uuid:connection_id>/fermeture/", accounts.close, name="account_close"),
    path("droits/", comparison.compare, name="rights_compare"),
    path("droits.csv", comparison.as_csv, name="rights_csv"),
    path("droits/<uuid:right_id>/", rights.change, name="right_edit"),
    path("droits/<uuid:right_id>/voisins/", rights.pair, name="right_pair"),
    path("droits/<uuid:right_id>/historique/", history.right, name="right_history"),
    path("droits/<uuid:right_id>/retrait/", rights.withdraw, name="right_withdraw"),
    path("questions/<uuid:question_id>/", agents.question, name="question"),
    path("<uuid:agent_id>/", agents.agent, name="agent"),
    path("<uuid:agent_id>/modifier/", agents.edit, name="agent_edit"),
    path("<uuid:agent_id>/historique/", history.agent, name="agent_history"),
    path("<uuid:agent_id>/mise-en-service/", agents.start, name="agent_start"),
    path("<uuid:agent_id>/pause/", agents.pause, name="agent_pause"),
    path("<uuid:agent_id>/reprise/", agents.resume, name="agent_resume"),
    path("<uuid:agent_id>/retrait/", agents.retire, name="agent_retire"),
    path("<uuid:agent_id>/droits/", rights.rights, name="rights"),
    path("<uuid:agent_id>/droits/nouveau/", rights.grant, name="right_grant"),
    path("<uuid:agent_id>/comptes/", accounts.accounts, name="accounts"),
    path("<uuid:agent_id>/comptes/nouveau/", accounts.add, name="account_add"),
    path("<uuid:agent_id>/comptes/rattachement/", accounts.attach, name="account_attach"),
    path("<uuid:agent_id>/comptes/<uuid:connection_id>/detachement/", accounts.detach, name="account_detach"),
    path("<uuid:agent_id>/cadre/", surroundings.show, name="surroundings"),
    path("<uuid:agent_id>/cadre/modifier/", surroundings.edit, name="surroundings_edit"),
    path("<uuid:agent_id>/cadre/wrangler/", wrangler.start, name="wrangler"),
    path("<uuid:agent_id>/cadre/wrangler/reprise/", wrangler.take, name="wrangler_take"),
    path("<uuid:agent_id>/modules/nouveau/", modules.add, name="module_add"),
    path("modules/<uuid:module_id>/", modules.edit, name="module_edit"),
    path("modules/<uuid:module_id>/verification/", modules.check, name="module_check"),
    path("modules/<uuid:module_id>/retrait/", modules.remove, name="module_remove"),
    path("modules/<uuid:module_id>/remise/", modules.put_back, name="module_put_back"),
    path("<uuid:agent_id>/donnees/", processings.agent_data, name="agent_data"),
]

urlpatterns = [
    path("agents/", include(agent_patterns)),
    path("registre/traitements/", include(processing_urls)),
    path("registre/clients/", include(client_urls)),
    path("vocabulaires/", include(word_urls)),
]
