"""Filters on the command line: those of other destinations, folders, what cannot be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from attio_harness.cli import main

WORKSPACE = {"objects": [{"api_slug": "users", "active": True}]}
SETTINGS = '{"email_address":{"@path":"$.traits.email"},"user_id":{"@path":"$.userId"}}'
EVENTS: list[dict[str, Any]] = [
    {"type": "identify", "userId": "1", "messageId": "a", "traits": {"email": "ada@acme.io", "tier": "Gold"}},
    {"type": "identify", "userId": "2", "messageId": "b", "traits": {"email": "bo@acme.io", "tier": "Base"}},
]


def resource(kind: str, label: str, **values: Any) -> dict[str, Any]:
    return {"resource": {f"segment_destination_{kind}": {label: {"source_id": "s", "enabled": True, **values}}}}


def identify(destination: str) -> dict[str, Any]:
    trigger = 'type = "identify"'
    return resource(
        "subscription", "identify", name="Identify", action_id="x", destination_id=destination, trigger=trigger,
        settings=SETTINGS,
    )  # fmt: skip


def drop(name: str, destination: str | None, condition: str, **more: Any) -> dict[str, Any]:
    actions = [{"type": "DROP", "fields": None, "path": None, "percent": None}]
    named = {"destination_id": destination} if destination is not None else {}
    return resource("filter", name, title=name, **{"if": condition}, actions=actions, **named, **more)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "w.json").write_text(json.dumps(WORKSPACE))
    (tmp_path / "e.ndjson").write_text("\n".join(map(json.dumps, EVENTS)))
    (tmp_path / "infra").mkdir()
    return tmp_path


def put(folder: Path, **files: dict[str, Any]) -> None:
    for name, content in files.items():
        (folder / "infra" / f"{name}.tf.json").write_text(json.dumps(content))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[Any, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([*words, "-w", "w.json", "--format", "json"])
    out, err = capsys.readouterr()
    return ended.value.code, out, err


def check(capsys: pytest.CaptureFixture[str], *words: str, mapping: str = "infra") -> tuple[int, Any, str]:
    code, out, err = run(capsys, "check", "e.ndjson", "-m", mapping, "--filters", *words)
    return code, json.loads(out) if out else None, err


def test_filters_of_other_destinations_are_named_and_not_applied(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        folder,
        identify=identify("crm"),
        mine=drop("mine", "crm", "traits.tier = 'Base'"),
        other=drop("other", "mail", "all"),
        unread=drop("unread", "mail", "cidr(context.ip)"),
    )
    code, report, _ = check(capsys, "infra")
    assert (code, report["verdicts"]["filtered"], report["verdicts"]["written"]) == (0, 1, 1)
    told = [row["what"] for row in report["notes"]]
    assert "1 file without a filter passed over: infra/identify.tf.json" in told[0]
    assert told[1].startswith(
        "2 filters belong to other destinations, not applied: 'unread' (of mail, which cannot be read: "
    )
    assert told[1].endswith("), 'other' (of mail)")


@pytest.mark.parametrize("destination", ["crm", None])
def test_a_filter_of_the_destination_that_cannot_be_read_stops_the_run(
    folder: Path, capsys: pytest.CaptureFixture[str], destination: str | None
) -> None:
    put(folder, identify=identify("crm"), broken=drop("broken", destination, "type = 'identify' && userId = '1'"))
    code, report, err = check(capsys, "infra")
    assert (code, report) == (2, None)
    assert err == (
        "attio-harness: infra/broken.tf.json:1 at /resource/segment_destination_filter/broken/if: the condition "
        "\"type = 'identify' && userId = '1'\" cannot be read: column 19: found '&&', expected an operator; write and\n"
    )


def test_one_that_is_not_enabled_does_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, identify=identify("crm"), broken=drop("broken", "crm", "type == 'identify'"))
    text = (folder / "infra" / "broken.tf.json").read_text()
    (folder / "infra" / "broken.tf.json").write_text(text.replace('"enabled": true', '"enabled": false'))
    code, report, _ = check(capsys, "infra")
    assert (code, report["verdicts"]["written"]) == (0, 2)
    what = "filter 'broken': not enabled; it cannot be read: the condition \"type == 'identify'\" cannot be read: column 6: found '==', expected an operator; write ="
    assert what in [row["what"] for row in report["notes"]]


def test_a_preset_can_be_told_its_destination(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(folder, mine=drop("mine", "crm", "userId = '1'"), other=drop("other", "mail", "userId = '2'"))
    code, report, _ = check(capsys, "infra", mapping="published")
    assert (code, report["verdicts"]["filtered"]) == (1, 2)  # nothing is written
    assert any("the filters of 2 destinations are applied: crm, mail" in row["what"] for row in report["notes"])
    code, report, _ = check(capsys, "infra", "--destination", "crm", mapping="published")
    assert (code, report["verdicts"]["filtered"], report["verdicts"]["written"]) == (0, 1, 1)
    code, _, err = check(capsys, "infra", "--destination", "cms", mapping="published")
    assert (code, err) == (2, "attio-harness: --destination 'cms' is not one of crm, mail; did you mean crm?\n")


def test_an_explanation_names_the_clauses_and_no_other_destination(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(
        folder,
        identify=identify("crm"),
        mine=drop("mine", "crm", "!(userId = '1' or length(traits.tier) = 4) and type = 'identify'"),
        other=drop("other", "mail", "all"),
    )
    code, out, _ = run(capsys, "explain", "e.ndjson:1", "-m", "infra", "--filters", "infra")
    rows = json.loads(out)["filters"]["filters"]
    assert code == 0
    assert [(row["title"], row["did"]) for row in rows] == [
        (
            "mine",
            'does not apply: !(userId = "1") is false, found "1", !(length(traits.tier) = 4) is false, found "Gold"',
        )
    ]


@pytest.mark.parametrize("mapping", ["infra", "infra/*.tf.json", "infra/attio.tf.json"])
def test_filters_that_stand_with_the_mappings_are_told_where_none_is_asked_for(
    folder: Path, capsys: pytest.CaptureFixture[str], mapping: str
) -> None:
    gold, base = drop("No gold", "d1", "traits.tier = 'Gold'"), drop("Of Braze", "d2", "type = 'identify'")
    both = {**identify("d1")["resource"], **gold["resource"]}
    put(folder, attio={"resource": both}, braze=base)
    code, out, _ = run(capsys, "check", "e.ndjson", "-m", mapping)
    report = json.loads(out)
    assert (code, report["verdicts"]["written"], report["verdicts"]["filtered"]) == (0, 2, 0)
    (note,) = [row["what"] for row in report["notes"] if "filter" in row["what"]]
    assert note == (
        f"1 filter of this destination is here too but not applied: 'No gold'; --filters {mapping} applies it"
    )
    # and followed it is told no more
    code, out, _ = run(capsys, "check", "e.ndjson", "-m", mapping, "--filters", mapping)
    report = json.loads(out)
    assert (code, report["verdicts"]["written"], report["verdicts"]["filtered"]) == (0, 1, 1)
    assert not [row for row in report["notes"] if "not applied: 'No gold'" in row["what"]]


def test_filters_of_others_disabled_and_broken_ones_beside_the_mappings_stop_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(folder, attio=identify("d1"), braze=drop("Of Braze", "d2", "type = 'identify'"))
    put(
        folder,
        off={
            "resource": {
                "segment_destination_filter": {
                    "off": {
                        **drop("Off", "d1", "type = 'identify'")["resource"]["segment_destination_filter"]["Off"],
                        "enabled": False,
                    }
                }
            }
        },
    )
    code, out, _ = run(capsys, "check", "e.ndjson", "-m", "infra")
    assert (code, [row for row in json.loads(out)["notes"] if "applied" in row["what"]]) == (0, [])
    put(folder, broken=drop("Broken", "d1", "type == 'identify'"))
    code, out, _ = run(capsys, "check", "e.ndjson", "-m", "infra")
    (note,) = [row["what"] for row in json.loads(out)["notes"] if "applied" in row["what"]]
    assert code == 0
    assert "one cannot be: infra/broken.tf.json:1 at /resource/segment_destination_filter/Broken/if: " in note
