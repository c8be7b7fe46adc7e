"""Answers that wait in the session until everything is made at once. What is secret waits sealed."""

from typing import Any

from django.http import HttpRequest, QueryDict

from lib.envelope import Unreadable, seal, unseal


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a refused form, not an unasked one."""
    return request.POST if request.method == "POST" else None


class Draft:
    """`Draft(request, "setup")`: one dict of the session."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self._session, self._name = request.session, f"gf_{name}"
        kept = self._session.get(self._name)
        self._answers: dict[str, Any] = dict(kept) if isinstance(kept, dict) else {}

    def __contains__(self, key: str) -> bool:
        return key in self._answers

    def get(self, key: str, default: Any = None) -> Any:
        return self._answers.get(key, default)

    def set(self, **answers: Any) -> None:
        self._answers |= answers
        self._session[self._name] = self._answers

    def secret(self, key: str) -> Any:
        """None when it was never kept, or was sealed by a key we no longer have."""
        try:
            return unseal(self._answers[key], f"draft.{key}") if key in self._answers else None
        except Unreadable:
            return None

    def keep_secret(self, key: str, value: Any) -> Any:
        self.set(**{key: seal(value, f"draft.{key}")})
        return value

    def clear(self) -> None:
        self._session.pop(self._name, None)
        self._answers = {}
