"""What to do by hand about an agent that is stopped: where each account is taken back, where it is halted. Pure."""

import re

from inventory.enums import Isolation, SignIn
from inventory.rules.overlay import OURS, CompanyWords
from inventory.services import revoke_advice

ADDRESS = re.compile(r"(?<![@\w./-])(?:https://)?((?:[a-z0-9-]+\.)+(?:ai|app|com|eu|fr|io|net|org|so)(?:/[\w./-]*[\w/-])?)(?![\w@])")

BY_SIGN_IN = {
    SignIn.OAUTH: "Dans {service}, ouvrez les réglages de sécurité, puis les applications connectées. Retirez l’accès de l’agent.",
    SignIn.KEY: "Dans {service}, ouvrez la page des clés d’accès (API). Supprimez celle de l’agent.",
    SignIn.PASSWORD: "Dans {service}, changez le mot de passe de ce compte. Puis fermez toutes ses sessions.",
    SignIn.UNKNOWN: "Dans {service}, changez le mot de passe de ce compte. Puis retirez ses clés et ses applications connectées.",
}
BY_ISOLATION = {
    Isolation.SERVICE: "Ouvrez {tool} et désactivez cet agent.",
    Isolation.CONTAINER: "Arrêtez son conteneur. Votre informaticien sait le faire.",
    Isolation.VIRTUAL: "Éteignez sa machine virtuelle. Votre informaticien ou votre hébergeur sait le faire.",
    Isolation.MACHINE: "Éteignez la machine où il tourne.",
    Isolation.WORKER: "Ouvrez le tableau de bord de Cloudflare et désactivez son Worker.",
    Isolation.WORKSTATION: "Fermez {tool} sur le poste où il tourne, ou éteignez ce poste.",
    Isolation.NONE: "Arrêtez son programme sur le serveur. Votre informaticien sait le faire.",
    Isolation.UNKNOWN: "Fermez {tool} ou éteignez la machine où il tourne.",
}


def how_to_revoke(service: str, sign_in: str, revoke_where: str, words: CompanyWords = OURS) -> str:
    """One sentence: what the company wrote itself comes first, then the service's own page, then the kind of access."""
    if revoke_where:
        return revoke_where
    if sign_in != SignIn.PASSWORD and (advice := revoke_advice(service, words)):
        return advice
    return BY_SIGN_IN[SignIn(sign_in)].format(service=service)


def how_to_halt(tool: str, isolation: str, own: str = "") -> str:
    """For an agent without any account: stop it where it runs. What the company wrote itself (`own`) comes first."""
    return own or BY_ISOLATION[Isolation(isolation)].format(tool=tool or "l’outil qui le fait tourner")


def address_in(advice: str) -> str:
    """The first web address an advice names, as https://…, or nothing: « Sur platform.openai.com, API keys »."""
    found = ADDRESS.search(advice)
    return f"https://{found[1]}" if found else ""
