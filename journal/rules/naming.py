"""From a tool's name to what it does: the company's own word, else a table of usual names, else what the agent says. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from inventory.enums import Verb
from journal.enums import Type


@dataclass(frozen=True)
class Meaning:
    """What a tool does. `is_known`: not only by the agent's word."""

    verb: str
    type: str
    is_known: bool = True


# The last words of names seen in the wild (file.read, gmail_send_message, creer_virement…): the first line that fits holds.
USUAL: tuple[tuple[str, Verb, Type], ...] = (
    (
        r"virement|payment|payout|paie?ment|transfer|sepa(?![a-z])|checkout|purchase|(?<![a-z])(pay|payer|wire|charge|buy|debit)(?![a-z])",
        Verb.SEND,
        Type.PAYMENT,
    ),
    (r"refund|credit.?note|(?<![a-z])avoir(?![a-z])|rembours", Verb.EDIT, Type.CREDIT),
    (r"(shell|exec|bash|command|terminal|powershell|ssh)", Verb.COMMAND, Type.COMMAND),
    (r"(export|dump|backup)", Verb.READ, Type.EXPORT),
    (
        r"(file|drive|document|fichier|folder|s3).*(delete|remove|trash|supprim)|(delete|remove|trash|supprim).*(file|fichier)",
        Verb.DELETE,
        Type.FILE_DELETED,
    ),
    (r"(delete|remove|trash|supprim|archive)", Verb.DELETE, Type.RECORD),
    (r"search|recherch|(?<![a-z])(read|get|list|fetch|find|query|lire|cherch|consult|view|download)", Verb.READ, Type.READ),
    (r"(invoice|facture)", Verb.EDIT, Type.INVOICE),
    (r"(quote|devis|estimate)", Verb.EDIT, Type.QUOTE),
    (r"(post|publish|publi|tweet)", Verb.SEND, Type.POST),
    (r"(send|reply|forward|envoy|repond|sms|message|notify)", Verb.SEND, Type.MESSAGE),
    (r"(file|drive|document|fichier|write|edit)", Verb.EDIT, Type.FILE),
    (r"(create|update|modify|upsert|set|label|modif|cree|creer|ajout|rule)", Verb.EDIT, Type.RECORD),
)
TABLE = tuple((re.compile(pattern), Meaning(verb, kind)) for pattern, verb, kind in USUAL)
SPLIT = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
VERB_OF = {
    Type.READ: Verb.READ,
    Type.EXPORT: Verb.READ,
    Type.MESSAGE: Verb.SEND,
    Type.POST: Verb.SEND,
    Type.FILE_DELETED: Verb.DELETE,
    Type.COMMAND: Verb.COMMAND,
    Type.PAYMENT: Verb.SEND,
}
# How much an act matters: what the agent says of a tool may only make it stricter (agent contract, section 1.4).
WEIGHT = {
    kind: weight
    for weight, kind in enumerate((Type.OTHER, Type.READ, Type.RECORD, Type.FILE, Type.POST, Type.MESSAGE, Type.INVOICE, Type.QUOTE))
}
HEAVIEST = len(WEIGHT)
WEIGHT[Type.PAYMENT] = HEAVIEST + 1
VERBS = (Verb.READ, Verb.EDIT, Verb.SEND, Verb.DELETE, Verb.COMMAND)  # from the lightest
TYPES: dict[str, Type] = {kind.value: kind for kind in Type}


@lru_cache(4096)
def usual(tool: str) -> Meaning | None:
    """What a name like this usually means; None when it tells nothing."""
    plain = SPLIT.sub("_", tool[:200]).lower()
    return next((meaning for pattern, meaning in TABLE if pattern.search(plain)), None)


def by_name(tool: str, own: Mapping[str, Meaning]) -> Meaning | None:
    """The company's word, else the usual one."""
    return own.get(tool) or (usual(tool) if tool else None)


def meaning(tool: str, said: str, own: Mapping[str, Meaning]) -> Meaning:
    """The company's word, else the usual one, unless the agent says something heavier; without either the agent's, marked unknown."""
    known = by_name(tool, own)
    claimed = TYPES.get(said, Type.OTHER)
    if known and weight(claimed) <= weight(TYPES[known.type]):
        return known
    return Meaning(VERB_OF.get(claimed, Verb.EDIT if claimed != Type.OTHER else ""), claimed, is_known=known is not None)


def weight(kind: Type) -> int:
    """Larger: matters more. All that deletes, commands, exports or decides weighs more than the rest, and a payment the most."""
    return WEIGHT.get(kind, HEAVIEST)


def is_lighter(before: Meaning | None, after: Meaning) -> bool:
    """Does less wait for a person once a tool is read so? An unknown one always waits."""
    if before is None:
        return True
    weighs_less = weight(TYPES[after.type]) < weight(TYPES[before.type])
    return weighs_less or VERBS.index(Verb(after.verb)) < VERBS.index(Verb(before.verb))
