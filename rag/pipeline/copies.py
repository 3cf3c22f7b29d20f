"""Near-duplicates: which article repeats one that is there already."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.records import Article
from rag.store import Library

SIMILAR = 0.85
"""Jaccard similarity of word triples from which two articles are one wire copy."""


class Copies:
    """Finds near-duplicates: MinHash over word triples (datasketch), the signatures kept in the library."""

    def __init__(self, library: Library) -> None:
        from datasketch import LeanMinHash, MinHash, MinHashLSH

        self._make, self._lean, self._library = MinHash, LeanMinHash, library
        self._figures: dict[str, set[str]] = {}
        self._index = MinHashLSH(threshold=SIMILAR, num_perm=64)
        for article_id, signature, original in library.signatures():
            if original is None:
                self._index.insert(article_id, LeanMinHash.deserialize(bytearray(signature)), check_duplication=False)

    def look_up(self, article: Article) -> tuple[bytes, str | None]:
        """(signature, id of the article that this one repeats, if any); short texts are never called copies."""
        words = [w.strip(".,;:!?\"'“”‘’()").lower() for w in article.text.split()]
        triples = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)} or {" ".join(words)}
        full = self._make(num_perm=64)
        full.update_batch([t.encode("utf-8", "surrogatepass") for t in sorted(triples)])
        lean = self._lean(full)
        self._figures[article.id] = _read_figures(article.text)
        near = self._index.query(lean) if len(words) >= 30 else []
        found = [key for key in near if key != article.id and self._figures_of(key) == self._figures[article.id]]
        if not found and len(words) >= 30 and article.id not in self._index:
            self._index.insert(article.id, lean, check_duplication=False)
        buffer = bytearray(lean.bytesize())
        lean.serialize(buffer)
        return bytes(buffer), str(found[0]) if found else None

    def forget(self, articles: Iterable[str]) -> None:
        """Articles that are about to be replaced: nothing new is a copy of them."""
        for article_id in articles:
            if article_id in self._index:
                self._index.remove(article_id)

    def _figures_of(self, article_id: str) -> set[str]:
        if article_id not in self._figures:
            self._figures[article_id] = _read_figures(self._library.article(article_id).text)
        return self._figures[article_id]


def _read_figures(text: str) -> set[str]:
    """The figures and weekdays of a text: two texts that differ in one of them are no copies."""
    return set(re.findall(r"\d[\d.,]*\d|\d|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", text))
