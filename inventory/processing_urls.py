"""Pages under /registre/traitements/ where the lines of the register are written; the register app shows and prints them."""

from django.urls import path

from inventory.views import history, lines, processings

GROUPS = {
    "finalites": "purposes",
    "donnees": "data",
    "personnes": "people",
    "destinataires": "recipients",
    "transferts": "transfers",
    "mesures": "measures",
    "responsables-conjoints": "joint",
    "clients": "clients",
}

urlpatterns = [
    path("nouveau/", processings.new, name="processing_new"),
    path("<uuid:processing_id>/", processings.edit, name="processing_edit"),
    *(path(f"<uuid:processing_id>/{slug}/", lines.group, {"sort": sort}, name=f"processing_{sort}") for slug, sort in GROUPS.items()),
    path("<uuid:processing_id>/information/", processings.notice, name="processing_notice"),
    path("<uuid:processing_id>/agents/", processings.agents, name="processing_agents"),
    path("<uuid:processing_id>/agents/<uuid:agent_id>/detachement/", processings.detach_agent, name="processing_agent_detach"),
    path("<uuid:processing_id>/historique/", history.processing, name="processing_history"),
    path("<uuid:processing_id>/archive/", processings.end, name="processing_end"),
    path("<uuid:processing_id>/retablissement/", processings.restore, name="processing_restore"),
    path("<uuid:processing_id>/lignes/<slug:sort>/reponse/", lines.answer, name="processing_answer"),
    path("<uuid:processing_id>/lignes/<slug:sort>/remise/", lines.restore, name="processing_line_restore"),
    path("<uuid:processing_id>/lignes/<slug:sort>/<uuid:line_id>/", lines.line, name="processing_line"),
    path("<uuid:processing_id>/lignes/<slug:sort>/<uuid:line_id>/retrait/", lines.remove, name="processing_line_remove"),
    path("<uuid:processing_id>/finalites/<uuid:line_id>/confirmation/", lines.confirm, name="processing_confirm"),
]
