"""How the outlet of an article is named, in claims and beside quotes alike."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache

from rag.pipeline.opening import seeds_folder
from rag.records import Answer, Article, Citation
from rag.store import Library


def credit_outlet(library: Library, article: Article) -> str:
    """How to name an article's outlet; for the bundled pages "retold after" it, since their wording is ours."""
    retold = (
        hashlib.sha256(library.page(article.page_id).text.encode("utf-8", "surrogatepass")).hexdigest()
        in _bundled_texts()
    )
    if article.outlet is None:
        return "retold; outlet not named" if retold else "outlet not named"
    return f"retold after {article.outlet}" if retold else article.outlet


def credit_citations(library: Library, answer: Answer) -> Answer:
    """The answer with each citation's outlet named so; one that has none stays without."""

    def credit(citation: Citation) -> Citation:
        if citation.outlet is None:
            return citation
        return replace(citation, outlet=credit_outlet(library, library.article(citation.article_id)))

    cited, nearest = (tuple(map(credit, citations)) for citations in (answer.citations, answer.nearest))
    return replace(answer, citations=cited, nearest=nearest)


@lru_cache(maxsize=1)
def _bundled_texts() -> frozenset[str]:
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in seeds_folder().glob("*.txt"))
