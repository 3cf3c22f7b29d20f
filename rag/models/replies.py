"""One reply as it streams: deadlines, retries before the first word, and a stop that closes the connection.

Every request runs as a task on one event loop in one thread, because a task can be cancelled wherever it waits: in a
connection that hangs, a line that drips a byte a second, a stream that never ends. Cancelling closes its connection.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from rag.errors import ModelError
from rag.models.failures import OTHERWISE, Failure, UnusableReply, explain_failure
from rag.models.tokens import Usage, count_tokens

RETRIES = 2
"""After the first try, and only while nothing of the reply has been seen."""
SLACK = 8
"""Tokens that a reply may have past those that were asked for, before it counts as one without end."""
WIDEST = 16
"""Characters of a token, at most, on the average of a reply."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a model may be silent, and that one reply may take in all, its retries included."""

    idle: float
    total: float


@dataclass(frozen=True, slots=True)
class Connection:
    """A llama-index client made for one request, and what closes all that it opened."""

    client: Any
    close: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Service:
    """What is special about reaching one model.

    `connect` makes a client that writes at most so many tokens; `read_usage` and `has_ended` read one piece of a reply.
    """

    spec: str
    connect: Callable[[int], Connection]
    read_usage: Callable[[Any], Usage | None]
    has_ended: Callable[[Any], bool]
    hint: str = "start its server"
    key_variable: str = ""
    secret: str = field(default="", repr=False)
    otherwise: str = OTHERWISE

    def fail(self, failure: Failure) -> ModelError:
        """The one line that a reader sees."""
        return failure.to_error(self.spec, self.otherwise)

    def explain(self, error: BaseException) -> Failure:
        """What an exception of its client means."""
        return explain_failure(error, self.hint, self.key_variable, self.secret)


class Reply(Protocol):
    """One reply as it streams; a context manager that closes it."""

    def __iter__(self) -> Iterator[str]:
        """The pieces of its text as they come. Raises ModelError where it fails, with what came before it kept."""

    def close(self) -> None:
        """Stop it: the connection to the model is closed when this returns, within 2 seconds. May be called twice."""

    @property
    def usage(self) -> Usage:
        """Tokens so far; final once it has ended."""

    def __enter__(self) -> Reply: ...

    def __exit__(self, *_: object) -> None: ...


class StreamedReply:
    """A `Reply` of a service. It starts at once, in the thread of the event loop; any thread may read or close it."""

    def __init__(self, service: Service, instructions: str, prompt: str, longest: int, limits: Limits) -> None:
        self._service, self._longest, self._limits = service, longest, limits
        self._asked = tuple(text.encode("utf-8", "replace").decode() for text in (instructions, prompt))
        self._written: list[str] = []
        self._length, self._complete = 0, False
        self._usage: Usage | None = None
        self._pieces: SimpleQueue[str | ModelError | None] = SimpleQueue()
        self._last = time.monotonic() + limits.total + 1
        self._over = threading.Event()
        self._loop = event_loop()
        self._loop.call_soon_threadsafe(self._start)

    def __iter__(self) -> Iterator[str]:
        while True:
            try:
                piece = self._pieces.get(timeout=max(self._last - time.monotonic(), 0.1))
            except Empty:  # the event loop itself is stuck, which no timeout inside it would notice
                piece = self._service.fail(Failure("it does not answer", "try again"))
            if isinstance(piece, str):
                yield piece
                continue
            self._pieces.put(piece)  # so that whoever iterates again comes to the same end
            if piece:
                raise piece
            return

    def __enter__(self) -> StreamedReply:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if not self._over.is_set():
            self._loop.call_soon_threadsafe(self._stop)
            self._over.wait(2)

    @property
    def usage(self) -> Usage:
        prompt, text = "\n".join(filter(None, self._asked)), "".join(self._written)
        return self._usage or Usage(count_tokens(prompt), count_tokens(text))

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())
        self._task.add_done_callback(self._end)

    def _stop(self) -> None:
        self._task.cancel()

    def _end(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, ModelError):
            error = self._service.fail(self._service.explain(error))
        self._pieces.put(error)
        self._over.set()

    async def _run(self) -> None:
        await keep_to_limits(self._stream, self._service, self._limits, lambda: not self._written)
        if not "".join(self._written).strip():
            raise self._service.fail(Failure("it replied with nothing", "try again"))

    async def _stream(self, alive: Callable[[], None]) -> None:
        from llama_index.core.llms import ChatMessage

        roles = ("system", "user")
        messages = [ChatMessage(role=role, content=text) for role, text in zip(roles, self._asked, strict=True) if text]
        async with use(self._service, self._longest) as client:
            async for response in await client.astream_chat(messages):
                alive()
                self._take(response)
        if self._written and not self._complete:
            raise UnusableReply("its reply broke off")

    def _take(self, response: Any) -> None:
        self._usage = self._service.read_usage(response) or self._usage
        self._complete = self._complete or self._service.has_ended(response)
        if not response.delta:
            return
        self._length += len(response.delta)
        if len(self._written) >= self._longest + SLACK or self._length > WIDEST * (self._longest + SLACK):
            raise UnusableReply(f"it writes on and on, past the {self._longest} tokens that were asked for")
        self._written.append(response.delta)
        self._pieces.put(response.delta)


async def keep_to_limits(
    work: Callable[[Callable[[], None]], Awaitable[None]],
    service: Service,
    limits: Limits,
    may_retry: Callable[[], bool] = lambda: True,
) -> None:
    """Do a piece of work within the limits, again where that is worth it; it calls what it is given when it moves on.

    Raises ModelError.
    """
    loop = asyncio.get_running_loop()
    failure = Failure("", "")
    try:
        async with asyncio.timeout(limits.total) as total, asyncio.timeout(limits.idle) as idle:
            for left in reversed(range(RETRIES + 1)):
                try:
                    idle.reschedule(loop.time() + limits.idle)
                    return await work(lambda: idle.reschedule(loop.time() + limits.idle))
                except Exception as error:
                    failure = service.explain(error)
                wait = failure.wait
                if not left or wait is None or not may_retry() or loop.time() + wait >= (total.when() or 0):
                    break
                idle.reschedule(None)
                await asyncio.sleep(wait)
            raise service.fail(failure)
    except TimeoutError:
        silent = f"it was silent for {limits.idle:g} s (model_idle)"
        why = silent if idle.expired() else f"its reply took more than {limits.total:g} s (model_total)"
        raise service.fail(Failure(why, "set that higher, use a smaller model")) from None


@contextlib.asynccontextmanager
async def use(service: Service, longest: int) -> AsyncIterator[Any]:
    """A client of a service, and all that it opened closed after it; failing at that has nothing to tell the reader."""
    connection = service.connect(longest)
    try:
        yield connection.client
    finally:
        with contextlib.suppress(Exception):
            async with asyncio.timeout(1):
                await connection.close()


@cache
def event_loop() -> asyncio.AbstractEventLoop:
    """The loop on which every request to a model runs, in a thread of its own from the first one on."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="models", daemon=True).start()
    return loop
