"""What the owner reads in the terminal: French, calm, short. And the few questions asked of the port."""

import os
import socket
import sys
import time
from pathlib import Path

from governance.identity import Account
from governance.refusal import Refused


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def port() -> int:
    """GARDEFOU_PORT; refuses what is not a port that an ordinary program may open."""
    text = os.environ.get("GARDEFOU_PORT") or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Refused(f"GARDEFOU_PORT doit être un nombre entre 1 et 65535 : « {text} ».")
    return int(text)


def refuse_taken_port(number: int) -> None:
    """Tried before anything is started; for a moment longer, while a former web server finishes."""
    end = time.monotonic() + 1
    while error := _opening(number):
        if isinstance(error, PermissionError):
            raise Refused(f"Ce compte n’a pas le droit d’ouvrir le port {number}. Choisissez-en un au-dessus de 1024 : GARDEFOU_PORT=8000.")
        if time.monotonic() > end:
            raise Refused(
                f"Le port {number} est déjà pris par un autre programme. Arrêtez-le, ou choisissez un autre port : "
                f"GARDEFOU_PORT={number + 1 if number < 65535 else 8000} make run"
            )
        time.sleep(0.1)


def answers(number: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", number), timeout=0.5).close()
    except OSError:
        return False
    return True


def welcome(number: int, code: str) -> None:
    say(f"\nGarde-fou est prêt : {os.environ.get('GARDEFOU_URL') or f'http://localhost:{number}'}")
    if code:
        say(code)
    say("Pour l’arrêter : Ctrl-C.")


def running_as_root(account: Account) -> None:
    say(
        f"Le compte « {account.name} » ne peut pas lire ce dossier ou ce Python : les pages tournent donc en tant que root, "
        "la base non. Pour un vrai usage, installez Garde-fou dans /opt/garde-fou (docs/fr/mettre-en-ligne.md)."
    )


def stopping() -> None:
    say("\nArrêt en cours…")


def stopped(data: Path, store: Path) -> None:
    aside = "" if store == data else f" (et la base dans {store}, car le compte qui l’ouvre n’entre pas dans ce dossier)"
    say(f"Garde-fou est arrêté. Vos données restent dans {data}{aside}.")


def _opening(number: int) -> OSError | None:
    with socket.socket(socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", number))
            trial.listen(1)
        except OSError as error:
            return error
    return None
