"""Pages under /registre/."""

from django.urls import include, path

from register import mission_views, views

app_name = "register"
urlpatterns = [
    path("", views.register, name="register"),
    path("import/", include("register.import_urls")),
    path("exports/", views.ask, name="ask"),
    path("exports/<uuid:export_id>/", views.export, name="export"),
    path("exports/<uuid:export_id>/annulation/", views.cancel, name="cancel"),
    path("exports/<uuid:export_id>/fichier/", views.download, name="download"),
    path("exports/<uuid:export_id>/comparaison/", views.comparison, name="comparison"),
    path("agents/<uuid:agent_id>/mission/", mission_views.mission, name="mission"),
    path("<uuid:processing_id>/", views.sheet, name="sheet"),
]
