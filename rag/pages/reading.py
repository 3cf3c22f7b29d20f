"""Files to pages: text, Markdown, HTML, PDF and JSON lines, in any encoding; the only place that reads them."""

from __future__ import annotations

import codecs
import hashlib
import json
import logging
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from rag.errors import UnreadablePage
from rag.pages.feeds import read_feed
from rag.pages.fetching import Fetched
from rag.pages.segmenting import RawPage
from rag.records import Page

MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".jsonl": "application/jsonl",
}
_WESTERN = frozenset(
    "English French German Spanish Portuguese Italian Dutch Danish Swedish Norwegian Finnish Catalan Unknown".split()
)
"""Languages whose old files are almost always Windows-1252, whatever single-byte code the guess names."""
_FIELDS = ("id", "title", "outlet", "published", "url", "text")
LARGEST_PAGE = 20_000_000
"""Bytes of a file that is one page; a long saved page has 1,000,000."""
LARGEST_FILE = {".jsonl": 1_000_000_000, ".pdf": 500_000_000}
"""Bytes of files that may be larger."""
LONGEST_TEXT = 2_000_000
"""Characters in the text of one page; a long novel has 1,000,000."""
MOST_PAGES = 1_000
"""Pages of a PDF; a long report has 500."""
Warn = Callable[[str], None]
"""Takes a line for the summary about something that was left out or changed."""


def read_content(path: Path) -> bytes:
    """What is in a file. Raises UnreadablePage where it cannot be read or is larger than any page."""
    largest = LARGEST_FILE.get(path.suffix.lower(), LARGEST_PAGE)
    try:
        if not os.path.isfile(path):
            raise UnreadablePage(_say_what_it_is(path))
        size = path.stat().st_size
        if size > largest:
            raise UnreadablePage(
                f"{size / 1e6:,.0f} MB is too much for one file (at most {largest / 1e6:,.0f}); split it"
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadablePage(_GONE) from None
    except OSError as error:
        raise UnreadablePage(f"cannot be read: {error.strerror}; check its rights") from None


_GONE = "gone since the folder was listed; ingest again"


def _say_what_it_is(path: Path) -> str:
    if os.path.islink(path):
        return "a link that leads nowhere; mend or remove it"
    return "not a regular file; nothing is read from it" if os.path.exists(path) else _GONE


def read_pages(
    path: Path, content: bytes, fetched: date, warn: Warn = lambda reason: None, leave_out: Warn | None = None
) -> Iterator[RawPage]:
    """The pages of one file: one, or one for each line of a .jsonl file.

    `warn` is told what was read in another way than it stands there, `leave_out` (if it is given, else `warn`) why a
    line could not be used. Raises UnreadablePage where nothing can be used.
    """
    media_type = MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise UnreadablePage(f"not a kind of file that is read ({', '.join(MEDIA_TYPES)})")
    if not content.strip():
        raise UnreadablePage("the file is empty")
    if media_type == "application/jsonl":
        yield from _read_lines(path, content, fetched, warn, leave_out or warn)
        return
    yield _read_page(str(path), path.stem, media_type, content, fetched, warn)


def read_fetched(page: Fetched, source: str, day: date, warn: Warn = lambda reason: None) -> Iterator[RawPage]:
    """The pages of what was fetched on a day: one, or one for each entry of a feed. Raises UnreadablePage.

    The address is the one that it came from, whatever the page says of itself.
    """
    if not page.content.strip():
        raise UnreadablePage("the page is empty")
    if page.media_type == "application/feed":
        for entry in read_feed(page.content):
            text = f"{entry.title}\n\n{entry.text}" if entry.title else entry.text
            made = _make_page(f"{source}#{entry.key}", page.media_type, _tidy(text), day)
            link = urljoin(page.url, entry.link) if entry.link else page.url
            yield RawPage(made, entry.key, entry.title, entry.outlet, link, entry.published, whole=True)
        return
    stem = urlsplit(page.url).path.strip("/").rpartition("/")[2] or str(urlsplit(page.url).hostname)
    raw = _read_page(source, stem, page.media_type, page.content, day, warn, page.charset)
    yield replace(raw, url=page.url)


def _read_page(
    source: str, key: str, media_type: str, content: bytes, fetched: date, warn: Warn, charset: str = ""
) -> RawPage:
    if media_type == "application/pdf":
        text, meta = _read_pdf(content), _Meta()
    elif media_type == "text/html":
        text, meta = _read_html(decode_text(content, warn, charset or _find_charset(content)))
    else:
        text = decode_text(content, warn, charset)
        meta = _read_front_matter(text) if media_type == "text/markdown" else _Meta()
    if not text[meta.start :].strip():
        raise UnreadablePage(
            "no text in it" + ("; a scanned PDF has to go through OCR first" if media_type.endswith("pdf") else "")
        )
    if len(text) > LONGEST_TEXT:
        raise UnreadablePage(_say_too_long(text))
    page = _make_page(source, media_type, text, fetched)
    return RawPage(page, key, meta.title, meta.outlet, meta.url, meta.published, meta.whole, meta.start)


def _say_too_long(text: str) -> str:
    return f"{len(text):,} characters are too many for one page (at most {LONGEST_TEXT:,}); split it into articles"


def decode_text(content: bytes, warn: Warn = lambda reason: None, declared: str = "") -> str:
    """Bytes to text: byte order mark, then UTF-8, then the encoding declared, then the best guess, which is warned of.

    Line ends become "\\n"; what no database takes (NUL, lone surrogates) becomes the replacement character.
    """
    text = _decode(content, warn, declared)
    controls = sum(1 for c in text[:20_000] if c < " " and c not in "\n\r\t\f\v\x1b")
    if controls > max(3, len(text[:20_000]) // 100):
        raise UnreadablePage("not text: a binary file under a text name")
    if nuls := text.count("\x00"):
        warn(f"{nuls} NUL character{'s' * (nuls > 1)} in it, replaced by \ufffd")
    return _tidy(text)


def _decode(content: bytes, warn: Warn, declared: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in filter(None, ("utf-8", declared)):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    kept = content.decode("utf-8", "replace")
    if (wrong := kept.count("\ufffd")) * 200 < len(kept):
        warn(f"{wrong} byte{'s' * (wrong > 1)} in it {'are' if wrong > 1 else 'is'} not UTF-8, replaced by \ufffd")
        return kept
    import charset_normalizer

    best = charset_normalizer.from_bytes(content[:500_000]).best()
    guess = "cp1252" if best is None or best.language in _WESTERN else best.encoding
    text = content.decode(guess, "replace")
    if "\x00" not in text[:20_000]:
        warn(f"not UTF-8: read as {guess}; save it as UTF-8 if letters look wrong")
    return text


def _find_charset(markup: bytes) -> str:
    """The encoding that the head of an HTML page declares; empty where it declares none that is text."""
    match = re.search(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", markup[:4096], re.I)
    name = match[1].decode("ascii", "replace") if match else ""
    try:
        return name if codecs.lookup(name)._is_text_encoding else ""
    except LookupError:
        return ""


def _tidy(text: str) -> str:
    """Line ends as "\\n", a letter and its accent as one; what no database takes as the replacement character.

    That is NUL and lone surrogates. Accents are composed (Unicode's NFC), as people type them.
    """
    plain = re.sub("[\x00\ud800-\udfff]", "\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", plain)


class _Meta:
    """What a format says outright about its article."""

    def __init__(
        self,
        title: str = "",
        outlet: str | None = None,
        url: str | None = None,
        published: date | None = None,
        whole: bool = False,
        start: int = 0,
    ) -> None:
        self.title, self.outlet, self.url, self.published = title, outlet, url, published
        self.whole, self.start = whole, start


def _make_page(source: str, media_type: str, text: str, fetched: date) -> Page:
    identity = hashlib.sha256((source + "\x1f" + text).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Page(identity, source, media_type, text, fetched)


def _read_date(value: object) -> date | None:
    match = re.match(r"(\d{4})-(\d{2})-(\d{2})", str(value or ""))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _read_html(markup: str) -> tuple[str, _Meta]:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(markup, with_metadata=True, include_comments=False, include_tables=True)
    if found is None:
        raise UnreadablePage("no article text found in the HTML")
    fields: dict[str, Any] = found if isinstance(found, dict) else found.as_dict()
    body = (fields.get("text") or "").strip()
    title = (fields.get("title") or "").strip()
    if not body:
        raise UnreadablePage("no article text found in the HTML")
    text = body if not title or body.startswith(title) else f"{title}\n\n{body}"
    return text, _Meta(title, fields.get("sitename"), fields.get("url"), _read_date(fields.get("date")), whole=True)


def _read_pdf(content: bytes) -> str:
    import io

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if (count := len(reader.pages)) > MOST_PAGES:
            raise UnreadablePage(f"{count:,} pages are too many for one PDF (at most {MOST_PAGES:,}); split it")
        pages = [page.extract_text() or "" for page in reader.pages]
    except (UnreadablePage, MemoryError):
        raise
    except Exception as error:  # pypdf raises many kinds on broken files; the reason is what matters here
        raise UnreadablePage(f"a PDF that cannot be read: {error}") from None
    return "\n\n".join(_unwrap(_tidy(page)) for page in pages)


def _unwrap(text: str) -> str:
    """Join the lines of a PDF paragraph: a line goes on where it does not end a sentence and is not short."""
    lines = [line.strip() for line in text.split("\n")]
    widest = max((len(line) for line in lines), default=0)
    out = ""
    for line in lines:
        if not line:
            out = out.rstrip("\n") + "\n\n"
        elif out and not out.endswith("\n"):
            previous = out.rsplit("\n", 1)[-1]
            goes_on = len(previous) > widest * 0.6 and not (
                re.search(r"[.!?:][\"”’]?$", previous) and len(previous) < widest * 0.85
            )
            if goes_on and re.search(r"[a-z]-$", out) and line[0].islower():
                out = out[:-1] + line
            else:
                out += (" " if goes_on else "\n") + line
        else:
            out += line
    return out.strip()


def _read_front_matter(text: str) -> _Meta:
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if match is None:
        return _Meta()
    fields = {
        key.strip().lower(): value.strip().strip("\"'")
        for key, _, value in (line.partition(":") for line in match[1].split("\n"))
    }
    return _Meta(
        fields.get("title", ""),
        fields.get("outlet") or fields.get("source") or fields.get("publisher"),
        fields.get("url") or fields.get("link"),
        _read_date(fields.get("published") or fields.get("date")),
        start=match.end(),
    )


def _read_lines(path: Path, content: bytes, fetched: date, warn: Warn, leave_out: Warn) -> Iterator[RawPage]:
    """Each line as a page of its own. A line that cannot be used is warned of and left out; the others stand."""
    keys: dict[str, int] = {}
    wrong: list[str] = []
    for number, line in enumerate(decode_text(content, warn).split("\n"), 1):
        if not line.strip():
            continue
        fields = _read_fields(line)
        if isinstance(fields, str):
            wrong.append(f"line {number} {fields}")
            leave_out(wrong[-1])
            continue
        key = _tidy(str(fields.get("id") or f"{path.stem}-{number}"))
        keys[key] = keys.get(key, 0) + 1
        if keys[key] > 1:
            warn(f"line {number} has the id {key!r} of a line before it; taken in as another article")
        published = _read_date(fields.get("published"))
        if fields.get("published") and published is None:
            warn(f"line {number}: published {fields['published']!r} is no date (YYYY-MM-DD); taken in without it")
        place = f"{path}#{key}" + (f"~{keys[key]}" if keys[key] > 1 else "")
        page = _make_page(place, "application/jsonl", _tidy(fields["text"]), fetched)
        title, outlet, url = (_tidy(str(fields.get(name) or "")) for name in ("title", "outlet", "url"))
        yield RawPage(page, key, title, outlet or None, url or None, published, whole=True)
    if not keys:
        more = f" (and {len(wrong) - 1:,} more lines)" if len(wrong) > 1 else ""
        raise UnreadablePage(wrong[0] + more if wrong else "no line of it holds an article")


def _read_fields(line: str) -> dict[str, Any] | str:
    """The fields of a line, or what is wrong with it."""
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        if line.lstrip().startswith("["):
            return "begins a JSON array; write one article a line, without brackets and commas around them"
        return f"is not JSON ({error.msg}); correct it and ingest again"
    except (RecursionError, ValueError) as error:
        why = "is nested too deeply" if isinstance(error, RecursionError) else "holds a number that is too long"
        return f"{why}; correct it and ingest again"
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        return f'has no "text" field; each line needs {", ".join(_FIELDS)}'
    if len(fields["text"]) > LONGEST_TEXT:
        return f"holds too much: {_say_too_long(fields['text'])}"
    return fields if fields["text"].strip() else 'has an empty "text"'
