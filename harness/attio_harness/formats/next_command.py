"""The command that a report suggests to run next, ready to be copied. Reads no option."""

from __future__ import annotations

import shlex

from attio_harness.report import Report
from attio_harness.text.shell import as_word, no_option

__all__ = ["next_command"]


def next_command(report: Report, command: str, *first: str) -> str:
    """`attio-harness explain events.ndjson:1 -m mapping.json -w workspace.yaml`; empty if there are no files to name.

    What is not known is in capitals: a report from Python knows the files of the mapping, but no workspace file.
    """
    if command in report.words:
        rest = report.words[command]
    else:
        files = list(dict.fromkeys(str(row["file"]) for row in report.subscriptions))
        # an object of Python has no file to name
        if not files or any(file.startswith("<") for file in files):
            return ""
        mappings = [*map(no_option, files)] if command == "lint" else [word for file in files for word in ("-m", file)]
        rest = f"{shlex.join(mappings)} -w WORKSPACE"
    return " ".join(["attio-harness", command, *map(as_word, first), *([rest] if rest else [])])
