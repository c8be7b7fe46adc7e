"""The pages of an agent's keys."""

from django.urls import path

from api import views

app_name = "api"
urlpatterns = [
    path("aide/erreurs/<slug:code>/", views.error, name="error"),
    path("agents/<uuid:agent_id>/appels/", views.plug, name="plug"),
    path("appels/garde_fou.py", views.python_client, name="python_client"),
    path("appels/payer-apres-accord.json", views.n8n_flow, name="n8n_flow"),
    path("agents/<uuid:agent_id>/appels/cle/", views.new, name="key_new"),
    path("cles/<uuid:key_id>/remplacement/", views.replacement, name="key_replacement"),
    path("cles/<uuid:key_id>/fin/", views.end, name="key_end"),
]
