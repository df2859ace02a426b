"""The fidelity table as text and as the page `docs/fidelity.md`. `counts` has the numbers, `coverage` finds the tests."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import get_args

from attio_emulator.assumptions import ASSUMPTIONS
from attio_emulator.fidelity import Behaviour, Evidence, behaviours
from attio_emulator.fidelity.refusals import NEVER

from segment_conformance.fidelity.counts import measure, render_live, render_recordings, render_versions
from segment_conformance.fidelity.coverage import coverage
from segment_conformance.live import KNOWN_DIFFERENCES

__all__ = ["main", "render_fidelity", "render_page"]


def render_fidelity(platform: Iterable[Behaviour]) -> str:
    """The behaviours of the emulator and of Segment's platform as text, one per line: tag, id, statement, source."""
    rows = [*behaviours(), *platform]
    width = max(len(one.id) for one in rows)
    lines = [f"{one.tag:<10}  {one.id:<{width}}  {one.statement}  [{one.source}]" for one in rows]
    return (
        "\n".join(lines)
        + f"\n\nevidence: {_counted(one.evidence for one in rows)}\n{_counted(one.tag for one in rows)}\n"
    )


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in sorted(Counter(words).items()))


def render_page(root: Path, platform: Iterable[Behaviour]) -> str:
    """The text of `docs/fidelity.md`, from the tables and recordings of the checkout `root`."""
    tests = coverage(root / "tests")
    recordings = root / "fixtures" / "recordings"
    known = [f"- `{one.id}`: {one.reason}" for one in KNOWN_DIFFERENCES]
    return "\n".join(
        [
            "# Fidelity",
            "",
            "Made by `python -m attio_harness.cli.fidelity`; a test compares this page with the tables. Do not edit it by hand.",
            "",
            "## Segment's side",
            "",
            "The published packages answer every case, and this engine must answer the same, including error messages. Recorded cases",
            "are replayed whenever this page is made or tested:",
            "",
            render_recordings(recordings),
            "Generated cases run through both side by side. The tests run them with a fixed seed, `make conform` with more seeds, and",
            "`python -m attio_harness.cli.fidelity --live CASES --seed SEED` counts them for this table:",
            "",
            render_live(recordings / "live.json"),
            render_versions(recordings / "live.json"),
            "The published destination and ours also each deliver the same events over HTTP into a local Attio",
            "([test_published_destination.py](../tests/attio_destination/test_published_destination.py)), and Segment's own test cases for it",
            "are repeated here ([test_published_cases.py](../tests/attio_destination/test_published_cases.py)).",
            "",
            "Known differences, kept on purpose:",
            "",
            *known,
            "",
            "No package shows what Segment's platform does before and around the actions. Where it is not documented, it is assumed:",
            "",
            *_table(platform, tests),
            "",
            "## Attio's side",
            "",
            "The tests check every response against Attio's OpenAPI if `ATTIO_OPENAPI` names the file. A test names the rows it covers",
            "with the marker `covers`; a test that claims a route or a refusal fails unless it got that response.",
            "",
            "Refusals of Attio that this emulator never gives:",
            "",
            *(f"- `{codes}`: {reason}" for codes, reason in NEVER.items()),
            "",
            "What the rows rest on: recorded responses of the real Attio, a document or page, somebody's report, or a conclusion alone.",
            "",
            *_evidence(list(behaviours())),
            "",
            *_table(behaviours(), tests),
            "",
        ]
    )


def _table(rows: Iterable[Behaviour], tests: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        "| tag | evidence | behaviour | what | source | tests |",
        "|---|---|---|---|---|---|",
        *(
            f"| {one.tag} | {one.evidence} | `{one.id}` | {one.statement} | {one.source} | {_tests(tests.get(one.id, []))} |"
            for one in rows
        ),
    ]


def _evidence(rows: Sequence[Behaviour]) -> list[str]:
    """A table of how many rows rest on which evidence: calls, assumptions, all rows."""
    words = get_args(Evidence)
    parts = {
        "calls": [one for one in rows if " /" in one.id],
        "assumptions": [one for one in rows if one.id in ASSUMPTIONS],
        "all": rows,
    }
    return [
        f"| rows | {' | '.join(words)} |",
        f"|---|{'---:|' * len(words)}",
        *(
            f"| {name} | {' | '.join(str(sum(one.evidence == word for one in part)) for word in words)} |"
            for name, part in parts.items()
        ),
    ]


def _tests(tests: Sequence[str]) -> str:
    """The tests as links: each has the test's name and leads to its file."""
    return ", ".join(f"[{one.partition('::')[2]}](../tests/{one.partition('::')[0]})" for one in tests)


def main(platform: Sequence[Behaviour]) -> None:
    """Write the page; first run live cases if `--live` asks for it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--live", type=int, action="append", default=[], metavar="CASES")
    asked.add_argument("--seed", type=int, action="append", default=[])
    given = asked.parse_args()
    if given.live:
        runs = [measure(Path(), cases, seed) for cases, seed in zip(given.live, given.seed, strict=True)]
        live = Path("fixtures") / "recordings" / "live.json"
        live.write_text(json.dumps(runs, indent=2) + "\n")
    (Path("docs") / "fidelity.md").write_text(render_page(Path(), platform))
