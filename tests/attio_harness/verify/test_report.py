"""What a person reads, and what the file holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from attio_emulator import ASSUMPTIONS
from attio_harness.verify import PROBES, UNSEEN, Cleaned, Redactor, Stage, as_json, as_text

from .runs import ATTIO, MARKER, NOW, TOKEN, attio, prove, workspace

_SOME = [one for one in PROBES if one.id in ("option-case", "batch-order", "value-forms", "envelope", "user-actor")]


def _redactor() -> Redactor:
    return Redactor([TOKEN, "Acme"], MARKER)


def _text(tmp_path: Path, *, file: str | None = None, cleaned: Cleaned | None = None, **options: Any) -> list[str]:
    proof = prove(tmp_path, attio(workspace(name="Acme"), **options), probes=_SOME)
    text = as_text(proof.judged(), cleaned=cleaned or proof.cleaned, file=file, redactor=_redactor())
    return text.splitlines()


def test_the_counts_come_first_then_what_differs_then_what_to_do(tmp_path: Path) -> None:
    lines = _text(tmp_path, assumptions={"batch.order": "array", "option.title_case": "any"}, file="verify.json")
    told = sum(id in ("batch.stale_values", "simple.value_forms") for id in ASSUMPTIONS)
    end = lines.index(f"Assumptions: {told} of {len(ASSUMPTIONS)} confirmed, 2 otherwise than here")
    assert lines[: end - 1] == [
        "4 probes: 2 equal, 2 differ",
        "",
        "differs: option-case: Is an option found by its title in another letter case?",
        '  Attio:    ["taken", "taken"]',
        '  emulator: ["400 value_not_found", "taken"]',
        "  agrees with option.title_case: any",
        "",
        "differs: batch-order: In what order are assertions about one record applied?",
        '  Attio:    ["taken", ["later"]]',
        '  emulator: ["taken", ["earlier", "later"]]',
        "  agrees with batch.order: array",
        "",
        "With this in its workspace file the emulator agrees:",
        "",
        "assumptions:",
        "  option.title_case: any",
        "  batch.order: array",
        "",
        "Requests and answers stand in verify.json.",
    ]
    # what no probe of this run is about is counted, and not told one by one
    unseen = [line.split()[2] for line in lines if line.startswith("  not seen: ")]
    (rest,) = (line for line in lines if line.startswith("  not asked: "))
    assert {*unseen} >= {*UNSEEN} & {*ASSUMPTIONS}
    assert "phone.characters" not in unseen
    assert rest == f"  not asked: {len(ASSUMPTIONS) - told - 2 - len(unseen)} more"
    assert lines[-2:] == ["Not asked (1):", "  user-actor: needs a token of the level user, and this one has workspace"]


def test_where_all_agrees_it_is_said_in_a_line(tmp_path: Path) -> None:
    assert _text(tmp_path)[:3] == ["4 probes: 4 equal, 0 differ", "", "The emulator agrees."]


def test_what_a_run_that_ended_early_says_holds_as_far_as_it_came(tmp_path: Path) -> None:
    proof = prove(tmp_path, attio(workspace()), probes=_SOME)
    found = proof.judged()
    lines = as_text(found, cleaned=proof.cleaned, file=None, redactor=_redactor(), unreached=1).splitlines()
    assert lines[:4] == [
        "4 probes: 4 equal, 0 differ",
        "Ended early: 1 probe not reached.",
        "",
        "The emulator agrees, as far as was asked.",
    ]


def test_where_nothing_could_be_asked_nothing_agrees(tmp_path: Path) -> None:
    proof = prove(tmp_path, probes=[one for one in _SOME if one.id == "user-actor"])
    found = proof.judged()
    assert not found.agrees
    lines = as_text(found, cleaned=None, file=None, redactor=_redactor()).splitlines()
    assert lines[:3] == ["0 probes: 0 equal, 0 differ", "", "Nothing was asked, so nothing is known."]


def test_what_no_setting_explains_is_to_be_reported(tmp_path: Path) -> None:
    emulator = attio(workspace())
    nobody = Stage(marker=MARKER, now=NOW).nobody
    body = {"code": "gone", "message": f"{TOKEN} has no record"}
    emulator.faults.replace([{"path": f"/v2/objects/*/records/{nobody}", "status": 410, "body": body}])
    proof = prove(tmp_path, emulator, probes=_SOME)
    lines = as_text(proof.judged(), cleaned=None, file=None, redactor=_redactor()).splitlines()
    assert lines[0] == "4 probes: 3 equal, 1 differs"
    assert "  differs from every setting of the assumptions" in lines
    assert "No setting helps for envelope: please report them with the file that -o FILE writes." in lines
    named = as_text(proof.judged(), cleaned=None, file="v.json", redactor=_redactor()).splitlines()
    assert "No setting helps for envelope: please report them with the file." in named
    assert TOKEN not in "\n".join(lines)


def test_what_was_not_answered_and_what_is_left_are_told(tmp_path: Path) -> None:
    emulator = attio(workspace())
    emulator.faults.replace([{"method": "PUT", "path": "/v2/batch/records", "status": 500}])
    proof = prove(tmp_path, emulator, probes=_SOME)
    cleaned = Cleaned(left=["the object x; delete it"])
    lines = as_text(proof.judged(), cleaned=cleaned, file=None, redactor=_redactor()).splitlines()
    assert lines[0] == "4 probes: 3 equal, 0 differ, 1 without a response"
    assert lines[2:4] == [
        "failed: batch-order: In what order are assertions about one record applied?",
        "  PUT /v2/batch/records: answers 500",
    ]
    assert lines[-2:] == ["Still there:", "  the object x; delete it"]


def test_a_comment_of_somebody_who_left_is_no_difference(tmp_path: Path) -> None:
    given = workspace(members=[])  # the token still names who gave it
    probes = [one for one in PROBES if one.id == "comment"]
    proof = prove(tmp_path, attio(given), wanted=("comments",), probes=probes)
    lines = as_text(proof.judged(), cleaned=None, file=None, redactor=_redactor()).splitlines()
    assert lines[:4] == [
        "1 probe: 0 equal, 0 differ, 1 without a response",
        "",
        "failed: comment: Does the first comment of a thread have the thread's ID, and what is the response to one on a missing record?",
        "  a comment was not accepted: the token's owner is not a member of the workspace",
    ]


def test_the_file_has_both_answers_and_no_secret(tmp_path: Path) -> None:
    emulator = attio(workspace(name="Acme"), assumptions={"option.title_case": "any"})
    proof = prove(tmp_path, emulator, probes=_SOME)
    row = as_json(
        proof.judged(),
        attio=ATTIO,
        at=NOW,
        scratch=proof.run.scratch,
        cleaned=proof.cleaned,
        redactor=_redactor(),
    )
    text = json.dumps(row)
    assert json.loads(text) == json.loads(
        text.replace(TOKEN, "").replace("Acme", "").replace(emulator.workspace.id, "")
    )
    assert (row["agrees"], row["counts"]) == (False, {"equal": 3, "differs": 1, "failed": 0, "skipped": 1})
    assert row["assumptions"] == {"option.title_case": "any"}
    assert row["workspace_file"] == "assumptions:\n  option.title_case: any\n"
    assert row["not_visible"] == dict(UNSEEN)
    assert set(row["compared_with"]) == set(ASSUMPTIONS)
    assert row["left"] == []
    (differs,) = (one for one in row["probes"] if one["verdict"] == "differs")
    assert differs["agrees_with"] == {"option.title_case": "any"}
    assert (differs["attio"]["seen"], differs["emulator"]["seen"]) == (["taken"] * 2, ["400 value_not_found", "taken"])
    first = differs["attio"]["exchanges"][0]
    assert (first["method"], first["status"]) == ("PUT", 200)
    assert first["body"] == {"data": {"values": {"key": f"{MARKER}-plan values", "plan": "free"}}}
    assert differs["differences"][0]["kind"] == "status"
    (skipped,) = (one for one in row["probes"] if one["verdict"] == "skipped")
    assert set(skipped) == {"id", "question", "about", "verdict", "reason"}


def test_a_long_body_is_cut_off(tmp_path: Path) -> None:
    long = [one for one in PROBES if one.id in ("batch-limit", "note-size")]
    proof = prove(tmp_path, probes=long)
    row = as_json(proof.judged(), attio=ATTIO, at=NOW, scratch={}, cleaned=None, redactor=_redactor())
    text = json.dumps(row, ensure_ascii=False)
    assert len(text) < 100_000
    assert "… and 4,981 more" in text
    assert "… and 998,000 more" in text
