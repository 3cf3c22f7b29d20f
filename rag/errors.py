"""Everything that Dossier raises on purpose. Each message is one line and says what to do next.

DossierError
├── SettingsError        a setting, environment variable or dossier.toml that cannot be used
├── LibraryError         the library folder cannot be opened as it is
│   ├── EmptyLibrary     nothing ingested yet
│   ├── LibraryBusy      another process is writing
│   ├── DamagedLibrary   its files are not what was written
│   ├── DiskFull         no space left where the library is
│   └── EmbedderMismatch the vectors were made by another embedder
├── UnreadablePage       a file or line that holds no article
└── ModelError           a model or embedder that cannot be used
"""

from __future__ import annotations


class DossierError(Exception):
    """Base of the tree; the command line prints it as one line and exits with 1."""


class SettingsError(DossierError):
    """A setting that cannot be used."""


class LibraryError(DossierError):
    """The library folder cannot be opened as it is."""


class EmptyLibrary(LibraryError):
    """Nothing ingested yet."""


class LibraryBusy(LibraryError):
    """Another process is writing to the library."""


class DamagedLibrary(LibraryError):
    """The files of the library are not what was written; `dossier doctor --repair` keeps what can be read."""


class DiskFull(LibraryError):
    """No space left where the library is; what was taken in is kept."""


class EmbedderMismatch(LibraryError):
    """The stored vectors were made by another embedder."""


class UnreadablePage(DossierError):
    """A file that holds no article; `str(error)` is the reason shown in the ingest summary."""


class ModelError(DossierError):
    """A model or embedder that cannot be used."""
