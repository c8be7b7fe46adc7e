"""Impact assessments in the JSON of the CNIL's tool, made here."""

import json
from typing import Any


def pia(name: str = "Tri de CV", **more: Any) -> dict[str, Any]:
    """A small one: two answers, one measure, one evaluation of each kind, one comment."""
    return {
        "pia": {"id": 7, "name": name, "status": 2, "author_name": "Alice Martin", "dpo_opinion": "<p>Favorable.</p>"},
        "answers": [
            {
                "id": 1,
                "pia_id": 7,
                "reference_to": 111,
                "data": {"text": "<p>Trier des <strong>CV</strong>.</p><script>x()</script>", "gauge": None, "list": []},
            },
            {"id": 2, "pia_id": 7, "reference_to": "325", "data": {"text": "", "gauge": 3, "list": ["Refus <b>injuste</b>"]}},
        ],
        "measures": [{"id": 31, "title": "Relecture <i>humaine</i>", "content": "<ul><li>Toujours</li></ul>"}],
        "evaluations": [
            {"id": 1, "status": 3, "reference_to": "3.1.31", "evaluation_comment": "Suffisant."},
            {"id": 2, "status": 1, "reference_to": "2.1.211", "evaluation_comment": "À revoir."},
        ],
        "comments": [{"id": 1, "reference_to": 111, "description": "Voir le contrat."}],
        **more,
    }


def as_file(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
