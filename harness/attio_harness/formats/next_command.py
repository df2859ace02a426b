"""The command that a report tells its reader to run next, to be copied as it stands. No option is read here."""

from __future__ import annotations

import shlex

from attio_harness.report import Report

__all__ = ["next_command"]


def next_command(report: Report, command: str, *first: str) -> str:
    """`attio-harness explain events.ndjson:1 -m mapping.json -w workspace.yaml`; empty where no file can be named.

    What a command line did not say is put in capitals: a report from Python knows the mapping's files, and no workspace file.
    """
    if command in report.words:
        rest = report.words[command]
    else:
        files = list(dict.fromkeys(str(row["file"]) for row in report.subscriptions))
        # what came as an object of Python has no file to name
        if not files or any(file.startswith("<") for file in files):
            return ""
        mappings = files if command == "lint" else [word for file in files for word in ("-m", file)]
        rest = f"{shlex.join(mappings)} -w WORKSPACE"
    return " ".join(["attio-harness", command, *map(shlex.quote, first), *([rest] if rest else [])])
