"""Gradio's page, dressed as ours: its own style and script, a nonce on every script, no word of other sites."""

from __future__ import annotations

import re

from ui.markup import Html, escape

_CARDS_FOR_OTHER_SITES = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')

_HEAD = """<meta name="color-scheme" content="light dark" />
<link rel="stylesheet" href="./dossier/chat.css" />
<link rel="stylesheet" href="./dossier/proof.css" />
<link rel="stylesheet" href="./dossier/reader.css" />
<link rel="stylesheet" href="./dossier/library.css" />
<link rel="stylesheet" href="./dossier/frame.css" />
<link rel="stylesheet" href="./dossier/keep.css" />
<link rel="stylesheet" href="./dossier/filters.css" />
<script src="./dossier/keep.js" defer></script>
<script src="./dossier/sidebar.js" defer></script>
<script src="./dossier/composer.js" defer></script>
<script src="./dossier/filters.js" defer></script>
<script src="./dossier/chat.js" defer></script>
<script src="./dossier/hint.js" defer></script>
<script src="./dossier/reader.js" defer></script>
<script src="./dossier/table.js" defer></script>
<script src="./dossier/library.js" defer></script>
<script src="./dossier/beginning.js" defer></script>
</head>"""

_WITHOUT_SCRIPTS = "<noscript><p>Dossier's chat needs JavaScript. It loads nothing from other sites.</p></noscript>"


def dress_page(page: str, nonce: str) -> str:
    """The page with our head, the nonce on its scripts, and without the metadata that names outside addresses.

    Gradio writes data into its scripts with `<` escaped, so whatever reads `<script` is a script of its own.
    """
    page = _CARDS_FOR_OTHER_SITES.sub("", page)
    page = page.replace('<link rel="manifest" href="/manifest.json" />', "")
    page = page.replace("</head>", _HEAD, 1)
    page = re.sub(r"(<body[^>]*>)", rf"\1{_WITHOUT_SCRIPTS}", page, count=1)
    return re.sub(r"<script(?=[\s>])", f'<script nonce="{nonce}"', page)


def write_refusal(text: str) -> str:
    """A page of one line for whoever may not come further: its style is its own, since they get no other."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<title>Dossier</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 32rem; margin: 20vh auto 0; padding: 0 1.5rem; font: 1.125rem/1.5 system-ui, sans-serif; }}
h1 {{ font: 700 1.75rem/1.2 Charter, Cambria, Georgia, serif; }}
</style>
</head>
<body><main><h1>Dossier</h1><p>{escape(text)}</p></main></body>
</html>
"""


def write_page(title: str, body: Html) -> str:
    """A page of ours, one folder below the chat's, without scripts."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width, initial-scale=1" />
<meta name="color-scheme" content="light dark" />
<title>{escape(title)}</title>
<link rel="stylesheet" href="../dossier/chat.css" />
<link rel="stylesheet" href="../dossier/reader.css" />
</head>
<body>{escape(body)}</body>
</html>
"""
