"""How each kind of model is reached: one `match`, and the clients of llama-index imported inside its branches."""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rag.errors import ModelError
from rag.models.files import local_path
from rag.models.llamacpp import start_server
from rag.models.replies import Connection, Service
from rag.models.specs import Spec
from rag.models.tokens import Usage
from rag.settings import Settings

KEY_VARIABLES = {
    "openai": ("OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
    "openai-like": ("OPENAI_LIKE_API_KEY",),
}
OLLAMA_CONTEXT = 8192
"""Tokens that Ollama is asked to read and write: its own default is less than some prompts."""
OPENAI = "https://api.openai.com/v1"
EMBEDDERS = "use minilm, ollama/NAME, openai/NAME or openai-like/NAME@URL"
PATIENCE = 3600.0
"""Seconds that the clients themselves would wait: longer than any limit, which is kept outside of them."""


def find_key(provider: str, settings: Settings) -> str:
    """The key of a provider, from the environment or else the settings; empty where there is none."""
    for name in KEY_VARIABLES[provider]:
        if value := os.environ.get(name, "").strip():
            return value
    kept = {str(name): value for name, value in settings.keys.items()}.get(provider)
    return kept.get_secret_value().strip() if kept else ""


def ollama_address() -> str:
    """Where Ollama listens: OLLAMA_BASE_URL, or OLLAMA_HOST as Ollama itself reads it.

    Raises ModelError where what is set there cannot be read or holds a password.
    """
    url = os.environ.get("OLLAMA_BASE_URL", "").strip()
    host = url or os.environ.get("OLLAMA_HOST", "").strip().rstrip("/") or "127.0.0.1"
    variable = "OLLAMA_BASE_URL" if url else "OLLAMA_HOST"
    try:
        parts = urlsplit(host if "://" in host else f"http://{host}")
        port = parts.port
    except ValueError:
        raise ModelError(f"{variable} cannot be read; write it like http://127.0.0.1:11434") from None
    if parts.username or parts.password:
        raise ModelError(f"{variable} must not hold a password; leave it out")
    if url:
        return url.rstrip("/")
    name = "127.0.0.1" if parts.hostname in (None, "0.0.0.0") else parts.hostname
    default = {"https": 443}.get(parts.scheme, 80) if "://" in host else 11434
    return f"{parts.scheme}://{f'[{name}]' if ':' in str(name) else name}:{port or default}"


def is_here(url: str) -> bool:
    """Whether an address is one of this machine; one that cannot be read is not."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load_service(spec: Spec, settings: Settings) -> Service:
    """What reaches the model of a spec. Raises ModelError where a key is missing or a file cannot be loaded."""
    match spec.kind:
        case "openai-like":
            return _openai_service(spec.text, spec.name, spec.url, find_key("openai-like", settings))
        case "gguf" | "local":
            path = local_path() if spec.kind == "local" else Path(spec.name).expanduser()
            url, key = start_server(path.resolve())
            return _openai_service(spec.text, path.stem, url, key, "start Dossier again", llama=True)
        case "openai":
            url = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE") or OPENAI
            return _openai_service(
                spec.text, spec.name, url, _need_key(spec, settings), "check the network", hosted=True
            )
        case "ollama":
            return _ollama_service(spec)
        case "anthropic":
            return _anthropic_service(spec, _need_key(spec, settings))
        case "gemini":
            return _gemini_service(spec, _need_key(spec, settings))
        case _:
            raise ModelError(f"{spec.text!r} writes no text; name another model")


def load_embedding_service(spec: Spec, settings: Settings) -> Service:
    """What reaches the embedder of a spec. Raises ModelError where there is none of that kind or a key is missing."""
    match spec.kind:
        case "openai-like":
            return _openai_embedding(spec, spec.url, find_key("openai-like", settings))
        case "openai":
            return _openai_embedding(spec, os.environ.get("OPENAI_BASE_URL") or OPENAI, _need_key(spec, settings))
        case "ollama":
            return _ollama_embedding(spec)
        case _:
            raise ModelError(f"{spec.text!r} names no embedder; {EMBEDDERS}")


def _need_key(spec: Spec, settings: Settings) -> str:
    key = find_key(spec.kind, settings)
    if not key:
        variable = KEY_VARIABLES[spec.kind][0]
        raise ModelError(f'{spec.text} needs a key: set {variable}, or {spec.kind} = "…" under [keys] in dossier.toml')
    return key


@cache
def _trust() -> ssl.SSLContext:
    """The certificates that are trusted; loading them takes 40 ms, so once."""
    import httpx

    return httpx.create_ssl_context()


def _openai_service(
    text: str, name: str, url: str, key: str, hint: str = "start the server there, or correct the address",
    hosted: bool = False, llama: bool = False,
) -> Service:  # fmt: skip
    import httpx
    import openai.resources.chat.completions  # noqa: F401  # else the first reply would wait for it
    from llama_index.llms.openai_like import OpenAILike

    kind: Callable[..., Any] = partial(OpenAILike, is_chat_model=True)
    if hosted:
        from llama_index.llms.openai import OpenAI
        from llama_index.llms.openai.utils import ALL_AVAILABLE_MODELS

        if name in ALL_AVAILABLE_MODELS:  # it knows what these take, and refuses any other name
            kind = OpenAI

    options: dict[str, Any] = {"stream_options": {"include_usage": True}}
    if llama:  # while it reads a long prompt it says so: it is slow then, not silent
        options["extra_body"] = {"return_progress": True}

    def connect(longest: int) -> Connection:
        # a proxy of the environment does not know the ports of this machine
        http = httpx.AsyncClient(verify=_trust(), timeout=PATIENCE, trust_env=not is_here(url), follow_redirects=True)
        client = kind(
            model=name, api_base=url, api_key=key or "none", temperature=0.0, max_tokens=longest, max_retries=0,
            timeout=PATIENCE, async_http_client=http, additional_kwargs=options,
        )  # fmt: skip
        return Connection(client, http.aclose)

    def read_usage(response: Any) -> Usage | None:
        usage = getattr(response.raw, "usage", None)
        if not usage:
            return None
        details = getattr(usage, "prompt_tokens_details", None)
        cached = getattr(details, "cached_tokens", None)
        return Usage(usage.prompt_tokens or 0, usage.completion_tokens or 0, cached or 0)

    def has_ended(response: Any) -> bool:
        return any(choice.finish_reason for choice in response.raw.choices or ())

    variable = "OPENAI_API_KEY" if hosted else "OPENAI_LIKE_API_KEY"
    return Service(text, connect, read_usage, has_ended, hint, variable, key)


def _ollama_service(spec: Spec) -> Service:
    url = ollama_address()  # before its package is imported, which reads OLLAMA_HOST too
    from llama_index.llms.ollama import Ollama
    from ollama import AsyncClient

    def connect(longest: int) -> Connection:
        http = AsyncClient(host=url, timeout=PATIENCE, verify=_trust(), trust_env=not is_here(url))
        client = Ollama(
            model=spec.name, base_url=url, temperature=0.0, context_window=OLLAMA_CONTEXT, async_client=http,
            additional_kwargs={"num_predict": longest}, thinking=False,
        )  # fmt: skip
        return Connection(client, http.close)

    def read_usage(response: Any) -> Usage | None:
        raw = response.raw or {}
        if not raw.get("done"):
            return None
        return Usage(raw.get("prompt_eval_count") or 0, raw.get("eval_count") or 0)

    def has_ended(response: Any) -> bool:
        return bool((response.raw or {}).get("done"))

    return Service(spec.text, connect, read_usage, has_ended, "start it with: ollama serve")


def _anthropic_service(spec: Spec, key: str) -> Service:
    import anthropic.resources.messages  # noqa: F401  # else the first reply would wait for it
    from llama_index.llms.anthropic import Anthropic

    def connect(longest: int) -> Connection:
        client = Anthropic(
            model=spec.name, api_key=key, temperature=0.0, max_tokens=longest, max_retries=0, timeout=PATIENCE
        )
        return Connection(client, client._aclient.close)

    def read_usage(response: Any) -> Usage | None:
        usage = response.message.additional_kwargs.get("usage")
        return Usage(usage["input_tokens"] or 0, usage["output_tokens"] or 0) if usage else None

    def has_ended(response: Any) -> bool:
        return bool(response.message.additional_kwargs.get("stop_reason"))

    return Service(spec.text, connect, read_usage, has_ended, "check the network", "ANTHROPIC_API_KEY", key)


def _gemini_service(spec: Spec, key: str) -> Service:
    import httpx
    from llama_index.llms.google_genai import GoogleGenAI

    def connect(longest: int) -> Connection:
        http = httpx.AsyncClient(verify=_trust(), timeout=PATIENCE)
        options: Any = {"httpx_async_client": http, "httpx_client": httpx.Client(verify=_trust())}
        client = GoogleGenAI(  # without a context window it would ask the server for one first
            model=spec.name, api_key=key, temperature=0.0, max_tokens=longest, context_window=32768, max_retries=0,
            file_mode="inline", http_options=options,
        )  # fmt: skip
        return Connection(client, http.aclose)

    def read_usage(response: Any) -> Usage | None:
        counts = (response.raw or {}).get("usage_metadata")
        if not counts:
            return None
        return Usage(
            counts.get("prompt_token_count") or 0,
            counts.get("candidates_token_count") or 0,
            counts.get("cached_content_token_count") or 0,
        )

    def has_ended(response: Any) -> bool:
        return bool((response.raw or {}).get("finish_reason"))

    return Service(spec.text, connect, read_usage, has_ended, "check the network", "GEMINI_API_KEY", key)


def _openai_embedding(spec: Spec, url: str, key: str) -> Service:
    import httpx
    import openai.resources.embeddings  # noqa: F401  # else the first request would wait for it
    from llama_index.embeddings.openai import OpenAIEmbedding

    def connect(_: int) -> Connection:
        http = httpx.AsyncClient(verify=_trust(), timeout=PATIENCE, trust_env=not is_here(url), follow_redirects=True)
        client = OpenAIEmbedding(
            model_name=spec.name, api_base=url, api_key=key or "none", max_retries=0, timeout=PATIENCE,
            async_http_client=http,
        )  # fmt: skip
        return Connection(client, http.aclose)

    variable = KEY_VARIABLES[spec.kind][0]
    return _embedding_service(spec, connect, "start the server there, or check the network", variable, key)


def _ollama_embedding(spec: Spec) -> Service:
    url = ollama_address()  # before its package is imported, which reads OLLAMA_HOST too
    from llama_index.embeddings.ollama import OllamaEmbedding

    def connect(_: int) -> Connection:
        options = {"timeout": PATIENCE, "verify": _trust(), "trust_env": not is_here(url)}
        client = OllamaEmbedding(model_name=spec.name, base_url=url, client_kwargs=options)
        return Connection(client, client._async_client.close)

    return _embedding_service(spec, connect, "start it with: ollama serve")


def _embedding_service(
    spec: Spec, connect: Callable[[int], Connection], hint: str, variable: str = "", key: str = ""
) -> Service:
    return Service(spec.text, connect, lambda _: None, bool, hint, variable, key, "or use the embedder minilm")
