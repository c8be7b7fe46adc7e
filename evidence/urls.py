"""Dossiers de preuves."""

from django.urls import path

from evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.dossiers, name="dossiers"),
    path("demande/", views.ask, name="ask"),
    path("<uuid:dossier_id>/", views.dossier, name="dossier"),
    path("<uuid:dossier_id>/annulation/", views.cancel, name="cancel"),
    path("<uuid:dossier_id>/fichier/", views.download, name="file"),
    path("<uuid:dossier_id>/suppression/", views.delete, name="delete"),
]
