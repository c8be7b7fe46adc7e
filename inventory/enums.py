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
    VIRTUAL = "virtual", "Dans une machine virtuelle"
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


class SecretKeeper(models.TextChoices):
    """Where the secret of an account is kept."""

    UNKNOWN = "", "Je ne sais pas"
    MANAGER = "manager", "Gestionnaire de mots de passe"
    VAULT = "vault", "HashiCorp Vault"
    AWS = "aws", "AWS Secrets Manager"
    WRANGLER = "wrangler", "Secret Cloudflare (wrangler secret)"
    VARIABLE = "variable", "Variable d’environnement"
    TOOL = "tool", "Réglages de l’outil"
    PLAIN = "plain", "En clair dans un fichier"


class Sensitivity(models.TextChoices):
    """How much the part of a resource matters, as the company sorts it."""

    UNSAID = "", "Non précisé"
    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Interne"
    SENSITIVE = "sensitive", "Sensible"


class Network(models.TextChoices):
    """Where the agent can go on the network."""

    UNKNOWN = "", "Je ne sais pas"
    NONE = "none", "Nulle part"
    LISTED = "listed", "Seulement les adresses listées"
    OPEN = "open", "Partout sur Internet"


class Memory(models.TextChoices):
    """What the agent remembers."""

    UNKNOWN = "", "Je ne sais pas"
    NONE = "none", "Rien d’une fois sur l’autre"
    SESSION = "session", "Le temps d’une conversation"
    LASTING = "lasting", "Il garde une mémoire durable"


class Training(models.TextChoices):
    """Do the data serve to train a model?"""

    UNKNOWN = "", "Je ne sais pas"
    NO = "no", "Non"
    YES = "yes", "Oui"


class ModuleKind(models.TextChoices):
    """What can be added to an agent."""

    SKILL = "skill", "Compétence (skill)"
    PLUGIN = "plugin", "Extension (plugin)"
    MCP = "mcp", "Serveur MCP"


class Origin(models.TextChoices):
    """Where data come from (RGPD art. 13 or 14)."""

    UNKNOWN = "", "Je ne sais pas"
    DIRECT = "direct", "De la personne elle-même"
    INDIRECT = "indirect", "D’ailleurs (tiers, web, achat)"


class Automation(models.TextChoices):
    """Who decides (RGPD art. 22)."""

    UNKNOWN = "", "Je ne sais pas"
    NONE = "none", "Aucune décision sur des personnes"
    ASSISTED = "assisted", "Une personne décide, l’agent prépare"
    ALONE = "alone", "L’agent décide seul"
