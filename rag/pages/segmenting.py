"""One page to its articles: the main one, related ones with their text, headlines with a cut-off teaser.

No list of sites. What is used is how saved pages look everywhere: a title is printed twice or more before its text,
an outlet stands beside an age ("3 hours ago"), prose lines end in a full stop and link-like lines do not, and a teaser
breaks off in dots.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from rag.dates import find_dates, infer_published
from rag.records import STATED, Article, DateRange, Page, Role
from rag.sentences import is_age, is_furniture, read_age

TITLE_WORDS = range(3, 41)
NEAR = 9
"""Lines within which a title that is printed again still counts as the same heading."""


_PRINTED = re.compile(r"\b(?:published|updated|posted|modified|last|edition|print|gmt|utc|est|edt|cet|bst)\b", re.I)
_RELATED = re.compile(
    r"(?:related|more|other|latest|recommended|popular|trending)(?: (?:articles?|stories|news|posts|topics|reading"
    r"|content|from .{1,30}|on .{1,30}|for you))?|read (?:next|more|also)|also read|most read|up next|top stories"
    r"|you (?:may|might) (?:also|be) .{3,20}|in case you missed it|editors?[’']? picks",
    re.I,
)
"""A line that announces other articles, on any site."""


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page with what its format says outright (metadata of HTML, fields of a JSONL line, front matter).

    `whole` means that the page is one article and is not to be cut.
    """

    page: Page
    key: str
    title: str = ""
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    whole: bool = False
    start: int = 0


@dataclass(frozen=True)
class _Line:
    start: int
    end: int
    text: str

    @cached_property
    def words(self) -> int:
        return len(self.text.split())

    @cached_property
    def is_prose(self) -> bool:
        """Asked of each line again and again."""
        if is_furniture(self.text):
            return False
        if self.words >= 40:
            return True
        ended = re.search(r"[.!?…][\"'”’»)\]]*$|[.!?…][\"'”’)]*\s+[—–-]\s*[A-Z][\w .&/-]{1,40}$", self.text)
        return self.words >= 6 and bool(ended)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where an article stands: heading lines [head, body), body lines [body, stop)."""

    head: int
    title: int
    body: int
    stop: int
    role: Role


def cut_articles(raw: RawPage, not_after: date | None = None) -> list[Article]:
    """The articles of a page in the order in which they stand; `text == page.text[start:end]` for each.

    An article is dated from its own text and heading; another article of the page that states both its day and its
    age tells when the page was saved, which bounds the rest from above and never dates them.
    """
    saved = not_after or raw.page.fetched
    if raw.whole:
        return [_whole_article(raw, saved)] if raw.page.text[raw.start :].strip() else []
    lines = _read_lines(raw.page.text, raw.start)
    cuts = _find_cuts(lines)
    if not cuts:
        return [_whole_article(raw, saved)] if any(line.is_prose or line.words > 2 for line in lines) else []
    drafts = [_make_article(raw, lines, cut, saved, position) for position, cut in enumerate(cuts)]
    ages = [_find_age(lines, cut) for cut in cuts]
    printed = [
        article.published.last + timedelta(days=int(age) + 1)
        for article, age in zip(drafts, ages, strict=True)
        if age is not None and age < 60 and article.published and article.published.precision == "day"
        and article.published.last
    ]  # fmt: skip
    if printed and min(printed) < saved:
        bound = min(printed)
        drafts = [_bound_published(article, bound) for article in drafts]
    return drafts


def _bound_published(article: Article, bound: date) -> Article:
    published = article.published
    if published is None or published.precision == "day" or published.last is None or published.last <= bound:
        return article
    if published.first and published.first > bound:
        return article
    reason = f"{published.reason}, which an article beside it with a date and an age puts at {bound.isoformat()}"
    return replace(article, published=replace(published, last=bound, reason=reason))


def _whole_article(raw: RawPage, saved: date) -> Article:
    text = raw.page.text
    start = raw.start + len(text[raw.start :]) - len(text[raw.start :].lstrip())
    end = len(text.rstrip())
    first = text[start:end].split("\n", 1)[0].strip().lstrip("# ")
    title = raw.title or (first if len(first) <= 200 else first[:120].rsplit(" ", 1)[0] + "…")
    return _build(raw, title, start, end, "main", raw.outlet, _state_or_infer(raw, text[start:end], "", saved), 0)


def _state_or_infer(raw: RawPage, text: str, header: str, saved: date) -> DateRange:
    if raw.published:
        return DateRange(raw.published, raw.published, "day", STATED)
    return infer_published(text, saved, header)


def _build(
    raw: RawPage, title: str, start: int, end: int, role: Role, outlet: str | None, published: DateRange, position: int
) -> Article:
    text = raw.page.text[start:end]
    outlet = outlet or _find_agency(text)
    identity = "\x1f".join((raw.page.source, str(position), title, outlet or "", text))
    known = published if published.precision != "unknown" or published.last else None
    return Article(
        id=hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        key=raw.key,
        text_hash=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        page_id=raw.page.id,
        source=raw.page.source,
        title=title,
        text=text,
        start=start,
        end=end,
        role=role,
        outlet=outlet,
        url=raw.url if position == 0 else None,
        published=known,
    )


def _make_article(raw: RawPage, lines: list[_Line], cut: _Cut, saved: date, position: int) -> Article:
    title = (raw.title if position == 0 and raw.title else lines[cut.title].text).lstrip("# ")
    body = lines[cut.body : cut.stop] or lines[cut.title : cut.title + 1]
    start, end = lines[cut.title].start, body[-1].end
    header = "\n".join(line.text for i, line in enumerate(lines[cut.head : cut.body], cut.head) if line.text != title)
    outlet = (raw.outlet if position == 0 else None) or _find_outlet(lines, cut, title)
    stated = raw if position == 0 else replace(raw, published=None)
    text = raw.page.text[body[0].start : end]
    published = _state_or_infer(stated, text, header, saved)
    return _build(raw, title, start, end, cut.role, outlet, published, position)


def _read_lines(text: str, start: int) -> list[_Line]:
    """The lines that hold something; hard-wrapped lines are joined to the paragraph they belong to."""
    lines = []
    for match in re.finditer(r"[^\n\r\x0b\x0c\u2028\u2029]+", text[start:]):
        stripped = match.group().strip()
        if stripped:
            offset = start + match.start() + len(match.group()) - len(match.group().lstrip())
            lines.append(_Line(offset, offset + len(stripped), stripped))
    if not _is_wrapped(text, lines):
        return lines
    joined: list[_Line] = []
    for line in lines:
        if joined and text.count("\n", joined[-1].end, line.start) == 1:
            first = joined.pop()
            joined.append(_Line(first.start, line.end, text[first.start : line.end].replace("\n", " ")))
        else:
            joined.append(line)
    return joined


def _is_wrapped(text: str, lines: list[_Line]) -> bool:
    """Whether paragraphs were broken at a fixed width: most lines run on into the next at a similar length."""
    running = [
        one.end - one.start
        for one, two in itertools.pairwise(lines)
        if text.count("\n", one.end, two.start) == 1
        and not re.search(r"[.!?:;\"”’)]$", one.text)
        and two.text[0].islower()
    ]
    return len(running) >= 4 and len(running) * 3 >= len(lines) and max(running) <= 130


def _is_teaser(line: _Line) -> bool:
    return line.words >= 5 and bool(re.search(r"(?:\.\.\.|…)[\"'”’]?$", line.text))


def _is_title(line: _Line) -> bool:
    return (
        line.words in TITLE_WORDS
        and len(line.text) <= 300
        and not is_furniture(line.text)
        and not re.search(r"[,:;]$", line.text)
        and not re.match(r"(?:by\s+[A-Z]|[•·*|]|published|updated|posted|last updated|\d+ min)", line.text, re.I)
    )


def _is_headline(line: _Line) -> bool:
    return _is_title(line) and line.words >= 4 and not line.is_prose and not _is_teaser(line)


def _find_cuts(lines: list[_Line]) -> list[_Cut]:
    heads = _find_headings(lines)
    if not heads:
        return []
    cuts: list[_Cut] = []
    for place, (head, title, body, teaser) in enumerate(heads):
        limit = heads[place + 1][0] if place + 1 < len(heads) else len(lines)
        if teaser:
            cuts.append(_Cut(head, title, body, body + 1, "headline"))
            continue
        stop = _find_stop(lines, body, limit)
        if stop == body and place:
            continue
        short = stop - body == 1 and _is_teaser(lines[body]) and lines[body].words < 60
        role: Role = "headline" if short and place else "related" if place else "main"
        cuts.append(_Cut(head, title, body, stop, role))
    return cuts


def _find_headings(lines: list[_Line]) -> list[tuple[int, int, int, bool]]:
    """(first heading line, title line, first body line, is a teaser) of each article, in order."""
    heads: list[tuple[int, int, int, bool]] = []
    index, listed = 0, False
    while index < len(lines):
        listed = listed or (bool(heads) and _RELATED.fullmatch(lines[index].text) is not None)
        found = _repeated_heading(lines, index) or _aged_heading(lines, index, bool(heads))
        if found is None and heads:
            found = _teaser_heading(lines, index, listed)
        if found is None and not heads and lines[index].is_prose:
            heads.append(_first_heading(lines, index))
            index = heads[-1][2] + 1
            continue
        if found is None:
            index += 1
            continue
        first_prose = next((i for i in range(found[0]) if lines[i].is_prose), None)
        if not heads and first_prose is not None:
            heads.append(_first_heading(lines, first_prose))
        heads.append(found)
        index = found[2] + 1
    return heads


def _repeated_heading(lines: list[_Line], index: int) -> tuple[int, int, int, bool] | None:
    """A title printed again within a few lines, with no prose between."""
    if not _is_title(lines[index]):
        return None
    last = index
    for other in range(index + 1, min(len(lines), index + NEAR)):
        if lines[other].text == lines[index].text:
            last = other
        elif lines[other].is_prose:
            break
    if last == index:
        return None
    body = _skip_header(lines, last + 1)
    return (index, last, body, False) if body < len(lines) else None


def _aged_heading(lines: list[_Line], index: int, inside: bool) -> tuple[int, int, int, bool] | None:
    """A title with an outlet-and-age line in the three lines below it."""
    if not _is_headline(lines[index]):
        return None
    for other in range(index + 1, min(len(lines), index + 4)):
        if is_age(lines[other].text):
            body = _skip_header(lines, other + 1)
            return (index, index, body, False) if body < len(lines) and body - other < 5 else None
        if lines[other].is_prose or (inside and lines[other].words > 6):
            return None
    return None


def _teaser_heading(lines: list[_Line], index: int, listed: bool) -> tuple[int, int, int, bool] | None:
    """A link-like title right above a text that breaks off in dots or, below a "related" line, above any text."""
    if index + 1 >= len(lines) or not _is_headline(lines[index]):
        return None
    if _is_teaser(lines[index + 1]):
        return index, index, index + 1, True
    return (index, index, index + 1, False) if listed and lines[index + 1].is_prose else None


def _first_heading(lines: list[_Line], prose: int) -> tuple[int, int, int, bool]:
    """The heading of a page whose title is printed once: the first title-like line above the first prose."""
    undated = [i for i in range(prose) if not _is_date_line(lines[i].text)]
    above = [i for i in undated if _is_headline(lines[i])] or [i for i in undated if _is_title(lines[i])]
    above = above or [i for i in range(min(prose, 1)) if not is_furniture(lines[i].text)]
    markdown = [i for i in above if lines[i].text.startswith("# ")]
    title = markdown[0] if markdown else above[0] if above else prose
    return 0, title, prose, False


def _is_date_line(text: str) -> bool:
    """Whether a line says when something was printed and nothing else."""
    rest = text
    for expression in reversed(find_dates(text)):
        rest = rest[: expression.start] + rest[expression.end :]
    return rest != text and not re.search(r"[^\W\d_]{3,}", _PRINTED.sub("", rest))


def _skip_header(lines: list[_Line], index: int) -> int:
    """Past outlet, age, byline and share lines to the first line of text."""
    while index < len(lines) and not lines[index].is_prose:
        index += 1
    return index


def _find_stop(lines: list[_Line], body: int, limit: int) -> int:
    """One past the last line of the text. Link-like lines inside stay; an advert behind them at the end does not."""
    stop = body
    between: list[_Line] = []
    for index in range(body, limit):
        line = lines[index]
        if _RELATED.fullmatch(line.text) and not _goes_on(lines, index + 1, limit):
            break
        if not line.is_prose:
            between.append(line)
            continue
        if stop > body and len(between) >= 2 and any(is_furniture(b.text) for b in between):
            rest = sum(later.words for later in lines[index:limit] if later.is_prose)
            if rest <= 60:
                break
        stop, between = index + 1, []
    if stop < limit and stop > body and _is_credit(lines[stop]):
        stop += 1
    return stop


def _goes_on(lines: list[_Line], index: int, limit: int) -> bool:
    """Whether a "read more" line stands inside a text: most of what follows it is prose."""
    rest = lines[index:limit]
    return sum(line.is_prose for line in rest) * 2 > len(rest)


def _is_credit(line: _Line) -> bool:
    return line.words <= 6 and bool(
        re.match(
            r"[—–-]\s*[A-Z]|with (?:inputs|agency|files|reporting)\b|\(?(?:Reuters|AP|AFP|ANI|PTI|IANS|dpa)\)?$",
            line.text,
            re.I,
        )
    )


def _find_age(lines: list[_Line], cut: _Cut) -> float | None:
    for line in lines[cut.head : cut.body]:
        read = read_age(line.text)
        if read:
            return read[1]
    return None


def _find_outlet(lines: list[_Line], cut: _Cut, title: str) -> str | None:
    """The name on the age line ("The Times3 hours ago") or on the line beside it, else a name given as a bullet."""
    header = [line.text for line in lines[cut.head : cut.body]]
    for place, text in enumerate(header):
        read = read_age(text)
        if read is None:
            continue
        if read[0]:
            return read[0]
        for beside in (place - 1, place + 1):
            if 0 <= beside < len(header) and header[beside] != title and 0 < len(header[beside].split()) <= 6:
                name = header[beside].lstrip("•·*|-– ").strip()
                if name:
                    return name
    return None


def _find_agency(text: str) -> str | None:
    """The agency of a dateline, "PARIS, May 3 (AFP) -", where nothing else names the outlet."""
    match = re.search(r"^[^\n]{0,60}?\(([A-Z][\w .&/]{1,30})\)\s*[-\u2013\u2014]", text, re.M)
    return match.group(1) if match else None
