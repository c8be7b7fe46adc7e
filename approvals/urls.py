"""Pages under /arret/, /approbations/, /beneficiaires/, /demandes/, /limites/ and /rappels/."""

from django.urls import include, path

from approvals.views import batches, callbacks, desk
from approvals.views import limits as limit_views
from approvals.views import mandates as mandate_views
from approvals.views import papers as paper_views
from approvals.views import payees as payee_views
from approvals.views import stops as views

app_name = "approvals"
stop_patterns = [
    path("", views.emergency, name="emergency"),
    path("tout/", views.stop_all, name="stop_all"),
    path("agents/<uuid:agent_id>/", views.agent_stop, name="agent_stop"),
    path("historique/", views.history, name="history"),
    path("essai/", views.drill, name="drill"),
    path("<uuid:stop_id>/", views.stop, name="stop"),
    path("<uuid:stop_id>/acces/", views.account, name="account"),
    path("<uuid:stop_id>/fin/", views.lift, name="lift"),
]
desk_patterns = [
    path("", desk.requests, name="requests"),
    path("ensemble/", batches.together, name="together"),
    path("<uuid:request_id>/", desk.demand, name="demand"),
    path("pieces/<uuid:paper_id>/", paper_views.paper, name="paper"),
    path("<uuid:request_id>/compte/", desk.demand_account, name="demand_account"),
]
payee_patterns = [
    path("", payee_views.payees, name="payees"),
    path("nouveau/", payee_views.payee_new, name="payee_new"),
    path("<uuid:payee_id>/", payee_views.payee, name="payee"),
    path("<uuid:payee_id>/nom/", payee_views.payee_name, name="payee_name"),
    path("<uuid:payee_id>/fin/", payee_views.payee_end, name="payee_end"),
]
limit_patterns = [
    path("", limit_views.limits, name="limits"),
    path("nouvelle/", limit_views.limit_new, name="limit_new"),
    path("essai/", limit_views.limit_trial, name="limit_trial"),
    path("situation/", limit_views.limit_case, name="limit_case"),
    path("<uuid:limit_id>/", limit_views.limit_change, name="limit_change"),
    path("<uuid:limit_id>/fin/", limit_views.limit_end, name="limit_end"),
    path("agents/<uuid:agent_id>/", limit_views.limit_advised, name="limit_advised"),
]
mandate_patterns = [
    path("", mandate_views.mandates, name="mandates"),
    path("<uuid:membership_id>/", mandate_views.mandate, name="mandate"),
    path("<uuid:mandate_id>/fin/", mandate_views.end, name="mandate_end"),
]
callback_patterns = [
    path("agents/<uuid:agent_id>/", callbacks.callbacks, name="callbacks"),
    path("agents/<uuid:agent_id>/secret/", callbacks.secret_new, name="callback_secret_new"),
    path("secrets/<uuid:secret_id>/remplacement/", callbacks.secret_replacement, name="callback_secret_replacement"),
    path("secrets/<uuid:secret_id>/fin/", callbacks.secret_end, name="callback_secret_end"),
    path("agents/<uuid:agent_id>/machines/", callbacks.host_new, name="callback_host_new"),
    path("machines/<uuid:host_id>/fin/", callbacks.host_end, name="callback_host_end"),
    path("<uuid:callback_id>/essai/", callbacks.callback_retry, name="callback_retry"),
]
urlpatterns = [
    path("arret/", include(stop_patterns)),
    path("approbations/", include(mandate_patterns)),
    path("beneficiaires/", include(payee_patterns)),
    path("demandes/", include(desk_patterns)),
    path("limites/", include(limit_patterns)),
    path("rappels/", include(callback_patterns)),
]
