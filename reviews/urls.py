"""/revues/…"""

from django.urls import path

from reviews.views import pages, remedies, rhythm, rights, signing

app_name = "reviews"
urlpatterns = [
    path("", pages.reviews, name="reviews"),
    path("droits/", rights.ask, name="ask"),
    path("<uuid:review_id>/droits-sans-remarque/", rights.keep, name="keep"),
    path("<uuid:review_id>/", pages.review, name="review"),
    path("<uuid:review_id>/actions-anciennes/", pages.older, name="older"),
    path("<uuid:review_id>/signature/", signing.sign, name="sign"),
    path("<uuid:review_id>/compte-rendu/", signing.paper, name="paper"),
    path("points/<uuid:point_id>/", pages.point, name="point"),
    path("points/<uuid:point_id>/reponse/", pages.answer, name="answer"),
    path("points/<uuid:point_id>/actions/", pages.actions, name="actions"),
    path("points/<uuid:point_id>/suite/", remedies.remedy, name="remedy"),
    path("points/<uuid:point_id>/limite/", remedies.limit, name="limit"),
    path("points/<uuid:point_id>/droit/", remedies.right, name="right"),
    path("points/<uuid:point_id>/arret/", remedies.stop, name="stop"),
    path("suites/", remedies.remedies, name="remedies"),
    path("suites/<uuid:remedy_id>/fin/", remedies.remedy_end, name="remedy_end"),
    path("suites/<uuid:remedy_id>/reprise/", remedies.remedy_again, name="remedy_again"),
    path("rythme/", rhythm.rhythm, name="rhythm"),
]
