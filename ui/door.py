"""Who may come in: the names the chat answers to, the login beyond this machine, the path it stands at."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from rag import DossierError, Settings
from ui.limits import Allowance

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Login:
    """One user and password, kept as a digest: neither can end up in a log.

    `attempts` are each client's wrong ones, `everyones` those of all together. Once these are used up a wrong one costs
    a client all that it has: guesses from many addresses are slowed down, and whoever knows the password still comes
    in at the first try.
    """

    digest: bytes = field(repr=False)
    attempts: Allowance = field(default_factory=lambda: Allowance(burst=10, a_second=0.1))
    everyones: Allowance = field(default_factory=lambda: Allowance(burst=100, a_second=1))

    def wait(self, client: str) -> float:
        """Seconds until the client may try, 0 where it may at once."""
        return self.attempts.wait(client, self._cost())

    def note_failure(self, client: str) -> None:
        """A client's password was wrong."""
        self.attempts.take(client, self._cost())
        self.everyones.take("everyone")

    def _cost(self) -> float:
        return self.attempts.burst if self.everyones.wait("everyone") else 1

    def admits(self, authorization: str) -> bool:
        """Whether an `Authorization` header (RFC 7617) is right; takes as long either way."""
        scheme, _, encoded = authorization.partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and compare_digest(sha256(given).digest(), self.digest)


@dataclass(frozen=True, slots=True)
class Door:
    """The defaults are those of a chat on this machine for this machine.

    `requests`: a question costs 10 tokens, reading costs 1; the page itself reads about a hundred files.
    """

    hosts: frozenset[str] = HOSTS
    login: Login | None = None
    root_path: str = ""
    requests: Allowance = field(default_factory=lambda: Allowance(burst=1200, a_second=20))


def open_door(settings: Settings, host: str) -> Door:
    """The door of a chat that listens at a host.

    Raises DossierError where it could be reached from beyond this machine without a login, or a setting is no use.
    """
    names = {name.strip("[]").lower() for name in settings.hosts}
    login = read_login(settings.auth.get_secret_value()) if settings.auth else None
    if login is None and not {host, *names} <= HOSTS:
        raise DossierError(
            "without a login the chat is for this machine only: set DOSSIER_AUTH to USER:PASSWORD or to the name of a "
            "file that holds it, or leave --host and --allow-host out"
        )
    root_path = settings.root_path.rstrip("/")
    if not re.fullmatch(r"(/[\w.~-]+)*", root_path) or ".." in root_path:
        raise DossierError(f"the root path {settings.root_path!r} is no use: write it like /news")
    return Door(hosts=HOSTS | names | {host}, login=login, root_path=root_path)


def read_login(text: str) -> Login:
    """A login from `USER:PASSWORD`, or from the name of a file that holds it.

    Raises DossierError that does not repeat what was given: it may be the password.
    """
    if ":" not in text:
        try:
            text = Path(text).expanduser().read_text("utf-8").strip()
        except (OSError, ValueError):
            raise DossierError("the login is neither USER:PASSWORD nor the name of a file that holds it") from None
    user, _, password = text.partition(":")
    if not user or not password:
        raise DossierError("the login needs both a user and a password: USER:PASSWORD")
    return Login(sha256(text.encode()).digest())
