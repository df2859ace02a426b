"""What all our SARIF 2.1.0 documents share: the envelope, runs with their rules, texts and places. Knows no report.

Rules are `rules.Rule`; a run lists every rule given to it, used or not.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attio_harness.formats.locations import uri
from attio_harness.formats.rules import Rule
from attio_harness.text.visible import visible
from attio_harness.text.words import clean
from attio_harness.version import __version__

__all__ = ["document", "message", "physical", "run_of", "stop"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def document(*runs: Mapping[str, Any]) -> str:
    """The document of these runs: indented JSON that ends with one line break."""
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}, indent=2) + "\n"


def run_of(
    command: str,
    rules: Sequence[Rule],
    results: Sequence[tuple[Rule, Mapping[str, Any]]],
    *,
    notes: Sequence[str] = (),
    properties: Mapping[str, Any],
    exit: tuple[int, str] | None = None,
    mode: str = "",
) -> dict[str, Any]:
    """One run of `command`. `exit` is the exit code with its reason; `mode` tells runs of one command in a document apart."""
    index = {rule.id: number for number, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {
                "name": "attio-harness",
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        # GitHub's category (up to the last slash), so that check and lint do not close each other's alerts
        "automationDetails": {"id": f"attio-harness/{command}/{f'{mode}/' if mode else ''}"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": f"The folder that the {command} ran in."}}},
        "invocations": [
            {
                # true even if the check fails: its findings are results
                "executionSuccessful": True,
                **({"exitCode": exit[0], "exitCodeDescription": message(exit[1])} if exit else {}),
                "toolExecutionNotifications": [{"level": "note", "message": {"text": message(note)}} for note in notes],
            }
        ],
        "results": [
            {"ruleId": rule.id, "ruleIndex": index[rule.id], **row}
            for (rule, _), row in zip(results, _told_apart([row for _, row in results]), strict=True)
        ],
        "properties": dict(properties),
    }


def _told_apart(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows, with a number after a fingerprint that an earlier row has, as of two subscriptions with one name in a file."""
    seen = Counter[tuple[str, str]]()
    for row in rows:
        prints = dict(row.get("partialFingerprints", {}))
        for name, one in prints.items():
            seen[name, one] += 1
            if seen[name, one] > 1:
                prints[name] = f"{one}:{seen[name, one]}"
        yield {**row, "partialFingerprints": prints} if prints else row


def _rule(rule: Rule) -> dict[str, Any]:
    words = re.split(r"[^A-Za-z0-9]+", rule.name or rule.id)
    return {
        "id": rule.id,
        "name": "".join(part[:1].upper() + part[1:] for part in words),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.help},
        "help": {"text": rule.help, "markdown": rule.markdown or rule.help},
        "defaultConfiguration": {"level": rule.level},
        "properties": {"tags": list(rule.tags)},
    }


def stop(text: str) -> str:
    """The text with a full stop at its end."""
    return "" if text.endswith((".", "!", "?")) else "."


def message(text: str) -> str:
    """The text as a SARIF message, in which nothing is a placeholder (3.11.5) or a link (3.11.6).

    Other braces stay single, although the specification wants them doubled: viewers decode only messages with arguments, and a
    hint's `{{traits.name}}` is meant to be copied.
    """
    # `{0}` is a placeholder, `{name}` is not
    text = re.sub(r"\{(\d+)\}", r"{{\1}}", visible(text, keep="\n"))
    # `[text](1)` or `[a] (b)`: brackets are escaped only if they could make a link
    return re.sub(r"([\[\]])", r"\\\1", text) if re.search(r"\]\s*\(", text) else text


def physical(file: str, line: int | None) -> dict[str, Any]:
    """A place in a file, relative to the folder in which the command ran."""
    where: dict[str, Any] = {"uri": uri(clean(file))}
    # an absolute URI has no base
    if not where["uri"].startswith("file:"):
        where["uriBaseId"] = "SRCROOT"
    return {"artifactLocation": where} | ({"region": {"startLine": line}} if line else {})
