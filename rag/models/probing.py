"""What models there are, here and now: asked of every server at once, each with two seconds to say."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.errors import ModelError
from rag.models.failures import explain_failure
from rag.models.files import LOCAL_SIZE, list_files, local_path
from rag.models.llama_process import CONTEXT
from rag.models.replies import event_loop
from rag.models.services import KEY_VARIABLES, OLLAMA_CONTEXT, find_key, is_here, ollama_address
from rag.models.specs import KINDS, check_extra, read_spec
from rag.models.speeds import Speed, load_speeds
from rag.settings import Settings

PATIENCE = 2.0
"""Seconds in which a server has to say what it has."""


FORMS = {kind.form for kind in KINDS.values() if "NAME" in kind.form or "PATH" in kind.form}


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model, or a kind of model where its names are not known, and whether it can be asked here and now.

    `spec` is what to write (`NAME` and `PATH` stand for what is yours to fill in), `state` says why or why not in a few
    words, `context` how many tokens it takes, `price` that of a million prompt and a million completion tokens, `speed`
    what was measured on this machine.
    """

    spec: str
    available: bool
    state: str
    hosted: bool = False
    context: int | None = None
    price: tuple[float, float] | None = None
    speed: Speed | None = None

    @property
    def to_fill_in(self) -> bool:
        """Whether `spec` is a form with a NAME or a PATH that is yours to fill in."""
        return self.spec in FORMS


def list_models(settings: Settings) -> list[ModelState]:
    """Every kind of model, with each model of it that is known here. Takes at most about two seconds; never raises."""
    ollama: list[tuple[str, str]] = []
    with contextlib.suppress(ModelError):  # `_list_ollama` says what is wrong with it
        ollama = [(f"{ollama_address()}/api/tags", "")]
    key = find_key("openai-like", settings)
    said = _ask_all([*ollama, *((f"{_base(url)}/models", key) for url in settings.servers)])
    tags, served = (said[0] if ollama else ""), said[len(ollama) :]
    found = [
        ModelState("none", True, "always there; answers in the articles' own sentences"),
        *_list_ollama(tags),
        *_list_files(),
        *(state for url, said in zip(settings.servers, served, strict=True) for state in _list_served(url, said)),
        *_list_hosted(settings),
    ]
    spec, why = _choose(found)
    found.insert(1, ModelState("auto", True, f"takes {spec}: {why}"))
    speeds = load_speeds()
    return [replace(s, price=settings.prices.get(s.spec), speed=speeds.get(s.spec)) for s in found]


def find_local(settings: Settings) -> tuple[str, str]:
    """What `auto` stands for and why: the first model on this machine that answers, `none` where none does.

    A model on another machine is never chosen, whatever keys and addresses are set.
    """
    return _choose(
        list_models(settings.model_copy(update={"servers": [url for url in settings.servers if is_here(url)]}))
    )


def _choose(found: Iterable[ModelState]) -> tuple[str, str]:
    for state in found:
        if state.available and not state.hosted and not state.to_fill_in and state.spec not in ("none", "auto"):
            return state.spec, state.state
    return "none", "no Ollama answers, and no model file is here: dossier models pull local"


def _list_ollama(said: Any) -> list[ModelState]:
    try:
        check_extra("ollama")
    except ModelError as error:
        return [ModelState(KINDS["ollama"].form, False, str(error))]
    try:
        address = ollama_address()
    except ModelError as error:
        return [ModelState(KINDS["ollama"].form, False, str(error))]
    if isinstance(said, str):
        return [ModelState(KINDS["ollama"].form, False, f"{address}: {said}; start it with: ollama serve")]
    states = [
        ModelState(
            f"ollama/{entry['name']}",
            True,
            f"at {address}",
            not is_here(address) or _runs_elsewhere(entry),
            OLLAMA_CONTEXT,
        )
        for entry in _entries(said, "models", "name")
        if "bert" not in str(entry.get("details"))  # those only embed
    ]
    return states or [ModelState(KINDS["ollama"].form, False, f"{address} has no model; get one: ollama pull NAME")]


def _runs_elsewhere(entry: dict[str, Any]) -> bool:
    """Ollama also lists models that it passes on to machines of its makers."""
    return bool(entry.get("remote_host")) or str(entry["name"]).endswith(("-cloud", ":cloud"))


def _list_files() -> list[ModelState]:
    try:
        check_extra("local")
    except ModelError as error:
        return [ModelState(KINDS[kind].form, False, str(error)) for kind in ("local", "gguf")]
    local = local_path()
    if local.is_file():
        states = [ModelState("local", True, "its file is here", context=CONTEXT)]
    else:
        states = [
            ModelState("local", False, f"not here yet: dossier models pull local ({LOCAL_SIZE})", context=CONTEXT)
        ]
    states += [ModelState(f"gguf:{path}", True, "added", context=CONTEXT) for path in list_files() if path != local]
    return [*states, ModelState(KINDS["gguf"].form, True, "any GGUF file", context=CONTEXT)]


def _list_served(url: str, said: Any) -> list[ModelState]:
    form = f"openai-like/NAME@{url}"
    try:
        read_spec(form)
        check_extra("openai-like")
    except ModelError as error:
        return [ModelState(KINDS["openai-like"].form, False, str(error))]
    if isinstance(said, str):
        return [ModelState(form, False, said)]
    states = []
    for entry in _entries(said, "data", "id"):
        meta = entry.get("meta")
        context = entry.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else None)
        known = context if isinstance(context, int) else None
        states.append(ModelState(f"openai-like/{entry['id']}@{url}", True, "answers", not is_here(url), known))
    return states or [ModelState(form, False, "names no model")]


def _list_hosted(settings: Settings) -> list[ModelState]:
    states = [ModelState(KINDS["openai-like"].form, True, "any server that speaks OpenAI's protocol")]
    for kind in ("openai", "anthropic", "gemini"):
        form = KINDS[kind].form
        try:
            check_extra(kind)
        except ModelError as error:
            states.append(ModelState(form, False, str(error), hosted=True))
            continue
        key = find_key(kind, settings)
        state = "key set; sends what it is asked to another company" if key else f"no key: set {KEY_VARIABLES[kind][0]}"
        states.append(ModelState(form, bool(key), state, hosted=True))
    return states


def _base(url: str) -> str:
    return url.rstrip("/")


def _entries(said: Any, name: str, key: str) -> list[dict[str, Any]]:
    """The entries of a server's list that name a model, whatever else it says."""
    listed = said.get(name) if isinstance(said, dict) else None
    entries = listed if isinstance(listed, list) else []
    return [entry for entry in entries if isinstance(entry, dict) and isinstance(entry.get(key), str)]


def _ask_all(questions: Sequence[tuple[str, str]]) -> list[Any]:
    """What each address says, as JSON, or in words why it says nothing."""

    async def ask_all() -> list[Any]:
        return await asyncio.gather(*(_ask(url, key) for url, key in questions))

    return asyncio.run_coroutine_threadsafe(ask_all(), event_loop()).result()


async def _ask(url: str, key: str) -> Any:
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(trust_env=not is_here(url)) as client:
            return (await client.get(url, headers=headers)).raise_for_status().json()
    except TimeoutError:
        return "does not answer"
    except Exception as error:
        return explain_failure(error, "", "", key).why
