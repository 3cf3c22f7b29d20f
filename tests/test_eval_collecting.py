"""Cases come from a question just asked, from SQuAD files and from tables; nothing that is there is overwritten."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from eval.cases import SuiteError, load_suite
from eval.collecting import append_cases, draft_case, import_set, list_ids, name_case
from rag import Library, Question, Settings, answer_to_json, ask
from tests.conftest import write

SQUAD = {"version": "v2.0", "data": [{"title": "The_harbour", "paragraphs": [
    {"context": "The pier was opened by Maria Keller in 1931.", "qas": [
        {"id": "q1", "question": "Who opened the pier?", "is_impossible": False,
         "answers": [{"text": "Maria Keller", "answer_start": 23}, {"text": "Keller", "answer_start": 29}]},
        {"id": "q2", "question": "Who closed the pier?", "is_impossible": True, "answers": []}]},
    {"context": "The ferry has run since 1950.", "qas": [
        {"question": "Since when has the ferry run?",
         "answers": [{"text": "1950", "answer_start": 24}]}]}]}]}  # fmt: skip
TODAY = date(2026, 1, 2)


def test_an_answer_becomes_a_draft_that_is_not_asked_until_it_is_completed(
    seeds: tuple[Library, Settings], tmp_path: Path
) -> None:
    library, settings = seeds
    answer = answer_to_json(ask(Question("How many times did Shoigu visit?"), library, settings))
    keys = {c["article"]: library.article(c["article"]).key for c in answer["citations"]}
    case = draft_case(answer, keys, TODAY)
    assert (case.id, case.kind, case.count, len(case.events)) == ("how-many-times-did-shoigu-visit", "count", 3, 3)
    assert case.evidence and set(case.sources) <= set(keys.values()) and case.reference.startswith("Three times")
    append_cases(tmp_path / "mine", [case])
    write(tmp_path / "mine", "corpus.jsonl", '{"id": "x", "text": "A text."}')
    with pytest.raises(SuiteError, match='take "draft": true out'):
        load_suite(tmp_path / "mine")
    path = append_cases(tmp_path / "mine", [case.model_copy(update={"id": "checked", "draft": False})])
    suite = load_suite(path.parent)
    assert ([c.id for c in suite.cases], suite.drafts) == (["checked"], 1)


def test_a_refusal_becomes_a_draft_without_an_answer(seeds: tuple[Library, Settings]) -> None:
    answer = answer_to_json(ask(Question("Who is the mayor of Reykjavik?"), *seeds))
    case = draft_case(answer, {}, TODAY)
    assert (case.kind, case.abstain, case.reference, case.sources) == ("unanswerable", True, "", ())


def test_cases_are_appended_on_a_line_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, "cases.jsonl", '{"id": "a"}\nnot json\n{"id": "a-2"}')
    assert name_case("A?", list_ids(tmp_path)) == "a-3"
    (case,) = (c for c in load_squad(tmp_path / "new") if c.id == "q1")
    append_cases(tmp_path, [case])
    assert (tmp_path / "cases.jsonl").read_text().splitlines()[2] == '{"id": "a-2"}'


def load_squad(folder: Path) -> tuple[object, ...]:
    path = write(folder.parent, "squad.json", json.dumps(SQUAD))
    assert import_set(path, folder) == (3, 2)
    return load_suite(folder).cases


def test_squad_becomes_a_suite(tmp_path: Path) -> None:
    cases = load_squad(tmp_path / "squad")
    assert [(c.id, c.all_of, c.abstain, c.sources) for c in cases] == [
        ("q1", (("Maria Keller", "Keller"),), False, ("00001",)),
        ("q2", (), True, ()),
        ("since-when-has-the-ferry-run", (("1950",),), False, ("00002",)),
    ]
    assert json.loads((tmp_path / "squad" / "corpus.jsonl").read_text().splitlines()[0])["title"] == "The harbour"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_becomes_cases(separator: str, tmp_path: Path) -> None:
    rows = [["Question", "Answer", "Source"], ["Who came?", "Keller | Maria Keller", "pier"], ["Who left?", "", ""]]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows) + "\r\n\r\n"
    path = write(tmp_path, "questions.csv", text)
    assert import_set(path, tmp_path / "suite") == (2, 0)
    write(tmp_path / "suite", "corpus.jsonl", '{"id": "pier", "text": "Keller came."}')
    assert [(c.id, c.all_of, c.abstain, c.sources) for c in load_suite(tmp_path / "suite").cases] == [
        ("who-came", (("Keller", "Maria Keller"),), False, ("pier",)),
        ("who-left", (), True, ()),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "the columns have to be question and answer"),
        ("question,answer\n", "holds no question"),
        ("question,reply\nWho?,Keller\n", "unknown: reply"),
        ("question,answer,kind\nWho?,Keller,riddle\n", "csv:2: no kind 'riddle'; one of fact"),
        ("question,answer\n,Keller\n", "csv:2: an answer without a question"),
        ("question,answer,id\nA?,b,x\nC?,d,x\n", "csv:3: the id 'x' stands in a line before it"),
        ("question,answer\nA?\n", "csv:2: 1 cells under 2 columns"),
        ('{"data": [{}]}', "after 0 paragraphs and 0 questions: 'paragraphs' is missing"),
        ("{", "not in the format of SQuAD"),
    ],
)
def test_what_cannot_be_imported_is_named_and_writes_nothing(content: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=says.replace("?", r"\?")):
        import_set(write(tmp_path, "set.csv", content), tmp_path / "suite")
    assert not (tmp_path / "suite").exists()


def test_a_suite_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path, "cases.jsonl", "kept")
    with pytest.raises(SuiteError, match="holds a suite or is a file already"):
        import_set(write(tmp_path, "squad.json", json.dumps(SQUAD)), tmp_path)
    with pytest.raises(SuiteError, match="name a SQuAD JSON file or a CSV file"):
        import_set(tmp_path / "missing.csv", tmp_path / "suite")


def test_quotes_in_a_table_and_ids_that_come_twice_are_kept_apart(tmp_path: Path) -> None:
    table = write(tmp_path, "q.csv", 'question,answer\n"She said ""no"" to what?","Dolan, Irena"\n')
    import_set(table, tmp_path / "a")
    assert '"She said \\"no\\" to what?"' in (tmp_path / "a" / "cases.jsonl").read_text()
    twice = json.loads(json.dumps(SQUAD))
    twice["data"][0]["paragraphs"][0]["qas"][1]["id"] = "q1"
    import_set(write(tmp_path, "s.json", json.dumps(twice)), tmp_path / "b")
    assert [case.id for case in load_suite(tmp_path / "b").cases][:2] == ["q1", "q1-2"]
