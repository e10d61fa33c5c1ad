"""Verdicts as rows of the store: one of ``verdicts``, and one of ``mentions`` for each entity."""

from __future__ import annotations

from datetime import date, datetime

from openbeat.records import Relevance, Verdict
from openbeat.store.database import Row
from openbeat.store.times import to_store


def verdict_row(article_id: int, day: date, verdict: Verdict, judged_at: datetime) -> Row:
    """The row of a verdict."""
    return {
        "article_id": article_id,
        "beat": verdict.beat,
        "day": day,
        "relevance": verdict.relevance,
        "score": verdict.score,
        "probability_core": verdict.probability[Relevance.CORE],
        "probability_mention": verdict.probability[Relevance.MENTION],
        "topics": [{"topic": topic, "score": score} for topic, score in verdict.topics.items()],
        "stance": verdict.stance,
        "jurisdictions": list(verdict.jurisdictions),
        "evidence": [
            {"where": item.where, "start": item.start, "text": item.text, "rule": item.rule, "weight": item.weight}
            for item in verdict.evidence
        ],
        "beat_version": verdict.beat_version,
        "classifier_version": verdict.classifier_version,
        "judged_at": to_store(judged_at),
    }


def mention_rows(article_id: int, day: date, verdict: Verdict) -> list[Row]:
    """The rows of the entities that a verdict names."""
    return [
        {
            "article_id": article_id,
            "beat": verdict.beat,
            "day": day,
            "entity": mention.entity,
            "kind": mention.kind,
            "label": mention.label,
            "count": mention.count,
            "in_title": mention.in_title,
            "offsets": list(mention.offsets),
            "forms": [
                {"label": form.label, "version": form.version, "size": form.size, "count": form.count}
                for form in mention.forms
            ],
        }
        for mention in verdict.mentions
    ]
