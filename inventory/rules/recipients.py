"""What a recipient usually is: a processor (art. 28) or not. destinataires.json says it for each; a person has the last word."""

from inventory.rules.overlay import CompanyTerm

PROCESSOR = "sous-traitant"


def usually_processor(term: CompanyTerm | None) -> bool | None:
    """None for a word we do not know, and where the role depends on the mandate or is to be confirmed."""
    role = str(term.extra.get("role_par_defaut") or "") if term else ""
    if role == PROCESSOR:
        return True
    return None if not role or role.startswith(PROCESSOR) or "à confirmer" in role else False
