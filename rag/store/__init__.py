"""The library on disk: SQLite is the truth, the keyword and vector indexes are copies that can be rebuilt from it."""

from rag.store.library import Library, NewArticle, Overview

__all__ = ["Library", "NewArticle", "Overview"]
