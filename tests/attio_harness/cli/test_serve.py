"""The words of `serve`: which sources there are, and what is refused before anything is served."""

from __future__ import annotations

import io
import socket

import pytest
from attio_emulator import Emulator

from .shell import Shell


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "the option -m, --mapping is missing: the mapping that events meet, or --source NAME:KEY:MAPPING"),
        (("-m", "mapping.json", "--write-key", ""), "--write-key is empty; expected the write key, or nothing where any will do"),
        (("--write-key", "k", "--source", "a:k2:mapping.json"), "--write-key is that of the source that -m is for; give -m, or the key with --source"),
        (("--source", "a:k"), "--source: found 'a:…', expected NAME:KEY:MAPPING, such as shop:wk_shop:shop.json"),
        (("--source", "a:k:mapping.json", "--source", "b:k:mapping.json"), "--source: the write key of 'b' is that of another source; expected one of its own"),
        (("-m", "none.json"), "none.json: there is no such mapping file; presets are published and documented"),
        (("-m", "mapping.json", "-w", "none.yaml"), "none.yaml: there is no such workspace file"),
    ],
)  # fmt: skip
def test_what_cannot_be_served_is_one_line(shell: Shell, words: tuple[str, ...], said: str) -> None:
    code, out, err = shell("serve", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"attio-harness: {said}")


@pytest.mark.parametrize("token", ["se-cret\nand-more", "Bearer se-cret", "se-crét"])
def test_a_token_that_no_request_can_carry_is_refused_before_anything_is_served(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    def served(emulator: Emulator, listening: socket.socket, **named: object) -> None:
        listening.close()

    monkeypatch.setattr("attio_harness.local_segment.server.serve", served)
    monkeypatch.setenv("ATTIO_API_KEY", token)
    assert shell("serve", "-m", "mapping.json", "--attio", "http://127.0.0.1:1") == (
        2, "", "attio-harness: the access token has spaces, line breaks or letters that no token has; was more than the token copied?\n",
    )  # fmt: skip


@pytest.mark.parametrize(("mode", "is_told"), [("batch", True), ("single", False)])
def test_what_another_attio_drops_of_a_batch_is_said_to_be_unknown(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, mode: str, is_told: bool
) -> None:
    def served(emulator: Emulator, listening: socket.socket, **named: object) -> None:
        listening.close()

    monkeypatch.setattr("attio_harness.local_segment.server.serve", served)
    monkeypatch.setenv("ATTIO_API_KEY", "any")
    code, _, err = shell("serve", "-m", "mapping.json", "--attio", "http://127.0.0.1:1", "--mode", mode)
    assert code == 0
    assert ("drops what does not fit and tells no one; with --mode single it says what it refuses" in err) is is_told
    assert shell("serve", "-m", "mapping.json", "--mode", mode) == (0, "", "")


def test_standard_input_is_read_once(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    def served(emulator: Emulator, listening: socket.socket, **named: object) -> None:
        names.append(emulator.workspace.name)
        listening.close()

    monkeypatch.setattr("attio_harness.local_segment.server.serve", served)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"name: Piped\nobjects: []\n")))
    assert shell("serve", "-m", "mapping.json", "-w", "-") == (0, "", "")
    assert names == ["Piped"]


@pytest.mark.parametrize(
    ("behind", "sign"),
    [("/v2", "/v2"), ("/v2/", "/v2"), ("/attio/v2", "/v2"), ("?x=1", "?"), ("/?x=1", "?"), ("/#top", "#")],
)
def test_the_address_of_another_attio_is_that_of_the_server_alone(shell: Shell, behind: str, sign: str) -> None:
    assert shell("serve", "-m", "mapping.json", "--attio", f"http://127.0.0.1:1{behind}") == (
        2, "", f"attio-harness: --attio has {sign} behind the address of the server, expected the address alone, such as https://api.attio.com\n",
    )  # fmt: skip
