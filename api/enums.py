"""The closed lists of the agents' door."""

from django.db import models


class Scope(models.TextChoices):
    """What a key opens (agent contract, section 1.7)."""

    ACTIONS = "actions:write", "Dire ce qu’il a fait"
    ASK = "approvals:create", "Demander un accord"
    READ = "approvals:read", "Lire les réponses à ses demandes"
