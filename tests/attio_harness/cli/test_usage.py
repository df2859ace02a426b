"""Words that are none: the line names the option, what was found, what is expected, and the closest right word."""

from __future__ import annotations

import pytest

from .shell import Shell


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "there is no command chek; did you mean check or schema? (see attio-harness --help)"),
        (["schema", "dif"], "there is no command dif; did you mean diff? (see attio-harness schema --help)"),
        (["--vrsion"], "there is no option --vrsion; did you mean --version? (see attio-harness --help)"),
        (["check", "--max-failure", "1"], "there is no option --max-failure; did you mean --max-failures? (see attio-harness check --help)"),
        (["pull", "--no-membrs"], "there is no option --no-membrs; did you mean --no-members? (see attio-harness pull --help)"),
        (["lint", "-m", "mapping.json"], "there is no option -m; MAPPING... is given without an option (see attio-harness lint --help)"),
        (["lint", "--mapping", "mapping.json"], "there is no option --mapping; MAPPING... is given without an option (see attio-harness lint --help)"),
        (["check", "--event", "e.json"], "there is no option --event; EVENTS... is given without an option (see attio-harness check --help)"),
        (["lint", "--zzz"], "there is no option --zzz (see attio-harness lint --help)"),
        (["lint", "-z"], "there is no option -z (see attio-harness lint --help)"),
        (["schema", "diff", "--formt", "x"], "there is no option --formt; did you mean --format? (see attio-harness schema diff --help)"),
        (["emulate", "--port", "x"], "--port 'x' is not a whole number from 0 to 65535 (see attio-harness emulate --help)"),
        (["emulate", "--port", "70000"], "--port '70000' is not a whole number from 0 to 65535 (see attio-harness emulate --help)"),
        (["emulate", "--batch-lag", "-1"], "--batch-lag '-1' is not a number of at least 0 (see attio-harness emulate --help)"),
        (["generate", "--seed", "1.5"], "--seed '1.5' is not a whole number (see attio-harness generate --help)"),
        (["generate", "-n", "many"], "--number 'many' is not a whole number of at least 1 (see attio-harness generate --help)"),
        (["generate", "-n", "0"], "--number '0' is not a whole number of at least 1 (see attio-harness generate --help)"),
        (["check"], 'EVENTS... is missing; give it, or say events = ["events/"] in attio-harness.toml (see attio-harness check --help)'),
        (["check", "e"], "the option -m, --mapping is missing; give it, or say mapping = \"mapping.json\" in attio-harness.toml (see attio-harness check --help)"),
        (["explain"], "EVENT is missing (see attio-harness explain --help)"),
        (["check", "e", "--max-failures"], "the option --max-failures needs a value (see attio-harness check --help)"),
        (["schema", "diff", "-m"], "the option -m needs a value (see attio-harness schema diff --help)"),
        (["fidelity", "x"], "found x, expected no more arguments (see attio-harness fidelity --help)"),
    ],
)  # fmt: skip
def test_what_is_said(shell: Shell, words: list[str], said: str) -> None:
    assert shell(*words) == (2, "", f"attio-harness: {said}\n")


_KEY = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    "key", [_KEY, "sk_live_Ab12Cd34Ef56Gh78", "sgp_qTQxY2UtZjE4ZS00NTQ3", f"eyJhbGciOiJIUzI1NiJ9.{_KEY}.{_KEY}"]
)
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pull", "*"], "found (a word that looks like a key), expected no more arguments; the key goes into an environment variable, which --token-env names (see attio-harness pull --help)"),
        (["verify", "*", "x"], "found (a word that looks like a key) x, expected no more arguments; the key goes into an environment variable, which --token-env names (see attio-harness verify --help)"),
        (["*"], "there is no command (a word that looks like a key) (see attio-harness --help)"),
        (["pull", "--base-url", "*"], "--base-url '(a word that looks like a key)' is not the address of a server, expected one such as https://example.com"),
    ],
)  # fmt: skip
def test_a_word_that_looks_like_a_key_is_not_repeated(shell: Shell, key: str, words: list[str], said: str) -> None:
    assert shell(*(key if word == "*" else word for word in words)) == (2, "", f"attio-harness: {said}\n")


@pytest.mark.parametrize(
    "word",
    [
        "events_of_2026_05_04_whole.ndjson",
        "fixtures/events_of_2026_05_04_whole",
        "127.0.0.1:8700",
        "events-of-the-week-in-may",
        "workspace",
    ],
)
def test_a_word_that_is_no_key_is_repeated(shell: Shell, word: str) -> None:
    assert shell("pull", word)[2].startswith(f"attio-harness: found {word}, expected no more arguments (see ")


def test_a_file_is_no_key(shell: Shell) -> None:
    (shell.folder / "events_of_2026_05_04_whole").write_text("{}")
    assert "found events_of_2026_05_04_whole, expected" in shell("pull", "events_of_2026_05_04_whole")[2]


def test_a_word_that_goes_before_others_alone_shows_its_help_and_says_what_is_missing(shell: Shell) -> None:
    code, out, err = shell("schema")
    said = "attio-harness: no command was given, expected diff (see attio-harness schema --help)\n"
    assert (code, err, "Usage: attio-harness schema " in out) == (2, said, True)


def test_an_option_of_one_value_that_is_given_again_is_told(shell: Shell) -> None:
    words = (
        "-w",
        "nothing.yaml",
        "--workspace",
        "workspace.yaml",
        "--max-failures",
        "1",
        "--existing",
        "none",
        "--existing",
        "none",
    )
    code, _, err = shell(
        "check", "events.ndjson", "-m", "mapping.json", "-m", "mapping.json", *words, "--no-config", "--no-config"
    )
    assert code == 1
    assert err == (
        "attio-harness: --workspace is given twice; the last one counts\n"
        "attio-harness: --existing is given twice; the last one counts\n"
    )
    assert shell("generate", *["-n", "1"] * 3)[2] == "attio-harness: --number is given 3 times; the last one counts\n"
