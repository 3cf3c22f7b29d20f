"""A number that a text gives by its ordinal ("the third such find this year"), with the days that it lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rag.answer.matching import Candidate, last_words, name_words, related
from rag.answer.row_days import Row, add_days, is_done, is_of_family
from rag.dates import MONTHS, NUMBERS, WEEKDAYS, width
from rag.events import (
    NUMERIC,
    ORDINALS,
    find_modality,
    find_times,
    full_lemma,
    is_name,
    names_action,
    other_names,
    same_name,
    singular,
    verb_above,
)
from rag.nlp import Parse, parse_sentences
from rag.records import DateRange, Plan

_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))\s+(?P<after>(?:[\w’'-]+\s*){{1,4}})", re.I
)
_OWNER = re.compile(r"([A-Z][\w-]*)['’]s?\s+$")
_CARDINAL = re.compile(rf"\b(?:twice|thrice|{'|'.join(w for w, n in NUMBERS.items() if n > 1)}|[2-9]|1\d)\b", re.I)
_OF_OTHERS = re.compile(r"\b(?:by|for|on|against|of) an?\b|\bin the (?:case|affair|series)\b")
_TO_OTHERS = re.compile(r"\bto (?!the\b)\w+ ([A-Z][\w’'-]*)")
"""What makes a row one of others too: "the third visit by a Dutch minister", "the fifth to hit German aviation"."""
_BODY = (
    r"(?:company|firm|group|airline|club|team|side|bank|yard|union|party|league|agency|maker|carmaker|operator|carrier"
    r"|app|chain|brand|network|start-?up)"
)
_OF_HIS = re.compile(r"\bof (his|her|its|their)\b")
_OF_HIM = re.compile(r"\bthat (?:he|she|they) |\bfor the \w+")
_NAMED_AFTER = re.compile(
    r"\b(?:in|at|for|by|against|to|of)\s+(?:the\s+)?([A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)(?!\s+[a-z])(?![\w’'-])"
)
_LANDS = ("GPE", "LOC")
_PLACES = ("GPE", "LOC", "FAC")
_ANY = frozenset(("time", "such"))
"""What follows an ordinal in place of the noun: "for the third time", "the third such find"."""
_APART = frozenset("half quarter place round day week month year largest biggest floor division degree".split())
_OPEN = re.compile(
    r"\b(?:this|since|so far|ever|in \w+ |within|of (?:the|this|\d{4})|(?:for|is|was) (?:the|a) \w+ time"
    r"|a (?:second|third|fourth|fifth|sixth)"
    r"|his|her|its|their|\w+['’]s?)\b",
    re.I,
)
"""What makes an ordinal one of a row in time: "the third this year", "its second outage", "for the second time"."""
_ELLIPTIC = frozenset("in this of since at on for within".split())
"""What follows an ordinal whose noun was said before: "the fire was the third this month"."""
BEFORE = 5
"""Words before such an ordinal, and at the head of its sentence, among which the noun is."""
OUTCOMES = frozenset("fail succeed successful unsuccessful cancel postpone abort scrub miss avoid plan".split())
"""What narrows a question to some of a row, whatever their number."""
_FAILED = frozenset("failed successful unsuccessful abortive futile".split())
VAGUE = 31
"""Longest stretch in days that says when something was."""
OPENING = 400
"""Characters of an article in which it says where and with whom it is."""


def find_row(
    plan: Plan, words: Collection[str], candidates: Sequence[Candidate], things: Collection[str] = (),
    known: Sequence[DateRange] = (),
) -> Row | None:  # fmt: skip
    """The highest place in a row that a sentence gives what `words` name, of those asked about; None where none does.

    "Twice" and "three visits" are such a number too. `things` are nouns for what is counted by what is done with it:
    "the third branch that it opened". Its days are those of the sentences around it, of the opening, and the `known`
    ones, where they come to just that number. Of a question of a period the days have to lie in it, all of them.
    """
    of_day = plan.dates is not None and width(plan.dates) <= 1  # a row is of more than that
    narrowed = OUTCOMES & set(plan.terms) - {*words} or (ORDINALS.keys() & set(plan.terms) and not plan.pick)
    if narrowed:
        return None
    asked = _Asked(
        plan, [n for n in plan.names if not _is_place(n, plan, candidates)], frozenset(words), frozenset(things)
    )
    rows = []
    for one in candidates:
        if _is_about(one, plan):
            earlier = sorted(
                (c for c in candidates if c.article.id == one.article.id and c.sentence.index < one.sentence.index),
                key=lambda c: -c.sentence.index,
            )
            place = 0 if of_day else _read_ordinal(one, earlier, asked)
            number = place or _read_cardinal(one, earlier, asked)
            if number and not _commands(one.text):
                rows.append(Row(number, one, (), is_place=place > 0))
    if not rows:
        return None
    best = max(rows, key=lambda row: (row.number, -row.said.rank))
    return add_days(best, plan, words, candidates, known)


def _commands(text: str) -> bool:
    """Whether a sentence tells somebody to do something: it reports nothing."""
    parse = next(parse_sentences([text]))
    roots = [i for i, t in enumerate(parse.tokens) if t.head == i]
    return any(
        parse.tokens[i].tag == "VB" and not any(parse.tokens[c].dep in ("nsubj", "aux") for c in parse.children(i))
        for i in roots
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is counted: the plan, those of its names that are no places, words for what is done, and for the things."""

    plan: Plan
    parties: Sequence[str]
    words: frozenset[str]
    things: frozenset[str]

    def speaks_of_things(self, one: Candidate) -> bool:
        """Whether a sentence has what is counted: "for the third time" counts no targets."""
        return not self.things or any(is_of_family(lemma, self.things) for lemma in one.lemmas)


def _is_place(name: str, plan: Plan, candidates: Sequence[Candidate]) -> bool:
    """Whether a name of a question is that of a place: by what stands before it, or by what the articles use it for."""
    if name in plan.places or re.search(rf"\b(?:in|on|at|near|around|off) (?:the )?{re.escape(name)}", plan.text, re.I):
        return True
    labels = Counter(label for one in candidates for other, label in one.names if same_name(name, other))
    return bool(labels) and labels.most_common(1)[0][0] in _PLACES


def _is_about(one: Candidate, plan: Plan) -> bool:
    """Whether a sentence is of an article on all that a question names."""
    near = (one.article.title, one.article.text[:OPENING], one.text, *one.context)
    opening = {word for text in near for word in name_words(text)}
    whole = one.article.text.casefold()
    return all(_is_spoken_of(name, opening, whole) for name in plan.names)


def _is_spoken_of(name: str, opening: Collection[str], whole: str) -> bool:
    """Whether an article opens with a name, or with another one of the same state: "Malagasy" for Madagascar."""
    last = name_words(name)[-1:]
    if any(w in opening or any(related(w, other) for other in opening) for w in last):
        return name.split()[0].casefold() in whole
    return any(set(name_words(other)) <= set(opening) for other in other_names(name))


def _read_ordinal(one: Candidate, earlier: Sequence[Candidate], asked: _Asked) -> int:
    """3 for "the third such find" of what is asked for, 0 where the sentence gives it no place or another's."""
    if not _OPEN.search(one.text) or not is_done(one.text, asked.words):
        return 0
    found = 0
    for match in _ORDINAL.finditer(one.text):
        after = [singular(word.lower()) for word in re.findall(r"[\w’'-]+", match["after"])]
        if after[0] in _APART or not _is_owned(one, earlier, match, asked):
            continue
        named = any(is_of_family(word, asked.words | asked.things) for word in after) or _says_of_it(one, match, asked)
        if after[0] in _ELLIPTIC:  # "Sunday's fire was the third this month"
            said = re.findall(r"[\w-]+", one.text[: match.start()].lower())
            named = any(is_of_family(singular(word), asked.words) for word in (*said[:BEFORE], *said[-BEFORE:]))
        elif not named and _ANY & set(after[:2]) and asked.speaks_of_things(one):
            named = any(is_of_family(lemma, (*asked.words, *asked.plan.terms)) for lemma in one.lemmas)
            named = named and not _is_time_of_another(one, match, asked)
        if named:
            word = match["word"].lower()
            found = max(found, ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0))
    return found if found > 1 else 0


def _says_of_it(one: Candidate, match: re.Match[str], asked: _Asked) -> bool:
    """Whether what an ordinal counts has done or undergone what is asked about: "the third branch that it opened"."""
    end = match.end("word") + len(_clause_of(one.text, match))
    parse = next(parse_sentences([one.text]))
    inside = [i for i, t in enumerate(parse.tokens) if match.end("word") <= t.start < end and t.pos == "VERB"]
    return any(full_lemma(parse, i) in asked.words for i in inside)


def _is_time_of_another(one: Candidate, match: re.Match[str], asked: _Asked) -> bool:
    """Whether another action was done an nth time: "freed after being charged a third time" is no third release."""
    parse = next(parse_sentences([one.text]))
    place = next((i for i, t in enumerate(parse.tokens) if t.start == match.start("after") and t.lemma == "time"), None)
    if place is None:
        return False
    above = verb_above(parse, place)
    done = full_lemma(parse, above)
    return parse.tokens[above].pos != "AUX" and names_action(done) and not is_of_family(done, asked.words)


def _clause_of(text: str, match: re.Match[str]) -> str:
    return re.split(r"[,;:.]", text[match.end("word") :])[0]


def _read_cardinal(one: Candidate, earlier: Sequence[Candidate], asked: _Asked) -> int:
    """2 for "visited twice" and "his two visits" of what is asked for, 0 where the sentence gives no such number."""
    if (
        not _CARDINAL.search(one.text)
        or not is_done(one.text, asked.words)
        or not _speaks_of_parties(one, earlier, asked)
    ):
        return 0
    if _is_of_past(one) or re.search(r"\bonce\b", one.text):
        return 0
    parse = next(parse_sentences([one.text]))
    people = [name for name, label in one.names if label == "PERSON" and is_name(name)]
    others = [person for person in people if not any(same_name(person, name) for name in asked.plan.names)]
    return max((_count_of(parse, place, asked.words, others) for place in range(len(parse.tokens))), default=0)


def _is_of_past(one: Candidate) -> bool:
    """Whether a sentence speaks of a time that was over: "twice last year" is not how often in all."""
    printed = one.article.published
    ended = [d.last for d in one.dates if d.last and width(d) > VAGUE]
    return bool(printed and printed.first and any(last < printed.first for last in ended))


def _count_of(parse: Parse, place: int, words: Collection[str], others: Sequence[str]) -> int:
    """How often a word says that it was done; 0 where it is of others."""
    token = parse.tokens[place]
    if token.pos not in ("VERB", "NOUN") or full_lemma(parse, place) not in words:
        return 0
    whose = [c for c in parse.children(place) if parse.tokens[c].dep in ("nsubj", "nsubjpass", "poss", "agent")]
    said = " ".join(parse.tokens[i].text for c in whose for i in parse.subtree(c))
    if any(other in said for other in others):
        return 0
    if any(parse.tokens[c].lemma in OUTCOMES or parse.tokens[c].text in _FAILED for c in parse.children(place)):
        return 0  # "three failed ballots" are not all
    number = find_times(parse, place) or 0
    return number if number > 1 and find_modality(parse, place) == "happened" else 0


def _speaks_of_parties(one: Candidate, earlier: Sequence[Candidate], asked: _Asked) -> bool:
    """Whether a sentence names all parties, or leaves them to the sentence before it."""
    said = {word for near in (one, *earlier[:1]) for word in name_words(near.text)}
    return last_words(asked.parties) <= said


def _is_owned(one: Candidate, earlier: Sequence[Candidate], match: re.Match[str], asked: _Asked) -> bool:
    """Whether a place in a row is one of those asked about, and not of others, of one more kind or of another place.

    A row of a party is its own ("Keller's third", "its third" behind its name, "for the third time"); of a place it is
    whatever the article reports of that place.
    """
    names, parties = asked.plan.names, asked.parties
    clause, ahead = _clause_of(one.text, match), one.text[: match.start()]
    if re.search(r"\ba\s+$", ahead) and clause.startswith(" of "):
        return False  # "a fifth of its value"
    told = [name for name in _NAMED_AFTER.findall(clause) if name.split()[0].casefold() not in (*MONTHS, *WEEKDAYS)]
    others = [name for name in (*told, *_TO_OTHERS.findall(clause)) if not any(same_name(name, n) for n in names)]
    if others or _OF_OTHERS.search(clause):
        return False
    people = [name for name, label in one.names if label == "PERSON" and name in ahead + match["word"] + clause]
    if parties and any(not any(same_name(person, name) for name in names) for person in people):
        return False
    owner = _OWNER.search(ahead)
    if owner and owner[1].casefold() not in WEEKDAYS:
        return not names or any(same_name(owner[1], name) for name in names)
    if not parties:
        return not any(person in ahead for person in people)
    if last_words(parties) <= set(name_words(clause)):
        return True
    timed = bool(_ANY & set(match["after"].split()[:1]))
    if timed and last_words(parties) <= set(name_words(one.text)):
        return True  # "for the third time police searched its offices"
    if re.search(rf"\bthe {_BODY}['’]s\s+$", ahead, re.I) or re.search(rf"\bthe {_BODY}\b", clause, re.I):
        opening = next(
            (name for said in (*reversed(earlier), one) if (name := _first_name(said.text, said, _LANDS))), ""
        )
        return any(same_name(opening, party) for party in parties)
    own = re.search(r"\b(his|her|its|their|the \w+['’]s?)\s+$", ahead, re.I) or _OF_HIS.search(clause)
    is_his = bool((own and own[1].lower() in ("his", "her")) or _OF_HIM.search(clause))
    subject = _first_name(ahead, one) or next(
        (name for said in earlier[:1] if (name := _find_subject(said, is_his))), ""
    )
    if not any(same_name(subject, party) for party in parties):
        return False
    near = {name for said in (one, *earlier[:1]) for name, label in said.names if label == "PERSON"}
    is_person = any(same_name(party, name) for party in parties for name in near)
    return bool(own) or timed or not is_person or _OF_HIM.search(clause) is not None


def _find_subject(one: Candidate, is_his: bool) -> str:
    """Whom "his" or "its" behind a sentence means: the first person that it names, or the first name of all."""
    people = [(one.text.find(name), name) for name, label in one.names if label == "PERSON" and name in one.text]
    return min(people, default=(0, ""))[1] if is_his else _first_name(one.text, one)


def _first_name(text: str, one: Candidate, but: Collection[str] = ()) -> str:
    """The name of a person, a body or a thing that stands first in a text; `but` are labels that do not count."""
    skipped = (*NUMERIC, "NORP", *but)
    named = [(text.find(name), name) for name, label in one.names if label not in skipped and name in text]
    return min(named, default=(0, ""))[1]
