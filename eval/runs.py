"""Running a suite: every case is asked, and what came back is written down at once, so that a killed run goes on."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import platformdirs
from filelock import FileLock

import rag
from eval.cases import Case, Suite
from eval.judging import grade_answer
from eval.metrics import EVIDENCE_TOKENS, RANKED, Outcome
from eval.values import says
from rag import (
    DossierError,
    Filters,
    Hit,
    Library,
    Model,
    Question,
    Settings,
    Step,
    answer_to_json,
    ask,
    ingest,
    open_library,
    rank_sentences,
    search_passages,
)

AROUND = 160
"""Characters of an article that are kept on either side of a quote."""
Progress = Callable[[Step], None]
_SEARCHES = {"keyword": ("keyword",), "vector": ("vector",), "hybrid": ("keyword", "vector")}


@dataclass(frozen=True, slots=True)
class Run:
    """A suite asked with one model: `about` says with what, `outcomes` what came back, by case."""

    about: dict[str, Any]
    outcomes: dict[str, Outcome]


def prepare_library(name: str, corpus: Path, settings: Settings, progress: Progress | None = None) -> Library:
    """The corpus of a suite in a library of its own, kept in the user's cache and used again while nothing changes.

    Where only the rules by which pages are read have changed, it is read again and nothing is embedded.
    """
    corpus = corpus.resolve()  # by another path it would be read a second time
    place = hashlib.sha256(str(corpus).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    name = "-".join((name, _digest_files(corpus), place, settings.embedder, str(settings.passage_pieces)))
    folder = Path(platformdirs.user_cache_dir("dossier")) / "eval" / "".join(c if c.isalnum() else "-" for c in name)
    library = open_library(settings.model_copy(update={"library": folder / "library"}))
    note, code = folder / "code", digest_code()
    if not note.is_file() or note.read_text() != code:
        again = note.is_file()
        note.write_text("unfinished")  # whatever stops it now, the pages are read again
        ingest([corpus], library, settings, progress=progress, prune=True, again=again)
        note.write_text(code)
    return library


def run_suite(
    suite: Suite, library: Library, settings: Settings, progress: Progress | None = None, judge: Model | None = None
) -> Run:
    """Ask every case, and let the judge grade it where there is one.

    A run that was stopped goes on where it was; one that is complete begins anew.
    """
    about = describe_run(suite, settings) | ({"judge": judge.spec} if judge else {})
    key = hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:16]
    path = library.folder.with_name(f"run-{key}.jsonl")
    with FileLock(path.with_suffix(".lock")):
        return Run(about, _ask_cases(suite, library, settings, path, progress, judge))


def _ask_cases(
    suite: Suite, library: Library, settings: Settings, path: Path, progress: Progress | None, judge: Model | None
) -> dict[str, Outcome]:
    done = _read_done(path)
    if len(done) >= len(suite.cases):
        path.unlink()
        done = {}
    with path.open("a", encoding="utf-8") as file:
        for number, case in enumerate(suite.cases):
            if progress:
                progress(Step("asking", number, len(suite.cases), 0, 0, 0.0))
            if case.id not in done:
                done[case.id] = run_case(case, library, settings)
                if judge:
                    done[case.id] = replace(done[case.id], judged=grade_answer(case, done[case.id], judge))
                file.write(json.dumps(asdict(done[case.id]), ensure_ascii=False) + "\n")
                file.flush()
    return done


def describe_run(suite: Suite, settings: Settings) -> dict[str, Any]:
    """All that a run depends on: settings, versions, hashes."""
    chosen = settings.model_dump(mode="json", exclude={"library", "port", "prices", "keys", "servers"})
    return {
        "suite": suite.name, "cases": len(suite.cases), "suite_digest": suite.digest,
        "corpus": str(suite.corpus.resolve()),
        "corpus_digest": _digest_files(suite.corpus), "settings": chosen, "dossier": rag.__version__,
        "code": digest_code(), "python": platform.python_version(), "machine": platform.machine(),
    }  # fmt: skip


def _read_done(path: Path) -> dict[str, Outcome]:
    """The outcomes of a run that was stopped; a line that was cut off and a case that failed are asked again."""
    found: dict[str, Outcome] = {}
    for line in path.read_text("utf-8").split("\n") if path.is_file() else ():
        try:
            outcome = Outcome(**json.loads(line))
        except (json.JSONDecodeError, TypeError):
            continue
        if not outcome.error:
            found[outcome.case] = outcome
    if path.is_file():
        spare = path.with_suffix(".new")
        spare.write_text("".join(json.dumps(asdict(o), ensure_ascii=False) + "\n" for o in found.values()), "utf-8")
        spare.replace(path)
    return found


def run_case(case: Case, library: Library, settings: Settings) -> Outcome:
    """Ask one case; an error is an outcome too."""
    scope = Filters(articles=tuple(name for n in case.scope for name in (n, n.rpartition(".")[0]) if name))
    question = Question(case.question, history=case.history, asked_on=case.asked_on, filters=scope)
    try:
        found = ask(question, library, settings)
        answer = answer_to_json(found) | {"confidence": round(found.confidence, 3)}
        for citation in answer["citations"]:
            article = library.article(citation["article"])
            start, end = citation["start"], citation["end"]
            citation["key"] = article.key
            citation["exact"] = article.text[start:end] == citation["quote"]
            citation["before"] = ("…" * (start > AROUND)) + article.text[max(0, start - AROUND) : start]
            citation["after"] = article.text[end : end + AROUND] + ("…" * (end + AROUND < len(article.text)))
        hits = {name: search_passages(case.question, library, RANKED, scope, by) for name, by in _SEARCHES.items()}
        ranked = rank_sentences(question, library, settings)
    except DossierError as error:
        return Outcome(case.id, error=str(error))
    return Outcome(
        case.id,
        answer,
        {name: _list_articles(library, [hit.passage.article_id for hit in found]) for name, found in hits.items()}
        | {"evidence": _list_articles(library, [one.candidate.article.id for one in ranked])},
        {name: find_answer(case, library, _read_sentences(library, found)) for name, found in hits.items()}
        | {"evidence": find_answer(case, library, [one.candidate.text for one in ranked])},
        cost=find_cost(answer, settings),
    )


def find_cost(answer: Mapping[str, Any], settings: Settings) -> float | None:
    """What the tokens of an answer cost by the price set for its model; None where none is."""
    if settings.model not in settings.prices:
        return None
    prompt, completion = settings.prices[settings.model]
    return float(answer["tokens"]["prompt"] * prompt + answer["tokens"]["completion"] * completion) / 1e6


def _list_articles(library: Library, ids: Sequence[str]) -> list[tuple[str, str]]:
    return [(library.article(article_id).key, article_id) for article_id in dict.fromkeys(ids)]


def find_answer(case: Case, library: Library, sentences: Iterable[str]) -> int | None:
    """After how many word pieces of the sentences found every group of the answer has been said; None where never."""
    missing = set(range(len(case.all_of)))
    if case.abstain or not missing:
        return None
    pieces = 0
    for sentence in sentences:
        pieces += library.embedder.count_pieces(sentence)
        missing -= {n for n in missing if any(says(sentence, wanted) for wanted in case.all_of[n])}
        if not missing:
            return pieces
        if pieces > EVIDENCE_TOKENS[-1]:
            return None
    return None


def _read_sentences(library: Library, hits: Sequence[Hit]) -> Iterator[str]:
    for hit in hits:
        text = library.article(hit.passage.article_id).text
        for sentence in library.sentences(hit.passage.article_id)[hit.passage.first : hit.passage.last + 1]:
            if not sentence.furniture:
                yield text[sentence.start : sentence.end]


def _digest_files(path: Path) -> str:
    """A hash of the names and contents of all files of a corpus."""
    digest = hashlib.sha256()
    for file in [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(str(file.relative_to(path)).encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def digest_code() -> str:
    """A hash of the code that answers and measures and of the versions of what it is built on."""
    digest = hashlib.sha256()
    for folder in (Path(rag.__file__).parent, Path(__file__).parent):
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.read_bytes())
    versions = sorted(f"{d.name} {d.version}" for d in distributions() if d.name)
    digest.update("\n".join(versions).encode())
    return digest.hexdigest()[:16]
