"""A conversation to keep: as Markdown with footnotes, as JSON, or as a page to print.

All three are made from one document, which is also the JSON: the questions, each with its answer as `answer_to_json`
gives it. `url_of` gives the address of an article, by its id, if it has one.
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from rag import DateRange, say_date
from ui.markup import NOTHING, UNPRINTABLE, Html, escape, join, tag, web_address

Document = Mapping[str, Any]
UrlOf = Callable[[str], str | None]
Write = Callable[[Document, UrlOf], str]

_ABSTAINED = "No answer in these articles."

_STYLE = """
:root { color-scheme: light; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1a; background: #fff;
       font: 1rem/1.55 Charter, Georgia, serif; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.25; text-wrap: balance; break-after: avoid; }
h2 { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid #d8d6d0; }
.made, .why { color: #55534e; font-size: .85rem; }
ol { padding-left: 1.6rem; font-size: .9rem; }
li { margin-bottom: .6rem; break-inside: avoid; }
q { quotes: "“" "”"; }
a { color: inherit; }
@page { margin: 2cm; }
@media print { body { margin: 0; padding: 0; max-width: none; } }
"""


def write_markdown(document: Document, url_of: UrlOf) -> str:
    """Every quote is a footnote with its outlet, date, title and address."""
    parts = [f"# {_plain(document['name'])}"]
    for number, turn in enumerate(document["turns"], 1):
        parts += _write_turn(turn, f"{number}-", url_of)
    return "\n\n".join(parts) + "\n"


def write_turn(turn: Document, url_of: UrlOf) -> str:
    """One turn as Markdown, its footnotes numbered from 1."""
    return "\n\n".join(_write_turn(turn, "", url_of)) + "\n"


def write_json(document: Document, url_of: UrlOf) -> str:
    """The document itself."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def write_html(document: Document, url_of: UrlOf) -> str:
    """A page that needs nothing else, holds no script, and says so in a policy of its own."""
    digest = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
    turns = join(_render_turn(turn, url_of) for turn in document["turns"])
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{digest}'" />
<meta name="referrer" content="no-referrer" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>{escape(document["name"])}</title>
<style>{_STYLE}</style>
</head>
<body>{tag("h1", document["name"])}{turns}</body>
</html>
"""


FORMS: Mapping[str, tuple[str, Write]] = {
    "md": ("text/markdown", write_markdown),
    "json": ("application/json", write_json),
    "html": ("text/html", write_html),
}
"""By the ending of the file: its type, and what writes it."""


def name_file(name: str, ending: str) -> str:
    """A file name of plain letters that says what the conversation is about."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")
    return f"dossier-{words or 'conversation'}.{ending}"


def _write_turn(turn: Document, notes: str, url_of: UrlOf) -> list[str]:
    """Blocks of Markdown; `notes` begins the names of the footnotes, which are unique in a file."""
    answer = turn["answer"]
    parts = [f"## {_plain(turn['question'])}"]
    if not answer:
        return [*parts, "*No answer was kept.*"]

    def marks(item: Document) -> str:
        return "".join(f"[^{notes}{place + 1}]" for place in item["citations"])

    parts += [
        _plain(claim["text"]) + marks(claim) + (f" *({_plain(claim['derivation'])})*" if claim["derivation"] else "")
        for claim in answer["claims"]
    ] or [_ABSTAINED]
    if answer["events"]:
        parts.append("\n".join(f"- {_plain(_say_event(event))}{marks(event)}" for event in answer["events"]))
    parts += [f"{_plain(_say_aside(aside))}{marks(aside)}" for aside in answer["coverage"]["set_aside"]]
    parts += [_plain(note) for note in answer.get("notes", ())]
    parts.append(f"*{_plain(_say_making(turn))}*")
    for place, citation in enumerate(answer["citations"], 1):
        url = _address(citation, url_of)
        link = f" <{url.replace('<', '%3C').replace('>', '%3E')}>" if url else ""
        parts.append(f"[^{notes}{place}]: “{_plain(citation['quote'])}” {_plain(_say_source(citation))}{link}")
    return parts


def _render_turn(turn: Document, url_of: UrlOf) -> Html:
    answer = turn["answer"]
    if not answer:
        return join((tag("h2", turn["question"]), tag("p", "No answer was kept.", class_="why")))

    def marks(item: Document) -> Html:
        return tag("sup", "".join(f"[{place + 1}]" for place in item["citations"]))

    claims = [
        tag("p", claim["text"], marks(claim), tag("span", f" {claim['derivation'] or ''}", class_="why"))
        for claim in answer["claims"]
    ] or [tag("p", _ABSTAINED)]
    events = tag("ul", *(tag("li", _say_event(event), marks(event)) for event in answer["events"]))
    sources = tag("ol", *(_render_source(citation, url_of) for citation in answer["citations"]))
    return tag(
        "section",
        tag("h2", turn["question"]),
        *claims,
        events if answer["events"] else NOTHING,
        *(tag("p", _say_aside(aside), marks(aside), class_="why") for aside in answer["coverage"]["set_aside"]),
        *(tag("p", note, class_="why") for note in answer.get("notes", ())),
        sources if answer["citations"] else NOTHING,
        tag("p", _say_making(turn), class_="made"),
    )


def _render_source(citation: Document, url_of: UrlOf) -> Html:
    url = _address(citation, url_of)
    link = tag("a", url, href=url, rel="noopener noreferrer nofollow") if url else NOTHING
    return tag("li", tag("q", citation["quote"]), f" {_say_source(citation)} ", link)


def _address(citation: Document, url_of: UrlOf) -> str | None:
    return web_address(url_of(citation["article"]))


def _say_source(citation: Document) -> str:
    """`Harbour Gazette, 12 March 2024: Mayor tours the works.`"""
    outlet = citation["outlet"] or "Outlet not named"
    return f"{outlet}, {say_date(_read_date(citation['published']))}: {citation['title'] or 'Untitled'}."


def _say_event(event: Document) -> str:
    unsure = event["modality"] if event["modality"] != "happened" else ""
    said = ", ".join(part for part in (event["what"], event["where"], unsure) if part)
    return f"{say_date(_read_date(event['date']))}: {said}"


def _say_aside(aside: Document) -> str:
    return f"Set aside, {aside['why']}: {aside['what']}"


def _say_making(turn: Document) -> str:
    coverage = turn["answer"]["coverage"]
    words = "without a model" if turn["model"] == "none" else f"with the model {turn['model']}"
    return f"Asked on {turn['asked_on'][:10]}, {words}; {coverage['articles']} articles searched."


def _read_date(days: Document | None) -> DateRange | None:
    if days is None:
        return None
    first, last = (date.fromisoformat(days[end]) if days[end] else None for end in ("first", "last"))
    return DateRange(first, last, days["precision"], days["reason"])


def _plain(text: str) -> str:
    """Text in one line in which nothing is Markdown, HTML or an address that becomes a link by itself."""
    line = " ".join(UNPRINTABLE.sub("\ufffd", text).split())
    line = re.sub(r"([\\`*_\[\]<>#|~$&@!])", r"\\\1", line)
    line = re.sub(r"(?i)(?<=www)(?=\.)|(?=://)", r"\\", line)
    return re.sub(r"^(\d{0,9})(?=[-+=.)])", r"\1\\", line)


def make_document(name: str, created: str, turns: Sequence[Document]) -> Document:
    """The document of a conversation; of each turn only what its reader asked and was told."""
    fields = ("question", "asked_on", "model", "answer")
    return {"name": name, "created": created, "turns": [{key: turn[key] for key in fields} for turn in turns]}
