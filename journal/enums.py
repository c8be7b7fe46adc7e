"""The closed lists of the journal. The first of `Type` are those an agent may ask an approval for; `read` only ever happens."""

from django.db import models


class Type(models.TextChoices):
    """What kind of act it is (agent contract, section 2)."""

    PAYMENT = "payment", "Paiement"
    QUOTE = "quote", "Devis"
    INVOICE = "invoice", "Facture"
    CREDIT = "credit", "Avoir ou remboursement"
    MESSAGE = "message.send", "Message envoyé"
    POST = "post.publish", "Publication"
    RECORD = "record.modify", "Fiche modifiée"
    FILE = "file.modify", "Fichier modifié"
    FILE_DELETED = "file.delete", "Fichier supprimé"
    COMMAND = "system.command", "Commande système"
    EXPORT = "data.export", "Export de données"
    DECISION = "decision", "Décision"
    READ = "data.read", "Lecture"
    OTHER = "other", "Autre"


class Outcome(models.TextChoices):
    """How it ended."""

    DONE = "done", "Fait"
    FAILED = "failed", "Échoué"
    BLOCKED = "blocked", "Empêché"


class Source(models.IntegerChoices):
    """By which door it came. Kept as a number: never renumber."""

    API = 1, "Appel de l’agent"
    TRACES = 2, "Traces OpenTelemetry"
    LOGS = 3, "Journaux OpenTelemetry"
    FILE = 4, "Fichier déposé"
