"""Meet every case of the hostile newsroom one after the other, and write what came of it to docs/hostile-web.md.

    python -m bench.hostile [--out PAGE.md] [--data FOLDER]

The limits are the defaults, but for fetch.total_seconds. No internet is used: the newsroom is a server on loopback.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.hostile import CASES
from tests.hostile.case import Case, Kind
from tests.hostile.outcomes import disagreements, outcomes
from tests.hostile.running import TOTAL_SECONDS, HostileRun, follow, hostile_settings, newsroom, run_pipeline

PAGE = Path(__file__).parents[1] / "docs" / "hostile-web.md"

HEAD = f"""# What the web does, and what is recorded of it

<!-- Made by `python -m bench.hostile`; edit the cases in tests/hostile instead. -->

Every case below is served by a real server on loopback (`tests/hostile`) and met by the real pipeline, with default
limits except for `fetch.total_seconds`: it is {TOTAL_SECONDS:g} here instead of 45, and the slow ones take all of it.
`make test` meets all of them at once, beside a newspaper whose articles must all be stored, and makes the digest of
that day.

What is recorded is the reason in `feed_polls` or `entries`, with a sentence for people beside it; `openbeat failures`
says what each means. Where there is no reason, what was served was read, and the column says what of it is kept.
Seconds are from asking to the commit. Megabytes are by how much the run and its two reading processes grew at most
meanwhile. All figures are of one run on one machine.
"""


def main() -> None:
    """Meet them all, and write the page if every one ended as it should."""
    parser = argparse.ArgumentParser(description="Meet the hostile newsroom, case by case.")
    parser.add_argument("--out", type=Path, default=PAGE, help="page to write")
    parser.add_argument("--data", type=Path, help="folder for the database, kept afterwards")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        settings = hostile_settings(options.data or Path(temporary) / "data")
        with newsroom(CASES) as server:
            follow(settings, server, CASES)
            run = run_pipeline(settings, hosts_at_once=1)
            found = outcomes(settings, server, CASES)
    wrong = {case.name: told for case in CASES if (told := disagreements(case, found[case.name]))}
    if wrong:
        sys.exit("\n".join(f"{name}: {'; '.join(told)}" for name, told in wrong.items()))
    options.out.write_text(page(run), encoding="utf-8")
    print(f"{len(CASES)} cases, idle {run.idle_megabytes:.0f} MB, at most {run.peak_megabytes:.0f} MB: {options.out}")


def page(run: HostileRun) -> str:
    """The page, with the figures of a run."""
    idle, above = run.idle_megabytes, run.peak_megabytes - run.idle_megabytes
    told = f"Idle, with all loaded that reading needs, they held {idle:.0f} MB; at most, {above:.0f} MB more."
    parts = [HEAD, told]
    for kind, title in ((Kind.PAGE, "Pages"), (Kind.FEED, "Feeds")):
        parts += [
            f"\n## {title}\n",
            "| case | what is served | what is recorded | seconds | MB |",
            "| --- | --- | --- | ---: | ---: |",
        ]
        parts += [_row(case, run) for case in CASES if case.kind is kind]
    return "\n".join(parts) + "\n"


def _row(case: Case, run: HostileRun) -> str:
    met = ("poll" if case.kind is Kind.FEED else "page", case.host)
    span = run.spans[met]
    return f"{case.row} {span.until - span.since:.1f} | {run.growth[met]:.0f} |"


if __name__ == "__main__":
    main()
