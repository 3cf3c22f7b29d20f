"""Figures that a sentence states: how many or how much, of what, and who says so. Pure over a parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.events.actions import NOUNS
from rag.events.amounts import Amount, find_amounts
from rag.events.measures import COUNTED, MONEY, PERSONS, Measure, kinds_of, lemmas_of_verb
from rag.events.speakers import STATING, find_owner, find_speaker, find_trailing, list_phrase
from rag.nlp import Parse
from rag.records import DateRange

RIVAL_VERBS = frozenset(
    "say put count give speak claim estimate report reckon stand insist talk treat list cite expect admit quote think "
    "believe calculate maintain mention announce tell suggest know".split()
)
"""Verbs that give a figure for what was spoken of before: "the union counts 50"."""
CHANGING = frozenset("raise lift lower revise cut correct update replace withdraw increase reduce".split())
"""Verbs of one figure that takes the place of another."""
_OPENING = frozenset(
    "plan agree expect hope intend want decide prepare order offer promise allow threaten pledge vow ask urge need "
    "consider aim seek".split()
)
"""Verbs below which a figure is of what is to come."""
_KNOWING = frozenset("know believe think fear report say confirm presume understand estimate".split())
"""Verbs that pass on what their infinitive says: "seven are known to have died"."""
_PLACING = frozenset("in at near across outside around throughout".split())
_MODALS = frozenset("could may might should can".split())
_FIGURE_NOUNS = frozenset(
    "figure number toll count total sum estimate it that this amount bill theirs tally calculation reckoning".split()
)
_GROWING = frozenset("be rise climb grow reach stand fall drop remain come".split())
"""What a figure does: "the number has risen to 40"."""
RIVAL_WORDS = RIVAL_VERBS | CHANGING | (_FIGURE_NOUNS - {"it", "that", "this"})
"""Lemmas one of which a sentence has that gives a figure for what was spoken of before."""
_BEFALLEN = frozenset("dead injured wounded killed hurt missing arrested detained".split())
_REFERRING = re.compile(r"\bthan (?:the )?$|\bthe $|\binstead of $|\bnot $|\bunlike (?:the )?$", re.I)
"""What stands before a figure that another one is only compared with."""
_FROM = re.compile(r"\b(?:up |down )?from (?:the )?$", re.I)
_PART_BEFORE = re.compile(
    r"\b(?:including|among (?:them|whom)|of (?:them|whom)|another|a further|an additional|an extra)[,:]?\s+$",
    re.I,
)
_PART_AFTER = re.compile(
    r"\s+(?:of (?:them|whom|those|its|his|her|their|the|these)\b|more\b(?! than)|others?\b|further\b|additional\b)",
    re.I,
)
_GAPPED = re.compile(r"[^,;]{0,40}[,;]?\s+(?:(?:and|while|but)\s+)?(?P<who>[^,;.:()]{2,60}?)\s+(?P<link>at|of)\s+$")
"""What stands between two figures that share a verb: "put it at 6,000, the union at 15,000"."""
_LINKLESS = re.compile(r"\s*(?:,|;|,? and|,? while)\s+(?P<who>(?:the|its|an?|[A-Z][\w'’-]*)\b[^,;:.()\d]{0,40}?)\s+$")
"""The same without a link: "police counted 4,000, the organisers 12,000"."""
_FIRST = frozenset("first initially earlier previously originally".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount with what it is of.

    `phrase` is its text ("more than 6,000 casualties"), `noun` the lemma of what is counted, `kinds` what of the table
    it is a figure of, `words` the verbs and nouns that say so, `subjects` those of its verb's subject, `owners` the
    names of whose they are ("Korean" soldiers), `places` where it was, `days` those on which it was, not
    those on which it was said.

    `speaker` is who vouches for it: "" where the sentence does not say, a pronoun where an earlier one does.

    A `bare` one is of what the figure before it was of, an `earlier` one has been replaced by one of the same source, a
    `compared` one is only spoken of beside another, a `part` is of another one's whole. An `open` one is not reported
    as done, and one that is `ahead` is of the future.
    """

    amount: Amount
    phrase: str
    noun: str
    kinds: frozenset[str]
    words: frozenset[str]
    subjects: frozenset[str]
    speaker: str
    days: tuple[DateRange, ...] = ()
    owners: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    bare: bool = False
    earlier: bool = False
    compared: bool = False
    part: bool = False
    open: bool = False
    ahead: bool = False

    @property
    def in_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.amount.unit not in ("", "percent")


@dataclass(frozen=True, slots=True)
class _Site:
    """Where an amount stands in the parse: its head token, the noun counted, the verb above it, and the way up.

    `above` begins with the noun, or the head token where nothing is named.
    """

    top: int
    noun: int | None
    verb: int | None
    above: tuple[int, ...]


def find_figures(text: str, parse: Parse, dates: Sequence[DateRange] = ()) -> list[Figure]:
    """The figures of a sentence in order; dates, ordinals and numbers in names are none.

    `dates` are the days that the sentence names, with their spans in `text`.
    """
    figures: list[Figure] = []
    for amount in find_amounts(text):
        place = _token_at(parse, amount.last - 1)
        if place is None or _is_of_name_or_time(parse, amount):
            continue
        figures.append(_read_figure(text, parse, amount, figures, dates))
    return figures


def _read_figure(text: str, parse: Parse, amount: Amount, before: list[Figure], dates: Sequence[DateRange]) -> Figure:
    site = _find_site(parse, amount)
    gapped = _GAPPED.fullmatch(text, before[-1].amount.end, amount.start) if before else None
    if gapped and site.noun is None and re.search(rf"\b{gapped['link']}\s+$", text[: before[-1].amount.start]):
        last = before[-1]
        return Figure(amount, text[amount.start : amount.end], last.noun, last.kinds, last.words, last.subjects,
                      gapped["who"], last.days, last.owners, bare=last.bare)  # fmt: skip
    gapped = _LINKLESS.fullmatch(text, before[-1].amount.end, amount.start) if before and before[-1].bare else None
    acting = any(t.pos == "VERB" for t in parse.tokens if before and before[-1].amount.end <= t.start < amount.start)
    if gapped and not acting and site.noun is None and re.match(r"[.;,]", text[amount.end :]):
        return replace(before[-1], amount=amount, phrase=text[amount.start : amount.end], speaker=gapped["who"])
    kinds, words = _find_kinds(parse, site)
    days = tuple(d for d in dates if _dates_figure(parse, site, d))
    noun = parse.tokens[site.noun].lemma if site.noun is not None else ""
    ahead, is_open = _find_openness(parse, site)
    bare = _is_bare(parse, site, amount, noun, kinds)
    speaker = find_speaker(parse, site.above, (site.noun, site.top), site.verb if bare else None)
    speaker = speaker or _find_counter(parse, site)
    end = _phrase_end(parse, site, amount)
    whole = _find_whole(text, parse, site, amount)
    if whole is not None and not noun:
        noun, end = parse.tokens[whole].lemma, parse.tokens[whole].end
    if before and _is_whole(text, before[-1].amount, amount):
        words = frozenset(_noun_words(parse, site))
        kinds = kinds_of(words)
    return Figure(
        amount, text[amount.start : end], noun, kinds, words, _find_subjects(parse, site),
        speaker or find_trailing(text, amount.end), days, _find_owners(parse, site),
        _find_places(parse, site), bare=bare,
        earlier=_is_earlier(text, parse, site, amount),
        compared=site.noun is None and bool(_REFERRING.search(text[: amount.start])),
        part=whole is None and bool(_PART_BEFORE.search(text[: amount.start]) or _PART_AFTER.match(text, amount.end)),
        open=is_open, ahead=ahead,
    )  # fmt: skip


_OF_WHOLE = re.compile(r"\s(?:out )?of (?:[\w'’-]+ ){0,4}?$")


def _is_whole(text: str, part: Amount, amount: Amount) -> bool:
    """Whether an amount is that of which the one before it is a part: "212 of the district's 230 schools"."""
    return bool(_OF_WHOLE.fullmatch(text, part.end, amount.start))


def _find_whole(text: str, parse: Parse, site: _Site, amount: Amount) -> int | None:
    """The noun of the whole of which an amount is so many: "212 of the district's 230 schools", by its place."""
    after = next((a for a in find_amounts(text) if a.first > amount.last), None)
    if after is None or not _is_whole(text, amount, after):
        return None
    inside = _inside(parse, after)
    return _find_noun(parse, inside[-1], inside) if inside else None


def _find_counter(parse: Parse, site: _Site) -> str:
    """Whose count a figure is: "the union's figure is 300", "by police estimates 300 took part"."""
    tokens = parse.tokens
    if site.verb is None:
        return ""
    beside = [c for c in parse.children(site.verb) if tokens[c].dep == "nsubj" and c != site.top]
    beside += [b for c in parse.children(site.verb) if tokens[c].lemma == "by" for b in parse.children(c)]
    found = (find_owner(parse, c) for c in beside if tokens[c].lemma in _FIGURE_NOUNS)
    return next((owner for owner in found if owner), "")


def _token_at(parse: Parse, offset: int) -> int | None:
    return next((i for i, t in enumerate(parse.tokens) if t.start <= offset < t.end), None)


def _inside(parse: Parse, amount: Amount) -> list[int]:
    return [i for i, t in enumerate(parse.tokens) if t.start < amount.end and t.end > amount.start]


def _is_of_name_or_time(parse: Parse, amount: Amount) -> bool:
    """Whether a number belongs to a date, an age or a name ("Falcon 9"); money is taken by its sign or word."""
    if amount.unit and amount.unit != "percent":
        return False
    for i, token in enumerate(parse.tokens):
        if token.start < amount.last and token.end > amount.first:
            after = parse.tokens[i + 1].text.lower() if i + 1 < len(parse.tokens) else ""
            if token.pos == "PROPN" or token.entity in ("TIME", "ORDINAL") or after in ("year-old", "years"):
                return True
            if token.entity == "DATE" and not re.search(r",\d{3}", token.text):
                return True
    return False


def _find_site(parse: Parse, amount: Amount) -> _Site:
    tokens = parse.tokens
    inside = _inside(parse, amount)
    place = next(i for i in reversed(inside) if tokens[i].start < amount.last)
    top = next((i for i in reversed(inside) if tokens[i].head not in inside or tokens[i].head == i), place)
    noun = _find_noun(parse, place, inside)
    above: list[int] = []
    at = noun if noun is not None else top
    while tokens[at].head != at and tokens[at].head not in above and len(above) < 12:
        at = tokens[at].head
        above.append(at)
    lowest = noun if noun is not None else top
    verb = (
        lowest if tokens[lowest].pos == "VERB" else next((i for i in above if tokens[i].pos in ("VERB", "AUX")), None)
    )
    return _Site(top, noun, verb, (lowest, *above))


def _find_noun(parse: Parse, place: int, inside: list[int]) -> int | None:
    """The noun that a number counts, close behind it: "15,000 North Korean soldiers", "fourteen dead"."""
    tokens = parse.tokens
    last = inside[-1]
    for i in range(last + 1, min(last + 6, len(tokens))):
        token = tokens[i]
        if token.lemma in _BEFALLEN and not (i + 1 < len(tokens) and tokens[i + 1].pos == "NOUN"):
            return i
        if token.pos == "NOUN" and not (i + 1 < len(tokens) and tokens[i + 1].pos == "NOUN"):
            head = tokens[place].head
            return i if i == head or head in inside or head > i or tokens[i].head == place else None
        if token.pos not in ("ADJ", "NOUN", "PROPN", "PART") and token.tag not in ("VBN", "VBG", "HYPH"):
            return None
    return None


def _phrase_end(parse: Parse, site: _Site, amount: Amount) -> int:
    """Where the phrase of a figure ends: behind its noun and what befell it ("12 people injured")."""
    if site.noun is None:
        return amount.end
    tokens = parse.tokens
    after = site.noun + 1
    befallen = after < len(tokens) and tokens[after].lemma in _BEFALLEN | {"injure", "wound", "kill"}
    if (
        befallen
        and tokens[after].tag in ("VBN", "JJ")
        and not (after + 1 < len(tokens) and tokens[after + 1].lemma == "by")
    ):
        return tokens[after].end
    return max(amount.end, tokens[site.noun].end)


def _find_kinds(parse: Parse, site: _Site) -> tuple[frozenset[str], frozenset[str]]:
    """What a figure is of, by the nearest word that says so, and the verbs and nouns looked at."""
    tokens = parse.tokens
    words: set[str] = set()
    for group in (_noun_words(parse, site), _verb_words(parse, site), _argument_words(parse, site)):
        words |= group
        kinds = kinds_of(group)
        if kinds:
            return kinds, frozenset(words)
    nouns = {tokens[i].lemma for i in site.above[1:] if tokens[i].pos in ("NOUN", "VERB")}
    return kinds_of(nouns), frozenset(words | nouns)


def _noun_words(parse: Parse, site: _Site) -> set[str]:
    """The noun counted, what befell it behind it, and the noun that the number is of ("a crowd of 4,300")."""
    tokens = parse.tokens
    found = set()
    if site.noun is not None:
        found.add(tokens[site.noun].lemma)
        found |= {tokens[c].lemma for c in parse.children(site.noun)
                  if tokens[c].dep in ("acl", "amod") and tokens[c].tag == "VBN"}  # fmt: skip
        if site.noun + 1 < len(tokens) and tokens[site.noun + 1].lemma in _BEFALLEN:
            found.add(tokens[site.noun + 1].lemma)
    elif tokens[site.top].dep == "pobj" and tokens[tokens[site.top].head].lemma == "of":
        found.add(tokens[tokens[tokens[site.top].head].head].lemma)
    return found


def _verb_words(parse: Parse, site: _Site) -> set[str]:
    """The verb above a figure, with those that share its subject ("killed or wounded")."""
    tokens = parse.tokens
    if site.verb is None:
        return set()
    found = lemmas_of_verb(parse, site.verb)
    for child in parse.children(site.verb):
        if tokens[child].dep == "xcomp" and tokens[site.verb].lemma in _KNOWING:
            found |= lemmas_of_verb(parse, child)
        joined = tokens[child].dep == "conj" and tokens[child].tag == tokens[site.verb].tag
        if joined and not any(tokens[c].dep.startswith("nsubj") for c in parse.children(child)):
            found |= lemmas_of_verb(parse, child)
    return found


def _argument_words(parse: Parse, site: _Site) -> set[str]:
    """What stands beside a figure below its verb: "put the crowd at", "the attendance was"."""
    tokens = parse.tokens
    if site.verb is None:
        return set()
    own = set(parse.subtree(site.top))
    found: set[str] = set()
    for child in parse.children(site.verb):
        if child in own or tokens[child].dep not in ("nsubj", "nsubjpass", "dobj", "attr", "oprd", "acomp", "dative"):
            continue
        below = [i for i in list_phrase(parse, child) if tokens[i].pos in ("NOUN", "VERB", "ADJ") and i not in own]
        found |= {tokens[i].lemma for i in below}
    return found


def _find_subjects(parse: Parse, site: _Site) -> frozenset[str]:
    """The content words of what the verb says it of: "the sister ship" cost; none of "it" and of "the ship"."""
    tokens = parse.tokens
    if site.verb is None:
        return frozenset()
    if tokens[site.verb].lemma in STATING | RIVAL_VERBS:
        return frozenset()
    found = [c for c in parse.children(site.verb) if tokens[c].dep in ("nsubj", "nsubjpass", "csubj")]
    found = [c for c in found if site.top not in parse.subtree(c)]
    if len(found) == 1 and tokens[found[0]].lemma in _FIGURE_NOUNS:
        return frozenset()
    if len(found) == 1 and [tokens[i].lemma for i in list_phrase(parse, found[0])][:-1] in (
        ["the"],
        ["this"],
        ["that"],
    ):
        return frozenset()
    return frozenset(
        tokens[i].lemma for c in found for i in list_phrase(parse, c)
        if tokens[i].pos in ("NOUN", "PROPN", "ADJ", "VERB") and tokens[i].lemma not in _FIGURE_NOUNS
    )  # fmt: skip


def _is_bare(parse: Parse, site: _Site, amount: Amount, noun: str, kinds: frozenset[str]) -> bool:
    """Whether a number stands alone below a verb of saying: it is of what was spoken of before.

    So it is where it counts no more than people, where it is what a figure is or was changed to ("the true number is
    40", "revised theirs to 40"), and where it is of those who did so or were there ("the company says 40 did").
    """
    tokens = parse.tokens
    if site.verb is None or kinds - {"hurt"}:
        return False
    if noun:
        return noun in ("people", "person") and _only_counts(parse, site)
    if _is_of_figure(parse, site) or _stands_in(parse, site):
        return True
    if tokens[site.verb].lemma not in RIVAL_VERBS:
        return False
    link = tokens[site.top].head
    if link != site.verb and tokens[link].head != site.verb:
        return False
    if tokens[site.verb].lemma == "stand" and tokens[link].lemma != "by":
        return False
    hedges = _inside(parse, amount)
    beside = {
        tokens[c].lemma for c in parse.children(site.verb)
        if tokens[c].dep == "dobj" and c not in hedges and tokens[c].start < amount.end
    }  # fmt: skip
    return beside <= _FIGURE_NOUNS


def _only_counts(parse: Parse, site: _Site) -> bool:
    """ "Police counted 200 people": how many they are is all that is said of them."""
    tokens = parse.tokens
    assert site.verb is not None and site.noun is not None
    counting = tokens[site.verb].lemma in ("count", "estimate", "report", "claim", "reckon")
    plain = all(tokens[c].dep in ("nummod", "amod", "advmod", "quantmod") for c in parse.children(site.noun))
    below = {tokens[c].dep for c in parse.children(site.verb)}
    return counting and plain and tokens[site.noun].head == site.verb and not below & {"prep", "ccomp", "xcomp"}


def _is_of_figure(parse: Parse, site: _Site) -> bool:
    """Whether a number is what a figure is or was changed to: "the true number is above 40", "revised theirs to 40"."""
    tokens = parse.tokens
    assert site.verb is not None
    verb = tokens[site.verb].lemma
    below = site.top == site.verb or site.verb in (tokens[site.top].head, tokens[tokens[site.top].head].head)
    beside = {
        tokens[c].dep[:5]: tokens[c] for c in parse.children(site.verb)
        if tokens[c].dep in ("nsubj", "nsubjpass", "dobj") and c != site.top
    }  # fmt: skip
    if verb in _GROWING and below:
        return "nsubj" in beside and beside["nsubj"].lemma in _FIGURE_NOUNS - {"it", "that", "this", "bill"}
    changed = beside.get("dobj") or beside.get("nsubj")
    return verb in CHANGING and below and changed is not None and changed.lemma in _FIGURE_NOUNS


def _stands_in(parse: Parse, site: _Site) -> bool:
    """Whether a number is of those who "did" or of whom "there were" so many, as somebody says."""
    tokens = parse.tokens
    assert site.verb is not None
    said = any(tokens[i].lemma in RIVAL_VERBS and i != site.verb for i in site.above)
    said |= any(tokens[c].lemma == "accord" for c in parse.children(site.verb))
    if not said or tokens[site.verb].lemma not in ("be", "do", "have"):
        return False
    beside = [c for c in parse.children(site.verb) if c not in parse.subtree(site.top)]
    if any(tokens[c].dep in ("attr", "dobj", "acomp", "xcomp", "prep") and tokens[c].lemma != "accord" for c in beside):
        return False
    there = any(tokens[c].dep == "expl" for c in beside)
    return there or (tokens[site.top].dep == "nsubj" and tokens[site.verb].lemma != "be")


def _is_earlier(text: str, parse: Parse, site: _Site, amount: Amount) -> bool:
    """Whether another figure has taken the place of this one."""
    tokens = parse.tokens
    before = text[: amount.start]
    if _FROM.search(before) and (site.noun is None or before.rstrip().endswith(("up from", "down from"))):
        return True
    changing = any(tokens[i].lemma in CHANGING and tokens[i].pos == "VERB" for i in site.above[1:])
    if changing and re.search(r"\b(?:figure|estimate|toll|count|number|total|sum) of $", before):
        return True
    if site.verb is None:
        return False
    below = [tokens[c] for c in parse.children(site.verb)]
    had = any(t.dep == "aux" and t.lemma == "have" and t.text.lower() in ("had", "'d", "’d") for t in below)
    stated = tokens[site.verb].lemma in RIVAL_VERBS and tokens[site.verb].dep != "ccomp"
    return (had and stated and site.noun is None) or any(t.lemma in _FIRST and t.dep == "advmod" for t in below)


def _find_openness(parse: Parse, site: _Site) -> tuple[bool, bool]:
    """(whether a figure is of the future, whether it is not reported as done at all)."""
    tokens = parse.tokens
    ahead, is_open = False, False
    for i in (i for i in site.above if tokens[i].pos in ("VERB", "AUX")):
        helped = {tokens[c].lemma for c in parse.children(i) if tokens[c].dep in ("aux", "mark", "neg")}
        ahead |= bool(helped & {"will", "would", "shall"}) or tokens[i].lemma in _OPENING
        is_open |= bool(helped & (_MODALS | {"if", "unless", "not", "never", "n't"}))
        if (tokens[i].lemma in STATING and i != site.verb) or tokens[i].dep == "advcl" or _is_done_before(parse, i):
            break
    return ahead, is_open


def _is_done_before(parse: Parse, verb: int) -> bool:
    """ "After sending 10,000": whatever may follow, it was done."""
    tokens = parse.tokens
    return tokens[verb].dep == "pcomp" and tokens[tokens[verb].head].lemma in ("after", "since", "by", "despite")


def _find_owners(parse: Parse, site: _Site) -> frozenset[str]:
    """The names in the noun phrase that is counted: "casualties among North Korean troops"."""
    tokens = parse.tokens
    if site.noun is None:
        return frozenset()
    inside, queue = set(), [site.noun]
    while queue:
        for child in parse.children(queue.pop()):
            token = tokens[child]
            if token.dep in ("amod", "compound", "poss", "nmod", "pobj", "conj") or (
                token.dep == "prep" and token.lemma in ("of", "among", "from", "by", "to")
            ):
                inside.add(child)
                queue.append(child)
    return frozenset(tokens[i].text.lower() for i in inside if tokens[i].text[:1].isupper() and tokens[i].dep != "det")


def _find_places(parse: Parse, site: _Site) -> frozenset[str]:
    """The names at which the verb places it: "in Arland nine people died"; none where it is of some named people."""
    tokens = parse.tokens
    if site.verb is None or _find_owners(parse, site):
        return frozenset()
    leads = [c for c in parse.children(site.verb) if tokens[c].dep == "prep" and tokens[c].lemma in _PLACING]
    inside = [i for lead in leads for below in parse.children(lead) for i in list_phrase(parse, below)]
    return frozenset(
        tokens[i].text.lower() for i in inside if tokens[i].pos == "PROPN" and tokens[i].entity not in ("DATE", "TIME")
    )


def _dates_figure(parse: Parse, site: _Site, days: DateRange) -> bool:
    """Whether a date says when a thing was: not when it was said ("said on Friday that nine were hurt"), or another."""
    tokens = parse.tokens
    at = _token_at(parse, days.start) if days.start is not None else None
    seen = 0
    while at is not None and tokens[at].pos not in ("VERB", "AUX") and tokens[at].head != at and seen < 8:
        at, seen = tokens[at].head, seen + 1
    if at is None or at == site.verb or site.verb is None:
        return True
    if tokens[at].lemma in STATING:
        return False
    return at in site.above or at in parse.subtree(site.verb)


def fits(figure: Figure, measure: Measure, question_ahead: bool) -> bool:
    """Whether a figure is one of what is asked: its noun, its verb and its unit fit, and it is reported as so."""
    if figure.earlier or figure.compared or figure.part or figure.open or figure.amount.unit == "percent":
        return False
    if figure.in_money != measure.in_money and not (figure.in_money and not measure.kinds):
        return False
    if figure.ahead and not (question_ahead or measure.in_money):
        return False
    if measure.kinds:
        if not figure.kinds & measure.kinds:
            return False
    elif not (figure.words & measure.verbs):
        return False
    return _fits_noun(figure, measure)


def _fits_noun(figure: Figure, measure: Measure) -> bool:
    if measure.in_money:
        return True
    if not figure.noun:
        return bool(measure.kinds)
    if figure.noun in measure.nouns:
        return True
    if kinds_of((figure.noun,)) & measure.kinds - MONEY:
        return figure.noun not in NOUNS.keys() - COUNTED  # "three marches" are no marchers
    return figure.noun in PERSONS and (not measure.nouns or measure.is_of_people)
