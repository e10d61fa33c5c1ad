"""Measure how well pages are read and articles judged, and write the tables to docs/quality.md.

    python -m bench.quality [reading] [language] [steps] [classification] [--shared FOLDER]

FOLDER holds ``bench/extraction/<set>/``, ``bench/language/texts.jsonl.gz`` and ``bench/classification/dev.jsonl.gz``.
All peers must be installed. It takes
some twenty minutes; with a part named, only that is measured, and the rest of the page stays. A part is written as soon
as it is measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.fit_body import FOLDS, blocks_of, fit, publisher_fold, read_by
from bench.language_scores import load_texts
from bench.leave_one_out import tables
from bench.peers import BASELINE, Reader, baseline, installed
from bench.reading import OURS, Run, read, run, scores_table
from bench.scores import Row
from bench.sets import Example, load
from bench.tables import NONE, table
from openbeat.labels import read_labels
from openbeat.reading.forest import forest_from

REPOSITORY = Path(__file__).parents[1]
PAGE = REPOSITORY / "docs" / "quality.md"
UNSEEN = f"{OURS}, publisher unseen"
ORDER = ("reading", "language", "steps", "classification")
_SECTION = re.compile(
    rf"^<!-- ({'|'.join(ORDER)}) -->\n(.*?)(?=^<!-- (?:{'|'.join(ORDER)}) -->\n|\Z)", re.MULTILINE | re.DOTALL
)

HEAD = """# How well pages are read and articles judged

<!-- Made by `python -m bench.quality`; the words are in bench/quality.py. -->

openbeat reads a page's text, title, authors and dates, tells the language of the text, and judges whether and how it
covers a beat. Here is how often it is right, on recorded pages and texts whose answers others wrote down, with other
means beside it on the same pages in the same run.
A test keeps it from getting worse (`tests/test_quality.py`).

**Read this with the figures.** The rules of openbeat were made with these pages in view, and the trees that choose
the blocks of a text were fitted on them, so the rows *openbeat* flatter it. The rows *openbeat, publisher unseen* say
what to expect of text on other pages: there, each page is read by trees that were fitted without any page of its
publisher.
"""

SETS_HEAD = """
## The pages

The pages are their publishers', so they are not part of this repository; each set can be had where it comes from.
"""

TEXT_HEAD = """
## Text, title, date, authors

- **text F1** is the metric of scrapinghub's article-extraction-benchmark: a text is the multiset of its runs of four
  words; **precision** is the mean share of the runs read that are in the true text, **recall** that of the true runs
  that were read, F1 the harmonic mean of the two. Chinese, Japanese, Thai and Burmese are told apart by character.
- **snippets F1** is trafilatura's own: some sentences must be in the text (**found**), others must not (**leaked**).
- **title** is right if letters and digits are, **date** if it is the same day, as written or in UTC, **authors** if
  it is the same set of names.
- *openbeat, publisher unseen* has text by trees fitted across five folds of publishers; the rest is the same.
- **CPU ms** is the median time a page takes, for openbeat with text, metadata and language; **×** is that as a
  multiple of what trafilatura takes for text and metadata, **× mean** the same of means.

A page that an extractor fails on counts as an empty text. None of them has a network; each has what else it asks to
be installed, but for what it would download (newspaper4k wants data of nltk for Korean), and the settings that did
best by it on most sets.
"""

LANGUAGE_HEAD = """
## Language

The opening of the first real paragraphs is looked at: its script first, then letters that one language alone has,
then all n-grams that langdetect's 55 profiles know, weighed against everyday words of some eighty languages. What the
feed or page declares counts as much as two such words, unless it says English, which templates do whatever the page
is in. Where little speaks for anything, the answer is `und`.

Measured on {texts:,} texts in {languages} languages: test sentences of lingua (from the Leipzig corpora), CLD2 and
franc, and articles of the fundus set. *Mixed* has an English tail below the text. Some labels are wrong, and some
texts are lists of names. Figures are shares of texts named right. For languages that langdetect has no profile of,
`und` is as good an answer as the right one; *profile, und* are texts lost to `und` although there is a profile.
lingua is at home here: most texts are its own test sentences.

The second table says how often an answer is right by the confidence given. The third says which languages beside the
main one are told of texts in several languages: the labelled ones, and mixtures drawn from the paragraphs (four in
one language and four in another, three languages, one foreign paragraph among six, two of a neighbour's below four,
seven in one).
"""

STEPS_HEAD = """
## What each step adds

The same figures with one step at a time left out: what is lost (minus) or gained without it. For text it is text F1,
for trafeval snippets F1, by trees that were fitted on these pages. A step that adds nothing here may be there for
feeds, for hostile pages or for other languages.
"""


CLASSIFICATION_HEAD = """
## Whether and how an article covers the beat

Measured on {items} items (title and lead) in many languages, labelled by one annotator who had nothing to do with these
rules; candidates were picked with regular expressions, so recall is optimistic for texts without any keyword. Labels
follow the scheme of the beat: *core* (open-source AI is the subject), *mention* (named, not the subject), *off*.

- **openbeat** is what ships. Its weights were fitted on these items too, so that column flatters.
- **without its group** has each item judged by weights that were fitted without any item of its group (five folds),
  **without its source** without any item of its publication. The vocabulary is the same in all three columns: parts of
  it were written with these texts in view, most of it was not.
- **words** is the phrase "open source" and a word for AI in each language; **characters** is TF-IDF of character
  n-grams with logistic regression, cross-validated over the groups.

*Recall without a word of openness* is of items within the beat whose title and lead say nothing like "open".
"""

CLASSIFICATION_TAIL = """
### What it gets wrong, and why

- **Subject or mention** is the hardest line to draw, for people as well (the annotator agreed with himself on 57 of 60
  items). Company news of a maker of open models (a round of funding, an acquisition) names the maker from the first
  word to the last and is a mention all the same; a comparison of closed and open models is one or the other by its
  angle. With 27 mentions in the set, one more or less moves the figure by two points.
- **Projects nobody has listed** are recognised by what stands around them: licence, repository, stars, the phrase "open
  source". A headline that gives a name and says what it does, with none of these in the lead, is missed.
- **Open-source software with AI on the side**, or harmed by AI, is told from open-source AI by the words of that
  neighbour; where the lead has none of them, it is let in.
- **Machine-translated pages with their menus in the text** bring words of openness from the page's frame.
- **Topics** that are told by implication (adoption, community, opinion) are found half of the time. A topic's words are
  lists; an article that uses none of them is missed.
- **Stance** rests on words of praise and blame. Irony, and praise by facts alone, are not seen; *mixed* is the weakest.
- **Entities** that are common words count only beside words of AI; people nobody listed are found only beside a
  word for what they do.
- The labels rest on leads. On whole articles there is more to find, and more that is only touched upon.
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a set comes from."""

    name: str
    """Of its folder."""
    repository: str
    commit: str
    licence: str
    about: str
    """Pages, truth, and what to know of it."""
    weight: float = 1
    """How much each of its pages counts where trees are fitted, as given to bench/fit_body.py."""


SETS = (
    Origin("scrapinghub", "scrapinghub/article-extraction-benchmark", "4a3bc97", "MIT",
           "news and blogs of 2018 and 2019; text only, marked by people", 1.2),
    Origin("fundus", "flairNLP/fundus", "18da6e5", "MIT",
           "newspapers in more than 22 languages, 2023 to 2026; text and metadata by selectors written for each paper"),
    Origin("wcxb_article", "Murrough-Foley/web-content-extraction-benchmark", "c039d5e", "CC-BY-4.0",
           "articles of all kinds, many of them no news; drafted by a language model, reviewed by people", 0.6),
    Origin("mozread", "mozilla/readability", "ab4027a", "Apache-2.0",
           "real pages of Readability's tests; the truth is what Readability made of them, which favours its like"),
    Origin("trafeval", "adbar/trafilatura", "e90b0ef", "Apache-2.0",
           "snippets chosen by trafilatura's authors, who tune it on them", 0.5),
)  # fmt: skip


def main() -> None:
    """Measure what is asked for and write it into the page."""
    parser = argparse.ArgumentParser(description="Measure how well pages are read, and write docs/quality.md.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(ORDER)}; all if none is named")
    shared = Path(os.environ.get("OPENBEAT_SHARED", REPOSITORY.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=shared, help="folder of the recorded data")
    parser.add_argument("--out", type=Path, default=PAGE, help="page to write")
    options = parser.parse_args()
    makers: dict[str, Callable[[Sequence[Path], Path], str]]
    makers = dict(zip(ORDER, (_reading, _language, _steps, _classification), strict=True))
    if unknown := set(options.parts) - makers.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    folders = [options.shared / "bench" / "extraction" / origin.name for origin in SETS]
    texts = options.shared / "bench" / "language" / "texts.jsonl.gz"
    for part, make in makers.items():
        if part in (options.parts or makers):
            _write(options.out, part, make(folders, texts))
            print(f"{options.out}: {part}")


def _write(page: Path, part: str, section: str) -> None:
    """Put a section into the page, in its place among the others."""
    old = page.read_text(encoding="utf-8") if page.exists() else ""
    sections = {match[1]: match[2] for match in _SECTION.finditer(old)} | {part: section}
    named = (f"<!-- {name} -->\n\n{sections[name].strip()}\n" for name in ORDER if name in sections)
    page.write_text("\n".join([HEAD, *named]), encoding="utf-8")


def _versions(peers: Iterable[str]) -> str:
    others = [name for name in peers if not name.startswith("trafilatura")]
    libraries = [f"{name} {version(name)}" for name in ("trafilatura", "htmldate", "lxml")]
    return f"Measured with Python {platform.python_version()}, {', '.join([*libraries, *others])}."


def _sets(examples: Mapping[str, Sequence[Example]]) -> str:
    rows = [
        [origin.name, origin.about, f"[{origin.repository}](https://github.com/{origin.repository})",
         f"`{origin.commit}`", origin.licence, str(len(examples[origin.name]))]
        for origin in SETS
    ]  # fmt: skip
    return table(("set", "what it is", "from", "commit", "licence", "pages"), rows, markdown=True, words=5)


def _reading(folders: Sequence[Path], _: Path) -> str:
    peers, missing = installed()
    if missing:
        sys.exit("\n".join(missing))
    examples = {folder.name: load(folder) for folder in folders}
    readers: dict[str, Reader] = {OURS: read, BASELINE: baseline} | peers
    unseen = _read_unseen(examples)
    parts = [SETS_HEAD, _sets(examples), TEXT_HEAD, _versions(peers)]
    statuses: dict[str, Counter[str]] = {}
    for name, pages in examples.items():
        runs = _with_unseen(run(pages, readers), unseen)
        parts += [f"\n### {name}\n", scores_table(pages, runs, markdown=True)]
        parts += [
            f"\n{peer} could not read {one.failures.total()} of the pages."
            for peer, one in runs.items()
            if one.failures
        ]
        statuses[name] = Counter(str(reading["status"]) for reading in runs[OURS].readings.values())
    order = [status for status, _ in sum(statuses.values(), Counter[str]()).most_common()]
    rows = [[status, *(str(counts[status] or NONE) for counts in statuses.values())] for status in order]
    parts += ["\n### What openbeat took the pages for\n", table(("status", *statuses), rows, markdown=True)]
    return "\n".join(parts)


def _read_unseen(examples: Mapping[str, Sequence[Example]]) -> dict[str, Row]:
    """What is read from each page by trees that were fitted without its publisher's pages."""
    weights = {origin.name: origin.weight for origin in SETS}
    blocks = [blocks_of(example, weights[name]) for name, pages in examples.items() for example in pages]
    readings: dict[str, Row] = {}
    for fold in range(FOLDS):
        model = forest_from(fit([page for page in blocks if page and page.fold != fold]))
        left_out = [page for pages in examples.values() for page in pages if publisher_fold(page) == fold]
        readings |= read_by(model, left_out)
    return readings


def _with_unseen(runs: Mapping[str, Run], unseen: Mapping[str, Row]) -> dict[str, Run]:
    """The runs, after our own one with the texts of unseen publishers."""
    readings = {name: unseen[name] for name in runs[OURS].readings}
    return {OURS: runs[OURS], UNSEEN: Run(readings), **runs}


def _language(_: Sequence[Path], texts: Path) -> str:
    command = [sys.executable, str(REPOSITORY / "bench" / "language.py"), str(texts), "--peers", "--markdown"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows = load_texts(texts)
    codes = {row["lang"] for row in rows}
    return f"{LANGUAGE_HEAD.format(texts=len(rows), languages=len(codes))}\n{told}"


def _classification(_: Sequence[Path], texts: Path) -> str:
    labels = texts.parents[1] / "classification" / "dev.jsonl.gz"
    program = str(REPOSITORY / "bench" / "classification.py")
    command = [sys.executable, program, str(labels), "--cross-validate", "--baselines", "--markdown"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return f"{CLASSIFICATION_HEAD.format(items=len(read_labels(labels)))}\n{told}\n{CLASSIFICATION_TAIL}"


def _steps(folders: Sequence[Path], texts: Path) -> str:
    found = tables(folders, texts, markdown=True)
    return "\n".join([STEPS_HEAD, *(f"### {field.capitalize()}\n\n{text}\n" for field, text in found.items())])


if __name__ == "__main__":
    main()
