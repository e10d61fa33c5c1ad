"""The least sure articles are chosen, mixed; a person's answers are written one by one, and can be taken back."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from bench.classification import Item

from openbeat.errors import LabelError
from openbeat.labelling import ArticleLabel, LabelFile, candidates, chosen_entities, chosen_topics
from openbeat.labels import Labelled, read_labels
from openbeat.polling import after_poll
from openbeat.records import Completeness, Evidence, Relevance, Stance
from openbeat.settings import PollSettings, RetryPolicy
from openbeat.store import articles, entries, feeds
from openbeat.store.database import Database
from tests.builders import BEAT, NOW, make_entry, make_feed, make_outcome, make_poll, make_verdict
from tests.commands import BIN, openbeat

CORE, MENTION, OFF = Relevance
LEAD = "The weights of the open-weight model Llama 3.1 405B are released under an open licence. "


def store(
    database: Database, number: int, margin: float, *, site: str = "en", language: str = "en", **more: object
) -> str:
    """Store an article whose likeliest class is so much likelier than the next."""
    feed = make_feed(f"https://{site}.example/feed")
    feeds.add_feeds(database, [feed], NOW)
    address = f"https://www.{site}.example/{number}"
    entry = make_entry(address, feed_id=feed.feed_id, title=f"Title {number} of {site}")
    poll = make_poll(feed, [entry])
    entries.record_poll(database, 1, poll, after_poll(poll, PollSettings()), 10)
    share = {CORE: 0.5 + margin / 2, MENTION: 0.0, OFF: 0.5 - margin / 2}
    evidence = more.pop("evidence", make_verdict().evidence)
    verdict = replace(make_verdict(), probability=share, score=share[CORE], evidence=evidence)
    text = f"{LEAD}{site} {number} " + "It is said again. " * 60
    outcome = make_outcome(entry, text, language=language, verdict=verdict, published_at=NOW, **more)
    articles.commit_outcomes(database, 1, [outcome], zone=ZoneInfo("UTC"), retry=RetryPolicy(), now=NOW)
    return address


def test_the_least_sure_come_first(database: Database) -> None:
    sure, unsure = store(database, 1, 0.9, site="a"), store(database, 2, 0.1, site="b")
    found = candidates(database, BEAT, count=5)
    assert [article.url for article in found] == [unsure, sure]
    assert found[0].margin == pytest.approx(0.1, abs=1e-6)
    assert found[0].title == "Title 2 of b"
    assert 640 < len(found[0].text) < 650
    assert found[0].text.split()[-1] in {"It", "is", "said", "again."}  # no word is cut in two
    assert found[0].characters_more > 400
    assert candidates(database, "offshore_wind", count=5) == []


def test_no_publisher_and_no_language_fills_the_list(database: Database) -> None:
    for number in range(20):
        store(database, number, 0.01, site="loud")
    for number, language in enumerate(("de", "fr", "ja")):
        store(database, number, 0.3, site=language, language=language)
    found = candidates(database, BEAT, count=8)
    assert Counter(article.publisher for article in found)["loud.example"] < 6
    assert {article.language for article in found} == {"en", "de", "fr", "ja"}
    assert {article.language for article in candidates(database, BEAT, count=8, language="fr")} == {"fr"}


def test_what_is_labelled_or_has_nothing_to_show_is_left_out(database: Database) -> None:
    done, _ = store(database, 1, 0.1), store(database, 2, 0.1, completeness=Completeness.LIST)
    late = Evidence("body", 900, "Llama", "entity:model:Llama", 0.3)
    store(database, 3, 0.1, evidence=(late,))
    shown = store(database, 4, 0.2, evidence=(late, replace(late, where="lead", start=3)))
    silent = store(database, 5, 0.3, evidence=())
    assert [article.url for article in candidates(database, BEAT, count=9, labelled=[done])] == [shown, silent]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("", ("b",)), ("-", ()), ("3", ("c",)), ("1, 2", ("a", "b")), ("2 1 2", ("b", "a"))],
)
def test_topics_are_meant_by_number(answer: str, expected: tuple[str, ...]) -> None:
    assert chosen_topics(answer, ["a", "b", "c"], ["b"]) == expected


@pytest.mark.parametrize("answer", ["0", "4", "a", "1 x"])
def test_other_numbers_are_refused(answer: str) -> None:
    with pytest.raises(ValueError, match="no number from 1 to 3"):
        chosen_topics(answer, ["a", "b", "c"], [])


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("", ("Qwen", "Meta")),
        ("-", ()),
        ("Llama, Hugging Face ,", ("Llama", "Hugging Face")),
        ("+ Llama, Qwen", ("Qwen", "Meta", "Llama")),
        ("-qwen", ("Meta",)),
        ("gpt-oss", ("gpt-oss",)),
    ],
)
def test_entities_are_accepted_replaced_added_and_left_out(answer: str, expected: tuple[str, ...]) -> None:
    assert chosen_entities(answer, ["Qwen", "Meta"]) == expected


def test_what_was_not_proposed_cannot_be_left_out() -> None:
    with pytest.raises(ValueError, match="llama is not among them"):
        chosen_entities("-Llama", ["Qwen"])


def test_answers_are_appended_and_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"lang": "en", "text": "x", "relevance": "off", "url": "https://a.example/"}', encoding="utf-8")
    file = LabelFile(path)
    assert file.addresses == {"https://a.example/"}
    label = Labelled(lang="en", text="y", relevance=CORE)
    file.append(label)
    file.append(label)
    assert len(read_labels(path, Labelled)) == 3
    file.take_back()
    file.take_back()
    assert file.appended == 0
    assert [label.text for label in read_labels(path, Labelled)] == ["x"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="can't be written"):
        LabelFile(tmp_path / "none" / "labels.jsonl")  # before a person has answered anything


@pytest.fixture
def project(database: Database, tmp_path: Path) -> Path:
    """A folder with a published database of three articles."""
    for number, language in enumerate(("en", "de", "fr")):
        store(database, number, number / 10, site=language, language=language)
    database.close()
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    shutil.copyfile(database.path, folder / "data" / "openbeat.duckdb")
    return folder


def label(folder: Path, answers: Sequence[str], *arguments: object) -> list[ArticleLabel]:
    openbeat("label", *arguments, cwd=folder, stdin="".join(f"{answer}\n" for answer in answers))
    path = folder / "labels.jsonl"
    return read_labels(path, ArticleLabel) if path.exists() else []


def test_a_conversation_makes_labels_that_everything_reads(project: Path) -> None:
    first, second = label(project, ["c", "1 4", "s", "+Trellis", "o", "y", "q"])
    assert (first.relevance, first.topics, first.stance) == (
        CORE,
        ("model_release", "licensing_openness"),
        "supportive",
    )
    assert first.entities == ("Llama", "Trellis")
    assert (first.lang, first.title, first.text[:30]) == ("en", "Title 0 of en", LEAD[:30])
    assert (first.url, first.beat, first.source) == ("https://www.en.example/0", BEAT, "en.example")
    assert (second.relevance, second.hard_negative) == (OFF, True)
    assert (second.topics, second.stance, second.entities) == ((), None, ())
    assert "2 labelled texts" in openbeat("evaluate", "labels.jsonl", cwd=project).stdout
    assert [item.source for item in read_labels(project / "labels.jsonl", Item)] == ["en.example", "de.example"]


def test_enter_accepts_what_the_classifier_says(project: Path) -> None:
    (only,) = label(project, ["m", "", "", ""], "--count", 1)
    assert only.relevance is MENTION
    assert only.entities == ("Llama",)
    assert only.topics
    assert only.stance in set(Stance)


def test_skipping_leaves_no_label_and_going_back_takes_one_back(project: Path) -> None:
    labels = label(project, ["o", "n", "s", "b", "b", "o", "y", "q"])
    assert [(item.lang, item.hard_negative) for item in labels] == [("en", True)]


def test_going_back_from_a_later_question_begins_the_article_anew(project: Path) -> None:
    (only,) = label(project, ["c", "1", "b", "o", "n", "q"])
    assert only.relevance is OFF


def test_a_wrong_answer_is_asked_again(project: Path) -> None:
    (only,) = label(project, ["x", "c", "99", "-", "z", "n", "-Nobody", "-", "q"])
    assert (only.topics, only.stance, only.entities) == ((), Stance.NEUTRAL, ())


def test_labelled_articles_do_not_come_again_and_an_end_of_input_is_the_end(project: Path) -> None:
    assert len(label(project, ["o", "n"])) == 1
    assert len(label(project, ["o", "n", "o", "n"])) == 3
    told = openbeat("label", cwd=project, stdin="").stdout
    assert "nothing to label" in told
    assert len(label(project, [], "--language", "fr", "--out", "other.jsonl")) == 3


def test_what_cannot_be_done_is_told(project: Path, tmp_path: Path) -> None:
    assert "openbeat run" in openbeat("label", cwd=tmp_path, code=1, stdin="").stderr
    assert "on no articles in Danish" in openbeat("label", "--language", "da", cwd=project, stdin="").stdout
    assert "no language code" in openbeat("label", "--language", "french", cwd=project, code=1, stdin="").stderr
    (project / "labels.jsonl").write_text("{\n", encoding="utf-8")
    assert "labels.jsonl, line 1" in openbeat("label", cwd=project, code=1, stdin="").stderr


@pytest.mark.timeout(90)
def test_at_a_terminal_single_keys_answer(project: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(BIN / "openbeat"), "label"], cwd=project, stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True
    )
    os.close(theirs)
    screen = b""

    def wait_for(text: bytes) -> None:
        nonlocal screen
        deadline = time.monotonic() + 60
        while text not in screen:
            assert time.monotonic() < deadline, screen
            screen += os.read(ours, 4096)
        screen = screen.partition(text)[2]

    answers = [("quit)", "c"), ("for none)", "2\r"), ("(Enter: ", "\r"), ("for none)", "\r"), ("quit)", "\x03")]
    for asked, answer in answers:
        wait_for(asked.encode())
        time.sleep(0.5)  # what is typed before the terminal gives single keys is thrown away
        os.write(ours, answer.encode())
    wait_for(b"1 labelled")
    assert process.wait(timeout=30) == 0
    os.close(ours)
    (only,) = read_labels(project / "labels.jsonl", Labelled)
    assert (only.relevance, only.topics) == (CORE, ("tooling_infrastructure",))
