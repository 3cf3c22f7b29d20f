"""Whether a line that a model wrote says something else than the quotes with words that they have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.answer.clauses import (
    SAYING,
    Clause,
    Hanging,
    find_equals,
    find_hanging,
    find_predicates,
    find_speakers,
    find_subjects,
    read_clause,
    resolve,
)
from rag.answer.matching import name_words
from rag.answer.predicates import HEDGES, LEFT_OPEN, find_openers, is_negated, is_settled
from rag.events import find_modality
from rag.nlp import Parse, parse_sentences
from rag.numbers import SCALES
from rag.verify import read_numbers, stem

_NAMING = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")
_LITTLE = frozenset("the of and in on for a an to at by from with mr mrs ms dr sir".split())
_WEIGHING = frozenset(
    "before after over under more less fewer most least above below only nearly almost up down without except until "
    "since despite because never not all every each both none always entire whole".split()
)
"""Words that turn what is said: a line may not bring its own."""
_AMOUNTS = frozenset(
    "some few most many several every all no hardly half only any each both either neither not about around "
    "nearly almost roughly least over under up more less fewer than".split()
)
"""Words that say how much or how many: a noun or a number of a line has those that it has in the quote."""
_TURNING = frozenset(
    "former deputy vice acting interim ex alleged suspected accused would-be aspiring failed fake false possible "
    "potential proposed planned honorary assistant shadow candidate once future".split()
)
"""Words without which a noun says something else."""
_FLEETING = frozenset("new current own next late then".split())
"""Words that a title can do without."""
_KEEPERS = frozenset(
    "police official officials authority authorities court coroner fire firefighter rescuer doctor hospital council "
    "report study figure statistics data survey spokesman spokeswoman spokesperson".split()
)
"""Who keeps the record of such things and is no side in them."""
_PLACED = frozenset("in on at near around".split())
_LEFT_OUT = re.compile(r"(?:\bnot|\binstead of|\brather than|\bexcept|\bwithout)\s+(?:in\s+|the\s+)?([A-Z]\w+)")
_NUMBER = re.compile(rf"(?:\d[\d,]*(?:\.\d+)?|\b[A-Za-z]+\b)(?:\s+(?:{'|'.join(SCALES)})\b)?")
_SCORE = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")
ROW = 4
"""Words in a row that are said again only where something is made up."""


def find_strangers(text: str, quotes: Sequence[str]) -> list[str]:
    """The names of a line that none of the quotes has: what a model knows from elsewhere.

    Unlike for our own sentences, the first word counts too: "Paris is …" has to be in the quotes.
    """
    known = {stem(word) for quote in quotes for word in name_words(quote)}
    parse = next(parse_sentences([text]))
    named = {i for first, last, label in parse.entities if label in _NAMING for i in range(first, last)}
    named |= {i for i, token in enumerate(parse.tokens) if token.pos == "PROPN"}
    words = (word for i in sorted(named) for word in name_words(parse.tokens[i].text))
    return [word for word in words if len(word) > 1 and word not in _LITTLE and stem(word) not in known]


def distorts(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line says something else than the quotes with words that they have.

    Each of its clauses has to be in one clause of one quote: its verb, said of the same parties, with all that hangs
    on it, denied, left open and ascribed as there. What it says somebody is has to be said of them there. A line
    without a predicate says nothing, and a question settles nothing.
    """
    if any(name_words(text) == name_words(quote) for quote in quotes):
        return False
    parse = next(parse_sentences([text]))
    said = [
        p for quote, p in zip(quotes, parse_sentences(quotes), strict=True) if not quote.rstrip(" \"”'").endswith("?")
    ]
    words = {word for quote in quotes for word in name_words(quote)}
    if (
        any(word in _WEIGHING and word not in words for word in name_words(text))
        or _says_again(text, quotes)
        or _names_left_out(text, quotes)
    ):
        return True
    predicates = find_predicates(parse)
    equated = [i for i, t in enumerate(parse.tokens) if t.dep == "attr" and parse.tokens[t.head].lemma == "be"]
    told = all(_is_told(parse, place, said) for place in predicates)
    return not (predicates or equated) or not told or not all(_is_equated(parse, place, said) for place in equated)


def _says_again(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line says words in a row more often than the quotes."""
    rows = [Counter(zip(*(name_words(t)[n:] for n in range(ROW)), strict=False)) for t in (text, " | ".join(quotes))]
    return any(count > 1 and count > rows[1][row] for row, count in rows[0].items())


def _names_left_out(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line speaks of what the quotes name as left out: "Velm, not Tarn", "instead of Tarn"."""
    left_out = {name.casefold() for quote in quotes for name in _LEFT_OUT.findall(quote)}
    said = {name.casefold() for name in _LEFT_OUT.findall(text)}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.casefold()) for name in left_out - said)


def _is_told(parse: Parse, place: int, said: Sequence[Parse]) -> bool:
    """Whether one clause of a quote says what a clause of a line says."""
    wanted = parse.tokens[place].lemma
    clause = read_clause(parse, place)
    for quote in said:
        for at in find_predicates(quote):
            lemma = quote.tokens[at].lemma
            alike = lemma == wanted or {lemma, wanted} <= SAYING
            if alike and _is_same(parse, clause, quote, read_clause(quote, at)):
                return True
    return False


def _is_same(parse: Parse, clause: Clause, quote: Parse, other: Clause) -> bool:
    """Whether a clause of a quote has all of a clause of a line and nothing more that would weigh."""
    place, at = clause.place, other.place
    return (
        (is_settled(quote, at) or not is_settled(parse, place))
        and is_negated(quote, at) is is_negated(parse, place)
        and _is_as_open(parse, place, quote, at)
        and _is_as_real(parse, place, quote, at)
        and _is_complete(parse, place, quote, at)
        and _have_parties(parse, clause.doing, quote, other.doing)
        and _have_parties(parse, clause.done, quote, other.done)
        and all(_hangs(parse, one, clause, quote, other) for one in clause.hanging)
        and _is_ascribed(parse, place, quote, at)
        and _is_joined(parse, place, quote, at)
    )


def _is_as_open(parse: Parse, place: int, quote: Parse, at: int) -> bool:
    """Whether a line leaves a predicate as open as the quote: with each of its "may" and "if", and with no other."""
    own, openers = find_openers(parse, place), find_openers(quote, at)
    modal = {word for word in own if word in LEFT_OPEN}
    return openers <= own and modal <= openers


def _is_as_real(parse: Parse, place: int, quote: Parse, at: int) -> bool:
    """Whether what a quote denies or claims, or holds possible, is so in the line too."""
    has = find_modality(quote, at)
    return has in ("happened", "planned") or find_modality(parse, place) == has


def _is_complete(parse: Parse, place: int, quote: Parse, at: int) -> bool:
    """Whether a verb has the particle that it has in the quote, no adverb of its own, and each that turns it."""
    tokens, others = parse.tokens, quote.tokens
    own = {tokens[c].lemma for c in parse.children(place) if tokens[c].dep in ("advmod", "prt")}
    has = {others[c].lemma for c in quote.children(at) if others[c].dep in ("advmod", "prt")}
    needed = {others[c].lemma for c in quote.children(at) if others[c].dep == "prt"} | (has & (HEDGES | _TURNING))
    known = has | {t.lemma for t in others if t.pos == "ADV"}
    behind = ("xcomp", "ccomp", "oprd", "acomp", "attr")
    cut = any(others[c].dep in behind for c in quote.children(at)) and tokens[place].lemma not in SAYING
    return needed <= own <= known and (not cut or any(tokens[c].dep in behind for c in parse.children(place)))


def _have_parties(parse: Parse, parties: Sequence[int], quote: Parse, others: Sequence[int]) -> bool:
    """Whether all whom a line names are named in a quote, joined as there; whom it does not name counts for nothing."""
    if not parties:
        return True
    if len(parties) > max(1, len(others)):
        return False
    whole = [*others, *(e for o in others for e in quote.children(o) if quote.tokens[e].dep == "appos")]
    either = any(quote.tokens[c].lemma in ("or", "nor") for o in others for c in quote.children(o))
    own = any(parse.tokens[c].lemma in ("or", "nor") for o in parties for c in parse.children(o))
    return either is own and all(any(_is_noun(parse, p, quote, o) for o in whole) for p in parties)


def _is_noun(parse: Parse, place: int, quote: Parse, at: int, whole: bool = False) -> bool:
    """Whether a noun of a quote is that of a line with all its words; and, `whole`, has none that the line lacks."""
    place, at = resolve(parse, place), resolve(quote, at)
    token, other = parse.tokens[place], quote.tokens[at]
    if stem(token.text) != stem(other.text) and token.lemma != other.lemma:
        titles = [c for c in quote.children(at) if quote.tokens[c].dep == "compound" and other.entity == "PERSON"]
        return any(quote.tokens[c].lemma == token.lemma and not quote.tokens[c].entity for c in titles)
    own, has = _modifiers(parse, place), _modifiers(quote, at)
    beside = {w for e in find_equals(quote, at) for w in (stem(quote.tokens[e].text), *_modifiers(quote, e))}
    if other.pos == "PROPN" and not any(quote.tokens[c].pos == "PROPN" for c in quote.children(at)):
        beside |= {w for i, t in enumerate(quote.tokens) if t.lemma == other.lemma for w in _modifiers(quote, i)}
    amounts = [_AMOUNTS & words for words in (own, has)]
    numbers = [_read_amount(parse, place), _read_amount(quote, at)]
    if amounts[0] != amounts[1] and (numbers[0] or not numbers[1]):
        return False
    if numbers[0] and numbers[0] != numbers[1]:
        return False
    named = other.entity == "PERSON" and all(
        parse.tokens[c].entity for c in parse.children(place) if parse.tokens[c].dep == "compound"
    )
    kept = set() if named else (has | beside) & {stem(w) for w in _TURNING}
    left = (has - own - {stem(w) for w in _FLEETING}) if whole else set()
    return own <= has | beside and kept <= own and not left


def _modifiers(parse: Parse, place: int) -> set[str]:
    """The stems of the words of a noun's own phrase: no article, and nothing behind a preposition or in a clause."""
    found: set[str] = set()
    for child in parse.children(place):
        token = parse.tokens[child]
        if token.dep in ("amod", "compound", "nmod", "advmod", "quantmod", "predet", "neg", "nummod", "det"):
            found |= _modifiers(parse, child)
            if not read_numbers(token.text) and token.lemma not in ("the", "a", "an", "this", "that", "these", "those"):
                found.add(stem(token.text))
    return found


def _read_amount(parse: Parse, place: int) -> set[float]:
    """The numbers of a noun, or of a number with its scale."""
    inside = [
        d
        for c in parse.children(place)
        if parse.tokens[c].dep in ("nummod", "compound", "quantmod")
        for d in parse.subtree(c)
    ]
    inside = sorted({*inside, *([place] if parse.tokens[place].pos == "NUM" else [])})
    return read_numbers(" ".join(parse.tokens[i].text for i in inside))


def _hangs(parse: Parse, one: Hanging, clause: Clause, quote: Parse, other: Clause) -> bool:
    """Whether a noun of a line hangs on its verb, or on its noun, in a clause of a quote."""
    equated = parse.tokens[one.place].dep in ("oprd", "attr")
    for two in other.hanging:
        if one.preposition != two.preposition and not {one.preposition, two.preposition} <= {"of", "by", "in", "on"}:
            continue
        nouns = [two.place, *(c for c in quote.children(two.place) if quote.tokens[c].dep == "appos")]
        if any(_is_noun(parse, one.place, quote, at, equated) for at in nouns) and _is_governed(
            parse, one, clause, quote, two, other
        ):
            return True
    return False


def _is_governed(parse: Parse, one: Hanging, clause: Clause, quote: Parse, two: Hanging, other: Clause) -> bool:
    governor, above = parse.tokens[one.governor], quote.tokens[two.governor]
    if governor.lemma == above.lemma:
        return True
    own = one.governor == clause.place or governor.pos in ("VERB", "AUX")
    if not own:  # a noun: it has to stand right before
        return any(t.lemma == governor.lemma for t in quote.tokens[max(0, two.place - 4) : two.place])
    at = two.governor
    while quote.tokens[at].pos not in ("VERB", "AUX") and at != other.place and quote.tokens[at].head != at:
        if quote.tokens[at].dep in ("nsubj", "poss"):
            return False
        if quote.tokens[at].dep == "pobj" and quote.tokens[quote.tokens[at].head].text.lower() not in _PLACED:
            return False
        at = quote.tokens[at].head
    return True


def _is_ascribed(parse: Parse, place: int, quote: Parse, at: int) -> bool:
    """Whether a line ascribes a clause as the quote does: to the same speaker, and to one where the quote has one.

    Only who keeps the record of such things, and is no side in them, needs not be named ("police said"), nor who
    announces what is in his own hands ("Velm said that it would close the bridge").
    """
    own, speakers = find_speakers(parse, place), find_speakers(quote, at)
    if own:
        return _have_parties(parse, own, quote, speakers)
    if not speakers or any(_keeps_record(quote, speaker) for speaker in speakers):
        return True
    doing = [resolve(quote, d) for d in read_clause(quote, at).doing]
    future = find_openers(quote, at) & {"will", "would"}
    themselves = {d for d in doing} & {resolve(quote, s) for s in speakers}
    return bool(future) and bool(themselves or any(quote.tokens[s].pos == "PRON" for s in speakers))


def _keeps_record(quote: Parse, speaker: int) -> bool:
    inside = [quote.tokens[i] for i in quote.subtree(speaker)]
    sides = any(t.entity in ("NORP", "ORG", "GPE") for t in inside)
    spokes = quote.tokens[speaker].lemma.startswith("spokes") and any(
        quote.tokens[c].dep == "prep" for c in quote.children(speaker)
    )
    return (
        any(t.lemma in _KEEPERS for t in inside)
        and not spokes
        and (not sides or any(t.lemma == "police" for t in inside))
    )


def _is_joined(parse: Parse, place: int, quote: Parse, at: int) -> bool:
    """Whether "because", "after" and the like join a clause of a line to the one to which they join it in the quote."""
    own, has = _find_join(parse, place), _find_join(quote, at)
    return not own or own == has


def _find_join(parse: Parse, place: int) -> tuple[str, str] | None:
    """(the word that joins a clause to another, the lemma of the other's verb)"""
    tokens = parse.tokens
    if tokens[place].dep not in ("advcl", "pcomp"):
        return None
    marks = [tokens[c].lemma for c in parse.children(place) if tokens[c].dep == "mark" or tokens[c].tag == "WRB"]
    head = tokens[place].head
    if tokens[place].dep == "pcomp":
        marks, head = [tokens[head].lemma], tokens[head].head
    return (marks[0], tokens[head].lemma) if marks else None


def _is_equated(parse: Parse, place: int, said: Sequence[Parse]) -> bool:
    """Whether a quote says of the same party that it is what the line says, with all its words and with no other."""
    head = parse.tokens[place].head
    subjects = find_subjects(parse, head)
    hanging = find_hanging(parse, place)
    if not subjects or is_negated(parse, head):
        return False
    for quote in said:
        for at, token in enumerate(quote.tokens):
            if token.lemma != parse.tokens[place].lemma or not _is_noun(parse, place, quote, at, whole=True):
                continue
            verb = token.head
            if token.dep == "attr":
                if not is_settled(quote, verb) or is_negated(quote, verb) or not _is_ascribed(parse, head, quote, verb):
                    continue
                if quote.tokens[verb].text.lower() in ("was", "were") and parse.tokens[head].text.lower() in (
                    "is",
                    "are",
                ):
                    continue
            equals = find_equals(quote, at)
            named = all(any(_is_noun(parse, s, quote, e) for e in equals) for s in subjects)
            has = [h for e in (at, *(equals if token.dep == "compound" else ())) for h in find_hanging(quote, e)]
            if named and all(
                any(one.preposition == two.preposition and _is_noun(parse, one.place, quote, two.place) for two in has)
                for one in hanging
            ):
                return True
    return False


def mixes_numbers(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line gives a number of the quotes to something else: "12 died" of "12 were hurt and three died".

    Each number has to stand among the words that it belongs to in the line, between the numbers before and behind it,
    and behind the word that weighs it: "2018" of "since 2018" is another time.
    """
    parse = next(parse_sentences([text]))
    own = set(name_words(text))
    scores = _SCORE.findall(text)
    if any(score not in quote for score in scores for quote in quotes) or any(_skips_number(text, q) for q in quotes):
        return True
    spans = [span for quote in quotes for span in _split_at_numbers(quote)]
    for place, (token, behind) in enumerate(zip(parse.tokens, [*parse.tokens[1:], None], strict=True)):
        scaled = behind is not None and behind.text.lower() in SCALES
        values = read_numbers(f"{token.text} {behind.text}" if behind and scaled else token.text)
        belonging = set() if token.entity in ("DATE", "TIME") else _belonging(parse, place)
        scored = any(token.text in re.split(r"\D", score) for score in scores)
        if (
            values
            and not scored
            and not any(
                values & read_numbers(number) and belonging <= words and weighing <= own
                for number, words, weighing in spans
            )
        ):
            return True
    return False


def _skips_number(text: str, quote: str) -> bool:
    """Whether a line jumps over a number of its quote: "12 died in Velm" of "12 died in Tarn and 3 in Velm"."""
    said, words = _read_words(text), _read_words(quote)
    places = {word: place for place, (word, _) in reversed([*enumerate(words)])}
    own = {word for word, _ in said}
    for place, (word, is_number) in enumerate(said):
        behind = [places[other] for other, _ in said[place + 1 :] if other in places] if word in places else []
        between = words[places[word] + 1 : max(behind, default=0)] if is_number and word in places else []
        if any(other and skipped not in own for skipped, other in between):
            return True
    return False


def _read_words(text: str) -> list[tuple[str, bool]]:
    """The words of a text, and whether each is a number that is no part of a date."""
    parse = next(parse_sentences([text]))
    return [
        (stem(t.text), bool(read_numbers(t.text)) and t.entity not in ("DATE", "TIME", "ORDINAL"))
        for t in parse.tokens
        if t.pos not in ("PUNCT", "DET", "ADP", "AUX", "CCONJ")
    ]


def _belonging(parse: Parse, place: int) -> set[str]:
    """The stems of the words that a number hangs on, up to the first verb."""
    found: set[str] = set()
    while parse.tokens[place].head != place and len(found) < 3:
        place = parse.tokens[place].head
        token = parse.tokens[place]
        if token.pos in ("NOUN", "VERB", "ADJ") and not read_numbers(token.text):
            found.add(stem(token.text))
        if token.pos in ("VERB", "AUX"):
            break
    return found


def _split_at_numbers(quote: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each number of a quote, the stems of the words from the number before to the one behind, and what weighs it."""
    found = [m for m in _NUMBER.finditer(quote) if read_numbers(m.group())]
    for i, match in enumerate(found):
        start = found[i - 1].end() if i else 0
        end = found[i + 1].start() if i + 1 < len(found) else len(quote)
        before = name_words(quote[start : match.start()])[-2:]
        yield match.group(), {stem(word) for word in name_words(quote[start:end])}, {*before} & _WEIGHING
