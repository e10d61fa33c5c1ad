"""Every reason a failure can have is explained to people."""

from __future__ import annotations

import re
from pathlib import Path

import openbeat
from openbeat.fetching import failures
from openbeat.reading import walls
from openbeat.reasons import explain, reasons

RAISED = re.compile(r'(?:FetchError|FeedError|ReadingError)\(\s*"(\w+)"|Failure\("\w+", "(\w+)"|return "(\w+)"')


def raised() -> set[str]:
    """The reason codes that the sources name where they make errors."""
    found = set()
    for path in Path(openbeat.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        pattern = RAISED if path.name == Path(walls.__file__).name else re.compile(RAISED.pattern.rpartition("|")[0])
        found |= {code for match in pattern.findall(text) for code in match if code}
    return found | set(failures._SENTENCES)


def test_every_reason_that_is_raised_has_words() -> None:
    codes = raised()
    assert len(codes) > 30
    assert not [code for code in sorted(codes) if not explain(code).meaning]


def test_words_are_sentences() -> None:
    for code, reason in reasons().items():
        for sentence in (reason.meaning, reason.advice):
            assert sentence[0].isupper(), code
            assert sentence.endswith("."), code


def test_statuses_without_words_of_their_own_have_those_of_their_class() -> None:
    assert explain("http_418") == reasons()["http_4"]
    assert explain("http_599") == reasons()["http_5"]
    assert explain("nonsense").meaning == ""
