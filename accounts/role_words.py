"""Every ability of accounts.enums in the owner's words, for the page of the roles. A test says that none is missing."""

from django.utils.translation import gettext_lazy as _

from accounts.enums import Ability, Role

ABILITY_WORDS = {
    Ability.READ: _("Lire les agents, leurs droits, le registre RGPD et l’histoire de chaque fiche"),
    Ability.EDIT_INVENTORY: _("Déclarer un agent, changer ses droits, ses comptes et ses fiches de registre"),
    Ability.DECIDE: _("Approuver ce qu’un agent demande à faire"),
    Ability.SET_LIMITS: _("Fixer et retirer les limites au-delà desquelles un agent doit demander"),
    Ability.REVIEW: _("Relire ce que les agents ont fait et leurs droits, et signer les revues"),
    Ability.STOP: _("Couper un agent en urgence, et cocher les accès retirés"),
    Ability.LIFT_STOP: _("Lever un arrêt"),
    Ability.EXPORT_REGISTER: _("Sortir le registre et la liste des agents (PDF, tableur)"),
    Ability.IMPORT_REGISTER: _("Envoyer un registre ou une liste d’agents"),
    Ability.READ_RECORD: _("Lire et vérifier le journal scellé"),
    Ability.EXPORT_RECORD: _("Sortir le journal scellé"),
    Ability.EDIT_COMPANY: _("Modifier la fiche de l’entreprise, ses vocabulaires et sa messagerie"),
    Ability.MANAGE_PEOPLE: _("Ajouter une personne, changer son rôle, retirer son accès"),
}
ROLE_WORDS = {
    Role.OWNER: _("Répond de l’entreprise. Rien ne lui est fermé."),
    Role.STEWARD: _("S’occupe des agents qui lui sont confiés, et lit les autres."),
    Role.APPROVER: _("Dit oui ou non, pour les agents et jusqu’au montant qu’un dirigeant lui a confiés."),
    Role.REVIEWER: _("Relit ce que les agents ont fait, et signe les revues, sans rien changer d’autre."),
    Role.GUEST: _("Consulte : par exemple un expert-comptable ou un délégué (DPO)."),
}
