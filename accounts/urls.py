"""Addresses of sign-in, set-up, one-time links, account and company."""

from django.urls import path

from accounts.views import access, account, company, mail, record, setup, sign_in, team

app_name = "accounts"
urlpatterns = [
    path("demarrer/", setup.code, name="setup_code"),
    path("demarrer/entreprise/", setup.company, name="setup_company"),
    path("demarrer/vous/", setup.owner, name="setup_owner"),
    path("demarrer/double-verification/", setup.way, name="setup_way"),
    path("demarrer/application/", setup.app, name="setup_app"),
    path("demarrer/codes/", setup.codes, name="setup_codes"),
    path("connexion/", sign_in.sign_in, name="sign_in"),
    path("connexion/code/", sign_in.code, name="code"),
    path("deconnexion/", sign_in.sign_out, name="sign_out"),
    path("acces/", access.begin, name="access"),
    path("acces/double-verification/", access.choose, name="access_way"),
    path("acces/application/", access.app, name="access_app"),
    path("acces/codes/", access.codes, name="access_codes"),
    path("acces/<str:token>/", access.link, name="access_link"),
    path("compte/", account.account, name="account"),
    path("compte/mot-de-passe/", account.password, name="password"),
    path("compte/verification/", account.verification, name="verification"),
    path("compte/applications/ajout/", account.add_app, name="app_new"),
    path("compte/applications/<uuid:pk>/retrait/", account.remove_app, name="app_removal"),
    path("compte/codes/", account.new_codes, name="codes_new"),
    path("compte/deconnexion-partout/", account.end_all, name="end_sessions"),
    path("entreprise/", company.company, name="company"),
    path("entreprise/choisir/", company.choose, name="choose_company"),
    path("entreprise/messagerie/", mail.mail, name="mail"),
    path("entreprise/messagerie/reglages/", mail.edit, name="mail_edit"),
    path("entreprise/messagerie/essai/", mail.test, name="mail_test"),
    path("entreprise/messagerie/retrait/", mail.removal, name="mail_removal"),
    path("entreprise/messages/", mail.sent, name="messages"),
    path("entreprise/messages/<uuid:message_id>/essai/", mail.again, name="message_retry"),
    path("equipe/", team.team, name="team"),
    path("equipe/ajout/", team.new, name="team_new"),
    path("equipe/<uuid:membership_id>/", team.person, name="team_person"),
    path("equipe/<uuid:membership_id>/depart/", team.leave, name="team_leave"),
    path("equipe/<uuid:membership_id>/lien/", team.link, name="team_link"),
    path("equipe/<uuid:membership_id>/lien/envoi/", team.mail_link, name="team_link_mail"),
    path("equipe/<uuid:membership_id>/sessions/", team.end_all, name="team_sessions"),
    path("journal-scelle/", record.sealed_record, name="record"),
    path("journal-scelle/preuve/", record.proof, name="record_proof"),
    path("journal-scelle/verification/", record.check, name="record_check"),
]
