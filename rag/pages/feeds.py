"""Feeds: the entries of RSS and Atom, each an article. Entities are not taken, so none can grow without end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree
from xml.parsers import expat

from rag.errors import UnreadablePage

_BREAKS = frozenset("p br div li h1 h2 h3 h4 h5 h6 tr blockquote".split())
_SILENT = frozenset(("script", "style"))
_TEXTS = ("encoded", "content", "description", "summary")
"""Where an entry has its text: RSS and Atom, the whole text before the teaser."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article of a feed; `key` is the same at every fetch."""

    key: str
    title: str
    text: str
    link: str
    outlet: str | None
    published: date | None


def read_feed(content: bytes) -> Iterator[Entry]:
    """The entries of a feed that have a text. Raises UnreadablePage where it is none, or declares entities."""
    root = _parse(content)
    found = [node for node in root.iter() if _name(node) in ("item", "entry")]
    if not found:
        raise UnreadablePage("XML without an article; only feeds (RSS, Atom) are read")
    outlet = next((node.text.strip() for node in root.iter() if _name(node) == "title" and node.text), None)
    for node in found:
        fields = {_name(child): child for child in reversed(node)}
        text = next((t for name in _TEXTS if name in fields and (t := _read_text(fields[name]))), "")
        if text:
            title = _read_text(fields["title"]) if "title" in fields else ""
            link = _find_link(node)
            key = hashlib.sha256((link or title + text).encode("utf-8", "replace")).hexdigest()[:12]
            yield Entry(key, " ".join(title.split()), text, link, outlet, _find_day(fields))


def _parse(content: bytes) -> ElementTree.Element:
    parser, builder = expat.ParserCreate(namespace_separator="}"), ElementTree.TreeBuilder()
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise UnreadablePage(f"not a feed that can be read: {error}") from None
    return builder.close()


def _refuse_entity(*_: object) -> None:
    raise UnreadablePage("XML that declares entities is not read; save the page and add the file")


def _name(node: ElementTree.Element) -> str:
    return str(node.tag).rpartition("}")[2].lower()


def _read_text(node: ElementTree.Element) -> str:
    """The text of an element without the markup in it, whether that is escaped or not."""
    reader = _Reader()
    reader.feed(" ".join(node.itertext()))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return "\n\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.silent = tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def _find_link(node: ElementTree.Element) -> str:
    for child in node:
        if _name(child) == "link" and child.get("rel", "alternate") == "alternate":
            return (child.get("href") or child.text or "").strip()
    return ""


def _find_day(fields: dict[str, ElementTree.Element]) -> date | None:
    for name in ("pubdate", "published", "date", "updated"):
        text = (fields[name].text or "").strip() if name in fields else ""
        with suppress(ValueError):
            return date.fromisoformat(text[:10])
        with suppress(ValueError):
            return parsedate_to_datetime(text).date()
    return None
