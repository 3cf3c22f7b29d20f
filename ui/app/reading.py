"""Reading an article whole: a page of its own, which the chat shows in its side panel."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from rag import DossierError
from ui.desk import Desk
from ui.markup import tag
from ui.page import write_page
from ui.render import render_notice
from ui.render.article import read_spans, render_article


def add_articles(app: FastAPI, desk: Desk) -> None:
    """The route `articles/ID?cited=10-20,31-44`: the numbers are offsets, bad ones are ignored."""

    @app.get("/articles/{article_id}")
    def read_article(article_id: str, cited: str = "", near: str = "") -> HTMLResponse:
        try:
            article = desk.article(article_id)
            sentences = desk.sentences(article_id)
        except DossierError:
            gone = render_notice("This article is not in the library. It may have been removed since.")
            return HTMLResponse(write_page("Dossier", tag("article", gone, class_="whole")), status_code=404)
        length = len(article.text)
        shown = render_article(
            article, sentences, desk.credit(article), read_spans(cited, length), read_spans(near, length)
        )
        return HTMLResponse(write_page(article.title or "Untitled", shown))
