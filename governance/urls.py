"""The site map."""

from django.urls import include, path

from governance import views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("accounts.urls")),
    path("agents/", include("inventory.urls")),
    path("arret/", include("approvals.urls")),
    path("registre/", include("register.urls")),
]
