"""/journal/…"""

from django.urls import path

from journal import deposit_views, tool_views, views

app_name = "journal"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("tableur/", views.as_csv, name="csv"),
    path("outils/", tool_views.tools, name="tools"),
    path("outils/mot/", tool_views.tool_word, name="tool_word"),
    path("outils/mots/<uuid:word_id>/retrait/", tool_views.tool_unsay, name="tool_unsay"),
    path("outils/<uuid:agent_id>/", tool_views.agent_tools, name="agent_tools"),
    path("depot/<uuid:agent_id>/", deposit_views.start, name="deposit"),
    path("fichiers/<uuid:deposit_id>/", deposit_views.show, name="deposit_preview"),
    path("fichiers/<uuid:deposit_id>/ajout/", deposit_views.application, name="deposit_application"),
    path("fichiers/<uuid:deposit_id>/abandon/", deposit_views.abandon, name="deposit_drop"),
    path("<int:line>/", views.one, name="action"),
]
