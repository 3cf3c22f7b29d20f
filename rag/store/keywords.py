"""The keyword index (BM25) in Tantivy: a copy of the passages' text, brought up to date from SQLite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import tantivy

from rag.errors import LibraryError

STOPWORDS = frozenset(
    "a about after all also an and any are as at be because been before being between both but by can could did do "
    "does doing during each few for from had has have having he her here hers him his how i if in into is it its "
    "itself just me more most my no nor not of off on once only or other our out over own same she should so some such "
    "than that the their them then there these they this those through to too under until up very was we were what "
    "when where which while who whom why will with would you your s t d ll re ve m many much".split()
)


def content_words(text: str) -> list[str]:
    """The words of a query that are worth looking up, in order, each once."""
    words = (word.lower() for word in re.findall(r"\w+(?:[.'’-]\w+)*", text))
    return list(dict.fromkeys(w.replace("’", "'").removesuffix("'s") for w in words if w not in STOPWORDS))


def _quote(words: Iterable[str]) -> str:
    """Words as quoted phrases, without the signs that mean something in a query."""
    plain = (" ".join(re.findall(r"[^\W_]+", word)) or "0" for word in words)
    return " ".join(f'"{word}"' for word in plain)


class KeywordIndex:
    """Passages by their words. `apply` is idempotent: a passage that is added twice stands there once.

    Opening one that was not checked can raise ValueError and OSError or end the process: the library checks it first.
    """

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("passage", stored=True, indexed=True, fast=True)
        builder.add_text_field("title", tokenizer_name="en_stem")
        builder.add_text_field("text", tokenizer_name="en_stem")
        self._schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.config_reader("manual")  # every search reloads: a thread that watches the folder would be one more

    def apply(self, added: Iterable[tuple[int, str, str]], removed: Iterable[int]) -> None:
        """Take in (passage id, title, text) and take out passage ids, in one commit."""
        writer = self._index.writer(heap_size=64_000_000, num_threads=1)
        for passage in removed:
            writer.delete_documents_by_term("passage", passage)
        for passage, title, text in added:
            writer.delete_documents_by_term("passage", passage)
            writer.add_document(tantivy.Document(passage=passage, title=title, text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def _open_searcher(self) -> tantivy.Searcher:
        try:
            self._index.reload()
            return self._index.searcher()
        except (ValueError, OSError) as error:
            raise LibraryError(
                f"the keyword index cannot be read now ({error}); ask again, or dossier doctor"
            ) from None

    def passages(self) -> set[int]:
        """The ids of all passages that the index holds."""
        searcher = self._open_searcher()
        hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
        return {int(searcher.doc(address)["passage"][0]) for _, address in hits}

    def search(self, query: str, limit: int, allowed: Iterable[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, BM25 score), best first; the words of the query are alternatives."""
        words = content_words(query)
        if not words:
            return []
        searcher = self._open_searcher()
        parsed = self._index.parse_query(_quote(words), ["title", "text"])
        if allowed is not None:
            among = tantivy.Query.term_set_query(self._schema, "passage", list(allowed))
            parsed = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)), (tantivy.Occur.Must, parsed)]
            )
        hits = searcher.search(parsed, limit).hits
        found = [(int(searcher.doc(address)["passage"][0]), float(score)) for score, address in hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))  # equal scores in an order that does not change

    def count(self) -> int:
        """How many passages the index holds."""
        return int(self._open_searcher().num_docs)

    def document_share(self, word: str) -> float:
        """The share of passages that hold a word, for weighing rare words above common ones."""
        searcher = self._open_searcher()
        total = searcher.num_docs
        if not total:
            return 0.0
        found = searcher.search(self._index.parse_query(_quote([word]), ["text"]), 1, count=True)
        return float(found.count or 0) / total  # type: ignore[attr-defined]
