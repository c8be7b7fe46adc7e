"""Pages under /arret/."""

from django.urls import path

from approvals import views

app_name = "approvals"
urlpatterns = [
    path("", views.emergency, name="emergency"),
    path("tout/", views.stop_all, name="stop_all"),
    path("agents/<uuid:agent_id>/", views.agent_stop, name="agent_stop"),
    path("historique/", views.history, name="history"),
    path("<uuid:stop_id>/", views.stop, name="stop"),
    path("<uuid:stop_id>/acces/", views.account, name="account"),
    path("<uuid:stop_id>/fin/", views.lift, name="lift"),
]
