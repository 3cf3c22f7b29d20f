"""HTML out of text: the one place where escaping happens.

Whatever is not `Html` is text and is escaped, so forgetting to escape shows tags on the page instead of running them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

# Control characters, lone surrogates and non-characters: they cannot be sent as JSON or shown, and no text needs them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Html(str):
    """A string that is HTML already."""

    __slots__ = ()


NOTHING = Html("")


def escape(text: str) -> Html:
    """The text as HTML; what is HTML already stays as it is."""
    if isinstance(text, Html):
        return text
    return Html(html.escape(UNPRINTABLE.sub("\ufffd", text), quote=True))


def join(parts: Iterable[str], separator: str = "") -> Html:
    """The parts, each escaped, with the separator (text as well) between them."""
    return Html(escape(separator).join(escape(part) for part in parts))


def tag(name: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """An element; children and attribute values are escaped.

    Underscores in attribute names become hyphens and a last one is dropped (`class_`, `aria_label`).
    True gives a bare attribute, None and False give none.
    """
    written = "".join(
        f" {_attribute_name(key)}" if value is True else f' {_attribute_name(key)}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>{join(children)}</{name}>")


def _attribute_name(key: str) -> str:
    return key.removesuffix("_").replace("_", "-")


def web_address(url: str | None) -> str | None:
    """The URL if a reader may be sent there, else None: plain http(s) with a host, without a password in it.

    Browsers drop tabs, line breaks and leading spaces from addresses and read a backslash as a slash,
    so `java\\tscript:` runs; an address with any of these is refused as a whole.
    """
    if url is None or UNPRINTABLE.search(url) or any(c.isspace() or c == "\\" for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        return None
    return url
