"""Records to HTML: an answer's prose on one side, its sources as cards on the other.

Pure functions. Text becomes HTML in `markup` alone, so that nothing an article, a file name or a question holds
can be anything but text on the page.
"""

from ui.markup import NOTHING
from ui.render.actions import (
    render_actions,
    render_downloads,
    render_more,
    render_pair_actions,
    render_verdicts,
)
from ui.render.answer import render_answer
from ui.render.markers import answer_id
from ui.render.sources import render_sources
from ui.render.status import (
    render_notice,
    render_overview,
    render_pending,
    render_stopped,
    render_waiting,
    render_writing,
)

__all__ = [
    "NOTHING",
    "answer_id",
    "render_actions",
    "render_answer",
    "render_downloads",
    "render_more",
    "render_notice",
    "render_overview",
    "render_pair_actions",
    "render_pending",
    "render_sources",
    "render_stopped",
    "render_verdicts",
    "render_waiting",
    "render_writing",
]
