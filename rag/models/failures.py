"""What went wrong with a model, in one line: which one, why, and what to do next."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from rag.errors import ModelError

OTHERWISE = "or use --model none"
TOO_LONG = r"context|too (long|large)|maximum number of tokens"
"""How servers say that a prompt holds more than they read."""


class UnusableReply(Exception):
    """A reply that came and is not one: empty, cut off, or without end. The message is the reason."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a request failed, what to do, and after how many seconds it is worth another try (None: never)."""

    why: str
    advice: str
    wait: float | None = None

    def to_error(self, spec: str, otherwise: str = OTHERWISE) -> ModelError:
        """The one line that a reader sees."""
        return ModelError(f"{spec} failed: {self.why}; {self.advice}, {otherwise}")


def explain_failure(error: BaseException, hint: str, key_variable: str, secret: str) -> Failure:
    """What an exception of any client means; `hint` says what to do where nothing listens. No key is ever quoted."""
    chain = list(_walk(error))
    for link in chain:
        if status := _status_of(link):
            return _explain_status(status, " ".join(str(link).split()), _retry_after(chain), key_variable, secret)
    for link in chain:
        match link:
            case UnusableReply():
                return Failure(str(link), "try again")
            case RuntimeError() if "terminated early" in str(link):  # as Gemini's client has it
                return Failure(f"its reply broke off ({str(link).split(': ', 1)[-1][:100]})", "try again")
            case socket.gaierror():
                return Failure("the name of its server is not known", "check the address and the network")
            case ConnectionRefusedError():
                return Failure("nothing listens at its address", hint)
            case UnicodeDecodeError():
                return Failure("its reply is not UTF-8", "check that its server speaks the protocol of the spec")
            case UnicodeEncodeError():
                return Failure("its key holds letters that no key has", f"set {key_variable} anew")
            case ConnectionError() | EOFError():
                return Failure("its server closed the connection", "try again or look at the server's log", wait=0.25)
    names = {type(link).__name__ for link in chain}
    if names & {"JSONDecodeError", "ValidationError", "UnknownApiResponseError", "APIResponseValidationError"}:
        return Failure("its reply cannot be read", "check that its server speaks the protocol of the spec")
    if names & {"RemoteProtocolError", "ReadError", "WriteError", "ClientPayloadError", "ServerDisconnectedError"}:
        return Failure("its server closed the connection", "try again or look at the server's log", wait=0.25)
    if names & {"ConnectError", "ConnectTimeout", "ClientConnectorError"}:
        return Failure("its server cannot be reached", hint)
    said = mask(" ".join(str(error).split()), secret)
    return Failure(f"{type(error).__name__}: {said[:200]}".rstrip(": "), "look at the server's log")


def mask(text: str, secret: str) -> str:
    """A text of a server without the key that it may repeat, whole or in part."""
    if len(secret) >= 4:
        text = text.replace(secret, "…")
    return re.sub(r"\b(sk|pk|key|AIza)[-_\w]{8,}|Bearer \S+", "…", text)


def _explain_status(status: int, said: str, wait: float | None, key_variable: str, secret: str) -> Failure:
    said = mask(said, secret)
    match status:
        case 400 | 413 | 422 if status == 413 or re.search(TOO_LONG, said, re.I):
            return Failure("the prompt is too long for it", "use a model that takes more, ask for less")
        case 401 | 403:
            known = key_variable or "the key that its server wants"
            return Failure(f"its server refuses the key ({status})", f"set {known} to a key that it takes")
        case 404:
            return Failure("its server does not know that model or address (404)", "see dossier models")
        case 429:
            asked = f" and asks to wait {wait:.0f} s" if wait else ""
            return Failure(f"its server has had too many requests (429){asked}", "wait a while", wait or 0.5)
        case _ if status >= 500:
            name = HTTPStatus(status).phrase if status in set(HTTPStatus) else "server error"
            return Failure(
                f"its server has an error of its own ({status} {name})", "try again or look at the server's log",
                wait or 0.25,
            )  # fmt: skip
        case _:
            said = "" if "<" in said else f": {said[:200]}"
            return Failure(f"its server refuses the request ({status}){said}", "check the spec")


def _walk(error: BaseException) -> Iterator[BaseException]:
    """An exception, what it was raised from, and the members of a group: clients wrap the one that says most."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        link = left.pop(0)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        left += link.exceptions if isinstance(link, BaseExceptionGroup) else ()
        left += [link.__cause__, link.__context__]


def _status_of(error: BaseException) -> int | None:
    """The HTTP status that an exception of any of the clients carries."""
    for name in ("status_code", "code", "status"):
        value = getattr(error, name, None)
        if isinstance(value, int) and 400 <= value <= 599:
            return value
    return None


def _retry_after(chain: list[BaseException]) -> float | None:
    """The seconds that a server asks to wait for, by the Retry-After header of any response in the chain."""
    for link in chain:
        headers: Any = getattr(getattr(link, "response", None), "headers", None) or {}
        value = str(headers.get("retry-after") or headers.get("Retry-After") or "")
        if re.fullmatch(r"\d+(\.\d+)?", value):
            return float(value)
        if value:
            with contextlib.suppress(ValueError):
                return max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0)
    return None
