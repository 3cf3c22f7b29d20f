"""Keyword and vector lists, fused by rank: which passages speak of what is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rag.records import Filters, Hit
from rag.store import Library

DEPTH = 50
"""How many passages each list contributes."""
RANK_CONSTANT = 60
"""The k of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""

NO_FILTERS = Filters()

Ranking = list[tuple[int, float]]
Search = Callable[[str, Library, int, list[int] | None], Ranking]


def search_keywords(text: str, library: Library, limit: int, allowed: list[int] | None = None) -> Ranking:
    """(passage id, BM25 score), best first."""
    return library.keywords.search(text, limit, allowed)


def search_vectors(text: str, library: Library, limit: int, allowed: list[int] | None = None) -> Ranking:
    """(passage id, cosine), best first."""
    query = library.embedder.embed([text])[0]
    return library.vectors.search(query, limit, library, allowed)


SEARCHES: dict[str, Search] = {"keyword": search_keywords, "vector": search_vectors}


def fuse_ranks(lists: Mapping[str, Sequence[int]]) -> list[tuple[int, float, dict[str, int]]]:
    """(passage id, score, rank in each list), best first: the sum of 1 / (k + rank) over the lists that hold it."""
    ranks: dict[int, dict[str, int]] = {}
    for name, ids in lists.items():
        for rank, passage in enumerate(ids, 1):
            ranks.setdefault(passage, {})[name] = rank
    scored = [(p, sum(1 / (RANK_CONSTANT + rank) for rank in found.values()), found) for p, found in ranks.items()]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))


def search_passages(
    text: str,
    library: Library,
    limit: int = 10,
    filters: Filters = NO_FILTERS,
    searches: Sequence[str] = ("keyword", "vector"),
) -> list[Hit]:
    """The best passages by all the searches named; of near-duplicate articles only the first one found is kept.

    Filters are soft: where they leave nothing, the whole library is searched (the hits' articles show it). Only
    `filters.articles` is a scope and stays.
    """
    allowed = library.allowed_passages(filters)
    if allowed is not None and not allowed and not filters.articles:
        allowed = None
    if allowed is not None and not allowed:
        return []
    library.refresh()
    with library.snapshot():
        return _search(text, library, limit, searches, allowed)


def _search(text: str, library: Library, limit: int, searches: Sequence[str], allowed: list[int] | None) -> list[Hit]:
    lists = {name: [p for p, _ in SEARCHES[name](text, library, DEPTH, allowed)] for name in searches}
    fused = fuse_ranks(lists)
    passages = library.passages(p for p, _, _ in fused)
    hits: list[Hit] = []
    originals: dict[str, str] = {}
    for passage_id, score, ranks in fused:
        passage = passages.get(passage_id)
        if passage is None:
            continue
        article = library.article(passage.article_id)
        original = article.duplicate_of or article.id
        if originals.setdefault(original, article.id) != article.id:
            continue
        hits.append(Hit(passage, score, ranks))
        if len(hits) == limit:
            break
    return hits
