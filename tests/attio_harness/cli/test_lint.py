"""`lint` as a person meets it."""

from __future__ import annotations

import json

from .shell import MAPPING, Shell


def test_lint_names_rules_with_their_lines(shell: Shell) -> None:
    code, out, err = shell("lint", "mapping.json", "-w", "workspace.yaml")
    assert (code, err) == (0, "")
    shell.write(
        "m.json",
        json.dumps({**MAPPING, "mapping": {**MAPPING["mapping"], "user_attributes": {"pln": "Free"}}}, indent=1),
    )
    code, out, _ = shell("lint", "m.json", "-w", "workspace.yaml", "--format", "json")
    (finding,) = [row for row in json.loads(out)["findings"] if row["severity"] == "error"]
    assert code == 1
    assert (finding["rule"], finding["pointer"], finding["line"]) == ("AH004", "/mapping/user_attributes/pln", 13)
