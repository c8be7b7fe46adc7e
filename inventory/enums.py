"""The closed lists of the inventory; open ones (data, people, recipients) are vocabularies."""

from django.db import models


class State(models.TextChoices):
    """Where an agent stands. « Coupé » is not here: a stop is a row of approvals, and shows by join."""

    PLANNED = "planned", "Envisagé"
    ACTIVE = "active", "En service"
    PAUSED = "paused", "En pause"
    RETIRED = "retired", "Retiré"


class Environment(models.TextChoices):
    """What the agent works on."""

    UNKNOWN = "", "Je ne sais pas"
    TEST = "test", "Essai"
    PRODUCTION = "production", "Production (données réelles)"


class Isolation(models.TextChoices):
    """What stands between the agent and the rest of the machine."""

    UNKNOWN = "", "Je ne sais pas"
    SERVICE = "service", "Chez un fournisseur en ligne"
    CONTAINER = "container", "Dans un conteneur"
    MACHINE = "machine", "Sur une machine à part"
    WORKER = "worker", "Worker Cloudflare"
    WORKSTATION = "workstation", "Sur un poste de travail"
    NONE = "none", "Sur un serveur partagé, sans isolation"


class Verb(models.TextChoices):
    """What a right lets an agent do."""

    READ = "read", "Lire"
    EDIT = "edit", "Modifier"
    DELETE = "delete", "Supprimer"
    SEND = "send", "Envoyer"
    COMMAND = "command", "Commander le système"


class Ownership(models.TextChoices):
    """Whose account it is."""

    UNKNOWN = "", "Je ne sais pas"
    DEDICATED = "dedicated", "Réservé à l’agent"
    SHARED = "shared", "Partagé avec d’autres"
    PERSONAL = "personal", "Compte d’une personne"
    ADMIN = "admin", "Compte d’administrateur"


class SignIn(models.TextChoices):
    """How the agent proves who it is to the service."""

    UNKNOWN = "", "Je ne sais pas"
    OAUTH = "oauth", "Autorisation donnée dans le service (OAuth)"
    KEY = "key", "Clé d’accès (API)"
    PASSWORD = "password", "Mot de passe"


class Side(models.TextChoices):
    """On whose behalf the data are processed: RGPD art. 30.1 or 30.2."""

    CONTROLLER = "controller", "Pour l’entreprise (responsable de traitement)"
    PROCESSOR = "processor", "Pour le compte de clients (sous-traitant)"


class EndCause(models.TextChoices):
    """Why a right ended."""

    REMOVED = "removed", "Retiré"
    EXPIRED = "expired", "Arrivé à échéance"
