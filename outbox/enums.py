"""How a mail server is reached, and what has become of a message."""

from django.db import models


class Protection(models.TextChoices):
    """What hides the conversation with the mail server from whoever listens."""

    STARTTLS = "starttls", "STARTTLS (en général le port 587)"
    TLS = "tls", "TLS dès le début (en général le port 465)"
    NONE = "none", "Aucune (sur ce serveur seulement)"


class State(models.TextChoices):
    """What the owner sees of a message."""

    WAITING = "waiting", "En attente"
    SENT = "sent", "Envoyé"
    GIVEN_UP = "given_up", "Pas parti"
