"""Pages: files read into text, and text cut into articles."""

from rag.pages.reading import MEDIA_TYPES, find_files, read_pages
from rag.pages.segmenting import RawPage, cut_articles

__all__ = ["MEDIA_TYPES", "RawPage", "cut_articles", "find_files", "read_pages"]
