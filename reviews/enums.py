"""The closed lists of reviews."""

from django.db import models


class Kind(models.TextChoices):
    """What is looked at."""

    WEEK = "week", "Revue de la semaine"
    RIGHTS = "rights", "Revue des droits"


class Cause(models.TextChoices):
    """Why a review was opened."""

    CLOCK = "clock", "Son jour est venu"
    ASKED = "asked", "Demandée"
    CHANGED = "changed", "L’agent a changé"


class Every(models.TextChoices):
    """How often rights are reviewed: at least once a year (CNIL, guide de la sécurité, fiche « habilitations »)."""

    MONTH = "month", "Tous les mois"
    QUARTER = "quarter", "Tous les trois mois"
    HALF = "half", "Tous les six mois"
    YEAR = "year", "Tous les ans"


class Code(models.TextChoices):
    """Which rule chose a point. The order of a week's points is in reviews.rules."""

    FOLLOW_UP = "follow-up", "Suite de la dernière revue"
    ALERT = "alert", "Alerte"
    UNUSUAL = "unusual", "Inhabituel"
    BLOCKED = "blocked", "Empêché ou contourné"
    APPROVALS = "approvals", "Accords"
    NEW_NAMES = "new-names", "Nouveaux bénéficiaires et nouvelles adresses"
    TOTALS = "totals", "Totaux de la semaine"
    SILENT = "silent", "Silence"
    SAMPLE = "sample", "Tirage au sort"
    RIGHT = "right", "Droit"
    SECRET = "secret", "Secret à changer"
    FACTOR = "factor", "Compte sans double vérification"


class Verdict(models.TextChoices):
    """What a person says of a point: two of a week, three of a right, two of an account, the last of all."""

    NORMAL = "normal", "C’est normal"
    WRONG = "wrong", "Pas normal"
    KEEP = "keep", "Garder"
    REDUCE = "reduce", "Réduire"
    REMOVE = "remove", "Retirer"
    DONE = "done", "C’est fait"
    TO_DO = "to-do", "À faire"
    UNKNOWN = "unknown", "Je ne sais pas"


class RemedyKind(models.TextChoices):
    """What is to be done about it."""

    LIMIT = "limit", "Poser une limite"
    RIGHT = "right", "Retirer un droit"
    STOP = "stop", "Couper l’agent"
    INCIDENT = "incident", "Traiter un incident"
    ASK = "ask", "Se renseigner"
    REDUCE = "reduce", "Réduire un droit"
    REMOVE = "remove", "Retirer l’accès dans le service"
    SECRET = "secret", "Changer un secret"
    FACTOR = "factor", "Ajouter la double vérification"
