"""Article to sentences to passages; offsets are kept, and joining the spans of an article gives back its text.

Sentences are found by rules, not by a model: the same text always gives the same spans, in time that grows
with its length. Lines are boundaries; so are the advert lines that some sites paste into the middle of a paragraph.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable, Sequence

from rag.records import Article, Passage, Sentence

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col capt cmdr sgt maj brig adm rev hon pres st sr jr messrs mt ft no nos vs "
    "etc inc ltd co corp bros dept est approx fig vol pp al cf ca op ed jan feb mar apr jun jul aug sep sept oct nov "
    "dec mon tue tues wed thu thurs fri sat sun ave blvd rd u.s u.k u.n e.u u.s.a d.c e.g i.e a.m p.m ph.d n.y l.a "
    "n.korea s.korea n s e w".split()
)
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof sen rep gov gen lt col capt cmdr sgt maj brig adm rev hon pres messrs vs e.g i.e".split()
)
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?=\s)|[.!?][\"”’](?=[A-Z‘“])|(?<=[a-z][.!?])(?=[A-Z][a-z]+\s[a-z])")
_ADVERTS = re.compile(
    r"(?:STORY|ARTICLE)[ \t]+CONTINUES[ \t]+(?:BELOW|AFTER)(?:[ \t]+(?:THIS[ \t]+)?(?:AD|ADVERTISEMENT))?"
    r"|(?<=[a-z\d”’'\"]\s)(?<!to )(?<!he )(?<!He )(?<!we )(?<!We )(?<!you )(?<!hey )(?<!I )(?<!nd )(?<!uld )(?<!an )"
    r"(?:read more|READ MORE)(?=\s+[A-Z‘“\"]|[ \t]*$)"
    r"|\bADVERTISEMENT\b|(?m:^[ \t]*(?:Advertisement|Sponsored|Promoted)[ \t]*$)"
)
_FURNITURE_LINE = re.compile(
    r"^(?:sign up|subscribe (?:to|now|today)|follow us|click here|download (?:the|our)|get (?:our|the) app|"
    r"listen to this|share this|read more|read also|also read|see also|watch:|photo:|image:|file photo|"
    r"all rights reserved|reporting by|editing by|additional reporting by|our standards:|most read|"
    r"for (?:the latest|more) news|you can unsubscribe|this (?:video|content) (?:file )?(?:cannot|is not))\b"
    r"|^(?:©|\(c\)|copyright\b|recommended\b|newsletters?\b|getty images\b|privacy policy\b|terms of (?:use|service)\b)"
    r"\W*(?:\w+\W*){0,4}$"
    r"|\b(?:download|get|try|install)\b.{0,60}\b(?:our|the|this) (?:\w+ )?apps?\b"
    r"|\bapps?\b.{0,60}\b(?:download|install) it\b"
    r"|\ball rights reserved\b",
    re.I,
)
"""Lines that belong to a page on any site: invitations, adverts, rights, credits."""
_CREDIT = re.compile(
    r"(?<=[.!?\"”’'])[ \t]+(?P<credit>[—–-]{1,2}\s?[A-Z][\w./&]*(?:\s[A-Z][\w./&]*){0,3}"
    r"|[Ww]ith (?:inputs|agency|files|additional)\b[^.\n]{0,60})[ \t]*$",
    re.M,
)
"""Who wrote or lent the text, behind its last sentence: "— The Agency", "With inputs from agencies"."""


def split_sentences(article_id: str, text: str) -> list[Sentence]:
    """Contiguous sentences over the whole text; white space belongs to the sentence before it."""
    if not text:
        return []
    cuts = sorted({0, *(_find_cuts(text)), len(text)})
    spans = [(a, b) for a, b in itertools.pairwise(cuts)]
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if (merged and not text[start:end].strip()) or (merged and not text[merged[-1][0] : merged[-1][1]].strip()):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return [Sentence(article_id, i, a, b, _is_furniture(text, a, b)) for i, (a, b) in enumerate(merged)]


def _is_furniture(text: str, start: int, end: int) -> bool:
    """A sentence is furniture by its words or, below the title, as a line of up to four words that ends in nothing."""
    line = text[start:end].strip()
    label = start > 0 and text[start - 1] == "\n" and (end == len(text) or text[end - 1] == "\n")
    credit = start > 0 and _CREDIT.fullmatch(text, start - 1, start + len(line)) is not None
    return (
        credit or is_furniture(line) or (label and len(line.split()) <= 4 and not re.search(r"[.!?…:,;\"”’)]$", line))
    )


_BYLINE = re.compile(r"By [A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}(?:(?:,| and| \|).{0,80})?$")


def is_furniture(line: str) -> bool:
    """Whether a sentence or line belongs to the page and not to the story: adverts, credits, invitations."""
    if not re.search(r"\w", line):
        return True
    return (
        bool(_ADVERTS.fullmatch(line) or _BYLINE.match(line))
        or (len(line) < 220 and bool(_FURNITURE_LINE.search(line)))
        or is_age(line)
    )


_AGE = re.compile(
    r"(?:(?P<outlet>[^\d]{0,60}?)(?:(?<=[^\s\d])|[·•|,–-][ \t]*|^))"
    r"(?:time)?(?P<count>\d{1,3}|(?<![a-z ])an?|(?<=time)an?)[ \t]*"
    r"(?P<unit>minute|min|hour|hr|day|week|month|year)s?[ \t]+ago"
)


def is_age(line: str) -> bool:
    """Whether a line is an outlet-and-age line such as "The Times3 hours ago"."""
    return len(line) < 90 and _AGE.fullmatch(line) is not None


def read_age(line: str) -> tuple[str, float] | None:
    """The outlet (may be empty) and the age in days of an outlet-and-age line, None for any other line."""
    match = _AGE.fullmatch(line) if len(line) < 90 else None
    if match is None:
        return None
    count = 1 if match["count"].startswith("a") else int(match["count"])
    scale = {"minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "week": 7, "month": 30.5, "year": 365}
    return match["outlet"].strip(" ·•|-–—"), count * scale.get(match["unit"], 1.0)


def pack_passages(
    sentences: Iterable[Sentence], count_pieces: Callable[[Sentence], int], limit: int
) -> list[tuple[int, int]]:
    """(first, last) sentence of each passage: as many whole sentences as fit in `limit` word pieces, no furniture.

    A sentence longer than the limit makes a passage of its own. Sentences that furniture separates may share one.
    """
    packed: list[tuple[int, int]] = []
    used = 0
    for sentence in sentences:
        if sentence.furniture:
            continue
        pieces = count_pieces(sentence)
        if packed and used + pieces <= limit:
            packed[-1] = (packed[-1][0], sentence.index)
            used += pieces
        else:
            packed.append((sentence.index, sentence.index))
            used = pieces
    return packed


def join_sentences(text: str, sentences: Iterable[Sentence], first: int, last: int) -> str:
    """The text from the first to the last sentence, without the furniture in it."""
    return "".join(text[s.start : s.end] for s in sentences if first <= s.index <= last and not s.furniture)


def cut_passage(
    article: Article, sentences: Iterable[Sentence], passage: Passage, head: str
) -> tuple[str, list[tuple[int, int]]]:
    """The text of a passage under its head, and where in it each of its sentences stands."""
    text, spans = f"{head}\n", []
    for sentence in sentences:
        if passage.first <= sentence.index <= passage.last and not sentence.furniture:
            spans.append((len(text), len(text) + sentence.end - sentence.start))
            text += article.text[sentence.start : sentence.end]
    return text, spans


def make_passage(article: Article, sentences: Sequence[Sentence], first: int, last: int) -> Passage:
    """The passage of these sentences. Its id is a hash of all that is indexed of it, so one id means one text."""
    published = article.published
    known = published is not None and published.first is not None and published.first == published.last
    day = published.first.toordinal() if known and published and published.first else 0
    parts = (article.id, str(first), str(last), str(day), join_sentences(article.text, sentences, first, last))
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
    return Passage(int.from_bytes(digest[:8], "big") >> 1, article.id, first, last, day)


def _find_cuts(text: str) -> Iterable[int]:
    for match in re.finditer(r"\n\s*", text):
        yield match.end()
    for match in _ADVERTS.finditer(text):
        yield match.start()
        yield _skip_space(text, match.end())
    for match in _CREDIT.finditer(text):
        yield match.start("credit")
    for match in _END.finditer(text):
        if _is_boundary(text, match):
            yield _skip_space(text, match.end())


def _skip_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _is_boundary(text: str, match: re.Match[str]) -> bool:
    start = _skip_space(text, match.end())
    rest = text[start : start + 2]
    if not rest:
        return True
    mark = match.group() or text[match.start() - 1]
    word_match = re.search(r"[^\s(\"“‘'\[]*$", text[max(0, match.start() - 20) : match.start()])
    word = (word_match.group() if word_match else "").lower()
    starts_low = rest[0].islower()
    if mark.startswith(".") and not mark.startswith(".."):
        if word in _NEVER_LAST or (len(word) == 1 and word.isalpha() and word != "i"):
            return False
        if word in _ABBREVIATIONS and (
            starts_low or rest[0].isdigit() or rest[0] in "(-–—,;" or not _opens(text, match)
        ):
            return False
    if mark[0] in "?!" and len(mark) > 1 and _ATTRIBUTION.match(text, match.end()):
        return False
    return not (starts_low or rest[0] in ",;:-–—)")


def _opens(text: str, match: re.Match[str]) -> bool:
    """After an abbreviation a capital may go on ("U.S. Senate") or begin anew ("in the U.S. The …")."""
    following = re.match(r"\s+[\"“‘'(]*([A-Z]\w*)", text[match.end() : match.end() + 40])
    return bool(following) and following.group(1) in _OPENERS  # type: ignore[union-attr]


_ATTRIBUTION = re.compile(r"\s*(?:[A-Z][\w.-]*\s+){1,4}(?:said|says|added|asked|told|wrote|warned|explained|replied)\b")
_OPENERS = frozenset(
    "The A An In On At It He She They We I But And Its His Her Their This That These Those There When While After "
    "Before As If For From With Some Many Most Several Both Officials Meanwhile However Earlier Last".split()
)
