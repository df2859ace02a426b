"""Files of fault rules: JSON and YAML are read alike, and what is wrong is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_emulator.faults.in_force import Faults
from attio_harness.errors import InputError
from attio_harness.inputs.fault_rules import load_fault_rules

YAML = """\
# an outage
seed: 7
faults:
  - match: {method: PUT, nth: {every: 2}}
    fault:
      kind: reset
      bytes: 5
  - status: 429
    times: 1
"""
JSON = """{"seed": 7, "faults": [{"match": {"method": "PUT", "nth": {"every": 2}}, "fault": {"kind": "reset", "bytes": 5}},
 {"status": 429, "times": 1}]}"""


def written(folder: Path, text: str, name: str = "faults.yaml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_json_and_yaml_say_the_same(tmp_path: Path) -> None:
    rules = load_fault_rules(written(tmp_path, YAML))
    assert rules == load_fault_rules(written(tmp_path, JSON, "faults.json"))
    faults = Faults()
    faults.replace(rules)
    assert (faults.seed, [rule.fault.kind for rule in faults.rules]) == (7, ["reset", "answer"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ": is empty; expected fault rules, JSON or YAML"),
        ("hello", ":1: begins with 'hello', which is not JSON; expected fault rules, JSON or YAML"),
        ("[{]", ":1: not JSON: found ']', expected a key in double quotes (column 3)"),
        ("- status: [\n", ":1: found a [ that is not closed, expected ] after its last member"),
        ("- status: 503\n- fault: {kind: drip, rate: fast}", ":2 at /1/fault/rate: found the rate 'fast', expected bytes a second, from 0.01 to 1000000000"),
        ("faults:\n  - status: 503\n  - times: -1\n", ":3 at /1: found times -1, expected a whole number, 0 or more"),
        ("status: 503\ndelay: .nan\n", ":1 at /0: found the delay NaN, expected a number of seconds from 0 to 86400"),
        ("seed: x\nfaults: []\n", ":1 at /seed: found the seed 'x', expected a whole number, 0 or more"),
        ("- status: 503\n  times: 010\n", ":2 at /0/times: found 8 (what YAML makes of 010), expected"),
        ("- status: 500\n  status: 501\n", ":2: /0/status: found the key 'status' twice, expected it once (the first is on line 1, column 3)"),
        ("- fault: unreachable\n", ":1 at /0: the server cannot send the fault 'unreachable': "),
        ('{"objects": [{"api_slug": "a"}]}', ": is a workspace file, which is given with -w"),
        ("5", ": holds a number alone; expected fault rules, JSON or YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as refused:
        load_fault_rules(path, carrier="server")
    assert str(refused.value).startswith(path + said)


def test_a_rule_may_want_what_no_server_can_send_where_none_serves(tmp_path: Path) -> None:
    assert load_fault_rules(written(tmp_path, '[{"fault": "unreachable"}]')) == [{"fault": "unreachable"}]
