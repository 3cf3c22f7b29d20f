"""Making cases: a question just asked becomes a draft to complete, and sets in other formats become suites."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from eval.cases import CASES, CORPUS, Case, Kind, SuiteError

COLUMNS = ("question", "answer", "id", "kind", "source")
"""What a table of questions may have; the first two it must."""


def draft_case(answer: Mapping[str, Any], keys: Mapping[str, str], asked_on: date, taken: Iterable[str] = ()) -> Case:
    """A case from an answer in the form of `ask --json`, for a person to check and complete.

    What was answered and cited is written down as a proposal; `draft` keeps it from being asked until it is taken out.
    `keys` has the key of each article by its id; `taken` the ids that the suite has already.
    """
    cited = [answer["citations"][n] for claim in answer["claims"] for n in claim["citations"]]
    days = [event["date"] for event in answer["events"] if event["date"]]
    counted = any((claim["derivation"] or "").startswith("count of") for claim in answer["claims"])
    return Case(
        id=name_case(answer["question"], taken),
        kind="unanswerable" if not answer["claims"] else "count" if counted else "fact",
        question=answer["question"],
        asked_on=asked_on,
        count=len(answer["events"]) if counted else None,
        events=tuple(date.fromisoformat(d["first"]) for d in days if d["first"] and d["first"] == d["last"]),
        abstain=not answer["claims"],
        sources=tuple(dict.fromkeys(keys[c["article"]] for c in cited)),
        evidence=tuple(dict.fromkeys(c["quote"] for c in cited)),
        reference=answer["answer"] if answer["claims"] else "",
        draft=True,
    )


def name_case(question: str, taken: Iterable[str] = ()) -> str:
    """An id from the words of a question, with a number behind it where it is taken."""
    words = re.findall(r"\w+", question.lower())
    name = "-".join(words[:8]) or "case"
    used = set(taken)
    return name if name not in used else next(n for k in range(2, len(used) + 3) if (n := f"{name}-{k}") not in used)


def append_cases(folder: Path, cases: Iterable[Case]) -> Path:
    """Write cases behind those that a suite has, one a line; the folder is made where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CASES
    before = path.read_bytes() if path.is_file() else b""
    lines = [
        json.dumps(case.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) + "\n" for case in cases
    ]
    with path.open("ab") as file:
        file.write((b"\n" if before and not before.endswith(b"\n") else b"") + "".join(lines).encode())
    return path


def list_ids(folder: Path) -> list[str]:
    """The ids of the cases that a suite has so far, drafts too; lines that cannot be read have none."""
    found = []
    path = folder / CASES
    for line in path.read_text("utf-8", "replace").split("\n") if path.is_file() else ():
        try:
            found.append(str(json.loads(line)["id"]))
        except (ValueError, TypeError, KeyError):
            continue
    return found


def import_set(path: Path, folder: Path) -> tuple[int, int]:
    """Make a suite of a SQuAD JSON file or of a CSV of questions and answers; (cases, articles) that were written.

    A CSV brings no articles: they go into the folder `corpus` of the suite. Raises SuiteError, and writes nothing,
    where the file is neither, names an unknown column, or the suite has cases already.
    """
    if folder.is_file() or (folder / CASES).exists() or (folder / CORPUS[1]).exists():
        raise SuiteError(f"{folder} holds a suite or is a file already; name a new folder for what is imported")
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise SuiteError(f"{path}: {error.strerror}; name a SQuAD JSON file or a CSV file") from None
    except UnicodeDecodeError:
        raise SuiteError(f"{path} is not UTF-8; save it as UTF-8 and import it again") from None
    cases, corpus = _read_squad(path, text) if text.lstrip()[:1] in ("{", "[") else (_read_table(path, text), [])
    if not cases:
        raise SuiteError(f"{path} holds no question")
    append_cases(folder, cases)
    if corpus:
        lines = (json.dumps(article, ensure_ascii=False) + "\n" for article in corpus)
        (folder / CORPUS[1]).write_text("".join(lines), "utf-8")
    return len(cases), len(corpus)


class _Unanswered(ValueError):
    """A question without an answer that is said to have one."""


def _read_squad(path: Path, text: str) -> tuple[list[Case], list[dict[str, str]]]:
    """Cases and articles of the format of SQuAD 1.1 and 2.0 (Rajpurkar 2016, 2018): a paragraph is an article."""
    cases: list[Case] = []
    corpus: list[dict[str, str]] = []
    seen: set[str] = set()
    try:
        found = json.loads(text)
        for group in found["data"] if isinstance(found, dict) else found:
            for paragraph in group["paragraphs"]:
                title = str(group.get("title", "")).replace("_", " ")
                article = {"id": f"{len(corpus) + 1:05}", "title": title, "text": str(paragraph["context"])}
                corpus.append(article)
                for asked in paragraph["qas"]:
                    case = _make_squad_case(asked, article["id"], seen)
                    seen.add(case.id)
                    cases.append(case)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        place = f"after {len(corpus)} paragraphs and {len(cases)} questions"
        what = f"{error} is missing" if isinstance(error, KeyError) else "it is no JSON or nested otherwise"
        what = str(error) if isinstance(error, _Unanswered) else what
        raise SuiteError(f"{path} is not in the format of SQuAD (data, paragraphs, qas), {place}: {what}") from None
    return cases, corpus


def _make_squad_case(asked: Mapping[str, Any], article: str, seen: set[str]) -> Case:
    ways = tuple(dict.fromkeys(str(answer["text"]) for answer in asked.get("answers", ()) if answer["text"]))
    question = str(asked["question"]).strip()
    name = str(asked.get("id") or name_case(question, seen))
    if name in seen:
        name = name_case(name, seen)
    if not ways and asked.get("is_impossible") is False:
        raise _Unanswered(f"question {name!r} has no answer and is not marked is_impossible")
    if asked.get("is_impossible") or not ways:
        return Case(id=name, kind="unanswerable", question=question, abstain=True)
    return Case(id=name, kind="fact", question=question, all_of=(ways,), sources=(article,))


def _read_table(path: Path, text: str) -> list[Case]:
    """Cases of a table with a head; `|` parts ways to say the answer, and no answer means that there is none."""
    first = text.split("\n", 1)[0]
    csv.field_size_limit(len(text) + 1)
    rows = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    heads = [head.strip().lower() for head in next(rows, [])]
    unknown = [head for head in heads if head not in COLUMNS]
    if not {"question", "answer"} <= set(heads) or unknown:
        named = f"unknown: {', '.join(unknown)}" if unknown else f"found: {', '.join(heads) or 'none'}"
        raise SuiteError(f"{path}: the columns have to be question and answer, and may be id, kind, source; {named}")
    cases: list[Case] = []
    for row in rows:
        if any(cell.strip() for cell in row):
            if len(row) != len(heads):
                raise SuiteError(f"{path}:{rows.line_num}: {len(row)} cells under {len(heads)} columns")
            cells = dict(zip(heads, (cell.strip() for cell in row), strict=True))
            cases.append(_make_table_case(path, rows.line_num, cells, [case.id for case in cases]))
    return cases


def _make_table_case(path: Path, line: int, cells: Mapping[str, str], taken: list[str]) -> Case:
    ways = tuple(way.strip() for way in cells["answer"].split("|") if way.strip())
    kind: Any = cells.get("kind") or ("fact" if ways else "unanswerable")
    if kind not in Kind.__args__:  # type: ignore[attr-defined]
        raise SuiteError(f"{path}:{line}: no kind {kind!r}; one of {', '.join(Kind.__args__)}")  # type: ignore[attr-defined]
    if not cells["question"]:
        raise SuiteError(f"{path}:{line}: an answer without a question")
    name = cells.get("id") or name_case(cells["question"], taken)
    if name in taken:
        raise SuiteError(f"{path}:{line}: the id {name!r} stands in a line before it")
    sources = (cells["source"],) if cells.get("source") else ()
    return Case(id=name, kind=kind, question=cells["question"], all_of=(ways,) if ways else (), abstain=not ways,
                sources=sources)  # fmt: skip
