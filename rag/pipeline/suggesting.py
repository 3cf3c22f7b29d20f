"""What a reader may ask after an answer: about the people it names, and only what the articles answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.errors import DossierError
from rag.pipeline.asking import ask
from rag.pipeline.opening import call_person
from rag.records import Answer, Question
from rag.settings import Settings
from rag.store import Library

NAMES = 60
"""Most common names of the library that are looked for in an answer."""
TRIED = 6
"""Most questions that are tried: each costs as much as an answer without a model."""
FORMS = ("When did {} last visit?", "How often did {} hold talks?", "How many times did {} visit?")


def suggest_followups(answer: Answer, library: Library, settings: Settings, limit: int = 3) -> list[str]:
    """Questions about the people of an answer that the library answers too, without the question itself."""
    alone = settings.model_copy(update={"model": "none"})
    found: list[str] = []
    for tried, question in enumerate(_list_questions(answer, library)):
        if tried == TRIED or len(found) == limit:
            break
        try:
            if ask(Question(question), library, alone).claims:
                found.append(question)
        except DossierError:
            break
    return found


def _list_questions(answer: Answer, library: Library) -> Iterator[str]:
    """Each form with the first person, then with the next one."""
    said = " ".join((*(claim.text for claim in answer.claims), *(cited.quote for cited in answer.citations)))
    people = (name for name, label, _ in library.common_names(NAMES) if label == "PERSON" and " " in name)
    called = {name: re.search(rf"\b{re.escape(name)}\b", said) for name in map(call_person, people)}
    asked = answer.question.casefold()
    for _, name in sorted((found.start(), name) for name, found in called.items() if found):
        yield from (question for form in FORMS if (question := form.format(name)).casefold() != asked)
