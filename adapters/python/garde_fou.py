"""Garde-fou pour Python : un agent demande, attend, agit une seule fois, et rend compte. Python 3.9 ou plus, rien d’autre à installer.

    garde = GardeFou("https://garde-fou.example", os.environ["GF_TOKEN"], agent="facturier")
    demande = garde.ask(action, step="facture F-2026-1187")
    garde.run_once(demande["id"], action, payer)
    garde.log({"id": "F-2026-1187", "approval_id": demande["id"], "type": "payment", "tool": "creer_virement"})

`Refused` and `Unreachable` both mean: do not run. One GardeFou may serve several threads. Licence: AGPL-3.0-or-later.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

VERSION = "garde_fou.py/1"
SAFE = 2**53 - 1  # the largest integer every JSON parser reads alike (RFC 8785, section 3.2.2.3)
LONGEST_WAIT = 45  # seconds the server lets a call wait
LONGEST_PAUSE = 30.0
FIRST_PAUSE = 0.2
SPREAD = 0.5  # up to half more: agents that were cut off together do not all come back together
MOST_ACTIONS = 500  # in one call
TRY_AGAIN = (429, 502, 503, 504)
WORDS = {
    "pending": "une personne n’a pas encore répondu",
    "denied": "une personne a refusé",
    "expired": "personne n’a répondu à temps",
    "cancelled": "la demande a été retirée",
    "consumed": "l’accord a déjà servi",
}


class Refused(Exception):
    """Do not run. `state`: pending, denied, expired, cancelled, consumed, or the server's code; `reason`: the person's own words, or the
    server's. As a text it is a French sentence that the model, or its owner, can read."""

    def __init__(self, state: str, reason: str = "", approval_id: str | None = None) -> None:
        said = " : ".join(filter(None, [WORDS.get(state, ""), reason])) or "Garde-fou n’a pas accepté cet appel"
        super().__init__(f"{said} ({state})")
        self.state, self.reason, self.approval_id = state, reason, approval_id


class Unreachable(Exception):
    """No answer from Garde-fou: do not run, try again later with the same step."""


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a value without floats; texts in NFC, as the server wants them. Raises TypeError for what has two spellings."""
    try:
        return json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except UnicodeEncodeError:
        raise TypeError("un texte contient un caractère qui n’existe pas seul") from None


def digest(action: dict[str, Any]) -> str:
    """What a person approves: SHA-256 of the whole action, in hexadecimal."""
    return hashlib.sha256(canonical(action)).hexdigest()


def _ordered(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int) and abs(value) <= SAFE:
        return int(value)
    if isinstance(value, dict):
        return _ordered_object(value)
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, float):
        raise TypeError("nombre à virgule : donnez un texte, par exemple '1500.00'")
    raise TypeError(f"{type(value).__name__} ne peut pas être envoyé : donnez un texte, un entier, une liste ou un objet")


def _ordered_object(value: dict[str, Any]) -> dict[str, Any]:
    if not all(isinstance(key, str) for key in value):
        raise TypeError("les clés d’un objet sont des textes")
    plain = {unicodedata.normalize("NFC", key): item for key, item in value.items()}
    if len(plain) != len(value):
        raise TypeError("la même clé figure deux fois dans un objet")
    return {key: _ordered(plain[key]) for key in sorted(plain, key=_utf16)}


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected call would carry the key elsewhere."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        return None


class GardeFou:
    """One agent behind its key. Holds nothing between two calls: what matters stands in Garde-fou."""

    def __init__(
        self, url: str, key: str, agent: str, *, tries: int = 4, timeout: float = 60.0, sleep: Callable[[float], Any] = time.sleep
    ) -> None:
        self.url, self.agent, self.tries, self.timeout = url.rstrip("/"), agent, tries, timeout
        self._key, self._sleep = key, sleep
        self._open = urllib.request.build_opener(_NoRedirect).open

    def ask(
        self,
        action: dict[str, Any],
        *,
        step: str,
        wait: int = 0,
        expires_in: int = 86400,
        callback_url: str = "",
        context: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """The approval, as it stands. `step` names this step of this run for ever (a thread and a tool call, an invoice's number):
        asked again with the same step and action, the same approval comes back, even after a crash."""
        own = digest(action)
        body = {"action": action, "expires_in": expires_in, "context": context or {}}
        if callback_url:
            body["callback_url"] = callback_url
        headers = {"Idempotency-Key": _key_of(self.agent, step, own)}
        if wait:
            headers["Prefer"] = f"wait={_bounded(wait)}"
        said = self._good("POST", "/approvals", body, headers)
        if said.get("action_digest") != own:
            raise Refused("action-changed", "Garde-fou n’a pas lu la même action", said.get("id"))
        return said

    def read(self, approval_id: str, wait: int = 0) -> dict[str, Any]:
        """The approval, as it stands; with `wait`, as soon as it changes or after so many seconds (45 at most)."""
        return self._good("GET", f"/approvals/{approval_id}" + (f"?wait={_bounded(wait)}" if wait else ""))

    def run_once(self, approval_id: str, action: dict[str, Any], do: Callable[[], Any]) -> Any:
        """Spend the approval for exactly this action, then return `do()`. Called again, it never runs `do` again: when the program died
        in between, nobody knows whether the action was done, and a person must look."""
        said = self.read(approval_id)
        if said["state"] == "consumed":
            raise Refused("consumed", "déjà lancée une fois, résultat inconnu : à vérifier avant de recommencer", approval_id)
        if said["state"] != "approved":
            raise Refused(said["state"], said.get("comment") or "", approval_id)
        spent = self._good("POST", f"/approvals/{approval_id}/consume", {"action_digest": digest(action)})
        if spent.get("state") != "consumed":
            raise Refused(str(spent.get("state")), "", approval_id)
        return do()

    def log(self, *actions: dict[str, Any]) -> dict[str, Any]:
        """Say what was done. With an `id` of its own, an action said again after a crash counts once: its time is the first one's.
        `refused` of the answer names those that Garde-fou could not read."""
        now = datetime.now(timezone.utc).isoformat()
        told = [action if action.get("id") else {"occurred_at": now, **action} for action in actions]
        said: dict[str, Any] = {"accepted": 0, "repeated": 0, "refused": []}
        for start in range(0, len(told), MOST_ACTIONS):
            part = told[start : start + MOST_ACTIONS]
            name = hashlib.sha256(canonical(part)).hexdigest()
            one = self._good("POST", "/actions", {"actions": part}, {"Idempotency-Key": name})
            refused = [{**item, "index": item["index"] + start} for item in one["refused"]]
            counts = {word: said[word] + one[word] for word in ("accepted", "repeated")}
            said = {**one, **counts, "refused": said["refused"] + refused}
        return said

    def heartbeat(self) -> dict[str, Any]:
        """« I am here »; the answer's `agent_state` says whether the agent is stopped."""
        return self._good("POST", "/heartbeat", {"adapter": VERSION})

    def cancel(self, approval_id: str) -> dict[str, Any]:
        """The action is no longer wanted."""
        return self._good("POST", f"/approvals/{approval_id}/cancel", {})

    def _good(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
        status, said = self._call(method, path, body, headers or {})
        if status not in (200, 202):
            raise Refused(str(said.get("code", status)), said.get("detail") or said.get("title") or "")
        return said

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Tried again with the same bytes and the same name: never two demands for one."""
        data = None if body is None else canonical(body)
        why = ""
        for count in range(self.tries):
            request = urllib.request.Request(self.url + "/api/v1" + path, data, method=method, headers=self._headers(headers))
            status, said, pause, why = self._once(request)
            if status:
                return status, said
            if count + 1 < self.tries:
                pause = FIRST_PAUSE * 2**count if pause is None else pause
                self._sleep(min(pause, LONGEST_PAUSE) * (1 + SPREAD * random.random()))  # noqa: S311 (no secret)
        raise Unreachable(f"Garde-fou ne répond pas à {self.url} ({why}). Ne faites rien, et réessayez plus tard avec la même étape.")

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": "Bearer " + self._key, "Content-Type": "application/json", "User-Agent": VERSION, **more}

    def _once(self, request: urllib.request.Request) -> tuple[int, dict[str, Any], float | None, str]:
        """(status, body, None, ""), or (0, None, pause, why) when it must be tried again."""
        try:
            with self._open(request, timeout=self.timeout) as answer:
                return answer.status, _object(answer.read()), None, ""
        except urllib.error.HTTPError as error:
            with error:
                if error.code in TRY_AGAIN:
                    return 0, {}, _seconds(error.headers.get("Retry-After")), str(error.code)
                return self._problem(error)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return 0, {}, None, str(getattr(error, "reason", "")) or type(error).__name__

    def _problem(self, error: urllib.error.HTTPError) -> tuple[int, dict[str, Any], float | None, str]:
        try:
            return error.code, _object(error.read()), None, ""
        except (OSError, http.client.HTTPException, ValueError):
            return error.code, {}, None, ""


def _key_of(agent: str, step: str, own: str) -> str:
    """Never chance: the same step of the same agent for the same action has the same name, whoever starts it again."""
    return hashlib.sha256(canonical([agent, step, own])).hexdigest()


def _object(data: bytes) -> dict[str, Any]:
    """A page of a proxy that answers in our place is no answer."""
    said = json.loads(data)
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said


def _bounded(seconds: int) -> int:
    return max(0, min(int(seconds), LONGEST_WAIT))


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isdigit() else None
