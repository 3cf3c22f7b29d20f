"""A page on its way into a library, and the hash by which it is known to be the one that is there."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Article, Page, Passage, Sentence
from rag.store.schema import dump_range


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article on its way in; the vectors of its passages were handed to `keep_vectors` before."""

    article: Article
    sentences: Sequence[Sentence]
    passages: Sequence[Passage]
    signature: bytes


def digest_page(page: Page, articles: Sequence[NewArticle]) -> str:
    """A hash of all that is stored of a page, but for the day of reading and for copies elsewhere."""
    parts = [page.source, page.media_type] + [
        str((
            a.id, a.key, a.title, a.start, a.end, a.role, a.outlet, a.url, dump_range(a.published),
            [(s.end, s.furniture) for s in new.sentences], [p.id for p in new.passages],
        ))
        for new in articles
        for a in (new.article,)
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
