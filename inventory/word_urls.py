"""Pages under /vocabulaires/."""

from django.urls import path

from inventory.views import words

urlpatterns = [
    path("", words.vocabularies, name="vocabularies"),
    path("<slug:list_name>/", words.vocabulary, name="vocabulary"),
    path("<slug:list_name>/nouveau/", words.add, name="word_new"),
    path("<slug:list_name>/mots/<slug:key>/", words.word, name="word"),
    path("<slug:list_name>/mots/<slug:key>/modifier/", words.edit, name="word_edit"),
    path("<slug:list_name>/mots/<slug:key>/verification/", words.verify, name="word_verify"),
    path("<slug:list_name>/mots/<slug:key>/verification/annulation/", words.unverify, name="word_unverify"),
    path("<slug:list_name>/mots/<slug:key>/retour/", words.restore, name="word_restore"),
    path("<slug:list_name>/mots/<slug:key>/masquage/", words.hide, name="word_hide"),
    path("<slug:list_name>/mots/<slug:key>/suppression/", words.remove, name="word_remove"),
]
