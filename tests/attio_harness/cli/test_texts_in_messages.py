"""A text that a terminal would obey, where a message tells of it: options, words, mistakes of files, answers of servers, configurations."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from attio_emulator import Emulator, Workspace
from attio_emulator.faces.server import running
from attio_harness.errors import InputError, Mistakes, UsageError
from attio_harness.text.escaped import for_terminal

from tests.attio_harness.cli.hostile import (
    ASSERT,
    EVENTS,
    FILTER,
    RUN,
    SUBSCRIPTION,
    WORKSPACE,
    lines,
    prepared,
    problems,
)
from tests.attio_harness.outputs import HOSTILE, MARK, planted, problems_of

from .shell import Shell
from .test_every_option import ANYTHING, BASE, BESIDE, OPTIONS, long


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return prepared(shell, monkeypatch)


WORD = HOSTILE.replace("\x00", "").replace("\ud800", "\udc80").replace("\udfff", "\udcff")
"""As a word of the command line, a name of a file and a variable can have it."""


WITH_A_VALUE = [
    one for one in OPTIONS if (one.values[0], long(one.values[1])) not in ANYTHING and not getattr(one.values[1], "is_flag", False)
]  # fmt: skip


@pytest.mark.parametrize(("command", "param"), WITH_A_VALUE)
def test_no_message_about_an_option_obeys_it(shell: Shell, command: str, param: Any) -> None:
    base = [word for word in BASE.get(command, ()) if long(param) not in BASE.get(command, ())]
    words = [*command.split(), *base, *BESIDE.get((command, long(param)), ()), long(param), WORD]
    assert problems(shell(*words)) == []


@pytest.mark.parametrize(
    "words",
    [
        (WORD,),
        (f"--{WORD}",),
        ("check", f"--{WORD}"),
        ("check", f"--{WORD}=1"),
        ("help", WORD),
        ("check", WORD, *RUN),
        ("check", "e.ndjson", "-m", WORD),
        ("check", "e.ndjson", *RUN, "--from", WORD),
        ("check", "e.ndjson", *RUN, WORD),
        ("explain", WORD, *RUN),
        ("explain", f"e.ndjson:{WORD}", *RUN),
        ("lint", WORD),
        ("diff", WORD, "m.json", "e.ndjson"),
        ("replay", WORD),
        ("anonymize", WORD),
        ("conform", WORD),
        ("schema", "diff", WORD, "w.json"),
        ("init", "e.ndjson/" + WORD),
    ],
)
def test_no_message_about_a_word_obeys_it(shell: Shell, words: tuple[str, ...]) -> None:
    told = shell(*words)
    assert problems(told) == []
    assert told[0] == 2


PLANTED = [
    *((f"mapping {number}", "m.json", one) for number, one in enumerate(planted([SUBSCRIPTION, ASSERT]))),
    *((f"workspace {number}", "w.json", one) for number, one in enumerate(planted(WORKSPACE))),
    *((f"filters {number}", "f.json", one) for number, one in enumerate(planted([FILTER]))),
]


@pytest.mark.parametrize(("file", "document"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED])
def test_no_message_about_a_file_obeys_it(shell: Shell, file: str, document: Any) -> None:
    shell.write("e.ndjson", lines(EVENTS[0], EVENTS[2]))
    shell.write(file, json.dumps(document))
    assert problems(shell("check", "e.ndjson", *RUN, "--filters", "f.json")) == []
    if file != "f.json":
        assert problems(shell("lint", "m.json", "-w", "w.json")) == []


class Evil(BaseHTTPRequestHandler):
    """A server that answers everything with the text, in what is told of an answer."""

    def answer(self) -> None:
        body = json.dumps({"status_code": 400, "type": HOSTILE, "code": HOSTILE, "message": HOSTILE, "errors": [{"type": HOSTILE, "message": HOSTILE}]})  # fmt: skip
        self.send_response(int(self.path.partition("status=")[2] or 400))
        self.send_header("content-type", f"text/{WORD[:40]!a}")
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture(scope="module")
def evil() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Evil) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    "words",
    [
        ("pull", "--base-url"),
        ("pull", "--segment", "--base-url"),
        ("verify", "--yes", "--attio"),
    ],
)
def test_no_answer_of_a_server_is_obeyed(shell: Shell, evil: str, words: tuple[str, ...]) -> None:
    told = shell(*words, evil)
    assert problems(told) == []
    assert told[0] == 2
    assert MARK in told[2]


def test_what_is_pulled_is_not_obeyed_and_stays_what_it_is(shell: Shell, tmp_path: Path) -> None:
    whole = HOSTILE.encode("utf-8", "replace").decode().replace("\x00", "")
    workspace = json.loads(json.dumps(WORKSPACE))
    workspace["name"] += whole
    users = workspace["objects"][0]
    users["singular_noun"] = whole
    users["attributes"][0] |= {"title": f"Plan{whole}", "options": ["Free", whole]}
    with running(Emulator(Workspace.from_dict(workspace))) as url:
        told = shell("pull", "--base-url", url)
    assert told[0] == 0, told[2]
    assert problems(told) == []
    (tmp_path / "pulled.yaml").write_text(told[1], "utf-8")
    read = Workspace.load(tmp_path / "pulled.yaml").objects["users"]
    plan = read.attributes["plan"]
    assert (read.singular_noun, plan.title) == (whole, f"Plan{whole}")
    assert [one.title for one in plan.options] == ["Free", whole]


def test_no_variable_and_no_configuration_is_obeyed(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ATTIO_API_KEY", "SEGMENT_TOKEN", "GITHUB_WORKSPACE", "GITHUB_REPOSITORY", "COLUMNS", "HTTPS_PROXY"):
        monkeypatch.setenv(name, WORD)
    for words in (("pull",), ("pull", "--segment"), ("verify", "--yes"), ("check", "e.ndjson", *RUN)):
        assert problems(shell(*words)) == []
    quoted = json.dumps(HOSTILE.encode("utf-8", "replace").decode()).replace("\x7f", "\\u007f")
    for text in (
        f"mapping = {quoted}\n",
        f"[check]\nmode = {quoted}\n",
        f"{quoted} = 1\n",
        f"[{quoted}]\na = 1\n",
        f"mapping = {HOSTILE.encode('utf-8', 'replace').decode()}\n",
    ):
        shell.write("attio-harness.toml", text)
        for call in (("check", "e.ndjson"), ("check", "e.ndjson", "--show-config")):
            assert problems(shell(*call)) == []


def test_an_error_of_ours_is_one_line_that_a_terminal_can_take() -> None:
    assert str(InputError(HOSTILE, file=HOSTILE, pointer=f"/{HOSTILE}")) == for_terminal(
        f"{HOSTILE} at /{HOSTILE}: {HOSTILE}"
    )
    for error in (UsageError(HOSTILE), InputError(HOSTILE, file="a"), Mistakes([UsageError(HOSTILE)])):
        assert [wrong for line in (str(error), *error.lines()) for wrong in problems_of("text", line)] == []
