"""The site map."""

from django.conf import settings
from django.urls import include, path

from governance import views
from governance.views import about, backups, cabinet, campaign, components, gaps, health, powers

handler500 = "governance.views.faults.fault"
urlpatterns = [
    path("", views.home, name="home"),
    path("", include("approvals.urls")),  # the first to be looked through: an agent waits behind whoever answers a demand
    path("ce-qui-manque/", gaps.gaps, name="gaps"),
    path("mes-entreprises/", cabinet.cabinet, name="cabinet"),
    path("mes-entreprises/revues/", campaign.reviews, name="cabinet_reviews"),
    path("mes-entreprises/revues/demande/", campaign.ask, name="cabinet_reviews_ask"),
    path("a-propos/", about.page, name="about"),
    path("aide/", views.help_index, name="help"),
    path("aide/<slug:name>/", views.help_page, name="help_page"),
    path("sauvegardes/", backups.page_of_backups, name="backups"),
    path("sauvegardes/maintenant/", backups.now, name="backup_now"),
    path("sauvegardes/phrase/", backups.phrase, name="backup_phrase"),
    path("sauvegardes/phrase/verification/", backups.check_phrase, name="backup_check"),
    path("sante/", health.health, name="health"),
    path("equipe/qui-peut-quoi/", powers.who_may, name="powers"),
    path("equipe/roles/", powers.roles, name="roles"),
    path("", include("accounts.urls")),
    path("", include("inventory.urls")),
    path("", include("api.urls")),
    path("alertes/", include("alerts.urls")),
    path("journal/", include("journal.urls")),
    path("preuves/", include("evidence.urls")),
    path("registre/", include("register.urls")),
    path("revues/", include("reviews.urls")),
]

if settings.SHOW_COMPONENTS:
    urlpatterns += [
        path("composants/", components.page, name="components"),
        path("composants/question/", components.question, name="components_question"),
    ]
