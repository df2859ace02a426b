"""`--from STATE`: what `check --state` saved is where the next run begins, in every command that runs events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace

from tests.attio_harness.subscriptions import GROUP, IDENTIFY

from .shell import WORKSPACE, Shell

SCHEMA = WORKSPACE + "  - {api_slug: workspaces, active: true}\n"


def identify(user: str, plan: str = "Free", *, day: int) -> dict[str, Any]:
    traits = {"email": f"{user}@acme.com", "plan": plan}
    at = f"2026-05-{day:02}T09:00:00.000Z"
    return {"type": "identify", "userId": user, "messageId": f"{user}-{plan}-{day}", "receivedAt": at, "timestamp": at, "traits": traits}  # fmt: skip


def group(user: str, *, day: int) -> dict[str, Any]:
    at = f"2026-05-{day:02}T18:00:00.000Z"
    return {"type": "group", "userId": user, "groupId": "g1", "messageId": f"g-{user}-{day}", "receivedAt": at, "timestamp": at,
            "traits": {"domain": "acme.com"}}  # fmt: skip


YESTERDAY = [identify("u1", day=1), identify("u2", day=1), identify("u1", "Enterprise", day=1)]
TODAY = [identify("u2", "Enterprise", day=2), group("u1", day=2), group("u2", day=2)]
NONE = "--existing", "none"


@pytest.fixture
def crm(shell: Shell) -> Shell:
    """A shell with two days of events and the state after the first."""
    shell.write("workspace.yaml", SCHEMA)
    shell.write("mapping.json", json.dumps([IDENTIFY, GROUP]))
    for name, events in (("1.ndjson", YESTERDAY), ("2.ndjson", TODAY)):
        shell.write(name, "".join(json.dumps(event) + "\n" for event in events))
    assert check(shell, "1.ndjson", "-w", "workspace.yaml", "--state", "state.json")[0] == 0
    return shell


def check(shell: Shell, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = shell("check", *words, "-m", "mapping.json", "--format", "json")
    assert err == ""
    return code, json.loads(out)


def refused(shell: Shell, *words: str) -> str:
    code, out, err = shell(*words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    return err.removeprefix("attio-harness: ").rstrip("\n")


def test_without_a_state_today_refers_to_nobody(crm: Shell) -> None:
    code, report = check(crm, "2.ndjson", "-w", "workspace.yaml", *NONE)
    assert (code, report["verdicts"]["rejected"]) == (1, 1)


@pytest.mark.parametrize("mode", ["single", "batch", "auto"])
@pytest.mark.parametrize("schema", [["-w", "workspace.yaml"], []], ids=["with -w", "without -w"])
def test_yesterdays_end_is_todays_start(crm: Shell, mode: str, schema: list[str]) -> None:
    code, report = check(crm, "2.ndjson", *schema, "--from", "state.json", "--mode", mode, *NONE)
    assert (code, report["verdicts"]["written"], report["notes"]) == (0, 3, [])
    assert report["records"]["users"]["created"] == 0
    assert report["workspace"] == "Acme"


def test_the_state_may_be_written_where_it_was_read(crm: Shell) -> None:
    for _ in range(2):
        assert check(crm, "2.ndjson", "--from", "state.json", "--state", "state.json", *NONE)[0] == 0
    end = Emulator()
    end.restore(json.loads((crm.folder / "state.json").read_bytes()))
    assert end.counts() == {"people": 2, "users": 2, "workspaces": 1, "companies": 1}


def test_both_ways_start_from_it(crm: Shell) -> None:
    code, report = check(crm, "2.ndjson", "--from", "state.json", "--mode", "both", *NONE)
    assert (code, report["differences"]) == (0, [])
    assert {way: report[way]["verdicts"]["written"] for way in ("single", "batch")} == {"single": 3, "batch": 3}


def test_other_settings_start_from_it(crm: Shell) -> None:
    crm.write("2.ndjson", json.dumps(TODAY[1]) + "\n" + json.dumps(identify("u1", "enterprise", day=3)) + "\n")
    code, report = check(crm, "2.ndjson", "--from", "state.json", "--vary", *NONE)
    assert code == 1
    assert report["verdicts"] | {"written": 1, "rejected": 1} == report["verdicts"]
    titles = next(one for one in report["varied"] if one["assumption"] == "option.title_case")
    assert titles["verdicts"]["written"] == 2


def test_explain_starts_from_it(crm: Shell) -> None:
    code, out, err = crm("explain", "2.ndjson:3", "--from", "state.json", "-m", "mapping.json", "--format", "json", *NONE)  # fmt: skip
    assert (code, err) == (0, "")
    assert [one["verdict"] for one in json.loads(out)["subscriptions"]] == ["unmatched", "written"]


def test_diff_starts_from_it(crm: Shell) -> None:
    crm.write("new.json", json.dumps([IDENTIFY, GROUP | {"name": "Group", "subscribe": 'type = "page"'}]))
    code, out, err = crm("diff", "mapping.json", "new.json", "2.ndjson", "--from", "state.json", "--format", "json", *NONE)  # fmt: skip
    assert (code, err) == (1, "")
    assert json.loads(out)["old"]["verdicts"]["written"] == 3


def test_what_emulate_and_the_control_call_save_is_one_too(crm: Shell) -> None:
    served = Emulator(Workspace.load(crm.folder / "workspace.yaml"))
    crm.write("served.json", json.dumps(served.snapshot()))
    code, report = check(crm, "1.ndjson", "-w", "workspace.yaml", "--from", "served.json")
    # its clock is behind: nothing is older than it
    assert (code, report["notes"]) == (0, [])


def test_a_state_from_standard_input(crm: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(crm.folder / "state.json") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert check(crm, "2.ndjson", "--from", "-", *NONE)[0] == 0
    line = "- is named twice, but standard input can be read only once; give one of them as a file"
    for words in (["check", "-"], ["explain", "-"], ["diff", "mapping.json", "mapping.json", "-"]):
        mapping = [] if words[0] == "diff" else ["-m", "mapping.json"]
        assert refused(crm, *words, *mapping, "-w", "workspace.yaml", "--from", "-") == line
        assert refused(crm, words[0], *words[1:-1], "2.ndjson", *mapping, "-w", "-", "--from", "-") == line


# -- another schema ----------------------------------------------------------------------------------------------------


def test_the_schema_of_the_workspace_file_is_in_force(crm: Shell) -> None:
    crm.write("workspace.yaml", SCHEMA.replace("Enterprise]", "Enterprise, Gold]"))
    crm.write("2.ndjson", json.dumps(identify("u1", "Gold", day=2)))
    assert check(crm, "2.ndjson", "--from", "state.json")[0] == 1
    code, report = check(crm, "2.ndjson", "-w", "workspace.yaml", "--from", "state.json")
    assert (code, report["records"]["users"]) == (0, {"created": 0, "updated": 1, "assumed": 0})


def test_the_assumptions_and_the_records_of_the_workspace_file(crm: Shell) -> None:
    more = "assumptions: {option.title_case: any}\nrecords: {companies: [{domains: seed.com}]}\n"
    crm.write("workspace.yaml", SCHEMA + more)
    crm.write("2.ndjson", json.dumps(identify("u1", "ENTERPRISE", day=2)))
    words = ["2.ndjson", "-w", "workspace.yaml", "--from", "state.json", "--state", "end.json"]
    assert check(crm, *words)[0] == 0
    # the state is the start: what the file begins with is not written once more
    assert set(json.loads((crm.folder / "end.json").read_bytes())["records"]) == {"people", "users"}


COMMANDS = (
    ["check", "2.ndjson", "-m", "mapping.json"],
    ["check", "2.ndjson", "-m", "mapping.json", "--mode", "both"],
    ["explain", "2.ndjson:1", "-m", "mapping.json"],
    ["diff", "mapping.json", "mapping.json", "2.ndjson"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=[" ".join(one[:1] + one[4:6]) for one in COMMANDS])
def test_a_state_that_cannot_be_used_is_one_line(crm: Shell, command: list[str]) -> None:
    saved = json.loads((crm.folder / "state.json").read_bytes())
    crm.write("newer.json", json.dumps(saved | {"version": 3}))
    crm.write("other.yaml", SCHEMA.replace("Acme", "Globex"))
    crm.write("less.yaml", SCHEMA.replace("{api_slug: plan, type: select, options: [Free, Enterprise]}", "{api_slug: x, type: text}"))  # fmt: skip
    crm.write("cut.json", (crm.folder / "state.json").read_bytes()[:-9])
    given = ["-w", "workspace.yaml", "--from"]
    assert refused(crm, *command, *given, "newer.json") == (
        "newer.json: found version 3, and this program reads 1 and 2: update attio-harness"
    )
    assert refused(crm, *command, "-w", "other.yaml", "--from", "state.json") == (
        "state.json: is a state of the workspace 'Acme', and other.yaml is of 'Globex': give two files of one workspace, or leave "
        "out -w to use the schema in the state"
    )
    assert refused(crm, *command, "-w", "less.yaml", "--from", "state.json") == (
        "state.json: /objects/users/attributes/plan: records of users have values of plan, which the new schema does not have"
    )
    assert refused(crm, *command, *given, "cut.json").startswith(
        "cut.json:1: ends in the middle: it is cut off, or is still being written (not JSON: "
    )
    assert refused(crm, *command, *given, "workspace.yaml").startswith("workspace.yaml: is a workspace file, which is given with -w")  # fmt: skip
    assert refused(crm, *command, *given, "none.json") == "none.json: there is no such state file"
    assert refused(crm, *command, "-w", "state.json") == (
        "state.json: is a saved state, not a workspace file: give it with --from, which check, explain and diff have, or to "
        "emulate with --state"
    )
    assert refused(crm, *command) == (
        "the option -w, --workspace is missing: the workspace file, or a state with --from, which has a schema"
    )


def test_emulate_refuses_the_state_of_another_workspace(crm: Shell) -> None:
    crm.write("other.yaml", SCHEMA.replace("Acme", "Globex"))
    said = refused(crm, "emulate", "-w", "other.yaml", "--state", "state.json")
    assert said.startswith("state.json: is a state of the workspace 'Acme', and other.yaml is of 'Globex': ")
    saved = json.loads((crm.folder / "state.json").read_bytes())
    crm.write("newer.json", json.dumps(saved | {"version": 3}))
    line = "newer.json: found version 3, and this program reads 1 and 2: update attio-harness"
    assert refused(crm, "emulate", "--state", "newer.json") == line


# -- times -------------------------------------------------------------------------------------------------------------


def history(folder: Path, state: str, slug: str = "plan") -> dict[str, list[tuple[Any, ...]]]:
    """The values of users with their times, by user_id, oldest first."""
    emulator = Emulator()
    emulator.restore(json.loads((folder / state).read_bytes()))
    titles = {one.id: one.title for one in emulator.workspace.objects["users"].attributes["plan"].choices}
    found = {}
    for row in json.loads((folder / state).read_bytes())["records"]["users"]:
        values = [*row["past"].get(slug, ()), *row["values"].get(slug, ())]
        found[row["values"]["user_id"][0]["data"]] = [
            (titles[one["data"]], one["active_from"], one["active_until"]) for one in values
        ]
    return found


def ms(day: int, hour: int = 9) -> int:
    return 1_777_593_600_000 + (day - 1) * 86_400_000 + hour * 3_600_000  # 2026-05-01T00:00:00Z and so on


def test_values_have_the_times_of_both_days(crm: Shell) -> None:
    assert check(crm, "2.ndjson", "--from", "state.json", "--state", "end.json", *NONE)[0] == 0
    assert history(crm.folder, "end.json")["u2"] == [("Free", ms(1), ms(2)), ("Enterprise", ms(2), None)]


@pytest.mark.parametrize("mode", ["single", "batch"])
def test_events_that_are_older_than_the_state_come_after_it(crm: Shell, mode: str) -> None:
    """No value ends before it began: they are written at the time of the state, in batches as their own times say."""
    assert check(crm, "2.ndjson", "--from", "state.json", "--state", "late.json", *NONE)[0] == 0
    events = [
        identify("u2", "Free", day=1),
        identify("u3", day=1),
        identify("u4", day=2),
        identify("u1", "Free", day=9),
    ]
    crm.write("3.ndjson", "".join(json.dumps(event) + "\n" for event in events))
    code, report = check(crm, "3.ndjson", "--from", "late.json", "--state", "end.json", "--mode", mode)
    assert code == 0
    at = "2026-05-02T18:00:00Z"
    assert report["notes"] == [
        {"file": "3.ndjson", "line": 1, "what": f"3 events are older than the state late.json of {at}, first this one: they are written at the time of the state"}
    ]  # fmt: skip
    found = history(crm.folder, "end.json")
    late = ms(2, 18)
    after = 60_000 if mode == "batch" else 0
    assert found["u1"][-1] == ("Free", ms(9) + after, None)
    assert found["u2"] == [("Free", ms(1), ms(2)), ("Enterprise", ms(2), late), ("Free", late, None)]
    assert found["u3"] == [("Free", late, None)]
    assert report["batches"]["sizes"] == ({} if mode == "single" else {"2": 1, "1": 2})


# -- references that may be there --------------------------------------------------------------------------------------


def test_a_record_that_was_only_taken_as_there_stays_so_until_it_is_written(crm: Shell) -> None:
    crm.write("1.ndjson", json.dumps(group("u9", day=3)))
    crm.write("2.ndjson", "".join(json.dumps(one) + "\n" for one in (group("u9", day=4), identify("u9", day=5), group("u9", day=6))))  # fmt: skip
    code, report = check(crm, "1.ndjson", "-w", "workspace.yaml", "--state", "s.json", "--min-written", "0")
    assert (code, len(report["unresolved"])) == (0, 1)
    code, report = check(crm, "2.ndjson", "--from", "s.json")
    assert (code, [one["event"]["line"] for one in report["unresolved"]]) == (0, [1])
    assert report["verdicts"]["written"] == 2


@pytest.mark.parametrize("words", [("check", "2.ndjson"), ("plan", "2.ndjson"), ("redeliver", "2.ndjson"), ("coverage", "2.ndjson"), ("explain", "2.ndjson:1"), ("diff", "mapping.json", "2.ndjson")])  # fmt: skip
def test_every_text_says_what_the_workspace_file_has_otherwise_than_the_state(
    crm: Shell, words: tuple[str, ...]
) -> None:
    run = (*words, "-m", "mapping.json", "--from", "state.json", "-w")
    said = "state.json: the schema of other.yaml is in force, which differs from that of the state in users.plan"
    crm.write("other.yaml", SCHEMA.replace("Enterprise]", "Enterprise, Team]"))
    assert said in " ".join(crm(*run, "other.yaml")[1].split())
    assert "differs from that of the state" not in crm(*run, "workspace.yaml")[1]
    found = json.loads(crm(*run, "other.yaml", "--format", "json")[1])
    (note,) = found.get("check", found.get("new", found))["notes"]
    assert (note["file"], f"state.json: {note['what']}") == ("state.json", said)


@pytest.mark.parametrize("plan", ["Free", "Platinum"], ids=["nothing lost", "one lost"])
def test_shrink_says_so_too(crm: Shell, plan: str) -> None:
    crm.write("2.ndjson", json.dumps(identify("u2", plan, day=2)) + "\n")
    run = ("shrink", "2.ndjson", "-m", "mapping.json", "--from", "state.json", "-o", "small.ndjson", "-w")
    said = "state.json: the schema of other.yaml is in force, which differs from that of the state in users.plan\n"
    crm.write("other.yaml", SCHEMA.replace("Enterprise]", "Enterprise, Team]"))
    assert crm(*run, "other.yaml")[2].count(said) == 1
    assert "differs from that of the state" not in crm(*run, "workspace.yaml")[2]
