"""Gradio's page, dressed as ours: its own style and script, a nonce on every script, no word of other sites."""

from __future__ import annotations

import re

_CARDS_FOR_OTHER_SITES = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*')

_HEAD = """<meta name="color-scheme" content="light dark" />
<link rel="stylesheet" href="./dossier/chat.css" />
<script src="./dossier/chat.js" defer></script>
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
