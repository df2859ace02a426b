"""`generate` as a person meets it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.attio_harness.subscriptions import assert_record
from tests.started.processes import Started

from .shell import Shell


def test_generate_is_seeded(shell: Shell) -> None:
    first, second, third = (shell("generate", "-n", "5", "--seed", seed)[1] for seed in ("1", "1", "2"))
    assert first == second != third
    assert len([json.loads(line) for line in first.splitlines()]) == 5
    code, out, err = shell("generate", "-n", "3", "--negative")
    assert (code, len(out.splitlines()), len(err.splitlines())) == (0, 3, 3)
    code, out, _ = shell("generate", "-n", "4", "--type", "group")
    assert {json.loads(line)["type"] for line in out.splitlines()} == {"group"}


WEEK = Path(__file__).parents[3] / "fixtures/week"
FILES = ("-m", str(WEEK / "mapping.json"), "-w", str(WEEK / "workspace.yaml"))


def test_events_for_a_mapping_and_a_workspace_are_written(shell: Shell) -> None:
    assert shell("generate", "-n", "40", *FILES, "-o", "events.ndjson") == (0, "", "")
    code, out, _ = shell("check", "events.ndjson", *FILES, "--existing", "none", "--format", "json")
    assert (code, json.loads(out)["verdicts"]["written"]) == (0, 40)
    assert shell("generate", "-n", "40", *FILES)[1] == Path("events.ndjson").read_text("utf-8")


def test_mistakes_for_a_mapping_are_told_with_its_line(shell: Shell) -> None:
    code, out, err = shell("generate", "-n", "9", "--negative", *FILES)
    lines = err.splitlines()
    assert (code, len(out.splitlines()), len(lines)) == (0, 9, 9)
    assert lines[4] == (
        "attio-harness: evt-0-0000005: unknown-option: Identify User loses it by users.plan (400 value_not_found), $.traits.planName "
        f"at {WEEK}/mapping.json:10 /0/mapping/user_attributes/plan: Send an existing option, or add 'Enterprise+' as an option of "
        "plan: in Attio under Workspace settings > Objects > Users > Attributes > plan, in the workspace file with `- Enterprise+` "
        "under its options. It has Free, Pro."
    )
    shell.write("mistakes.ndjson", out)
    code, out, _ = shell("check", "mistakes.ndjson", *FILES, "--format", "json")
    found = json.loads(out)
    assert (code, found["verdicts"]["written"], len(found["rejections"])) == (1, 0, 9)


def test_a_subscription_without_an_event_fails_and_the_others_have_theirs(shell: Shell) -> None:
    dead = {"name": "Dead", "partnerAction": "identifyUser", "subscribe": 'type = "a"', "mapping": {"user_id": "x"}}
    live = assert_record(
        "Live",
        'type = "group"',
        "companies",
        "domains",
        {"domains": {"@path": "$.traits.site"}, "primary_location": {"@path": "$.traits.place"}},
    )
    shell.write("mapping.json", json.dumps([dead, live]))
    code, out, err = shell("generate", "-n", "3", "-m", "mapping.json")
    assert (code, len(out.splitlines())) == (1, 3)
    assert err == (
        'attio-harness: Dead: no event is written: no event meets its trigger: type = "a"\n'
        "attio-harness: Live: events have no $.traits.place: nothing is known that companies.primary_location (location) takes from "
        "an event\n"
    )
    code, out, err = shell("generate", "-n", "3", "-m", "mapping.json", "--type", "page")
    assert (code, out) == (1, "")
    assert err == (
        'attio-harness: Dead: no event is written: no event meets its trigger: type = "a"\n'
        "attio-harness: Live: no event is written: its trigger is met by events of type group, not page\n"
    )


def test_half_a_character_that_a_trigger_asks_for_is_written_as_json_writes_it(shell: Shell) -> None:
    one = assert_record(None, 'event = "\ud800"', "companies", "domains", {"domains": "acme.com"})
    shell.write("mapping.json", json.dumps([one]))
    code, out, err = shell("generate", "-n", "1", "-m", "mapping.json")
    assert (code, json.loads(out)["event"], err) == (0, "\ud800", "")


def test_an_event_whose_mistake_is_that_it_has_no_message_id_is_told_as_that(shell: Shell) -> None:
    attributes = [{"api_slug": "order_id", "type": "text", "is_unique": True}]
    orders = {"api_slug": "orders", "singular_noun": "Order", "plural_noun": "Orders", "attributes": attributes}
    shell.write("w.json", json.dumps({"objects": [orders]}))
    one = assert_record("Order", 'type = "track"', "orders", "order_id", {"order_id": {"@path": "$.messageId"}})
    shell.write("mapping.json", json.dumps([one]))
    code, out, err = shell("generate", "-n", "1", "--negative", "-m", "mapping.json", "-w", "w.json")
    assert (code, "messageId" in json.loads(out)) == (0, False)
    assert err.startswith(
        "attio-harness: an event without a messageId: missing-messageId: Order loses it by orders.order_id "
    )


def test_a_mapping_of_constants_has_no_mistakes_in_events(shell: Shell) -> None:
    one = assert_record(None, 'type = "track"', "companies", "domains", {"domains": "acme.com"})
    shell.write("mapping.json", json.dumps([one]))
    said = "attio-harness: no mistake is known that loses an event of these mappings\n"
    assert shell("generate", "--negative", "-m", "mapping.json") == (1, "", said)
    assert shell("generate", "-n", "2", "-m", "mapping.json")[0] == 0


def test_a_workspace_alone_is_for_the_published_presets(shell: Shell) -> None:
    workspace = str(WEEK / "workspace.yaml")
    alone = shell("generate", "-n", "6", "-w", workspace)
    assert alone == shell("generate", "-n", "6", "-w", workspace, "-m", "published")
    assert {json.loads(line)["type"] for line in alone[1].splitlines()} == {"identify", "group"}


def test_the_files_of_the_configuration(shell: Shell) -> None:
    plain = shell("generate", "-n", "6")
    shell.write("attio-harness.toml", f'mapping = "{WEEK}/mapping.json"\nworkspace = "{WEEK}/workspace.yaml"\n')
    assert shell("generate", "-n", "6") == shell("generate", "-n", "6", *FILES) != plain
    assert shell("generate", "-n", "6", "--no-config") == plain


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-m", "none.json"], "none.json: there is no such mapping file; presets are published and documented"),
        (["-w", "none.yaml"], "none.yaml: there is no such workspace file"),
        (
            ["-m", "-", "-w", "-"],
            "- is named twice, but standard input can be read only once; give one of them as a file",
        ),
        (
            ["-m", "published", "--type", "purchase"],
            "--type 'purchase' is not one of identify, group, track, page, screen, alias",
        ),
    ],
)
def test_what_cannot_be_used_is_one_line(shell: Shell, words: list[str], said: str) -> None:
    assert shell("generate", *words) == (2, "", f"attio-harness: {said}\n")


def test_a_mapping_is_not_written_over(shell: Shell) -> None:
    shell.write("mapping.json", (WEEK / "mapping.json").read_bytes())
    code, out, err = shell("generate", "-m", "mapping.json", "-o", "mapping.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert Path("mapping.json").read_bytes() == (WEEK / "mapping.json").read_bytes()


def test_records_that_no_event_writes_are_told(shell: Shell) -> None:
    group = {
        "name": "Group",
        "partnerAction": "groupWorkspace",
        "subscribe": 'type = "group" and userId != null',
        "mapping": {
            name: {"@path": f"$.{path}"} for name, path in (("domain", "traits.domain"), ("workspace_id", "groupId"))
        }
        | {"user_id": {"@path": "$.userId"}},
    }
    shell.write("mapping.json", json.dumps([group]))
    code, out, err = shell("generate", "-n", "2", "-m", "mapping.json")
    assert (code, len(out.splitlines())) == (0, 2)
    assert err == (
        "attio-harness: in 2 events a record is named that no event before writes: written where the CRM has it already, else lost\n"
    )


def test_what_no_event_names_and_who_has_no_turn_is_told(shell: Shell) -> None:
    group = {
        "name": "Group",
        "partnerAction": "groupWorkspace",
        "subscribe": 'type = "group"',
        "mapping": {
            name: {"@path": f"$.{path}"}
            for name, path in (("domain", "traits.domain"), ("workspace_id", "groupId"), ("user_id", "userId"))
        },
    }
    other = {**group, "name": "Again", "subscribe": 'type = "identify"'}
    shell.write("mapping.json", json.dumps([group, other]))
    code, out, err = shell("generate", "-n", "1", "-m", "mapping.json")
    assert (code, len(out.splitlines())) == (0, 1)
    assert err == (
        "attio-harness: Group: events have no $.userId: no event before them writes the record that would be named\n"
        "attio-harness: Again: no event, for 1 are too few for each subscription\n"
    )


def test_without_faker_the_extra_is_named_and_the_help_is_there(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "segment_events"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "faker", None)
    said = "generating events needs Faker, which is not installed: pip install 'attio-harness[generate]'"
    assert shell("generate") == (2, "", f"attio-harness: {said}\n")
    assert shell("generate", "--help")[0] == 0
    with pytest.raises(ModuleNotFoundError) as refused:
        __import__("segment_events")
    assert str(refused.value) == said


@pytest.mark.parametrize("more", [[], ["--negative"]])
def test_events_leave_as_they_are_made_and_who_has_enough_ends_it(tmp_path: Path, more: list[str]) -> None:
    generate = Started("generate", "-n", "1000000000000", *more, cwd=tmp_path)
    assert generate.stdout is not None
    first = json.loads(generate.stdout.readline())
    generate.stdout.close()
    assert (first["messageId"], generate.wait(60)) == ("evt-0-0000001", 141)
    assert generate.stderr is not None
    assert b"attio-harness: evt-0-0000001" in generate.stderr.read() if more else generate.stderr.read() == b""
    generate.stderr.close()


def test_with_filters_the_events_are_those_that_they_let_through(shell: Shell) -> None:
    pro = {"if": "!( traits.plan = 'pro' )", "actions": [{"type": "drop"}]}
    half = {"if": "all", "actions": [{"type": "sample", "percent": 0.5}]}
    text = json.dumps({"data": {"filters": [{"title": "One", "enabled": True} | one for one in (pro, half)]}})
    Path("filters.json").write_text(text)
    files = (*FILES, "--filters", "filters.json")
    assert shell("generate", "-n", "30", *files, "-o", "events.ndjson") == (0, "", "")
    code, out, _ = shell("check", "events.ndjson", *files, "--existing", "none", "--format", "json")
    assert (code, json.loads(out)["verdicts"]["written"]) == (0, 30)
    # the filters are not written over
    code, out, err = shell("generate", "-n", "30", *files, "-o", "filters.json")
    assert (code, out, Path("filters.json").read_text()) == (2, "", text)
    assert "filters.json" in err
