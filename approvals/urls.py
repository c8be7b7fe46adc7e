"""Pages under /arret/ and /approbations/."""

from django.urls import include, path

from approvals import mandate_views, views

app_name = "approvals"
stop_patterns = [
    path("", views.emergency, name="emergency"),
    path("tout/", views.stop_all, name="stop_all"),
    path("agents/<uuid:agent_id>/", views.agent_stop, name="agent_stop"),
    path("historique/", views.history, name="history"),
    path("<uuid:stop_id>/", views.stop, name="stop"),
    path("<uuid:stop_id>/acces/", views.account, name="account"),
    path("<uuid:stop_id>/fin/", views.lift, name="lift"),
]

mandate_patterns = [
    path("", mandate_views.mandates, name="mandates"),
    path("<uuid:membership_id>/", mandate_views.mandate, name="mandate"),
    path("<uuid:mandate_id>/fin/", mandate_views.end, name="mandate_end"),
]

urlpatterns = [
    path("arret/", include(stop_patterns)),
    path("approbations/", include(mandate_patterns)),
]
