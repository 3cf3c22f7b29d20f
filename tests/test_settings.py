"""Settings: a flag beats the environment, which beats the file, which beats the default; mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import SettingsError, load_settings


def test_a_flag_beats_the_environment_which_beats_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("dossier.toml").write_text("hits = 3\nport = 1001\nanswer_words = 30\n")
    monkeypatch.setenv("DOSSIER_PORT", "1002")
    monkeypatch.setenv("DOSSIER_ANSWER_WORDS", "40")
    made = load_settings(answer_words=50, port=None)
    assert (made.hits, made.port, made.answer_words) == (3, 1002, 50)
    assert made.model == "none"


def test_the_library_lies_in_the_users_data_folder(tmp_path: Path) -> None:
    assert load_settings().library == tmp_path / "data" / "dossier" / "library"


def test_a_folder_in_the_home_is_found(tmp_path: Path) -> None:
    assert load_settings(library=Path("~/clippings")).library == tmp_path / "home" / "clippings"
    with pytest.raises(SettingsError, match="name a folder"):
        load_settings(library=Path(""))


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("hitz = 3\n", "unknown setting 'hitz'; did you mean hits"),
        ("hits = 0\n", "'hits'"),
        ("hits = \n", "not valid TOML"),
    ],
)
def test_a_mistake_in_the_file_is_named(toml: str, says: str) -> None:
    Path("dossier.toml").write_text(toml)
    with pytest.raises(SettingsError, match=says):
        load_settings()


def test_a_mistyped_environment_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSSIER_LIBARY", "/tmp/x")
    with pytest.raises(SettingsError, match="did you mean DOSSIER_LIBRARY"):
        load_settings()
