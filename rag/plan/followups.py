"""Follow-up questions made to stand alone: by rules, from the questions before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.events import ORDINALS
from rag.nlp import Parse, parse_sentences
from rag.plan.kinds import find_kind
from rag.plan.names import find_names

_THINGS = ("ORG", "PRODUCT", "WORK_OF_ART", "EVENT")
_PLACES = ("GPE", "LOC", "FAC")
_ELLIPSIS = re.compile(r"^(?:and|but|so)?[\s,]*(?:(?:what|how) about|and|or)[\s,]+(?P<what>[^?]+?)\s*\??$", re.I)
_PREPOSITION = re.compile(r"(?:in|on|at|during|after|before|since|until|from|to|with|by|for|under)\b", re.I)
_QUOTE = re.compile(r"[\"“”]")
_HE = re.compile(r"\b(?:he|him|his|she|her)\b", re.I)
_IT = re.compile(r"\b(?:it|its|they|them|their)\b", re.I)
_IMPERSONAL = frozenset("true possible likely known clear certain rain snow".split())
_DEICTIC = frozenset("this that these those there then else other others same next again".split())
_THERE = re.compile(
    r"\b(?<!is )(?<!are )(?<!was )(?<!were )there\b(?!\s+(?:is|are|was|were|be|been|a|an|any|no|more)\b)", re.I
)
_THEN = re.compile(r"\b(?:(?:on )?that (?:same )?day|at that time|that (?:week|month|year))\b", re.I)
_WHICH = rf"(?:{'|'.join(ORDINALS)}|last|latest|most recent)"
_LAST_TIME = re.compile(rf"^\W*(?:and\s+)?when (?:was|is) the (?P<which>{_WHICH})(?: \w+)?\s*\??$", re.I)
_BETWEEN = re.compile(
    rf"^(?P<ask>.*\bbetween) the (?P<one>{_WHICH})(?: \w+)? and the (?P<other>{_WHICH})(?: \w+)?\s*\??$", re.I
)
_HOW_OFTEN = re.compile(r"\bhow (?:many times|often) (?:did|has|have|had|was|were)\s+(?P<rest>[^?]+)", re.I)
_WHO_IS = re.compile(r"\W*(?:[Aa]nd )?[Ww]ho(?:['’]s| is| was) (?:Mr |Mrs |Ms |Dr )?[A-Z]")
"""What names the one it asks about: "who is Lee"."""
_OPENING = re.compile(r"^\s*(?:and|but|so|then|also)\b[\s,]*", re.I)
FindAnswer = Callable[[str], str]
"""A question to the name that answers it, empty where it is not known: "Who leads the bank?" to "Ann Lee"."""
_BARE = 9
"""Most words of a question without a name that is taken to go on with the one before where a word points there."""
_FRAGMENT = 3
"""Most words of one that goes on with it in any case."""
_LITTLE = 2
"""Most words of meaning in the second of two questions that is taken to go on with the first."""
TURNS = 6
"""Questions before that are looked at."""


def complete_question(text: str, history: Sequence[str], find_answer: FindAnswer = lambda question: "") -> str:
    """The question as it would be asked alone; itself where it does not lean on the questions before, oldest first.

    "She" after "Who leads the bank?" is whoever that is: `find_answer` tells it.
    """
    before = ""
    for earlier in (*history[-TURNS:], text):
        before = _complete(earlier, before, find_answer) if before else earlier
    return before


def join_question(text: str, before: str, find_answer: FindAnswer) -> str:
    """The second of two questions asked at once as it would be asked alone: where it says little, of the same.

    "What is the firm called?" after "Who owns the Erwin plant?" is asked of Erwin.
    """
    past = next(parse_sentences([before]))
    text = _OPENING.sub("", text)
    if _HE.search(text):
        text = _replace_pronouns(text, past, before, find_answer)
    parse = next(parse_sentences([text]))
    said = [t for t in parse.tokens if t.pos in ("NOUN", "VERB", "ADJ", "NUM", "PROPN")]
    leans = len(said) <= _LITTLE or any(_points_back(parse, at) for at in range(len(parse.tokens)))
    if find_names(parse) or not leans:
        return text
    about = ", ".join(find_names(past)) or _say_nouns(past)
    return f"{text.rstrip(' ?')} ({about})?" if about else text


def _say_nouns(parse: Parse) -> str:
    return " ".join(t.text for t in parse.tokens if t.pos in ("NOUN", "PROPN") and t.lemma != "time")


def _complete(text: str, before: str, find_answer: FindAnswer) -> str:
    past, parse = parse_sentences([before, text])
    if last := _LAST_TIME.match(text):
        if often := _HOW_OFTEN.search(before):
            return f"When was the {last['which']} time {often['rest'].strip()}?"
    elif between := _BETWEEN.match(text):
        if often := _HOW_OFTEN.search(before):
            rest = often["rest"].strip()
            return f"{between['ask']} the {between['one']} time {rest} and the {between['other']} time {rest}?"
    elif (short := _ELLIPSIS.match(text)) and not any(t.pos in ("VERB", "AUX") for t in parse.tokens):
        return _put_in(before, past, short["what"].strip(), parse)
    replaced = _replace_pronouns(_OPENING.sub("", text), past, before, find_answer)
    changed = replaced != _OPENING.sub("", text)
    points = any(_points_back(parse, at) for at in range(len(parse.tokens)))
    leans = (points and len(text.split()) <= _BARE) or len(text.split()) <= _FRAGMENT
    if not find_names(parse) and not changed and (leans or _OPENING.match(text)):
        named = ", ".join(name for name in find_names(past) if name not in replaced)
        about = named or _say_nouns(past)
        replaced = f"{replaced.rstrip(' ?')} ({about})?" if about else replaced
    return replaced[:1].upper() + replaced[1:]


def _put_in(before: str, past: Parse, what: str, parse: Parse) -> str:
    """The question before with another party or thing in the place of its own: "And Ostrom?", "And the deminers?"."""
    names = find_names(past)
    if find_names(parse) and names:
        label = parse.entities[0][2] if parse.entities else ""
        alike = [
            name for name in names
            if any(label == own and _text(past, a, b).find(name) >= 0 for a, b, own in past.entities)
        ]  # fmt: skip
        replaced = (alike or list(names))[0]
        pattern = rf"(?:(?<!\w)the\s+)?(?<!\w){re.escape(replaced)}(?!\w)(?:['’]s)?"
        made, found = re.subn(pattern, lambda _: what, before, count=1, flags=re.I)
        return made if found else f"{before.rstrip(' ?')}, {what}?"
    day = next((_text(past, first, last) for first, last, own in past.entities if own == "DATE"), "")
    if day and any(label == "DATE" for _, _, label in parse.entities):
        return before.replace(day, re.sub(r"^(?:in|on)\s+", "", what, flags=re.I), 1)
    if _PREPOSITION.match(what):
        return f"{before.rstrip(' ?')}, {what}?"
    many = re.search(
        r"\b(?P<ask>how (?:many|much) )(?P<noun>(?:[\w-]+ )*?)(?=(?:did|do|does|were|was|are|is|has|have|had|will)\b)",
        before,
        re.I,
    )
    thing = re.sub(r"^(?:the|a|an)\s+", "", what)
    if many:
        return f"{before[: many.end('ask')]}{thing} {before[many.end('noun') :]}"
    nouns = [t for t in past.tokens if t.pos == "NOUN" and t.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "attr")]
    if nouns:
        return before[: nouns[0].start] + thing + before[nouns[0].end :]
    return f"{before.rstrip(' ?')}, {what}?"


def _replace_pronouns(text: str, past: Parse, before: str, find_answer: FindAnswer) -> str:
    """The text with who, what, where and when of the question before in place of the words that mean them."""
    labelled = [(_text(past, first, last), label) for first, last, label in past.entities]
    person = next((name for name, label in labelled if label == "PERSON"), "") or _find_subject(past)
    place = next((name for name, label in reversed(labelled) if label in _PLACES), "")
    day = next((name for name, label in labelled if label == "DATE"), "")
    thing = _find_thing(past) or next((name for name, label in labelled if label in _THINGS), "")
    kind, _ = find_kind(before, past)
    if kind == "person" and _HE.search(text) and not _WHO_IS.match(before):
        person = find_answer(before) or person
    elif kind in ("organisation", "name") and _IT.search(text):
        thing = find_answer(before) or thing

    parse = next(parse_sentences([text]))
    for at in reversed(range(len(parse.tokens))):
        token = parse.tokens[at]
        word = token.text.lower()
        meant = person if _HE.fullmatch(word) else thing if _IT.fullmatch(word) else ""
        quoted = len(_QUOTE.findall(text[: token.start])) % 2
        if (
            meant
            and token.tag in ("PRP", "PRP$")
            and not quoted
            and not token.entity
            and not _is_meant_inside(parse, at)
        ):
            owned = "'s" * (token.tag == "PRP$")
            text = text[: token.start] + meant + owned + text[token.end :]
    if place:
        text = _THERE.sub(lambda _: f"in {place}", text)
    if day:
        text = _THEN.sub(lambda _: day if re.match(r"(?:on|in)\b", day, re.I) else f"on {day}", text)
    return text


def _points_back(parse: Parse, at: int) -> bool:
    """Whether a word means something that was spoken of before: "that farm", "there", "it"."""
    word = parse.tokens[at].text.lower()
    if _HE.fullmatch(word) or _IT.fullmatch(word):
        return not _is_meant_inside(parse, at)
    return word in _DEICTIC and parse.tokens[at].tag not in ("IN", "EX", "WDT")


def _is_meant_inside(parse: Parse, at: int) -> bool:
    """Whether a pronoun means something in its own question, or nothing: "did Lee say he would", "is it true"."""
    tokens, word = parse.tokens, parse.tokens[at].text.lower()
    if _HE.fullmatch(word):
        told = word in ("he", "she") and at > 0 and tokens[at - 1].pos != "AUX"
        told = told and any(t.lemma in ("who", "which") for t in tokens[:at])
        return told or any(label == "PERSON" and first < at for first, _, label in parse.entities)
    if word == "it" and any(t.lemma in _IMPERSONAL for t in tokens[at + 1 : at + 4]):
        return True
    tags = ("NN", "NNP") if word in ("it", "its") else ("NNS", "NNPS")
    return any(t.tag in tags and t.entity not in ("DATE", "TIME") for t in tokens[:at])


def _find_subject(past: Parse) -> str:
    """The name that does something in the question before: surnames alone are often read as a firm or a place."""
    subjects = [i for i, token in enumerate(past.tokens) if token.dep in ("nsubj", "nsubjpass")]
    named = (
        _text(past, a, b) for a, b, label in past.entities if label != "DATE" and any(a <= i < b for i in subjects)
    )
    return next(named, "")


def _find_thing(past: Parse) -> str:
    """What the question before is about where it names nothing: "the breakwater", "the new terminal"."""
    for place, token in enumerate(past.tokens):
        if token.pos == "NOUN" and token.dep in ("nsubj", "nsubjpass", "dobj", "attr") and token.lemma != "time":
            below = [i for i in past.subtree(place) if i <= place]
            phrase = _text(past, below[0], place + 1)
            if not re.match(r"(?:how|which|what|who|whose)\b", phrase, re.I):
                return phrase
    return ""


def _text(parse: Parse, first: int, last: int) -> str:
    words = ""
    for token, after in zip(parse.tokens[first:last], [*parse.tokens[first + 1 : last], None], strict=True):
        words += token.text + (" " if after is not None and after.start > token.end else "")
    return words
