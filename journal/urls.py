"""/journal/…"""

from django.urls import path

from journal import deposit_views, views

app_name = "journal"
urlpatterns = [
    path("", views.journal, name="journal"),
    path("tableur/", views.as_csv, name="csv"),
    path("depot/<uuid:agent_id>/", deposit_views.start, name="deposit"),
    path("fichiers/<uuid:deposit_id>/", deposit_views.show, name="deposit_preview"),
    path("fichiers/<uuid:deposit_id>/ajout/", deposit_views.application, name="deposit_application"),
    path("fichiers/<uuid:deposit_id>/abandon/", deposit_views.abandon, name="deposit_drop"),
    path("<int:line>/", views.one, name="action"),
]
