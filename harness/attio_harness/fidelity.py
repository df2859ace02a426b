"""How close both sides are to the real ones, as a table: `attio-harness fidelity`, and `docs/fidelity.md`.

The rows of the Attio side are `attio_emulator.behaviours`; those of the Segment side are counted from the recordings.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from attio_emulator.behaviours import behaviours

__all__ = ["render_fidelity", "render_page", "render_recordings"]


def render_fidelity() -> str:
    """The behaviours of the emulator as text: tag, id, statement, source."""
    rows = list(behaviours())
    width = max(len(one.id) for one in rows)
    counts = Counter(one.tag for one in rows)
    lines = [f"{one.tag:<10}  {one.id:<{width}}  {one.statement}  [{one.source}]" for one in rows]
    return "\n".join(lines) + f"\n\n{', '.join(f'{count} {tag}' for tag, count in sorted(counts.items()))}\n"


def render_recordings(folder: Path, packages: Mapping[str, str]) -> str:
    """What is recorded of Segment's packages, by kind of case; every case is replayed by the tests."""
    counts: Counter[str] = Counter()
    for file in sorted(folder.glob("*.jsonl")):
        counts[file.stem] += sum(1 for line in file.read_text("ascii").splitlines() if line)
    lines = ["| area | recorded cases | differences |", "|---|---:|---:|"]
    lines += [f"| {name} | {count:,} | 0 |" for name, count in counts.items()]
    versions = ", ".join(f"`{name}` {version}" for name, version in packages.items() if name.startswith("@segment/"))
    return "\n".join(lines) + f"\n\nRecorded from {versions}.\n"


def render_page(root: Path) -> str:
    """`docs/fidelity.md`, from the tables and recordings of a checkout."""
    packages = json.loads((root / "tests" / "oracle" / "package.json").read_text())["dependencies"]
    rows = [
        f"| {one.tag} | `{one.id}` | {one.statement} | {one.source} | {_tests(one.tests)} |" for one in behaviours()
    ]
    from attio_harness.differential import KEPT

    kept = [f"- `{one.id}`: {one.reason}" for one in KEPT]
    return "\n".join(
        [
            "# Fidelity",
            "",
            "Made by `python -m attio_harness.fidelity`; a test compares this page with the tables. Do not edit it by hand.",
            "",
            "## Segment's side",
            "",
            "The published packages answer every case, and this engine must give the same, error messages included. The tests",
            "replay all recordings, run 5,000 generated cases live, and deliver 2,000 generated events a mode through the",
            "published destination and ours. `make conform` runs 100,000 generated cases.",
            "",
            render_recordings(root / "fixtures" / "recordings", packages),
            "Kept on purpose:",
            "",
            *kept,
            "",
            "## Attio's side",
            "",
            "Every answer in the tests is checked against Attio's OpenAPI where `ATTIO_OPENAPI` names the file.",
            "",
            "| tag | behaviour | what | source | tests |",
            "|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def _tests(tests: tuple[str, ...]) -> str:
    return ", ".join(f"[{one.rsplit('/', 1)[-1]}](../{one.split('::')[0]})" for one in tests)


if __name__ == "__main__":
    (Path("docs") / "fidelity.md").write_text(render_page(Path()))
