"""Pages under /registre/clients/: those on whose behalf the company processes data."""

from django.urls import path

from inventory.views import clients

urlpatterns = [
    path("", clients.clients, name="clients"),
    path("nouveau/", clients.new, name="client_new"),
    path("liste/", clients.listing, name="client_listing"),
    path("<uuid:client_id>/", clients.client, name="client"),
    path("<uuid:client_id>/modifier/", clients.edit, name="client_edit"),
    path("<uuid:client_id>/fin/", clients.end, name="client_end"),
    path("<uuid:client_id>/reprise/", clients.restore, name="client_restore"),
]
