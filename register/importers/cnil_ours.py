"""Rows that our own export adds under the CNIL's model, read back onto the sheet's draft. What they do not say stays unknown."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from inventory.enums import Automation, Origin
from lib.tables.text import fold, one_line, shorten
from lib.tables.values import day_of, yes_or_no
from register.importers import labels
from register.importers.preview import PurposeLine

if TYPE_CHECKING:
    from register.importers.cnil_sheet import SheetDraft

Texts = Mapping[int, str]  # by column after the label: 1, 2, 3 and 5 hold four answers, 1 and 4 hold two
SHORT, LONG = 300, 500
ORIGINS = {fold(str(origin.label)): str(origin.value) for origin in Origin if origin.value}
AUTOMATIONS = {fold(str(automation.label)): str(automation.value) for automation in Automation if automation.value}


def read(draft: "SheetDraft", label: str, texts: Texts) -> None:
    """One row. `label`: folded."""
    if label in WHOLE:
        WHOLE[label](draft, texts)
        return
    for pattern, reader in NUMBERED:
        if found := pattern.fullmatch(label):
            reader(draft, int(found[1]) - 1, texts)
            return


def _source(draft: "SheetDraft", texts: Texts) -> None:
    draft.source = texts.get(1, "")


def _information(draft: "SheetDraft", texts: Texts) -> None:
    draft.information = texts.get(1, "")


def _informed(draft: "SheetDraft", texts: Texts) -> None:
    draft.is_informed, draft.informed_on = yes_or_no(texts.get(1, "")), day_of(texts.get(2, ""))
    draft.informed_how = texts.get(3, "")


def _obligation(draft: "SheetDraft", texts: Texts) -> None:
    draft.obligation = texts.get(1, "")


def _automation(draft: "SheetDraft", texts: Texts) -> None:
    draft.automation = AUTOMATIONS.get(fold(texts.get(1, "")), "")


def _automation_words(draft: "SheetDraft", texts: Texts) -> None:
    draft.automation_words = texts.get(1, "")


def _notice_proposed(draft: "SheetDraft", texts: Texts) -> None:
    draft.is_notice_proposed = yes_or_no(texts.get(1, "")) is True


def _data_proposed(draft: "SheetDraft", texts: Texts) -> None:
    """By their names, one a line."""
    told = {fold(name) for name in texts.get(1, "").split("\n")}
    told |= {term.code for name in told if (term := labels.category(name))}
    draft.data = [replace(line, is_proposed=True) if {line.category, fold(line.category)} & told else line for line in draft.data]


def _basis(draft: "SheetDraft", _: int, texts: Texts) -> None:
    """Only proposed: a person confirms it."""
    if texts.get(1):
        code = labels.codes("bases_legales").get(fold(texts.get(2, "").partition("\n")[0]), "")
        draft.purposes.append(PurposeLine(texts[1], code, texts.get(5, "")))


def _contract(draft: "SheetDraft", place: int, texts: Texts) -> None:
    if place < len(draft.recipients):
        draft.recipients[place] = replace(
            draft.recipients[place],
            is_processor=yes_or_no(texts.get(1, "")),
            contract_on=day_of(texts.get(2, "")),
            contract_where=shorten(one_line(texts.get(3, "")), SHORT),
            country=shorten(one_line(texts.get(5, "")), 80),
        )


def _followed(draft: "SheetDraft", place: int, texts: Texts) -> None:
    """The decision and the remark are worked out again on the day of the reading."""
    if place < len(draft.transfers):
        checked_on, valid_until = day_of(texts.get(2, "")), day_of(texts.get(3, ""))
        draft.transfers[place] = replace(draft.transfers[place], checked_on=checked_on, valid_until=valid_until)


def _agreement(draft: "SheetDraft", place: int, texts: Texts) -> None:
    if place < len(draft.joint):
        agreement = shorten(one_line(texts.get(1, "")), LONG)
        draft.joint[place] = replace(draft.joint[place], agreement=agreement, agreed_on=day_of(texts.get(4, "")))


def _precisions(draft: "SheetDraft", _: int, texts: Texts) -> None:
    """Of a category, by its name: the model keeps an order of its own."""
    term = labels.category(texts.get(1, ""))
    wanted = term.code if term else fold(texts.get(1, ""))
    place = next((n for n, line in enumerate(draft.data) if wanted in (line.category, fold(line.category))), None)
    if place is None:
        return
    origin, _between, words = texts.get(3, "").partition("\u00a0: ")
    code = ORIGINS.get(fold(origin), "")
    draft.data[place] = replace(
        draft.data[place],
        exception=_allowance(texts.get(2, "")),
        origin=code,
        origin_words=shorten(one_line(words if code else texts.get(3, "")), SHORT),
        retention_code=labels.codes("durees_conservation").get(fold(texts.get(5, "").partition("\n")[0]), ""),
    )


def _allowance(text: str) -> str:
    """A code of ours, else the words as they are."""
    known = {**labels.codes("autorisations_nir_infractions"), **labels.codes("exceptions_art9")}
    return known.get(fold(text)) or shorten(one_line(text), 60)


WHOLE: dict[str, Callable[["SheetDraft", Texts], None]] = {
    "source des donnees": _source,
    "information donnee aux personnes": _information,
    "personnes informees oui ou non quand comment": _informed,
    "caractere obligatoire des reponses": _obligation,
    "decision automatisee": _automation,
    "precisions sur la decision automatisee": _automation_words,
    "decision et information a confirmer": _notice_proposed,
    "origine et duree a confirmer": _data_proposed,
}
NUMBERED: tuple[tuple[re.Pattern[str], Callable[["SheetDraft", int, Texts], None]], ...] = (
    (re.compile(r"base legale (\d+)"), _basis),
    (re.compile(r"contrat du destinataire (\d+)"), _contract),
    (re.compile(r"suivi du transfert (\d+)"), _followed),
    (re.compile(r"accord du responsable conjoint (\d+) art 26"), _agreement),
    (re.compile(r"precisions sur une donnee (\d+)"), _precisions),
)
