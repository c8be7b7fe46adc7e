"""What may be told to the people whose data an agent uses: a sentence stands only with its proof, else the reason why it does not.

Pure: from frozen facts to frozen paragraphs. The questions follow art. 13 and 14 of the RGPD and art. 22 for decisions
(texts read on 21 November 2026); what these articles want to be told is `is_required`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from inventory.enums import Automation, Origin, Training, Verb
from lib.vocabulary import vocabulary
from register.client_facts import Basis, Claimed, ClientFacts, Seen, Sent
from register.client_said import Said, Told
from register.client_words import BASES, FIRST_WORDS, REASONED, RIGHTS, VERBS

CNIL = "Vous pouvez aussi saisir la CNIL (cnil.fr)."
NOT_ALONE = "Non. Aucune décision importante vous concernant n’est prise sans une personne."
YOUR_SAY = "Vous pouvez demander une personne, donner votre avis et contester."
ALWAYS = ("les consulter", "les faire corriger", "faire limiter leur usage")
NEVER_SIGNED = "aucune revue de la semaine n’est signée"
NO_LIMIT = "aucune limite n’est réglée pour cet agent"
NO_JOURNAL = "aucun journal de ses actions n’est tenu"
PROPOSED = "la réponse est celle du modèle, à confirmer"


@dataclass(frozen=True)
class Sentence:
    """What a client reads, and what proves it. `place`: the page of that proof (register.client_places), or an address."""

    text: str
    proof: str
    place: str = ""


@dataclass(frozen=True)
class Absence:
    """A sentence that is not there: what it would say, why it cannot, and the page that would prove it."""

    what: str
    because: str
    place: str = ""
    is_required: bool = False


@dataclass(frozen=True)
class Paragraph:
    """One question: what is told, and what is not."""

    question: str
    sentences: tuple[Sentence, ...] = ()
    absences: tuple[Absence, ...] = ()
    is_list: bool = False


Rule = Callable[[ClientFacts], Iterator[Sentence | Absence]]


def paragraphs(facts: ClientFacts) -> tuple[Paragraph, ...]:
    """Every question with what can be told, in the order of the sheet; one without a word left out or told is not there."""
    made = [_paragraph(question, list(rule(facts)), is_list=rule in LISTS) for question, rule in QUESTIONS]
    return tuple(one for one in made if one.sentences or one.absences)


def said(facts: ClientFacts) -> Said:
    """What is printed of it."""
    made = paragraphs(facts)
    told = tuple(Told(one.question, tuple(item.text for item in one.sentences), one.is_list) for one in made if one.sentences)
    is_draft = any(absence.is_required for one in made for absence in one.absences)
    return Said(facts.company, facts.agent, facts.reference, told, is_draft)


def _paragraph(question: str, found: list[Sentence | Absence], *, is_list: bool) -> Paragraph:
    sentences = tuple(one for one in found if isinstance(one, Sentence))
    return Paragraph(question, sentences, tuple(one for one in found if isinstance(one, Absence)), is_list)


# --- who and what ----------------------------------------------------------------------------------------------------


def _who(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    page = "la page de votre entreprise"
    yield Sentence(f"{', '.join(filter(None, (facts.company, facts.address)))}.", page, "company")
    if not facts.address:
        yield Absence("Votre adresse", "elle n’est pas notée", "company")
    if facts.contact:
        yield Sentence(f"Contact\u00a0: {facts.contact}.", page, "company")
    else:
        yield Absence("Où vous joindre", "ni adresse e-mail ni téléphone n’est noté", "company", is_required=True)
    if facts.has_dpo and facts.dpo_contact:
        name = ", ".join(filter(None, (facts.dpo_name, facts.dpo_contact)))
        yield Sentence(f"Délégué à la protection des données\u00a0: {name}.", page, "company")
    elif facts.has_dpo:
        yield Absence("Comment joindre votre délégué (DPO)", "ses coordonnées ne sont pas notées", "company", is_required=True)
    elif facts.has_dpo is None:
        yield Absence("Votre délégué (DPO)", "personne n’a dit si vous en avez un", "company")


def _purpose(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    if facts.purpose:
        yield Sentence(_full(facts.purpose), f"la finalité de la fiche {facts.reference}", "processing")
    else:
        yield Absence("À quoi il sert", "la fiche n’a pas de finalité", "processing", is_required=True)


def _data(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    proof = f"les données de la fiche {facts.reference}"
    if not facts.data:
        yield Absence("Les données qu’il voit", "la fiche n’en liste aucune", "data", is_required=True)
        return
    yield Sentence(f"{_listed(one.words for one in facts.data)}.", proof, "data")
    if sensitive := [one.words for one in facts.data if one.is_sensitive]:
        yield Sentence(f"La loi protège davantage\u00a0: {', '.join(sensitive)}.", f"{proof}, notées sensibles", "data")


def _source(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    if any(one.is_proposed for one in facts.data):
        yield Absence("D’où viennent les données", PROPOSED, "data")
        return
    if facts.source:
        yield Sentence(_full(facts.source), f"la source notée sur la fiche {facts.reference}", "processing")
        return
    told = {one.origin for one in facts.data if one.origin}
    elsewhere = ", ".join(dict.fromkeys(one.origin_words for one in facts.data if one.origin == Origin.INDIRECT and one.origin_words))
    if told == {Origin.DIRECT}:
        yield Sentence("De vous.", "l’origine notée sur chaque donnée", "data")
    elif elsewhere:
        yield Sentence(_full(("De vous, et d’ailleurs\u00a0: " if Origin.DIRECT in told else "") + elsewhere), "l’origine notée", "data")
    else:
        yield Absence("D’où viennent les données", "la fiche ne le dit pas", "processing")


def _duty(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    if facts.obligation and facts.is_notice_proposed:
        yield Absence("S’il faut répondre", PROPOSED, "notice")
    elif facts.obligation:
        yield Sentence(_full(facts.obligation), f"la réponse notée sur la fiche {facts.reference}", "notice")


# --- what it may do --------------------------------------------------------------------------------------------------


def _may(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    for verb, word in VERBS.items():
        if held := list(dict.fromkeys(right.resource for right in facts.rights if right.verb == verb)):
            yield Sentence(f"{word}\u00a0: {', '.join(held)}.", "ses droits en cours", "rights")
    if not facts.rights:
        yield Absence("Ce qu’il peut faire", "aucun droit en cours n’est noté", "rights")


def _may_not(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    kept = [action for action in facts.forbidden if _allows(facts, action) is None]
    if kept:
        words = "\u00a0; ".join(_small(action) for action in kept)
        yield Sentence(f"{_capital(words)}.", "les interdits de son modèle, qu’aucun de ses droits ne contredit", "rights")
    for action in facts.forbidden:
        if why := _allows(facts, action):
            yield Absence(f"Il ne peut pas\u00a0: {_small(action)}", why, "rights")


def _allows(facts: ClientFacts, action: str) -> str | None:
    """Why « he cannot » is not proved; None when it is. A right with the same verb may allow it: nobody can tell from words."""
    if not facts.rights:
        return "aucun droit n’est noté, rien ne le vérifie"
    first = action.split(maxsplit=1)[0].lower()
    verb = next((verb for verb, words in FIRST_WORDS.items() if first in words), None)
    if verb is None:
        return "aucun droit ne correspond à cet interdit, rien ne le vérifie"
    rival = next((right for right in facts.rights if right.verb in (verb, Verb.COMMAND)), None)
    return f"le droit «\u00a0{VERBS[Verb(rival.verb)]}\u00a0: {rival.resource}\u00a0» pourrait le permettre" if rival else None


def _checks(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    if facts.in_charge:
        yield Sentence(f"{facts.in_charge} en est responsable.", "la fiche de l’agent", "agent")
    else:
        yield Absence("Qui en est responsable", "personne n’est nommé", "agent")
    yield from _claimed(facts, "control", Absence("Qui contrôle ses actions chaque semaine", NEVER_SIGNED))
    yield from _claimed(facts, "limits", Absence("Ce qu’une personne valide avant", NO_LIMIT))


def _decides(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    proof = f"la réponse notée sur la fiche {facts.reference}"
    if facts.automation and facts.is_notice_proposed:
        yield Absence("S’il décide seul", PROPOSED, "notice", is_required=True)
    elif facts.automation in (Automation.NONE, Automation.ASSISTED):
        yield Sentence(NOT_ALONE, proof, "notice")
    elif facts.automation == Automation.ALONE:
        words = facts.automation_words.rstrip(" .")
        yield Sentence(f"Oui, pour ceci\u00a0: {words}." if words else "Oui, pour certaines décisions.", proof, "notice")
        yield Sentence(YOUR_SAY, "l’article 22 du RGPD")
        if not words:
            yield Absence("Quelle décision, comment, avec quel effet", "la fiche ne le dit pas", "notice", is_required=True)
    else:
        yield Absence("S’il décide seul", "personne n’a répondu sur la fiche", "notice", is_required=True)


# --- why, who, where, how long ---------------------------------------------------------------------------------------


def _why(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    told: set[str] = set()
    for basis in facts.bases:
        if basis.code not in BASES or not basis.confirmed:
            because = "la base légale n’est pas confirmée" if basis.code else "la base légale n’est pas choisie"
            yield Absence(f"Pourquoi c’est permis\u00a0: {_small(basis.purpose)}", because, "purposes", is_required=True)
            continue
        text = _allowed_by(basis, is_alone=len(facts.bases) == 1)
        if text not in told:
            yield Sentence(text, f"la base légale confirmée {basis.confirmed}", "purposes")
        told.add(text)
        if basis.code == "interet_legitime" and not basis.justification:
            yield Absence("Votre raison professionnelle", "elle n’est pas écrite", "purposes", is_required=True)
    if not facts.bases:
        yield Absence("Pourquoi c’est permis", "la fiche n’a pas de base légale", "purposes", is_required=True)


def _allowed_by(basis: Basis, *, is_alone: bool) -> str:
    reason = _small(basis.justification.strip().rstrip("."))
    with_reason = REASONED.get(basis.code) if reason else None
    text = with_reason.format(reason=reason) if with_reason else BASES[basis.code]
    return text if is_alone or not basis.purpose else f"{_capital(basis.purpose.rstrip(' .'))}\u00a0: {_small(text)}"


def _recipients(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    if facts.recipients:
        yield Sentence(f"{_listed(facts.recipients)}.", f"les destinataires de la fiche {facts.reference}", "recipients")
    else:
        yield Absence("Qui reçoit les données", "la fiche ne liste aucun destinataire", "recipients", is_required=True)


def _abroad(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    proof = f"la réponse notée sur la fiche {facts.reference}"
    if facts.transfers:
        for sent in facts.transfers:
            yield Sentence(_sent(sent), f"le transfert noté sur la fiche {facts.reference}", "transfers")
            if not sent.safeguard:
                because = "la garantie manque, ou n’est plus valable"
                yield Absence(f"Ce qui protège l’envoi à {sent.recipient}", because, "transfers", is_required=True)
    elif facts.has_transfers is False and not facts.hosted_outside and not facts.untold:
        yield Sentence("Non.", proof, "transfers")
    elif not facts.untold:
        because = "la fiche ne le dit pas"
        if facts.has_transfers is False:
            because = f"la fiche dit non, mais l’agent est hébergé hors de l’Union\u00a0: {facts.hosted_outside}"
        yield Absence("Si les données sortent d’Europe", because, "transfers", is_required=True)
    for one in facts.untold:
        because = "ce destinataire est hors d’Europe, et aucun transfert n’est noté pour lui"
        yield Absence(f"Si les données partent chez {one}", because, "transfers", is_required=True)


def _sent(sent: Sent) -> str:
    to = f"{sent.recipient} ({sent.country})" if sent.country else sent.recipient
    under = f", sous cette garantie\u00a0: {_small(sent.safeguard)}" if sent.safeguard else ""
    return f"Oui, vers {to}{under}."


def _kept(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    groups: dict[tuple[str, str], list[str]] = {}
    for one in facts.data:
        if one.retention and not one.is_proposed:
            groups.setdefault((one.retention, one.archive), []).append(one.words)
    for (retention, archive), words in groups.items():
        then = f", puis en archive\u00a0: {_small(archive.rstrip(' .'))}" if archive else ""
        text = f"{_listed(words)}\u00a0: {_small(retention.rstrip(' .'))}{then}."
        yield Sentence(text, f"la durée notée sur la fiche {facts.reference}", "data")
    yield from (_no_end(one) for one in facts.data if not one.retention or one.is_proposed)
    yield from _claimed(facts, "journal", Absence("Combien de temps le journal de ses actions est gardé", NO_JOURNAL))


def _no_end(one: Seen) -> Absence:
    because = PROPOSED if one.retention else "la durée n’est pas notée"
    return Absence(f"Combien de temps\u00a0: {one.words}", because, "data", is_required=True)


def _trains(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    what = "Si les données entraînent une IA"
    if facts.training == Training.YES:
        yield Sentence("Oui.", "la réponse notée sur le cadre d’exécution de l’agent", "runtime")
    elif facts.training == Training.NO and facts.training_proof:
        yield Sentence("Non.", f"ce document\u00a0: {facts.training_proof}", "runtime")
    elif facts.training == Training.NO:
        yield Absence(what, "la réponse est non, mais aucune preuve n’est notée", "runtime")
    else:
        yield Absence(what, "personne n’a répondu", "runtime")


def _rights(facts: ClientFacts) -> Iterator[Sentence | Absence]:
    """Access, correction and limitation always (art. 15, 16, 18); the others as the confirmed bases give them (art. 7.3, 17, 20, 21)."""
    confirmed = [basis.code for basis in facts.bases if basis.code and basis.confirmed]
    terms = vocabulary("bases_legales")
    given = [word for right, word in RIGHTS.items() if any(terms[code].extra["droits"][right] for code in confirmed if code in terms)]
    words = [*ALWAYS, *given]
    proof = "les articles 15, 16 et 18 du RGPD" + (", et la base légale confirmée" if given else "")
    yield Sentence(f"Sur vos données, vous pouvez\u00a0: {', '.join(words)}.", proof, "purposes" if given else "")
    if not confirmed:
        yield Absence("Effacer, s’opposer, récupérer", "ces droits dépendent de la base légale, à confirmer", "purposes", is_required=True)
    if facts.writes_to:
        yield Sentence(f"Écrivez à {facts.writes_to}\u00a0: réponse sous un mois.", "votre entreprise et l’article 12.3", "company")
    else:
        yield Absence("À qui écrire", "aucun contact n’est noté", "company", is_required=True)
    yield Sentence(CNIL, "l’article 77 du RGPD")


# --- words -----------------------------------------------------------------------------------------------------------


def _claimed(facts: ClientFacts, code: str, absence: Absence) -> Iterator[Sentence | Absence]:
    claim: Claimed | None = facts.claims.get(code)
    yield Sentence(claim.text, claim.proof, claim.url) if claim else absence


def _listed(words: Iterable[str]) -> str:
    return _capital(", ".join(dict.fromkeys(words)))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _small(words: str) -> str:
    """« Devis » -> « devis »; « IBAN », « CRM » and « L’IBAN » stay."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _full(words: str) -> str:
    told = _capital(words.strip())
    return told if told.endswith((".", "!", "?", "…")) else f"{told}."


QUESTIONS: tuple[tuple[str, Rule], ...] = (
    ("Qui\u00a0?", _who),
    ("À quoi sert-il\u00a0?", _purpose),
    ("Quelles données voit-il\u00a0?", _data),
    ("D’où viennent-elles\u00a0?", _source),
    ("Devez-vous les donner\u00a0?", _duty),
    ("Que peut-il faire\u00a0?", _may),
    ("Que ne peut-il pas faire\u00a0?", _may_not),
    ("Qui vérifie\u00a0?", _checks),
    ("Décide-t-il seul\u00a0?", _decides),
    ("Pourquoi est-ce permis\u00a0?", _why),
    ("Qui d’autre les reçoit\u00a0?", _recipients),
    ("Vont-elles hors d’Europe\u00a0?", _abroad),
    ("Combien de temps\u00a0?", _kept),
    ("Servent-elles à entraîner une IA\u00a0?", _trains),
    ("Vos droits", _rights),
)
LISTS = (_may, _why, _abroad, _kept)
