"""`init --from-attio --from-segment`: a project of what real workspaces have, all of it or nothing."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from attio_emulator import Emulator, Workspace, running

from tests.attio_harness.segment.stand_in import SECRET, TOKEN, StandIn, destination, error, filter_

from .shell import Shell


@pytest.fixture
def attio(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("ATTIO_API_KEY", "k" * 64)
    workspace = {
        "name": "Real",
        "members": [{"email_address": "joe@real.com"}],
        "objects": [{"api_slug": "users", "active": True}],
    }
    with running(Emulator(Workspace.from_dict(workspace))) as url:
        yield url


def init(shell: Shell, api: StandIn, attio: str, *words: str) -> tuple[int, str, str]:
    return shell("init", "demo", "--attio-url", attio, "--segment-url", api.url, *words)


def files(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_what_real_workspaces_have_runs_at_once(
    shell: Shell, api: StandIn, attio: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.filters["dst_1"] = [filter_("flt_1", **{"if": 'type = "page"'})]
    code, out, err = init(shell, api, attio, "--from-attio", "--from-segment")
    assert (code, err) == (0, "")
    assert out == (
        "Wrote 5 files to demo:\n"
        "  attio-harness.toml    the configuration: where the files are\n"
        "  workspace.yaml        the schema of Real, read from Attio\n"
        "  mapping.json          1 subscription of Attio, read from Segment\n"
        "  events/sample.ndjson  13 events that are made up: put your own in their place\n"
        "  filters.json          1 filter of Attio\n"
        "\nNext:\n  cd demo\n  attio-harness lint\n  attio-harness check\n"
    )
    monkeypatch.chdir(shell.folder / "demo")
    assert Workspace.load("workspace.yaml").name == "Real"
    assert tomllib.loads(Path("attio-harness.toml").read_text())["filters"] == ["filters.json"]
    code, out, _ = shell("check", "--format", "json")
    assert {key: number for key, number in json.loads(out)["verdicts"].items() if number} == {
        "written": 5, "filtered": 1, "unmatched": 7,
    }  # fmt: skip
    assert not any(SECRET in Path(name).read_text() or TOKEN in Path(name).read_text() for name in files(Path()))


def test_one_of_both_is_enough(shell: Shell, api: StandIn, attio: str) -> None:
    assert init(shell, api, attio, "--from-attio")[0] == 0
    demo = shell.folder / "demo"
    assert Workspace.load(demo / "workspace.yaml").name == "Real"
    assert "Subscription Started" in (demo / "mapping.json").read_text()
    assert init(shell, api, attio, "--from-segment", "--force", "--pytest")[0] == 0
    assert Workspace.load(demo / "workspace.yaml").name == "Harbour"
    assert "Subscription Started" not in (demo / "mapping.json").read_text()
    assert "# filters =" in (demo / "attio-harness.toml").read_text()
    # the test of the sample's own mapping is not there
    assert (demo / "tests/test_attio.py").read_text().count("def test_") == 1


def test_members_may_be_left_out(shell: Shell, api: StandIn, attio: str) -> None:
    assert init(shell, api, attio, "--from-attio")[0] == 0
    assert "joe@real.com" in (shell.folder / "demo/workspace.yaml").read_text()
    assert init(shell, api, attio, "--from-attio", "--no-members", "--force")[0] == 0
    assert "joe@real.com" not in (shell.folder / "demo/workspace.yaml").read_text()


def test_where_one_of_them_fails_nothing_is_written(shell: Shell, api: StandIn, attio: str) -> None:
    api.instead["/destination/dst_1/filters"] = [error(403, "forbidden", "Forbidden")]
    code, out, err = init(shell, api, attio, "--from-attio", "--from-segment")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert not (shell.folder / "demo").exists()


def test_what_is_there_is_refused_before_anybody_is_asked(shell: Shell, api: StandIn, attio: str) -> None:
    (shell.folder / "demo").mkdir()
    (shell.folder / "demo" / "workspace.yaml").touch()
    code, _, err = init(shell, api, attio, "--from-segment")
    assert (code, "demo/workspace.yaml is there already" in err, api.asked) == (2, True, [])
    (shell.folder / "demo" / "workspace.yaml").rename(shell.folder / "demo" / "filters.json")
    api.filters["dst_1"] = [filter_("flt_1")]
    code, _, err = init(shell, api, attio, "--from-segment")
    assert (code, "demo/filters.json is there already" in err, files(shell.folder / "demo")) == (
        2,
        True,
        ["filters.json"],
    )


def test_the_destination_is_named(shell: Shell, api: StandIn, attio: str) -> None:
    api.destinations = [destination("dst_1", "One"), destination("dst_2", "Two")]
    code, _, err = init(shell, api, attio, "--from-segment")
    assert (code, "say with --destination which one" in err) == (2, True)
    assert init(shell, api, attio, "--from-segment", "--destination", "One")[0] == 0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--destination", "x"], "--destination says which destination --from-segment reads; found no --from-segment"),
        (["--no-members"], "--no-members says what --from-attio leaves out; found no --from-attio"),
        (["--from-segment", "--region", "moon"], "--region 'moon' is not one of us, eu"),
        (["--from-attio"], "no access token: set the environment variable ATTIO_API_KEY to one with the scopes "
         "object_configuration:read and user_management:read"),
        (["--from-segment"], "no token of Segment: set the environment variable SEGMENT_TOKEN to a Public API token, which an owner of "
         "the workspace creates under Settings > Access Management > Tokens"),
    ],
)  # fmt: skip
def test_words_that_do_not_fit_are_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: list[str], line: str
) -> None:
    monkeypatch.delenv("SEGMENT_TOKEN", raising=False)
    monkeypatch.delenv("ATTIO_API_KEY", raising=False)
    assert shell("init", "demo", *words) == (2, "", f"attio-harness: {line}\n")
    assert not (shell.folder / "demo").exists()
