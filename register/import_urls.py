"""Pages under /registre/import/."""

from django.urls import path

from register import import_views

urlpatterns = [
    path("", import_views.start, name="import"),
    path("<uuid:import_id>/", import_views.show, name="import_preview"),
    path("<uuid:import_id>/creation/", import_views.creation, name="import_creation"),
    path("<uuid:import_id>/abandon/", import_views.abandon, name="import_drop"),
]
