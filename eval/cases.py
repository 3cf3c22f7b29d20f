"""Suites: a folder with a corpus and `cases.jsonl`, one question with its known answer a line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    ValidationError,
    field_validator,
    model_validator,
)

from eval.values import read_tokens
from rag import DossierError, Library, seeds_folder

Kind = Literal[
    "fact", "count", "list", "time", "compare", "conflict", "follow_up", "long_answer", "unanswerable", "false_premise"
]
CASES = "cases.jsonl"
CORPUS = ("corpus", "corpus.jsonl")
SEEDS = "corpus-is-seeds"
"""An empty file of this name says that the corpus is the bundled pages."""


class SuiteError(DossierError):
    """A suite that cannot be run; the message names the file, and the line where it is one."""


class Case(BaseModel):
    """One question with its known answer; a field that is not given is not scored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    kind: Kind
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()
    asked_on: date | None = None
    all_of: tuple[tuple[str, ...], ...] = ()
    none_of: tuple[str, ...] = ()
    count: StrictInt | None = None
    events: tuple[date, ...] = ()
    abstain: StrictBool = False
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    reference: str = ""
    draft: StrictBool = False
    """True where a person still has to complete it: it is not asked."""

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, fields: Any) -> Any:
        return {k: v for k, v in fields.items() if v is not None} if isinstance(fields, dict) else fields

    @field_validator("all_of", mode="before")
    @classmethod
    def _flatten_groups(cls, groups: Any) -> Any:
        """A list inside a group is more ways to say the same."""
        if not isinstance(groups, list):
            return groups
        return [list(_flatten(group)) if isinstance(group, list) else group for group in groups]

    @model_validator(mode="after")
    def _know_the_answer(self) -> Case:
        known = self.all_of or self.none_of or self.count is not None or self.events or self.evidence or self.sources
        if not known and not self.abstain and not self.reference and not self.draft:
            raise ValueError("says nothing of the answer: give all_of, count, events, evidence, sources or abstain")
        if self.abstain and (self.all_of or self.count is not None or self.events):
            raise ValueError("abstain is true and an answer is given: only one can be right")
        if any(not group or not all(map(read_tokens, group)) for group in self.all_of):
            raise ValueError("a group of all_of is empty, or holds a string without words and numbers")
        return self


def _flatten(group: list[Any]) -> Iterator[Any]:
    for item in group:
        yield from _flatten(item) if isinstance(item, list) else (item,)


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite as it was read, its drafts only counted; `digest` changes with any of its cases."""

    name: str
    folder: Path
    corpus: Path
    cases: tuple[Case, ...]
    digest: str
    drafts: int = 0


def load_suite(folder: Path, corpus: Path | None = None) -> Suite:
    """The suite in a folder, with another corpus where one is given.

    Raises SuiteError naming file and line of what cannot be used: an unknown field, an id that comes twice.
    """
    path = folder / CASES
    if not path.is_file():
        raise SuiteError(f"no {CASES} in {folder}: a suite is a folder with a corpus and {CASES}")
    found = corpus or find_corpus(folder)
    if found is None or not found.exists():
        raise SuiteError(f"no corpus for {folder}: put one into {folder / 'corpus'}, or name it with --corpus PATH")
    content = path.read_bytes()
    cases = tuple(_read_cases(path, content))
    asked = tuple(case for case in cases if not case.draft)
    if not asked:
        drafts = '; complete its drafts and take "draft": true out of them' * bool(cases)
        raise SuiteError(f"{path} holds no case to ask{drafts}")
    digest = hashlib.sha256(content).hexdigest()[:16]
    return Suite(folder.resolve().name, folder, found, asked, digest, len(cases) - len(asked))


def find_corpus(folder: Path) -> Path | None:
    """The articles of a suite: a folder or file of its own, or the bundled pages; None where it has none."""
    if (folder / SEEDS).is_file():
        return seeds_folder()
    return next((folder / name for name in CORPUS if (folder / name).exists()), None)


def check_names(suite: Suite, library: Library) -> None:
    """Raises SuiteError where the corpus holds no article, or a case names one that it does not hold."""
    if not library.count_articles():
        raise SuiteError(f"no article could be read from {suite.corpus}; dossier ingest {suite.corpus} says why")
    known = {name for a in library.articles() for name in (a.key, a.id)}
    for case in suite.cases:
        for name in (*case.sources, *case.scope):
            if name not in known and name.rpartition(".")[0] not in known:
                raise SuiteError(f"{suite.folder / CASES}: case {case.id!r} names {name!r}, which no article is called")


def _read_cases(path: Path, content: bytes) -> Iterator[Case]:
    seen: dict[str, int] = {}
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        number = content[: error.start].count(b"\n") + 1
        raise SuiteError(f"{path}:{number}: not UTF-8; save the file as UTF-8") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            case = Case.model_validate(json.loads(line))
        except json.JSONDecodeError as error:
            raise SuiteError(f"{path}:{number}: not JSON ({error.msg})") from None
        except ValidationError as error:
            raise SuiteError(f"{path}:{number}: {_say_wrong(error)}") from None
        if case.id in seen:
            raise SuiteError(f"{path}:{number}: the id {case.id!r} stands in line {seen[case.id]} already")
        seen[case.id] = number
        yield case


def _say_wrong(error: ValidationError) -> str:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown field {field!r}; the fields are {', '.join(Case.model_fields)}"
    return f"{field + ': ' if field else ''}{first['msg'].removeprefix('Value error, ')}"
