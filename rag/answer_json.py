"""An answer in the stable form of `ask --json`."""

from __future__ import annotations

from typing import Any

from rag.records import Answer, DateRange, Plan


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Plain dicts and lists; a date is `{"first", "last", "precision", "reason"}` with ISO days, or None."""
    return {
        "question": answer.question,
        "status": answer.status,
        "answer": answer.text,
        "model": answer.model,
        "claims": [
            {"text": c.text, "citations": list(c.citations), "derivation": c.derivation, "by_model": c.by_model}
            for c in answer.claims
        ],
        "citations": [
            {
                "source": c.source, "article": c.article_id, "title": c.title, "outlet": c.outlet,
                "published": _date_to_json(c.published), "quote": c.quote, "start": c.start, "end": c.end,
                "support": c.support,
            }
            for c in answer.citations
        ],
        "events": [
            {
                "date": _date_to_json(e.when), "what": e.what, "where": e.where, "modality": e.modality,
                "citations": list(e.citations),
            }
            for e in answer.events
        ],
        "figures": [
            {
                "figure": f.figure, "speaker": f.speaker, "replaces": f.replaces, "update": f.update,
                "citations": list(f.citations),
            }
            for f in answer.figures
        ],
        "plan": _plan_to_json(answer.plan),
        "coverage": {
            "articles": answer.coverage.articles,
            "matched": answer.coverage.matched,
            "set_aside": [
                {"what": a.what, "why": a.why, "citations": list(a.citations)} for a in answer.coverage.set_aside
            ],
        },
        "timings": {"evidence_ms": round(answer.evidence_ms, 1), "total_ms": round(answer.total_ms, 1)}
        | ({"first_sentence_ms": round(answer.first_sentence_ms, 1)} if answer.first_sentence_ms else {}),
        "tokens": {"prompt": answer.prompt_tokens, "completion": answer.completion_tokens}
        | ({"cached": answer.cached_tokens} if answer.cached_tokens else {}),
    } | {name: list(said) for name, said in (("notes", answer.notes), ("unmet", answer.unmet)) if said}  # fmt: skip


def _plan_to_json(plan: Plan | None) -> dict[str, Any] | None:
    """How a question was understood."""
    if plan is None:
        return None
    return {
        "route": plan.route, "question": plan.text, "names": list(plan.names), "terms": list(plan.terms),
        "action": plan.action, "places": list(plan.places), "period": _date_to_json(plan.dates), "outlet": plan.outlet,
    } | ({"parts": [_plan_to_json(part) for part in plan.ends or ()]} if plan.route == "parts" else {})  # fmt: skip


def _date_to_json(days: DateRange | None) -> dict[str, Any] | None:
    if days is None:
        return None
    ends = {"first": days.first, "last": days.last}
    return {k: v.isoformat() if v else None for k, v in ends.items()} | {
        "precision": days.precision,
        "reason": days.reason,
    }
