"""`Database`: one SQLite file whose pages carry checksums, a connection for each thread, our own errors.

SQLite's own checksum layer (https://sqlite.org/cksumvfs.html, shipped by apsw) notices every page that is not as it was
written, when it is read: a flipped bit is an error, never another text.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import apsw
import apsw.sqlite_extra

from rag.errors import DamagedLibrary, DiskFull, LibraryBusy, LibraryError

CHECKSUM_BYTES = 8
"""Bytes at the end of each page, and what byte 20 of the file has to say for them to be checked."""
_PATIENCE = 20_000
"""Milliseconds to wait for another process that is writing."""

Row = tuple[Any, ...]
_loading = threading.Lock()


class Database:
    """The file at `path`, made by its first write. Can be used by several threads and read while another one writes.

    Every method raises DamagedLibrary, DiskFull, LibraryBusy or LibraryError where SQLite cannot do its work.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self._verifying = True

    @property
    def read_only(self) -> bool:
        """Whether the folder or the file cannot be written by this user."""
        return not os.access(self.path if self.path.exists() else self.path.parent, os.W_OK) or not os.access(
            self.path.parent, os.W_OK
        )

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with self._translated():
            return self._connection.execute(query, tuple(values)).fetchall()

    def row(self, query: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, None where there is none."""
        found = self.rows(query, values)
        return found[0] if found else None

    def run(self, statement: str, values: Sequence[Any] = ()) -> None:
        """Run one statement; outside a transaction it is one of its own."""
        self.rows(statement, values)

    def run_many(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        with self._translated():
            self._connection.executemany(statement, values)

    def run_script(self, statements: str) -> None:
        """Run several statements, inside the transaction that is open."""
        with self._translated():
            self._connection.execute(statements)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is run inside happens, or nothing of it."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read inside is one state, whatever is written meanwhile."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        connection = self._connection
        if connection.in_transaction:
            try:
                connection.execute("ROLLBACK")
            except apsw.Error:
                self.close()

    @property
    def in_transaction(self) -> bool:
        """Whether this thread has begun something that is not committed."""
        return bool(self._connection.in_transaction)

    def flush(self) -> None:
        """Bring everything committed into the one file and onto the disk, as far as readers permit."""
        if not self.read_only:
            self.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            connection.close()

    @property
    def _connection(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and (connection.in_transaction or self._local.seen == self._stamp()):
            return connection
        self.close()
        with self._translated():
            connection = self._connect()
        self._local.connection, self._local.seen = connection, self._stamp()
        return connection

    def _stamp(self) -> tuple[int, ...]:
        """Which file it is: a repair puts another in its place. Of a still one also what changes when it is written."""
        paths = (self.path, self._log) if getattr(self._local, "still", False) else (self.path,)
        kept = [os.stat(path) for path in paths if os.path.exists(path)]
        if len(paths) == 1:
            return tuple(found.st_ino for found in kept)
        return tuple(part for found in kept for part in (found.st_mtime_ns, found.st_size, found.st_ino))

    @contextmanager
    def impatient(self) -> Iterator[None]:
        """Inside, a wait for another writer is LibraryBusy at once: for what is kept for speed alone."""
        self._connection.set_busy_timeout(0)
        try:
            yield
        finally:
            self._connection.set_busy_timeout(_PATIENCE)

    @contextmanager
    def unverified(self) -> Iterator[None]:
        """Inside, pages are read whatever their checksums say: for saving what proves itself right in another way."""
        self.close()  # a new connection, since one that was refused its first page stays refused
        self._verifying = False
        try:
            yield
        finally:
            self.close()
            self._verifying = True

    @property
    def _log(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")

    def _connect(self) -> apsw.Connection:
        _load_checksums()
        self._local.still = False
        made = not self.path.exists() or not self.path.stat().st_size
        if self.read_only:
            return self._connect_still()
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        connection = apsw.Connection(str(self.path), flags=flags)
        connection.set_busy_timeout(_PATIENCE)
        try:
            if made:
                connection.reserve_bytes("main", CHECKSUM_BYTES)
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA checksum_verification = {'ON' if self._verifying else 'OFF'}")
            connection.execute("PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        except (apsw.FullError, apsw.IOError, apsw.CantOpenError) as error:
            connection.close()  # a full disk has no room for the file that readers share
            if made or _detail(error) == apsw.SQLITE_IOERR_DATA:
                raise
            return self._connect_still()
        return connection

    def _connect_still(self) -> apsw.Connection:
        """A connection that needs to write nothing, for a folder that cannot be written."""
        logged = self._log.exists() and self._log.stat().st_size
        name = f"file:{quote(str(self.path))}?{'mode=ro' if logged else 'immutable=1'}"
        connection = apsw.Connection(name, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
        self._local.still = True
        return connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (apsw.CorruptError, apsw.NotADBError) as error:
            raise self._damage(error) from None
        except apsw.FullError:
            raise DiskFull(say_full(self.path.parent)) from None
        except (apsw.BusyError, apsw.LockedError):
            raise LibraryBusy(f"another process is writing to {self.path.parent}; try again when it is done") from None
        except apsw.IOError as error:
            if _detail(error) in (apsw.SQLITE_IOERR_DATA, apsw.SQLITE_IOERR_CORRUPTFS):
                raise self._damage(error) from None
            if is_full(self.path.parent):
                raise DiskFull(say_full(self.path.parent)) from None
            raise LibraryError(f"{self.path}: the disk does not do what is asked ({error}); check it") from None
        except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
            if is_full(self.path.parent):
                raise DiskFull(say_full(self.path.parent)) from None
            if self.read_only and self._log.exists():
                raise LibraryError(
                    f"{self.path.parent} was left in the middle of a change; make it writable, then do the same again"
                ) from None
            raise LibraryError(
                f"{self.path} cannot be written or opened ({error}); check the rights, or use --library DIR"
            ) from None
        except apsw.Error as error:
            raise LibraryError(f"{self.path}: {error}; dossier doctor says more") from None

    def _damage(self, error: apsw.Error) -> DamagedLibrary:
        why = "a page of it is not as it was written" if isinstance(error, apsw.IOError) else str(error)
        return DamagedLibrary(
            f"{self.path} is damaged ({why}); dossier doctor --repair keeps what can be read and names the rest"
        )


def is_full(folder: Path) -> bool:
    """Whether the disk of a folder has no room for the least that SQLite and Tantivy need to begin something."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize < 256 * 1024 and not disk.f_flag & os.ST_RDONLY


def means_full(error: Exception, folder: Path) -> bool:
    """Whether an error of the system or of Tantivy, while something was written to a folder, is for want of room."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return "No space left" in str(error) or is_full(folder)


def say_full(folder: Path) -> str:
    """What the reader is told where there is no room."""
    return f"no space left for {folder}; what was taken in is kept: free some, then do the same again"


def _detail(error: apsw.Error) -> int:
    """SQLite's extended result code, which apsw sets on every error of SQLite."""
    return int(getattr(error, "extendedresult", 0))


def has_checksums(path: Path) -> bool:
    """Whether the pages of a database carry checksums; True for one that is not there yet."""
    try:
        with path.open("rb") as file:
            head = file.read(21)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise LibraryError(f"{path} cannot be read: {error.strerror}; check its rights, or use --library DIR") from None
    return len(head) < 21 or head[20] == CHECKSUM_BYTES


def _load_checksums() -> None:
    with _loading:
        if "cksmvfs" not in apsw.vfs_names():
            connection = apsw.Connection(":memory:")
            apsw.sqlite_extra.load(connection, "cksumvfs")
            connection.close()
