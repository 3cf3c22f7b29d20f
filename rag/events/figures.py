"""Figures that a sentence states: how many or how much, of what, and who says so. Pure over a parse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.events.actions import NOUNS
from rag.events.amounts import Amount, find_amounts
from rag.events.measures import COUNTED, MONEY, PERSONS, Measure, kinds_of
from rag.events.sites import (
    FIGURE_NOUNS,
    RIVAL_VERBS,
    Site,
    dates_site,
    find_kinds,
    find_noun,
    find_owners,
    find_places,
    find_site,
    find_subjects,
    noun_words,
    phrase_end,
    token_at,
    tokens_inside,
)
from rag.events.speakers import STATING, find_owner, find_speaker, find_trailing
from rag.nlp import Parse
from rag.records import DateRange

CHANGING = frozenset("raise lift lower revise cut correct update replace withdraw increase reduce".split())
"""Verbs of one figure that takes the place of another."""
_OPENING = frozenset(
    "plan agree expect hope intend want decide prepare order offer promise allow threaten pledge vow ask urge need "
    "consider aim seek".split()
)
"""Verbs below which a figure is of what is to come."""
_MODALS = frozenset("could may might should can".split())
_GROWING = frozenset("be rise climb grow reach stand fall drop remain come".split())
"""What a figure does: "the number has risen to 40"."""
RIVAL_WORDS = RIVAL_VERBS | CHANGING | (FIGURE_NOUNS - {"it", "that", "this"})
"""Lemmas one of which a sentence has that gives a figure for what was spoken of before."""
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


def find_figures(text: str, parse: Parse, dates: Sequence[DateRange] = ()) -> list[Figure]:
    """The figures of a sentence in order; dates, ordinals and numbers in names are none.

    `dates` are the days that the sentence names, with their spans in `text`.
    """
    figures: list[Figure] = []
    for amount in find_amounts(text):
        place = token_at(parse, amount.last - 1)
        if place is None or _is_of_name_or_time(parse, amount):
            continue
        figures.append(_read_figure(text, parse, amount, figures, dates))
    return figures


def _read_figure(text: str, parse: Parse, amount: Amount, before: list[Figure], dates: Sequence[DateRange]) -> Figure:
    site = find_site(parse, amount)
    gapped = _GAPPED.fullmatch(text, before[-1].amount.end, amount.start) if before else None
    if gapped and site.noun is None and re.search(rf"\b{gapped['link']}\s+$", text[: before[-1].amount.start]):
        last = before[-1]
        return Figure(amount, text[amount.start : amount.end], last.noun, last.kinds, last.words, last.subjects,
                      gapped["who"], last.days, last.owners, bare=last.bare)  # fmt: skip
    gapped = _LINKLESS.fullmatch(text, before[-1].amount.end, amount.start) if before and before[-1].bare else None
    acting = any(t.pos == "VERB" for t in parse.tokens if before and before[-1].amount.end <= t.start < amount.start)
    if gapped and not acting and site.noun is None and re.match(r"[.;,]", text[amount.end :]):
        return replace(before[-1], amount=amount, phrase=text[amount.start : amount.end], speaker=gapped["who"])
    kinds, words = find_kinds(parse, site)
    days = tuple(d for d in dates if dates_site(parse, site, d))
    noun = parse.tokens[site.noun].lemma if site.noun is not None else ""
    ahead, is_open = _find_openness(parse, site)
    bare = _is_bare(parse, site, amount, noun, kinds)
    speaker = find_speaker(parse, site.above, (site.noun, site.top), site.verb if bare else None)
    speaker = speaker or _find_counter(parse, site)
    end = phrase_end(parse, site, amount)
    whole = _find_whole(text, parse, site, amount)
    if whole is not None and not noun:
        noun, end = parse.tokens[whole].lemma, parse.tokens[whole].end
    if before and _is_whole(text, before[-1].amount, amount):
        words = frozenset(noun_words(parse, site))
        kinds = kinds_of(words)
    return Figure(
        amount, text[amount.start : end], noun, kinds, words, find_subjects(parse, site),
        speaker or find_trailing(text, amount.end), days, find_owners(parse, site),
        find_places(parse, site), bare=bare,
        earlier=_is_earlier(text, parse, site, amount),
        compared=site.noun is None and bool(_REFERRING.search(text[: amount.start])),
        part=whole is None and bool(_PART_BEFORE.search(text[: amount.start]) or _PART_AFTER.match(text, amount.end)),
        open=is_open, ahead=ahead,
    )  # fmt: skip


_OF_WHOLE = re.compile(r"\s(?:out )?of (?:[\w'’-]+ ){0,4}?$")


def _is_whole(text: str, part: Amount, amount: Amount) -> bool:
    """Whether an amount is that of which the one before it is a part: "212 of the district's 230 schools"."""
    return bool(_OF_WHOLE.fullmatch(text, part.end, amount.start))


def _find_whole(text: str, parse: Parse, site: Site, amount: Amount) -> int | None:
    """The noun of the whole of which an amount is so many: "212 of the district's 230 schools", by its place."""
    after = next((a for a in find_amounts(text) if a.first > amount.last), None)
    if after is None or not _is_whole(text, amount, after):
        return None
    inside = tokens_inside(parse, after)
    return find_noun(parse, inside[-1], inside) if inside else None


def _find_counter(parse: Parse, site: Site) -> str:
    """Whose count a figure is: "the union's figure is 300", "by police estimates 300 took part"."""
    tokens = parse.tokens
    if site.verb is None:
        return ""
    beside = [c for c in parse.children(site.verb) if tokens[c].dep == "nsubj" and c != site.top]
    beside += [b for c in parse.children(site.verb) if tokens[c].lemma == "by" for b in parse.children(c)]
    found = (find_owner(parse, c) for c in beside if tokens[c].lemma in FIGURE_NOUNS)
    return next((owner for owner in found if owner), "")


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


def _is_bare(parse: Parse, site: Site, amount: Amount, noun: str, kinds: frozenset[str]) -> bool:
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
    hedges = tokens_inside(parse, amount)
    beside = {
        tokens[c].lemma for c in parse.children(site.verb)
        if tokens[c].dep == "dobj" and c not in hedges and tokens[c].start < amount.end
    }  # fmt: skip
    return beside <= FIGURE_NOUNS


def _only_counts(parse: Parse, site: Site) -> bool:
    """ "Police counted 200 people": how many they are is all that is said of them."""
    tokens = parse.tokens
    assert site.verb is not None and site.noun is not None
    counting = tokens[site.verb].lemma in ("count", "estimate", "report", "claim", "reckon")
    plain = all(tokens[c].dep in ("nummod", "amod", "advmod", "quantmod") for c in parse.children(site.noun))
    below = {tokens[c].dep for c in parse.children(site.verb)}
    return counting and plain and tokens[site.noun].head == site.verb and not below & {"prep", "ccomp", "xcomp"}


def _is_of_figure(parse: Parse, site: Site) -> bool:
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
        return "nsubj" in beside and beside["nsubj"].lemma in FIGURE_NOUNS - {"it", "that", "this", "bill"}
    changed = beside.get("dobj") or beside.get("nsubj")
    return verb in CHANGING and below and changed is not None and changed.lemma in FIGURE_NOUNS


def _stands_in(parse: Parse, site: Site) -> bool:
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


def _is_earlier(text: str, parse: Parse, site: Site, amount: Amount) -> bool:
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


def _find_openness(parse: Parse, site: Site) -> tuple[bool, bool]:
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
