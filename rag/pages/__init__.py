"""Pages: files and addresses read into text, and text cut into articles."""

from rag.pages.fetching import Fetched, fetch_page, is_address
from rag.pages.listing import Listing, find_files
from rag.pages.reader import MOST_SECONDS, Reader, Reading
from rag.pages.reading import MEDIA_TYPES, read_content, read_fetched, read_pages
from rag.pages.segmenting import RawPage, cut_articles

__all__ = [
    "MEDIA_TYPES",
    "MOST_SECONDS",
    "Fetched",
    "Listing",
    "RawPage",
    "Reader",
    "Reading",
    "cut_articles",
    "fetch_page",
    "find_files",
    "is_address",
    "read_content",
    "read_fetched",
    "read_pages",
]
