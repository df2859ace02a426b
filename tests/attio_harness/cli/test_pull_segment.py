"""`pull --segment` at the command line: files that lint and check read, and nothing written where anything fails."""

from __future__ import annotations

import json

import pytest
from attio_emulator import Emulator, Workspace, running

from tests.attio_harness.segment.stand_in import (
    SECRET,
    TOKEN,
    Answer,
    StandIn,
    destination,
    error,
    filter_,
    subscription,
)

from .shell import Shell


def pull(shell: Shell, api: StandIn, *words: str) -> tuple[int, str, str]:
    return shell("pull", "--segment", "--base-url", api.url, *words)


def test_what_is_pulled_is_checked(shell: Shell, api: StandIn) -> None:
    api.filters["dst_1"] = [filter_("flt_1", **{"if": 'type = "page"'})]
    said = "attio-harness: read Attio (dst_1): 1 subscription, 1 filter\n"
    assert pull(shell, api, "-o", "mapping.json", "--save-filters", "filters.json") == (0, "", said)
    shell.write(
        "events.ndjson",
        '{"type":"identify","userId":"u","traits":{"email":"a@acme.com"}}\n{"type":"page","userId":"u"}\n',
    )
    code, out, err = shell.check("--filters", "filters.json", "--format", "json")
    assert (code, err) == (0, "")
    assert {verdict: number for verdict, number in json.loads(out)["verdicts"].items() if number} == {
        "written": 1,
        "filtered": 1,
    }
    for name in ("mapping.json", "filters.json"):
        text = (shell.folder / name).read_text()
        assert TOKEN not in text
        assert SECRET not in text


def test_a_destination_without_filters_gives_a_file_that_is_read(shell: Shell, api: StandIn) -> None:
    assert pull(shell, api, "-o", "mapping.json", "--save-filters", "filters.json")[0] == 0
    assert json.loads((shell.folder / "filters.json").read_text()) == {"data": {"filters": []}}
    shell.write("events.ndjson", '{"type":"identify","userId":"u","traits":{"email":"a@acme.com"}}\n')
    assert shell.check("--filters", "filters.json")[0] == 0


def test_without_a_file_it_is_printed(shell: Shell, api: StandIn) -> None:
    code, out, err = pull(shell, api)
    assert (code, err) == (0, "attio-harness: read Attio (dst_1): 1 subscription\n")
    assert [one["id"] for one in json.loads(out)["data"]["subscriptions"]] == ["sub_1"]


def test_another_variable_may_have_the_token(shell: Shell, api: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGMENT_TOKEN", "wrong")
    monkeypatch.setenv("OTHER", TOKEN)
    assert pull(shell, api, "-o", "new.json", "--token-env", "OTHER")[0] == 0
    assert pull(shell, api, "--token-env", "NONE") == (
        2, "", "attio-harness: --token-env NONE: this environment variable is not set; expected an access token in it\n",
    )  # fmt: skip


def test_the_configuration_may_name_the_destination_of_other_commands(shell: Shell, api: StandIn) -> None:
    api.destinations = [destination("dst_1"), destination("dst_2")]
    shell.write("attio-harness.toml", 'destination = "dst_1"\n[pull]\nsave-filters = "filters.json"\n')
    assert pull(shell, api, "-o", "new.json")[0] == 0
    assert (shell.folder / "filters.json").exists()
    code, _, err = shell("pull", "--base-url", "http://127.0.0.1:1")
    assert (code, "cannot be reached" in err) == (2, True)


def test_what_is_left_out_and_what_is_switched_off_are_told(shell: Shell, api: StandIn) -> None:
    api.destinations = [destination("dst_1", enabled=False)]
    api.subscriptions["dst_1"] = [subscription("sub_1", new=1)]
    code, _, err = pull(shell, api, "-o", "mapping.json")
    assert (code, err.splitlines()) == (0, [
        "attio-harness: read Attio (dst_1): 1 subscription",
        "attio-harness: subscription 'Identify User': new left out, which the Public API does not document",
        "attio-harness: Attio is switched off in Segment: it sends nothing to Attio until it is switched on",
    ])  # fmt: skip


def test_where_the_filters_fail_no_mapping_is_written(shell: Shell, api: StandIn) -> None:
    before = (shell.folder / "mapping.json").read_bytes()
    api.instead["/destination/dst_1/filters"] = [error(403, "forbidden", "Forbidden")]
    code, out, err = pull(shell, api, "-o", "mapping.json", "--save-filters", "filters.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert (shell.folder / "mapping.json").read_bytes() == before
    assert not (shell.folder / "filters.json").exists()


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--segment", "--region", "uk"], "--region 'uk' is not one of us, eu"),
        (["--segment", "--region", "eu", "--base-url", "http://x"],
         "--region and --base-url both say where Segment's API is; expected one of them"),
        (["--segment", "--records", "people", "--state", "s.json"], "--records and --state are for Attio alone; found --segment"),
        (["--segment", "--no-members"], "--no-members is for Attio alone; found --segment"),
        (["--destination", "x"], "--destination is for Segment alone; found no --segment"),
        (["--save-filters", "f.json", "--region", "eu"], "--save-filters and --region are for Segment alone; found no --segment"),
        (["--segment", "-o", "m.json", "--save-filters", "./m.json"],
         "-o and --save-filters both name ./m.json; the mapping and the filters go into two files"),
        (["--segment", "--save-filters", "-"], "-o and --save-filters both name -; the mapping and the filters go into two files"),
        *((["--segment", "--base-url", url], f"--base-url '{url}' is not the address of a server, expected one such as https://example.com")
          for url in ("ftp://x", "http://x:99999", "http://x:0", f"http://{'a' * 300}.com")),
    ],
)  # fmt: skip
def test_words_that_do_not_fit_are_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: list[str], line: str
) -> None:
    monkeypatch.setenv("SEGMENT_TOKEN", TOKEN)
    monkeypatch.setenv("ATTIO_API_KEY", TOKEN)
    assert shell("pull", *words) == (2, "", f"attio-harness: {line}\n")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("HTTPS_PROXY", "socks9://x", "Unknown scheme for proxy URL"),
        ("SSL_CERT_FILE", "/nowhere", "No such file or directory"),
    ],
)
def test_an_environment_that_allows_no_connection_is_one_line(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("SEGMENT_TOKEN", TOKEN)
    monkeypatch.setenv(variable, value)
    code, out, err = shell("pull", "--segment")
    assert (code, out) == (2, "")
    assert err.startswith(f"attio-harness: no connection can be made with what the environment says ({variable}): ")
    assert said in err
    assert err.count("\n") == 1


def test_the_token_of_attio_may_be_in_another_variable(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATTIO_API_KEY", raising=False)
    monkeypatch.setenv("OTHER", "t" * 64)
    with running(Emulator(Workspace.from_dict({"name": "Acme"}))) as url:
        assert shell("pull", "--base-url", url, "--token-env", "OTHER", "-o", "new.yaml") == (
            0,
            "",
            "attio-harness: read Acme (workspace): 2 active objects, 0 members\n",
        )
    assert Workspace.load(shell.folder / "new.yaml").name == "Acme"


def test_each_wait_before_another_try_is_told_on_standard_error(shell: Shell, api: StandIn) -> None:
    api.instead["/destinations"] = [Answer(status=429, body={}, headers={"retry-after": "1"})]
    code, _, err = pull(shell, api, "-o", "mapping.json")
    assert (code, err.splitlines()) == (
        0,
        [
            f"attio-harness: {api.url}/destinations: answers 429 Too Many Requests; try 2 of 5 in 1 second",
            "attio-harness: read Attio (dst_1): 1 subscription",
        ],
    )
    limited = {"status": 429, "times": 1, "headers": {"retry-after": "1"}}
    emulator = Emulator(Workspace.from_dict({"name": "Acme"}))
    with running(emulator) as url:
        for words in (("pull", "-o", "workspace.yaml"), ("init", "--from-attio", "--attio-url", url, "new")):
            emulator.faults.replace([limited])
            code, _, err = shell(*words, *(("--base-url", url) if words[0] == "pull" else ()))
            said = "answers 429 Rate limit exceeded, please try again later; try 2 of 5 in 1 second"
            assert (code, err.splitlines()[0]) == (0, f"attio-harness: {url}/v2/self: {said}")
