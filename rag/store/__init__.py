"""The library on disk: SQLite is the truth, the keyword and vector indexes are copies that can be rebuilt from it."""

from rag.store.catalogue import Listed, count_days, list_articles
from rag.store.checkup import find_faults, repair_library
from rag.store.generations import ChromaFormat, Nearest
from rag.store.incoming import NewArticle
from rag.store.library import ArticleReading, Library
from rag.store.reading import Overview, ToldArticle

__all__ = [
    "ArticleReading",
    "ChromaFormat",
    "Library",
    "Listed",
    "Nearest",
    "NewArticle",
    "Overview",
    "ToldArticle",
    "count_days",
    "find_faults",
    "list_articles",
    "repair_library",
]
