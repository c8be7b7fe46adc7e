"""What may be unusual."""

from django.db import models


class Code(models.TextChoices):
    """Why an alert was raised. Later detectors add theirs."""

    BYPASSED = "bypassed", "Contrôle contourné"
    GRANT_REUSED = "grant-reused", "Accord utilisé une deuxième fois"
    GRANT_MISUSED = "grant-misused", "Accord utilisé pour autre chose"
    AFTER_STOP = "after-stop", "A agi après l’arrêt"
    OUT_OF_SCOPE = "out-of-scope", "A fait ce qu’il n’a pas le droit de faire"
    REFUSALS = "refusals", "Redemande malgré les refus"
    FLOOD = "flood", "Trop de demandes en attente"
    UNCONFIRMED = "unconfirmed", "Accordé, pas confirmé"
    NEW_ADDRESS = "new-address", "Clé vue d’une nouvelle adresse"
    ODD_COMMAND = "odd-command", "Commande qui peut faire du mal"
    ODD_SENSITIVE = "odd-sensitive", "Fichier sensible"
    ODD_PAYEE = "odd-payee", "Nouveau compte d’un bénéficiaire"
    ODD_SPLIT = "odd-split", "Montant découpé"
    ODD_DOUBLE = "odd-double", "En double"
    ODD_RECIPIENT = "odd-recipient", "Envois à une nouvelle adresse"
    ODD_BURST = "odd-burst", "Beaucoup plus que d’habitude"
    ODD_LOOP = "odd-loop", "En boucle"
    ODD_TOOL = "odd-tool", "Nouvel outil"
    ODD_HOURS = "odd-hours", "Hors de ses heures"
    ODD_SILENCE = "odd-silence", "Silence"


class Answer(models.TextChoices):
    """What a person says of an alert."""

    NORMAL = "normal", "C’est normal"
    WRONG = "wrong", "Pas normal"
    UNKNOWN = "unknown", "Je ne sais pas"


class Oddity(models.TextChoices):
    """How a week may differ from the usual (alerts.rules.unusual): what was declared first, then what is new, then volumes."""

    SCOPE = "scope", "Hors de ses droits"
    COMMAND = "command", "Commande système"
    SENSITIVE = "sensitive", "Fichier sensible"
    HOURS = "hours", "Heures inhabituelles"
    TOOL = "tool", "Nouvel outil"
    RECIPIENT = "recipient", "Nouvelle adresse"
    PAYEE = "payee", "Nouveau bénéficiaire"
    DOUBLE = "double", "En double"
    SPLIT = "split", "Montant découpé"
    BURST = "burst", "Rafale"
    LOOP = "loop", "En boucle"
    VOLUME = "volume", "Volume inhabituel"
    GROWTH = "growth", "Hausse progressive"
    SILENCE = "silence", "Silence"
