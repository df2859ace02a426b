"""Words that are none: the line names the option, what was found, what is expected, and the closest right word."""

from __future__ import annotations

import pytest

from .shell import Shell


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "No such command 'chek'. Did you mean 'check', 'schema'? (see attio-harness --help)"),
        (["schema", "dif"], "No such command 'dif'. Did you mean 'diff'? (see attio-harness schema --help)"),
        (["--vrsion"], "No such option '--vrsion'; did you mean --version? (see attio-harness --help)"),
        (["check", "--max-failure", "1"], "No such option '--max-failure'; did you mean --max-failures? (see attio-harness check --help)"),
        (["pull", "--no-membrs"], "No such option '--no-membrs'; did you mean --no-members? (see attio-harness pull --help)"),
        (["lint", "--zzz"], "No such option '--zzz' (see attio-harness lint --help)"),
        (["lint", "-z"], "No such option '-z' (see attio-harness lint --help)"),
        (["schema", "diff", "--formt", "x"], "No such option '--formt'; did you mean --format? (see attio-harness schema diff --help)"),
        (["emulate", "--port", "x"], "--port 'x' is not a whole number from 0 to 65535 (see attio-harness emulate --help)"),
        (["emulate", "--port", "70000"], "--port '70000' is not a whole number from 0 to 65535 (see attio-harness emulate --help)"),
        (["emulate", "--batch-lag", "-1"], "--batch-lag '-1' is not a number of at least 0 (see attio-harness emulate --help)"),
        (["generate", "--seed", "1.5"], "--seed '1.5' is not a whole number (see attio-harness generate --help)"),
        (["generate", "-n", "many"], "--number 'many' is not a whole number of at least 0 (see attio-harness generate --help)"),
        (["check"], 'Missing argument \'EVENTS...\'; give it, or say events = ["events/"] in attio-harness.toml (see attio-harness check --help)'),
        (["check", "e"], "Missing option '-m' / '--mapping'; give it, or say mapping = \"mapping.json\" in attio-harness.toml (see attio-harness check --help)"),
        (["explain"], "Missing argument 'EVENT' (see attio-harness explain --help)"),
        (["fidelity", "x"], "Got unexpected extra argument(s) (x) (see attio-harness fidelity --help)"),
    ],
)  # fmt: skip
def test_what_is_said(shell: Shell, words: list[str], said: str) -> None:
    assert shell(*words) == (2, "", f"attio-harness: {said}\n")
