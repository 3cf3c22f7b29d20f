"""`Settings`: a flag beats the environment, which beats `dossier.toml`, which beats the default.

Read anew at every start. An unknown key in the file and a mistyped `DOSSIER_*` variable fail with the nearest name.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from rag.errors import SettingsError

Provider = Literal["openai", "anthropic", "gemini", "openai-like"]
PREFIX = "DOSSIER_"
FILE = "dossier.toml"


def _default_library() -> Path:
    return Path(platformdirs.user_data_dir("dossier")) / "library"


class Settings(BaseSettings):
    """Every setting; each is named in the README."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, toml_file=FILE, extra="forbid", frozen=True, env_ignore_empty=True
    )

    library: Path = Field(default_factory=_default_library, description="folder of the library")
    model: str = Field(
        "none", description="the model that words answers; `none` answers from the articles' own sentences"
    )
    model_idle: float = Field(20, gt=0, le=3600, description="seconds that a model may be silent before it is given up")
    model_total: float = Field(60, gt=0, le=3600, description="seconds that one reply of a model may take in all")
    keys: dict[Provider, SecretStr] = Field(
        default_factory=dict, description="keys of hosted models, by provider, where no environment variable holds them"
    )
    servers: list[str] = Field(
        default_factory=list,
        description="addresses of servers that speak OpenAI's protocol, for `dossier models` and `auto`",
    )
    embedder: str = Field("minilm", description="what turns passages into vectors")
    passage_pieces: int = Field(
        200, ge=40, le=250, description="most word pieces in a passage, title and date included"
    )
    generation_after: int = Field(
        5000,
        ge=1,
        description="vectors searched one by one before the vector index is rebuilt (or a tenth of the library)",
    )
    hits: int = Field(12, ge=1, le=100, description="passages considered for an answer")
    answer_words: int = Field(
        60, ge=10, le=500, description="about how long an answer may be when no list is asked for"
    )
    support: float = Field(0.5, ge=0, le=1, description="share of a claim's content words that its quotes have to hold")
    relevance: float = Field(
        0.43, ge=0, le=1, description="below this confidence that the best sentence answers, Dossier abstains"
    )
    prices: dict[str, tuple[float, float]] = Field(
        default_factory=dict, description="price of a million prompt and a million completion tokens, by model"
    )
    port: int = Field(7860, ge=0, le=65535, description="port of the chat; 0 takes a free one")
    auth: SecretStr | None = Field(
        None, description="login of the chat, `USER:PASSWORD` or the name of a file that holds it"
    )
    hosts: list[str] = Field(
        default_factory=list, description="host names that the chat answers to, besides those of this machine"
    )
    root_path: str = Field("", description="where the chat stands behind a proxy, like `/news`")

    @field_validator("library")
    @classmethod
    def _name_a_folder(cls, value: Path) -> Path:
        if not str(value).strip() or str(value) == ".":
            raise ValueError("name a folder for the library")
        return value.expanduser()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: object) -> Settings:
    """Settings from flags (None means not given), environment and `./dossier.toml`.

    Raises SettingsError naming the key, the nearest known name and what was wrong.
    """
    _check_environment()
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise SettingsError(f"{FILE}: unknown setting {name!r}{_suggest(name, Settings.model_fields)}") from None
        got = "" if name.startswith(("keys", "auth")) else f" (got {first['input']!r})"  # a secret is never shown
        raise SettingsError(f"setting {name!r}: {first['msg']}{got}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{FILE} is not valid TOML: {error}; correct it or remove it") from None


def _check_environment() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for name in os.environ:
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(f"unknown environment variable {name}{_suggest(name.upper(), known)}")


def _suggest(name: str, known: object) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.7)  # type: ignore[call-overload]
    return f"; did you mean {near[0]}?" if near else "; see the README for the settings there are"
