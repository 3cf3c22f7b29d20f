"""The names of a question, and the words that a proof has to speak of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from rag.events.actions import NOUNS
from rag.events.nouns import PERSON_NOUNS
from rag.events.phrases import NUMERIC, phrase_text
from rag.nlp import Parse

FindNames = Callable[[Iterable[str]], list[tuple[str, str]]]
"""Words to the names of the library that end in one of them, with their labels, most frequent first."""

_STOP = frozenset(
    "be have do say will would can could may might shall should must not the a an of to in on at for with by from as "
    "and or but that which who whom what when where how why this these those it its he she they his her their there "
    "then than did does s many much time often name tell many more most also get make take give come put people person "
    "thing".split()
)


_MEASURED = frozenset("old long big large far soon early late".split())
"""What is asked by "how", and what an answer seldom says: "Lee, 46"."""
_QUESTION_WORDS = frozenset("who whom whose which what when where why how".split())


def restore_case(text: str, find_names: FindNames | None) -> str:
    """Give a question typed in lower case its capitals back: people by their last word, other names only whole."""
    if find_names is None or re.search(r"\w\W.*[A-Z]", text):
        return text
    words = [
        w for w in re.findall(r"[\w’-]+", text) if len(w) > 2 and w.lower() not in _STOP and w.lower() not in NOUNS
    ]
    restored = text
    known = find_names(words)
    full = {name.split()[-1].casefold() for name, label in known if label == "PERSON" and " " in name}
    for name, label in sorted(known, key=lambda found: len(found[0])):
        if " " not in name and label != "GPE" and not (label == "PERSON" and name.casefold() in full):
            continue  # one word that is no place and ends no person's name may be a common noun
        short = name.split()[-1] if label == "PERSON" else name
        if short[:1].isupper():
            restored = re.sub(rf"\b{re.escape(short)}\b", _escape(short), restored, flags=re.I)
            restored = re.sub(rf"\b{re.escape(name)}\b", _escape(name), restored, flags=re.I)
    return restored


def _escape(name: str) -> str:
    """A name as a template of `re.sub`, in which a backslash means something."""
    return name.replace("\\", r"\\")


def find_names(parse: Parse) -> tuple[str, ...]:
    """The proper names of a question, each as written: entities first, then runs of proper nouns outside them."""
    tokens = parse.tokens
    named: set[int] = set()
    cuts: set[int] = set()
    for begin, last, label in parse.entities:
        if label in NUMERIC:
            cuts |= set(range(begin, last))
        elif (
            label == "NORP"
            and tokens[begin].dep == "amod"
            and tokens[tokens[begin].head].pos == "NOUN"
            and not (begin and tokens[begin - 1].lemma == "do" and tokens[begin].tag.startswith("NNP"))
        ):
            cuts |= set(range(begin, last))  # "the French prime minister": it says which one, and is nobody itself
        elif not any(t.pos == "VERB" for t in tokens[begin:last]):
            named |= set(range(begin, last))
    for i, token in enumerate(tokens):
        opens = i == 0 or tokens[i - 1].text in (".", "?", "!")
        if i not in cuts and token.text[:1].isupper() and (token.pos == "PROPN" or not (opens or token.pos == "VERB")):
            named.add(i)
    opened = {i for first, last, _ in parse.entities for i in range(first + 1, last)}
    named -= {i for i in named - opened if tokens[i].text.lower() in _QUESTION_WORDS and not tokens[i].text.isupper()}
    inside = {(i, i + 1) for begin, last, _ in parse.entities for i in range(begin, last - 1)}
    names: list[str] = []
    first: int | None = None
    for i in range(len(tokens) + 1):
        owned = first is not None and tokens[i - 1].text in ("'s", "’s") and (i - 1, i) not in inside
        joined = i in named and not owned
        if joined and first is None:
            first = i
        elif not joined and first is not None:
            names.append(_join(parse, first, i))
            first = i if i in named else None
    found = (_drop_titles(name) for name in names)
    return tuple(dict.fromkeys(n for n in found if n and n.lower() not in ("how", "which", "what", "who")))


def _drop_titles(name: str) -> str:
    """ "Transport Minister Ann Lee" to "Ann Lee"; of an office alone nothing is left, it is no name."""
    words = name.split()
    last = max((i for i, word in enumerate(words) if word.lower() in PERSON_NOUNS), default=-1)
    return " ".join(words[last + 1 :])


def _join(parse: Parse, first: int, last: int) -> str:
    words = phrase_text(parse, [i for i in range(first, last) if parse.tokens[i].text not in ("'s", "’s")])
    return re.sub(r"^the ", "", words, flags=re.I).strip()


def find_terms(parse: Parse, names: tuple[str, ...], asked: Collection[str] = ()) -> tuple[str, ...]:
    """Content lemmas outside the names, the noun after "which" included: what a proof should speak of.

    `asked` are lemmas that only say what kind of answer is asked for: no text says "date" beside a date.
    """
    inside = {word.casefold() for name in names for word in name.split()}
    terms = []
    for before, token in zip((None, *parse.tokens), parse.tokens, strict=False):
        if before is not None and before.lemma == "how" and token.lemma in _MEASURED:
            continue  # "how old": it says what kind of answer is asked for
        if token.pos in ("PUNCT", "SPACE", "PART", "AUX", "ADP", "DET", "PRON", "CCONJ", "SCONJ"):
            continue
        if token.text.casefold() in inside or token.lemma in _STOP or token.lemma in asked:
            continue
        terms.append(token.lemma)
    return tuple(dict.fromkeys(terms))


_ASKING = frozenset(
    "source figure number amount total outlet article paper news report account accord money estimate count sum answer "
    "so kind sort".split()
)


def find_nouns(parse: Parse, names: tuple[str, ...], used: Collection[str]) -> tuple[str, ...]:
    """The nouns that say what a figure is asked of, without names, times and what is `used`: "breakwater"."""
    inside = {word.casefold() for name in names for word in name.split()}
    nouns = [
        t.lemma for t in parse.tokens
        if t.pos in ("NOUN", "PROPN") and t.entity not in NUMERIC and t.text.casefold() not in inside
        and t.lemma not in _STOP | _ASKING and t.lemma not in used
    ]  # fmt: skip
    return tuple(dict.fromkeys(nouns))
