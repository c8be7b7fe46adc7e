"""Pages under /registre/."""

from django.urls import include, path

from register import client_views, mission_views, past_views, pia_views, views

app_name = "register"
urlpatterns = [
    path("", views.register, name="register"),
    path("import/", include("register.import_urls")),
    path("a-une-date/", past_views.register, name="past"),
    path("a-une-date/comparaison/", past_views.comparison, name="past_comparison"),
    path("a-une-date/<uuid:processing_id>/", past_views.sheet, name="past_sheet"),
    path("aipd/", pia_views.assessments, name="assessments"),
    path("aipd/<uuid:assessment_id>/", pia_views.assessment, name="assessment"),
    path("aipd/<uuid:assessment_id>/rattachement/", pia_views.tie, name="assessment_tie"),
    path("aipd/<uuid:assessment_id>/fichier/", pia_views.download, name="assessment_file"),
    path("exports/", views.ask, name="ask"),
    path("exports/<uuid:export_id>/", views.export, name="export"),
    path("exports/<uuid:export_id>/annulation/", views.cancel, name="cancel"),
    path("exports/<uuid:export_id>/fichier/", views.download, name="download"),
    path("exports/<uuid:export_id>/comparaison/", views.comparison, name="comparison"),
    path("agents/<uuid:agent_id>/mission/", mission_views.mission, name="mission"),
    path("agents/<uuid:agent_id>/fiche-client/", client_views.client_sheets_of, name="client_sheets"),
    path("agents/<uuid:agent_id>/fiche-client/<uuid:processing_id>/", client_views.client_sheet, name="client_sheet"),
    path("<uuid:processing_id>/", views.sheet, name="sheet"),
]
