"""The closed lists of limits and requests."""

from django.db import models


class Measure(models.TextChoices):
    """What a limit looks at. `value` of the limit: cents, hundredths of a per cent, or a number; none for the others."""

    ALWAYS = "always", "Toujours"
    AMOUNT = "amount", "Au-dessus d’un montant"
    PERCENT = "percent", "Au-dessus d’un pourcentage"
    COUNT = "count", "Au-dessus d’un nombre d’un coup"
    DAY_COUNT = "day_count", "Au-dessus d’un nombre par jour"
    WEEK_PAYEE = "week_payee", "Au-dessus d’un total par semaine pour un même bénéficiaire"
    NEW_PAYEE = "new_payee", "Nouveau bénéficiaire, ou compte changé"
    HOURS = "hours", "En dehors de certaines heures"


class Answer(models.TextChoices):
    """What a limit that is met calls for, from the mildest to the strictest."""

    ALLOW = "allow", "Laisser faire"
    ASK = "ask", "Me demander"
    TWO = "two", "Demander à deux personnes"
    FORBID = "forbid", "Interdire"


class RequestState(models.TextChoices):
    """Where a request stands (agent contract, section 2). Only the first two move."""

    PENDING = "pending", "En attente"
    APPROVED = "approved", "Accordée"
    DENIED = "denied", "Refusée"
    EXPIRED = "expired", "Sans réponse à temps"
    CANCELLED = "cancelled", "Retirée par l’agent"
    CONSUMED = "consumed", "Accordée et utilisée"


class Call(models.TextChoices):
    """Through what an agent heard of its stop."""

    ASK = "ask", "une demande d’accord"
    READ = "read", "la lecture d’une réponse"
    SPEND = "spend", "l’usage d’un accord"
    TELL = "tell", "le récit de ses actions"
    BEAT = "beat", "un signal de présence"
    TELEMETRY = "telemetry", "un envoi de traces (il n’en lit pas la réponse)"
    MCP = "mcp", "un outil MCP"
    CLAUDE_CODE = "claude_code", "la question posée avant un outil (Claude Code)"
    EVALUATION = "evaluation", "une question d’autorisation (AuthZEN)"
    OTHER = "other", "un appel"


class Reason(models.TextChoices):
    """Why a request got its answer without a person, or what a person's answer meant."""

    BELOW_LIMIT = "below_limit", "Sous vos limites"
    FORBIDDEN = "forbidden", "Interdit par une limite"
    ALREADY_REFUSED = "already_refused", "Déjà refusé"
    REFUSED = "refused", "Refusé"
    SILENCE = "silence", "Personne n’a répondu"
    PAYEE_FORGOTTEN = "payee_forgotten", "Ce n’est plus le bon compte"
