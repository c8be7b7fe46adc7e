"""/alertes/…"""

from django.urls import path

from alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.alerts, name="alerts"),
    path("<uuid:alert_id>/", views.alert, name="alert"),
    path("<uuid:alert_id>/reponse/", views.answer, name="answer"),
    path("agents/<uuid:agent_id>/droits/", views.rights, name="rights"),
]
