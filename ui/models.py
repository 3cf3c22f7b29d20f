"""The models that may word an answer: which there are here and now, and which one is chosen to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag import ModelState
from ui.markup import Html, join, tag

NONE = ModelState("none", True, "always there; answers in the articles' own sentences")


class Models:
    """`probe` asks every server what it has, which takes up to two seconds; `chosen` is the model of the settings."""

    def __init__(self, chosen: str = "none", probe: Callable[[], Sequence[ModelState]] = lambda: (NONE,)) -> None:
        self.chosen = chosen
        self._probe = probe
        self._found: Sequence[ModelState] = ()

    def list(self) -> Sequence[ModelState]:
        """Every model that can be named, as it is now; the chosen one is always among them."""
        found = [state for state in self._probe() if not state.to_fill_in or not state.available]
        if self.chosen not in {state.spec for state in found}:
            found.append(ModelState(self.chosen, True, "from the settings"))
        self._found = found
        return found

    def refuse(self, spec: str | None) -> str | None:
        """Why a model cannot be asked, or None: only what was found here may be, or what the settings name."""
        if spec is None or spec in ("none", self.chosen):
            return None
        state = _find(self._found, spec) or _find(self.list(), spec)
        if state is None:
            return f"There is no model {spec} here. Choose another one beside the question."
        return None if state.available else f"{spec} is not available: {state.state}."


def _find(found: Sequence[ModelState], spec: str) -> ModelState | None:
    return next((state for state in found if state.spec == spec), None)


def render_models(found: Sequence[ModelState], chosen: str) -> Html:
    """The options of the drop-down: what can be asked first, then what cannot and why."""
    here = join(_render_option(state, chosen) for state in found if state.available)
    gone = join(_render_option(state, chosen) for state in found if not state.available)
    return join((here, tag("optgroup", gone, label="Not available") if gone else ""))


def _render_option(state: ModelState, chosen: str) -> Html:
    name = "no model" if state.spec == "none" else state.spec
    away = ", not on this machine" if state.hosted else ""
    return tag(
        "option",
        name if state.available else f"{name}: {state.state}",
        away,
        value=state.spec,
        title=state.state,
        selected=state.spec == chosen,
        disabled=not state.available,
    )
