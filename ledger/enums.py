"""Classes of sealed rows. The number stands in each row's frozen header: never renumber, only add."""

from enum import IntEnum

from django.db import models

YEAR = 12  # months


class Kind(IntEnum):
    """The class of a sealed row decides how long its content is kept."""

    ACTION = 1
    SIGNIN = 2
    RIGHT = 3
    REGISTER = 4
    REVIEW = 5
    STOP = 6
    COMPANY = 7
    PEOPLE = 8
    DECISION = 9
    PAYMENT = 10  # a decision on a payment
    RECORD = 11  # the record's own upkeep: checkpoints, purges, restores, keys


# Months kept by default. 12 (6 to 36): CNIL, délibération n° 2021-122 du 14 octobre 2021, read 2026-11-21 in a secondary source.
# 5 years: Code civil art. 2224. 10 years for payments: Code de commerce art. L123-22. Both: vocabularies/durees_conservation.json.
MONTHS_KEPT: dict[Kind, int] = {
    Kind.ACTION: 12,
    Kind.SIGNIN: 12,
    **dict.fromkeys((Kind.RIGHT, Kind.REGISTER, Kind.REVIEW, Kind.STOP, Kind.COMPANY, Kind.PEOPLE, Kind.DECISION), 5 * YEAR),
    Kind.PAYMENT: 10 * YEAR,
    Kind.RECORD: 10 * YEAR,
}


LEAST_OF_LOGS, MOST_OF_LOGS = 6, 36  # months; the same deliberation, internal control with written procedures
MOST = 50 * YEAR


class Reason(models.TextChoices):
    """Why a checkpoint was made."""

    HOUR = "hour", "Chaque heure"
    ROWS = "rows", "Mille lignes de plus"
    EXPORT = "export", "Export du journal"
    KEY = "key", "Changement de clé"
    ASKED = "asked", "Sur demande"
    SIGNED = "signed", "Signature"
    LEAVING = "leaving", "Envoi du jour"
    REGISTER = "register", "Export du registre"
    PURGE = "purge", "Effacement à l’échéance"


class Verdict(models.TextChoices):
    """What a check says."""

    INTACT = "intact", "Intact"
    RESTORED = "restored", "Restauré"
    ALTERED = "altered", "Altéré"
    FAILED = "failed", "Vérification interrompue"
