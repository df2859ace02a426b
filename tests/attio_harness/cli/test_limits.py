"""`--limit` and the table of the configuration, for a command that reads events."""

from __future__ import annotations

from .shell import Shell

FEW, MORE = (
    '{"type":"identify","userId":"u1","traits":{}}',
    '{"type":"identify","userId":"u2","traits":{"a":1,"b":2,"c":3}}',
)


def test_a_command_takes_limits(shell: Shell) -> None:
    shell.write("many.ndjson", f"{FEW}\n{MORE}\n")
    run = ("check", "many.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    _, out, _ = shell(*run, "--limit", "event_keys=5")
    assert "1 entry could not be read" in out
    assert "many.ndjson:2: the event has 6 keys, where 5 are allowed (limit event_keys)" in " ".join(out.split())
    shell.write("attio-harness.toml", "[limit]\nevent_keys = 5\n")
    _, out, _ = shell(*run)
    assert "(limit event_keys)" in out
    # what is typed goes before
    _, out, _ = shell(*run, "--limit", "event_keys=6")
    assert "(limit event_keys)" not in out
    shell.write("attio-harness.toml", "[limit]\nevent_key = 5\n")
    code, _, err = shell(*run)
    assert code == 2
    assert (
        err
        == "attio-harness: attio-harness.toml:2: limit 'event_key': there is no such limit; did you mean event_keys?\n"
    )


def test_a_limit_of_a_server_is_refused_where_none_is_started(shell: Shell) -> None:
    run = ("check", "events.ndjson", "-m", "mapping.json", "-w", "workspace.yaml")
    said = "limit 'journal_requests': it bounds the journal, and no server is started here; emulate and serve take it\n"
    assert shell(*run, "--limit", "journal_requests=5") == (2, "", f"attio-harness: --{said}")
    plain = shell(*run)
    shell.write("attio-harness.toml", "[check.limit]\njournal_requests = 5\n")
    assert shell(*run) == (2, "", f"attio-harness: attio-harness.toml:2: {said}")
    # at the top it is for the commands that have a server
    shell.write("attio-harness.toml", "[limit]\njournal_requests = 5\nevent_keys = 1\n")
    _, out, _ = shell(*run)
    assert "(limit event_keys)" in out
    shell.write("attio-harness.toml", "[limit]\njournal_requests = 5\n")
    assert shell(*run) == plain
    shell.write("attio-harness.toml", "[limit]\njournal_request = 5\n")
    assert shell(*run)[0] == 2
