"""Pages: files read into text, and text cut into articles."""

from rag.pages.listing import Listing, find_files
from rag.pages.reading import MEDIA_TYPES, read_content, read_pages
from rag.pages.segmenting import RawPage, cut_articles

__all__ = ["MEDIA_TYPES", "Listing", "RawPage", "cut_articles", "find_files", "read_content", "read_pages"]
