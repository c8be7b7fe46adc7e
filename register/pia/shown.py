"""An impact assessment as its page shows it: parts, questions, answers in plain words. Nothing of the file is trusted as HTML."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from lib.tables.text import clean, one_line
from register.pia.plain import paragraphs
from register.pia.words import AUTHORS, EVALUATIONS, GAUGES, OPINIONS, PARTS


@dataclass(frozen=True)
class Answer:
    """One question and what was answered; nothing yet: no text."""

    question: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A titled text: a measure, an opinion, a comment, an evaluation."""

    title: str
    text: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True)
class Section:
    """One part of the method."""

    title: str
    answers: tuple[Answer, ...]
    evaluations: tuple[Told, ...]


@dataclass(frozen=True)
class Assessment:
    """Everything the page shows."""

    authors: tuple[Told, ...]
    sections: tuple[Section, ...]
    measures: tuple[Told, ...]
    opinions: tuple[Told, ...]
    comments: tuple[Told, ...]


def shown(content: dict[str, Any]) -> Assessment:
    """The page of one assessment. No query."""
    pia = content["pia"]
    answers = {_number(row.get("reference_to")): _answer(row.get("data")) for row in content["answers"]}
    titles = {question: title for part in PARTS for question, title in part.questions.items()}
    evaluations: dict[str, list[Told]] = defaultdict(list)
    for row in content["evaluations"]:
        reference = str(row.get("reference_to") or "")
        name = titles.get(_number(reference[4:]), "") if not reference.startswith("3.1") else reference[4:]
        evaluations[reference[:3]].append(_evaluation(row, name))
    return Assessment(
        authors=tuple(Told(title, (_line(pia.get(name)),)) for name, title in AUTHORS.items() if _line(pia.get(name))),
        sections=tuple(
            Section(
                part.title,
                tuple(Answer(title, answers.get(question, ())) for question, title in part.questions.items()),
                tuple(evaluations.get(part.number, ())),
            )
            for part in PARTS
        ),
        measures=tuple(_measure(row, evaluations["3.1"]) for row in content["measures"]),
        opinions=tuple(Told(title, text) for name, title in OPINIONS.items() if (text := paragraphs(pia.get(name)))),
        comments=tuple(_comment(row, titles) for row in content["comments"]),
    )


def _answer(data: Any) -> tuple[str, ...]:
    """The text, the items of the list, and the level; the tool leaves what was not asked empty."""
    if not isinstance(data, dict):
        return ()
    items = data.get("list")
    listed = tuple(f"• {_line(item)}" for item in items if _line(item)) if isinstance(items, list) else ()
    gauge = GAUGES.get(_number(data.get("gauge")))
    return (*((gauge.capitalize(),) if gauge else ()), *paragraphs(data.get("text")), *listed)


def _evaluation(row: dict[str, Any], title: str) -> Told:
    text = (*paragraphs(row.get("evaluation_comment")), *paragraphs(row.get("action_plan_comment")))
    return Told(title or "Évaluation", text, EVALUATIONS.get(_number(row.get("status")), ""))


def _measure(row: dict[str, Any], evaluations: list[Told]) -> Told:
    """With what was thought of it: « 3.1.<its number> » in the file."""
    mine = next((one for one in evaluations if one.title == str(row.get("id"))), None)
    text = (*paragraphs(row.get("content")), *(mine.text if mine else ()))
    return Told(_line(row.get("title")) or "Mesure sans titre", text, mine.mark if mine else "")


def _comment(row: dict[str, Any], titles: dict[int, str]) -> Told:
    return Told(titles.get(_number(row.get("reference_to")), "Commentaire"), paragraphs(row.get("description")))


def _line(value: Any) -> str:
    return one_line(clean(value)) if isinstance(value, str) else ""


def _number(value: Any) -> int:
    """A question's number, whether the tool wrote it as a number or a text; -1: none."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1
