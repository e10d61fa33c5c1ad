"""Labelled texts are read with what is wrong told by file and line, and written so that they are read again."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from openbeat.errors import LabelError
from openbeat.labels import Labelled, append_labels, read_labels
from openbeat.records import Relevance, Stance

LINE = '{"lang": "en", "text": "Weights for all.", "relevance": "core"}'


def test_a_line_needs_language_text_and_relevance(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{LINE}\n\n{LINE}\n", encoding="utf-8")
    label, _ = read_labels(path, Labelled)
    assert (label.lang, label.text, label.relevance) == ("en", "Weights for all.", Relevance.CORE)
    assert label.topics is label.stance is label.entities is None


def test_a_gzipped_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl.gz"
    path.write_bytes(gzip.compress(LINE.encode()))
    assert len(read_labels(path, Labelled)) == 1


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("{", "Invalid JSON"),
        ('{"lang": "en", "text": "x"}', "relevance: Field required"),
        ('{"lang": "en", "text": "x", "relevance": "maybe"}', "relevance: Input should be 'core'"),
        ('{"lang": "en", "text": "x", "relevance": "core", "stance": "angry"}', "stance: Input"),
    ],
)
def test_a_broken_line_is_told_with_file_and_line(tmp_path: Path, broken: str, told: str) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text(f"{LINE}\n\n{broken}\n", encoding="utf-8")
    with pytest.raises(LabelError) as caught:
        read_labels(path, Labelled)
    assert str(caught.value).startswith(f"{path}, line 3: ")
    assert told in str(caught.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"no gzip"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / ("labels.jsonl.gz" if content == b"no gzip" else "labels.jsonl")
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LabelError, match=r"labels\.jsonl.* can't be read: "):
        read_labels(path, Labelled)


def test_what_is_appended_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    first = Labelled(lang="fr", text="Poids ouverts.", relevance=Relevance.OFF, hard_negative=True)
    second = Labelled(
        lang="ja",
        title="オープン",
        text="重みを公開",
        relevance=Relevance.CORE,
        topics=("model_release",),
        stance=Stance.NEUTRAL,
        entities=(),
        url="https://a.example/",
        beat="open_source_ai",
    )
    append_labels(path, [first])
    append_labels(path, [second])
    assert read_labels(path, Labelled) == [first, second]
    assert "オープン" in path.read_text(encoding="utf-8")


def test_marks_that_only_unicode_takes_for_ends_of_lines_stay_in_a_text(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    label = Labelled(lang="en", text="One\u2028two\x85three\nfour", relevance=Relevance.OFF)
    append_labels(path, [label, label])
    assert read_labels(path, Labelled) == [label, label]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="can't be written"):
        append_labels(tmp_path / "none" / "labels.jsonl", [])
