"""Questions for a figure that several sources give differently: each figure beside the others, none averaged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answer import Candidate, draft_figures, find_missing, idf_weight
from rag.events import (
    FOLLOWS,
    NUMERIC,
    RIVAL_WORDS,
    Figure,
    Measure,
    SentenceReading,
    Stand,
    Statement,
    choose_rivals,
    dateline_length,
    disagree,
    find_figures,
    find_measure,
    follow_figures,
    weigh_share,
    words_of,
)
from rag.nlp import Parse, parse_sentences
from rag.pipeline.counting import Told, number_sentences
from rag.pipeline.crediting import credit_outlet
from rag.pipeline.reading import readings_of
from rag.plan.names import find_nouns
from rag.records import Article, DateRange, Draft, Evidence, EvidenceSentence, Hit, Plan, Question, Report, Sentence
from rag.search import search_passages
from rag.store import Library

PASSAGES = 24
"""Passages in which figures are looked for."""
PARSED = 60
"""Most sentences that are parsed for one question: about a millisecond each."""
LEAD = 2
"""Sentences of an article's opening that say what all of it is about."""


@dataclass(frozen=True, slots=True)
class _Opened:
    """An article with its sentences by index, as text without dateline and as read."""

    article: Article
    sentences: Mapping[int, Sentence]
    texts: Mapping[int, str]
    readings: Mapping[int, SentenceReading]
    rank: int


def compare_figures(
    plan: Plan, told: Told | None, library: Library, question: Question, find_hits: Callable[[], list[Hit]]
) -> Told | None:
    """The figures that sources give differently for what is asked; None where it asks for none or they agree.

    Where events were counted (`told`) and texts state another number of them, both are told. Passages are those of
    `find_hits`, and those that say it by another word of the table.
    """
    if plan.route not in ("lookup", "who", "count") or not _ASKING.search(plan.text):
        return None
    parse = next(parse_sentences([plan.text]))
    measure = find_measure(parse)
    if measure is None or (told and not measure.befalls):
        return None
    if measure.lasts and not plan.names and not find_nouns(parse, (), measure.words):
        return None  # "how much did it cost": nobody knows what
    text = " ".join((plan.text, *sorted(words_of(measure.kinds))))
    more = search_passages(text, library, PASSAGES // 2, question.filters, ("keyword",))
    stands = _find_stands(plan, parse, measure, library, [*find_hits()[:PASSAGES], *more])
    if told and stands and any(s.figure.amount.value != (len(told.lines),) * 2 for s in stands):
        return _add_counted(_answer(stands, measure, library), told)
    return _answer(stands, measure, library) if not told and disagree(stands) else None


_ASKING = re.compile(
    r"\bhow (?:many|much|high|large|big|great|heavy|costly|expensive)\b|\bnumbers? of\b"
    r"|\b(?:what|how)\b.*\b(?:costs?|price|bill|damages?|toll|attendance|turnout|figures?|numbers?|estimates?|totals?|sums?|amounts?|counts?)\b",
    re.I,
)
"""What a question has that asks for a figure: the others are not parsed for it."""


def _find_stands(plan: Plan, parse: Parse, measure: Measure, library: Library, hits: Sequence[Hit]) -> list[Stand]:
    """All figures for what is asked, those that agree as one."""
    opened = _open_articles(plan, library, hits)
    ahead = re.search(r"\b(?:will|would|going to)\b", plan.text) is not None
    found = [s for s in _read_statements(opened, measure, ahead) if _speaks_of(opened, s, measure)]
    nouns = find_nouns(parse, plan.names, measure.words)
    fitting = _weigh(found, opened, plan, nouns, library)
    words = {form.lower() for token in parse.tokens for form in (token.text, token.lemma)}
    return choose_rivals(fitting, measure, plan.names, words, plan.dates)


def _add_counted(figures: Told, told: Told) -> Told:
    """What texts state, and then what was counted."""
    first, more = figures.evidence.sentences, told.evidence.sentences
    known = {Report(s.article.id, s.sentence.index): s.number for s in first}
    number_of: dict[int, int] = {}
    added: list[EvidenceSentence] = []
    for sentence in more:
        report = Report(sentence.article.id, sentence.sentence.index)
        number_of[sentence.number] = known.get(report) or len(first) + len(added) + 1
        if report not in known:
            added.append(replace(sentence, number=number_of[sentence.number]))
    counted = [replace(c, numbers=tuple(number_of[n] for n in c.numbers)) for c in told.draft.claims]
    sentences = (*first, *added)
    evidence = replace(told.evidence, sentences=sentences, matched=len({s.article.id for s in sentences}))
    return Told(evidence, Draft((*figures.draft.claims, *counted)), told.lines)


def _open_articles(plan: Plan, library: Library, hits: Sequence[Hit]) -> list[_Opened]:
    """The articles of the passages found, best first."""
    opened = []
    for rank, article_id in enumerate(dict.fromkeys(hit.passage.article_id for hit in hits)):
        article = library.article(article_id)
        if article.role == "headline" or (plan.outlet and article.outlet != plan.outlet):
            continue
        if not _names_all(article, plan, library):
            continue
        readings = readings_of(library, article_id)
        sentences = {s.index: s for s in library.sentences(article_id) if s.index in readings}
        if article.opens_with_title:
            sentences.pop(0, None)
        texts = {n: (t := article.text[s.start : s.end].strip())[dateline_length(t) :] for n, s in sentences.items()}
        opened.append(_Opened(article, sentences, texts, readings, rank))
    return opened


def _names_all(article: Article, plan: Plan, library: Library) -> bool:
    """Whether all names of the question stand anywhere in an article: the others need not be read."""
    if not plan.names:
        return True
    text = f"{article.title} {article.text}"
    words = frozenset(re.findall(r"\w+", text.lower()))
    whole = Candidate(article, library.sentences(article.id)[0], text, words, frozenset(), (), (), 0)
    return all(word.isdigit() for word in find_missing(plan, whole))  # a year may be that of print


def _read_statements(opened: Sequence[_Opened], measure: Measure, ahead: bool) -> list[Statement]:
    """The figures of all articles that fit what is asked; only sentences that may state one are parsed."""
    places = [(o, index) for o in opened for index in _find_places(o, measure)][:PARSED]
    parses = parse_sentences(o.texts[index] for o, index in places)
    figures: dict[str, list[tuple[int, list[Figure]]]] = {}
    wanted = _wanted_words(measure)
    for (one, index), parse in zip(places, parses, strict=True):
        read = find_figures(one.texts[index], parse, one.readings[index].dates)
        figures.setdefault(one.article.id, []).append((index, read))
    by_id = {o.article.id: o for o in opened}
    statements: list[Statement] = []
    for article_id, rows in figures.items():
        one = by_id[article_id]
        spoken_of = [n for n, r in one.readings.items() if _says(r, wanted)]
        before, since = -FOLLOWS - 1, 0
        for index, base, figure in follow_figures(rows, measure, ahead, spoken_of):
            since = since if base - before <= FOLLOWS and not one.readings[base].dates else base
            statements.append(_make_statement(one, rows, (index, base, since), figure))
            before = index
    return statements


def _make_statement(
    opened: _Opened, read: Sequence[tuple[int, Sequence[Figure]]], places: tuple[int, int, int], figure: Figure
) -> Statement:
    """A figure by the sentences that state it, that say what it is of, and that the first of a row of figures has."""
    index, base, since = places
    article = opened.article
    before = next((f for i, figures in read if i == index for f in figures if f.earlier), None)
    alone = sum(i == index and f.kinds == figure.kinds and not f.earlier for i, fs in read for f in fs) == 1
    named = frozenset(re.findall(r"\b[A-Z]\w+", f"{opened.texts[index]} {opened.texts[base]}".replace("'s", "")))
    return Statement(
        figure, article.id, article.outlet or "", article.published, index, base, before if alone else None,
        frozenset(n.lower() for n in named), _find_topic(opened), _days_around(opened, since), rank=opened.rank,
    )  # fmt: skip


def _find_topic(opened: _Opened) -> frozenset[str]:
    """The people and places in an article's opening, each by its last word."""
    names = (name for n in sorted(opened.texts)[:LEAD] for name in opened.readings[n].names)
    return frozenset(name.split()[-1].lower() for name, label in names if name and label not in NUMERIC)


def _find_places(opened: _Opened, measure: Measure) -> list[int]:
    """The sentences with an amount that say what is asked, and those close behind them."""
    wanted = _wanted_words(measure)
    found: list[int] = []
    until = -1
    for index in sorted(opened.texts):
        says = _says(opened.readings[index], wanted)
        follows = index <= until and (
            _SAYS.search(opened.texts[index]) or not RIVAL_WORDS.isdisjoint(opened.readings[index].lemmas)
        )
        numbered = (says or follows) and _NUMBER.search(opened.texts[index])
        if numbered:
            found.append(index)
        if says or numbered:
            until = index + FOLLOWS
    return found


def _wanted_words(measure: Measure) -> list[frozenset[str]]:
    """The words that say what is asked, each as the lemmas it is written with."""
    words = (*words_of(measure.kinds), *measure.verbs)
    return list({frozenset(word.removesuffix("_people").replace("_the_", "_").split("_")) for word in words})


def _says(reading: SentenceReading, wanted: Sequence[frozenset[str]]) -> bool:
    lemmas = set(reading.lemmas)
    return any(words <= lemmas for words in wanted)


_SAYS = re.compile(r"\b(?:say|says|said|did|had)\b", re.I)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion)\b"
    r"|\bhalf\b|teen\b|(?:twen|thir|for|fif|six|seven|eigh|nine)ty\b",
    re.I,
)


def _days_around(opened: _Opened, index: int) -> tuple[DateRange, ...]:
    """The days that a figure without a date may be of: those named before it in its paragraph, else the opening's."""
    for before in (n for n in range(index - 1, index - 2 - FOLLOWS, -1) if n in opened.texts):
        gap = opened.article.text[opened.sentences[before].end : opened.sentences[index].start]
        if before < index - 1 and "\n\n" in gap:
            break
        days = tuple(d for d in opened.readings[before].dates if _is_day(d))
        if days:
            return days
    lead = [d for i in sorted(opened.texts)[:LEAD] for d in opened.readings[i].dates if _is_day(d)]
    return tuple(lead[:1])


def _is_day(days: DateRange) -> bool:
    return days.first is not None and days.first == days.last


def _speaks_of(opened: Sequence[_Opened], statement: Statement, measure: Measure) -> bool:
    """Whether a figure that does not name those asked for ("12 hurt") stands in a sentence that does."""
    if not measure.is_of_some or statement.figure.noun in measure.nouns:
        return True
    readings = next(o.readings for o in opened if o.article.id == statement.article_id)
    return any(measure.nouns & set(readings[n].lemmas) for n in (statement.sentence, statement.base))


def _weigh(
    found: Sequence[Statement], opened: Sequence[_Opened], plan: Plan, nouns: Sequence[str], library: Library
) -> list[Statement]:
    """The statements about which all names of the question stand, with the share of its nouns that do."""
    passages = max(1, library.overview().passages)
    weights = {noun: idf_weight(library.keywords.document_share(noun), passages) for noun in nouns}
    by_id = {o.article.id: o for o in opened}
    fitting = []
    for statement in found:
        candidate = _look_around(by_id[statement.article_id], statement)
        if find_missing(plan, candidate):
            continue
        everywhere = (w for r in by_id[statement.article_id].readings.values() for w in r.lemmas)
        share = weigh_share(weights, candidate.lemmas | candidate.context, everywhere)
        own = weigh_share(weights, by_id[statement.article_id].readings[statement.sentence].lemmas, ())
        fitting.append(replace(statement, share=share, own_share=own))
    return fitting


def _look_around(opened: _Opened, statement: Statement) -> Candidate:
    """The sentence of a figure with what stands around it: its neighbours, the title and the opening."""
    near = {statement.base + n for n in (-2, -1, 0)} | {statement.sentence - 1, statement.sentence}
    near = {n for n in near | set(sorted(opened.texts)[:LEAD]) if n in opened.texts}
    title = opened.article.title
    words = {w for n in near for w in opened.readings[n].lemmas} | set(re.findall(r"\w+", title.lower()))
    text = " ".join((title, *(opened.texts[n] for n in sorted(near))))
    return Candidate(
        opened.article, opened.sentences[statement.sentence], text, frozenset(words), frozenset(), (),
        statement.figure.days, statement.rank,
    )  # fmt: skip


def _name_outlets(stand: Stand, library: Library) -> Stand:
    """The stand with its outlets as they are credited."""
    statements = (
        replace(one, outlet=credit_outlet(library, library.article(one.article_id))) if one.outlet else one
        for one in stand.statements
    )
    return replace(stand, statements=tuple(statements))


def _answer(stands: Sequence[Stand], measure: Measure, library: Library) -> Told:
    """The draft of a disagreement with the sentences that prove it."""
    reports = [
        [Report(s.article_id, n) for s in stand.statements for n in dict.fromkeys((s.sentence, s.base))]
        for stand in stands
    ]
    sentences = number_sentences(library, (r for proofs in reports for r in proofs))
    number_of = {Report(s.article.id, s.sentence.index): s.number for s in sentences}
    named = [_name_outlets(stand, library) for stand in stands]
    draft = draft_figures(named, measure, [[number_of[r] for r in proofs] for proofs in reports])
    matched = len({s.article.id for s in sentences})
    return Told(Evidence(sentences, (), (), library.count_articles(), matched, 1.0), draft, ())
