"""The chat in the browser: Gradio's components inside a FastAPI application. The only package that imports Gradio."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read at import: otherwise outside hosts are asked at every start
# Otherwise the queue sums up its own timings with pandas after every answer, and imports pandas for it.
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

from ui.app.building import build_app, build_chat
from ui.app.serving import serve_chat, serve_desk

__all__ = ["build_app", "build_chat", "serve_chat", "serve_desk"]
