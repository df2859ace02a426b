"""`check --watch`: what is told after a change, what stays when a file is broken, and how it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import STDOUT
from typing import Any

import pytest
from attio_harness.inputs.watched_files import WatchedFiles

from tests.started.processes import Started

from .shell import EVENT, MAPPING, WORKSPACE, Shell

GOOD = {**EVENT, "messageId": "m2", "userId": "u2", "traits": {"email": "joe@acme.com", "plan": "Free"}}
Step = Callable[[], object]


class Edited(WatchedFiles):
    """Instead of waiting it makes the next change; after the last one, somebody presses Ctrl-C."""

    steps: Iterator[Step]

    def wait(self, stop: Any = None) -> list[str]:
        while True:
            step = next(self.steps, None)
            if step is None:
                raise KeyboardInterrupt
            step()
            found = self.changed()
            if found:
                return found


class Watching:
    def __init__(self, shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shell, self._monkeypatch = shell, monkeypatch

    def __call__(self, *steps: Step, words: tuple[str, ...] = ()) -> tuple[int, list[str], list[str]]:
        """Exit code; what was told on standard output after each change; the lines on standard error."""
        self._monkeypatch.setattr(Edited, "steps", iter(steps), raising=False)
        self._monkeypatch.setattr("attio_harness.cli.watched_check.WatchedFiles", Edited)
        code, out, err = self.shell.check("--watch", *words)
        told = re.split(r"\n\d\d:\d\d:\d\d ", out)
        return code, told[1:], err.replace("attio-harness: ", "").splitlines()

    def writes(self, name: str, value: Any) -> Step:
        text = value if isinstance(value, str) else json.dumps(value)
        return lambda: self.shell.write(name, text)


@pytest.fixture
def watching(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Watching:
    shell.write("events.ndjson", f"{json.dumps(EVENT)}\n{json.dumps(GOOD)}\n")
    return Watching(shell, monkeypatch)


def mapping(**settings: Any) -> dict[str, Any]:
    return {**MAPPING, "mapping": {**MAPPING["mapping"], **settings}}


def test_a_mapping_that_is_mended_says_what_is_fixed_and_ends_with_the_code_of_the_last_run(watching: Watching) -> None:
    code, told, err = watching(watching.writes("mapping.json", mapping(user_attributes={})))
    assert code == 0
    (first,) = told
    lines = first.splitlines()
    assert lines[0] == "mapping.json changed: 1 fixed, 1 record added, 2 records changed."
    assert lines[1].startswith("   1 × Identify: refused by Attio, now written: was users.plan (select): 400 ")
    assert lines[-1] == "Passed: nothing is lost."
    assert err == ["watching 3 files; Ctrl-C ends"]


def test_the_first_report_is_whole(watching: Watching) -> None:
    watching()
    assert watching.shell.check()[1] == watching.shell.check("--watch")[1]


def test_what_is_newly_lost_is_told_first_with_its_place(watching: Watching) -> None:
    good = json.dumps(GOOD) + "\n"
    watching.shell.write("events.ndjson", good)
    code, (told,), _ = watching(watching.writes("mapping.json", mapping(user_attributes={"plan": "Gold", "x": "y"})))
    assert code == 1
    lines = told.splitlines()
    assert lines[0] == "mapping.json changed: 1 newly lost, 1 record missing, 1 record changed."
    assert lines[1].startswith("   1 × Identify: written, now refused by Attio: ")
    assert "mapping.json:1 /mapping/user_attributes/" in lines[1]
    assert "events.ndjson:1" in lines[1]
    assert lines[-1] == "Failed: 1 lost."


def test_a_broken_file_says_its_error_and_the_last_good_result_stays(watching: Watching) -> None:
    def mended() -> None:
        watching.shell.write("workspace.yaml", WORKSPACE)
        watching.shell.write("mapping.json", json.dumps(mapping()))

    code, told, err = watching(
        watching.writes("mapping.json", "{"),
        watching.writes("mapping.json", "{]"),
        watching.writes("workspace.yaml", "objects: 5"),
        mended,
        (watching.shell.folder / "mapping.json").unlink,
    )
    assert code == 1
    assert told == ["mapping.json, workspace.yaml changed: Nothing differs.\nFailed: 1 lost.\n"]
    assert [line.partition(" ")[0] for line in err if not line.startswith("the last")] == [
        "watching",
        "mapping.json:1:",
        "mapping.json:1:",
        "mapping.json:1:",
        "mapping.json:",
    ]
    assert err.count("the last result stays. Failed: 1 lost.") == 4


def test_a_file_that_is_broken_from_the_beginning_is_waited_for(watching: Watching) -> None:
    watching.shell.write("mapping.json", "")
    code, _, err = watching()
    assert (code, err[-1]) == (2, "watching 3 files; Ctrl-C ends")
    watching.shell.write("mapping.json", "")
    code, told, err = watching(watching.writes("mapping.json", mapping()))
    assert (code, told) == (1, [])
    assert err[0].startswith("mapping.json: ")


def test_ctrl_c_before_the_first_result_has_the_code_of_an_interrupt(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*given: object) -> Iterator[None]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("attio_harness.cli.check_run.watched_events", stopped)
    assert watching() == (130, [], [])


def test_a_workspace_that_changed_is_taken_at_once(watching: Watching) -> None:
    code, (told,), _ = watching(
        watching.writes("workspace.yaml", WORKSPACE.replace("[Free, Enterprise]", "[Free, Enterprise+]"))
    )
    assert code == 0
    assert told.startswith("workspace.yaml changed: 1 fixed, ")


def test_events_that_come_and_go_are_told_apart_from_those_that_end_otherwise(watching: Watching) -> None:
    lost = {**EVENT, "messageId": "m3", "userId": "u3"}
    code, told, _ = watching(
        watching.writes("events.ndjson", f"{json.dumps(lost)}\n{json.dumps(GOOD)}\n{json.dumps(EVENT)}\n"),
        watching.writes("events.ndjson", f"{json.dumps(GOOD)}\n"),
        watching.writes(
            "events.ndjson", f"{json.dumps({**GOOD, 'traits': {'email': 'joe@acme.com', 'plan': 'Gold'}})}\n"
        ),
    )
    assert code == 1
    heads = [one.splitlines()[0] for one in told]
    assert heads[0] == "events.ndjson changed: 1 event added (1 lost)."
    assert told[0].splitlines()[1].startswith("   1 × Identify: new, and refused by Attio: users.plan (select)")
    assert heads[1] == "events.ndjson changed: 2 events gone, 1 record missing."
    assert heads[2].startswith("events.ndjson changed: 1 newly lost, ")


def test_an_event_that_is_new_and_lost_stands_before_all_that_is_no_loss(watching: Watching) -> None:
    """Only so many kinds of difference are told."""
    changed = {**GOOD, "traits": {"email": "joe@acme.com", "plan": "Free", "name": "Doe, Joe"}}
    settings = mapping(person_attributes={"name": {"@path": "$.traits.name"}})
    watching.shell.write("mapping.json", json.dumps(settings))
    lost = {**EVENT, "messageId": "m3", "userId": "u3"}
    _, (told,), _ = watching(watching.writes("events.ndjson", "\n".join(map(json.dumps, (EVENT, changed, lost)))))
    head, first, second, *_ = told.splitlines()
    assert head.startswith("events.ndjson changed: 1 event added (1 lost), ")
    assert first.startswith("   1 × Identify: new, and refused by Attio: users.plan (select)")
    assert second.startswith("   1 × ")


def test_an_entry_that_cannot_be_read_any_more_is_told_with_its_place(watching: Watching) -> None:
    lost, good = json.dumps(EVENT), json.dumps(GOOD)
    code, told, _ = watching(
        watching.writes("events.ndjson", f"{lost}\n{good}\nno event\n"),
        watching.writes("events.ndjson", f"\n{lost}\n{good}\nno event\n" + "[1]\n" * 8),
        watching.writes("events.ndjson", f"{lost}\n{good}\n"),
    )
    first, second, third = (one.splitlines() for one in told)
    assert first[0] == "events.ndjson changed: 1 entry newly unreadable."
    assert first[1].startswith("   events.ndjson:3: not JSON: found 'no event', expected a value")
    assert first[2:] == ["Failed: 1 lost, 1 entry could not be read."]
    # the one that stands a line below is the same
    assert second[0] == "events.ndjson changed: 8 entries newly unreadable."
    assert [line.partition(":")[2].partition(":")[0] for line in second[1:7]] == [f"{line}[0]" for line in range(5, 11)]
    assert second[7:] == [
        "   and 2 entries more that could not be read",
        "Failed: 1 lost, 9 entries could not be read.",
    ]
    assert third == ["events.ndjson changed: 9 entries fixed or gone.", "Failed: 1 lost."]
    assert code == 1


def test_filters_and_the_configuration_are_watched_too(watching: Watching) -> None:
    shell = watching.shell
    drop = [{"if": "userId = 'u1'", "actions": [{"type": "DROP"}], "enabled": True, "title": "no u1"}]
    shell.write("filters.json", "[]")
    shell.write("attio-harness.toml", "[check]\nmax-failures = 0\n")
    steps = [
        watching.writes("filters.json", drop),
        watching.writes("filters.json", []),
        watching.writes("attio-harness.toml", "[check]\nmax-failures = 1\n"),
        watching.writes("attio-harness.toml", "[check]\nmax-failures = 'none'\n"),
    ]
    code, told, err = watching(*steps, words=("--filters", "filters.json"))
    assert [one.splitlines()[0].partition(":")[0] for one in told] == [
        "filters.json changed",
        "filters.json changed",
        "attio-harness.toml changed",
    ]
    assert told[2].splitlines()[-1].startswith("Passed: 1 lost")
    assert err[0] == "watching 5 files; Ctrl-C ends"
    assert err[1].startswith("attio-harness.toml:2: check.max-failures")
    assert code == 0


def test_a_configuration_that_names_other_files_has_those_watched(watching: Watching) -> None:
    shell = watching.shell
    shell.write("other.json", json.dumps(mapping(user_attributes={})))
    shell.write(
        "attio-harness.toml", 'events = "events.ndjson"\nworkspace = "workspace.yaml"\nmapping = "mapping.json"\n'
    )
    monkeypatch = watching._monkeypatch
    steps = [
        lambda: shell.write(
            "attio-harness.toml", 'events = "events.ndjson"\nworkspace = "workspace.yaml"\nmapping = "other.json"\n'
        ),
        watching.writes("mapping.json", "{"),
        watching.writes("other.json", mapping()),
    ]
    monkeypatch.setattr(Edited, "steps", iter(steps), raising=False)
    monkeypatch.setattr("attio_harness.cli.watched_check.WatchedFiles", Edited)
    code, out, err = shell("check", "--watch")
    assert code == 1
    assert re.findall(r"(\S+) changed: (\d) (newly lost|fixed)", out) == [
        ("attio-harness.toml", "1", "fixed"),
        ("other.json", "1", "newly lost"),
    ]
    assert err == "attio-harness: watching 4 files; Ctrl-C ends\n"


@pytest.mark.parametrize("behind", [True, False])
def test_a_configuration_that_is_named_is_the_one_that_is_watched(watching: Watching, behind: bool) -> None:
    shell = watching.shell
    shell.write("ours.toml", "[check]\nvary = true\nmax-failures = 0\n")
    shell.write("attio-harness.toml", "[check]\nmax-failures = 0\n")
    steps = [
        watching.writes("attio-harness.toml", "[check]\nmax-failures = 5\n"),
        watching.writes("ours.toml", "[check]\nmax-failures = 1\n"),
    ]
    watching._monkeypatch.setattr(Edited, "steps", iter(steps), raising=False)
    watching._monkeypatch.setattr("attio_harness.cli.watched_check.WatchedFiles", Edited)
    words = ["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--watch"]
    code, out, err = shell(*words, "--config", "ours.toml") if behind else shell("--config", "ours.toml", *words)
    assert code == 0
    assert re.findall(r"(\S+) changed: (.*)", out) == [("ours.toml", "Nothing differs.")]
    assert err.splitlines()[0] == ("attio-harness: vary in ours.toml:2 is left out: it does not go with --watch")
    assert err.splitlines()[1] == "attio-harness: watching 4 files; Ctrl-C ends"


def test_reports_in_files_are_written_anew_and_other_formats_stay_alone_on_standard_output(watching: Watching) -> None:
    shell = watching.shell
    step = watching.writes("mapping.json", mapping(user_attributes={}))
    code, _, err = watching(step, words=("--format", "json:report.json", "--format", "junit", "--state", "end.json"))
    assert code == 0
    assert json.loads((shell.folder / "report.json").read_text())["outcome"]["passed"] is True
    assert any("mapping.json changed: 1 fixed" in line for line in err)
    assert (shell.folder / "end.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mode", "both"), "--watch does not go with --mode both"),
        (("--vary",), "--watch does not go with --vary"),
        (("--baseline", "b.json", "--update-baseline"), "--watch does not go with --update-baseline"),
        (("--filters", "-"), "--watch reads all files again after a change, and - can be read once only"),
        (("--mode", "some"), "--mode 'some'"),
    ],
)
def test_options_that_do_not_go_together_end_it_at_once(watching: Watching, words: tuple[str, ...], said: str) -> None:
    code, told, err = watching(words=words)
    assert (code, told, len(err)) == (2, [], 1)
    assert err[0].startswith(said)


def test_a_process_runs_again_after_the_rename_of_an_editor_and_ends_with_ctrl_c(shell: Shell) -> None:
    folder: Path = shell.folder
    words = ["check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml", "--watch"]
    process = Started(*words, cwd=folder, stderr=STDOUT)
    assert process.stdout is not None
    # a line that does not come ends the test, and does not hold it up
    alarm = threading.Timer(60, process.kill)
    alarm.start()
    try:
        assert any(b"watching 3 files" in line for line in process.stdout)
        (folder / "new.json").write_text(json.dumps(mapping(user_attributes={})))
        os.replace(folder / "new.json", folder / "mapping.json")
        assert any(b"mapping.json changed: 1 fixed" in line for line in process.stdout)
        assert any(b"Passed: nothing is lost." in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert (process.wait(20), rest) == (0, b"")
    finally:
        alarm.cancel()
        process.kill()
        process.stdout.close()
        process.wait()
