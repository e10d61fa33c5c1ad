"""Run the reading step over a folder of pages with known answers.

    python bench/reading.py SET_DIR [--predictions OUT.jsonl]

SET_DIR holds ``truth.jsonl`` (one object a page, with ``id`` and ``url``) and ``pages/<id>.html.gz``. No network is
used.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openbeat.errors import ReadingError
from openbeat.reading import detect_language, extract
from openbeat.reading.times import parse_time
from openbeat.records import Page


def pages(folder: Path) -> Iterator[tuple[str, Page]]:
    """The set's pages by id, in the order of its truth."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            body = gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes())
            yield row["id"], Page(url=row.get("url") or "", body=body)


def read(identity: str, page: Page) -> dict[str, Any]:
    """What the reading step makes of one page."""
    try:
        article = extract(page)
    except ReadingError as error:
        return {"id": identity, "status": error.reason, "body": None, "title": None, "authors": [], "date": None,
                "language": None, "declared_origin": None}  # fmt: skip
    language = detect_language(article.text, article.title, article.declared_language)
    # with the zone as written, so that the day is the publisher's
    day = article.published and (parse_time(article.published.raw) or article.published.at)
    return {
        "id": identity, "status": str(article.completeness), "body": article.text, "title": article.title,
        "authors": list(article.authors), "date": day.isoformat() if day else None, "language": language.code,
        "declared_origin": article.declared_origin,
    }  # fmt: skip


def main() -> None:
    """Read all pages, write the predictions and print statuses and CPU per page."""
    parser = argparse.ArgumentParser(description="Run the reading step over a set of pages.")
    parser.add_argument("set_dir", type=Path)
    parser.add_argument(
        "--predictions", type=Path, help="JSON lines: id, status, body, title, authors, date, language, declared_origin"
    )
    options = parser.parse_args()
    rows, milliseconds = [], []
    for identity, page in pages(options.set_dir):
        started = time.process_time()
        rows.append(read(identity, page))
        milliseconds.append(1000 * (time.process_time() - started))
    if options.predictions:
        options.predictions.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
        )
    print(f"{options.set_dir.name}: {len(rows)} pages, CPU ms per page: median {statistics.median(milliseconds):.1f}, "
          f"mean {statistics.mean(milliseconds):.1f}")  # fmt: skip
    print("statuses:", dict(Counter(row["status"] for row in rows).most_common()))


if __name__ == "__main__":
    main()
