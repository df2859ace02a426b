"""Somebody who follows a page: writes its files, runs its commands one after the other, and compares what the page shows.

Commands of ours run in this process, but for those that stay (a server, `--watch`); anything else is bash's. What one that stays says
of a change is waited for.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import tomllib
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from subprocess import STDOUT
from typing import Any

import pytest
import yaml
from attio_emulator import Emulator, Workspace, running
from attio_harness import cli

from tests.started.processes import Started, of_shells

from .markdown import Block, Page
from .prepare import PREPARE

__all__ = ["DONE_BY", "ROOT", "Reader"]

ROOT = Path(__file__).parents[2]
SHOWN_URL = "http://127.0.0.1:8700"
"""Where the emulator of a page listens; the tests take a free port."""

_LONGEST = 60.0
"""Seconds that are waited for what a command that stays is to say."""
_FOR_BASH = ("|", "&&", "$", "<", ";", "2>")


class Reader:
    """Follows `page` in the current folder, which is empty; `captured` gives what was printed since it was last asked."""

    def __init__(self, page: Page, captured: pytest.CaptureFixture[str], stack: ExitStack) -> None:
        self.page, self._captured, self._stack = page, captured, stack
        self._names: dict[str, Any] = {"__name__": "page"}
        self._answer = self._last = ""
        self._url = ""
        self._written: dict[Path, str] = {}
        self._real: tuple[str, Emulator] | None = None
        self._staying: _Staying | None = None
        for target, source in page.setting.get("files", {}).items():
            _copy(ROOT / source, Path(target))
        for target, source in page.setting.get("links", {}).items():
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            Path(target).symlink_to(ROOT / source)
        if "prepare" in page.setting:
            PREPARE[page.setting["prepare"]](page)

    def follow(self) -> None:
        """All blocks in order; the first that does not do what the page says fails, and is named."""
        for block in self.page.blocks:
            if block.not_run is None:
                try:
                    self._do(block)
                except Exception as error:
                    error.add_note(f"{self.page.path}:{block.line}, a block of {block.language or 'no language'}")
                    raise

    def _do(self, block: Block) -> None:
        if block.changes:
            if self._staying is not None:
                self._staying.looks_away()
            _change(Path(block.changes), block.text)
        elif block.file:
            parse(block)
            file = Path(block.file)
            file.parent.mkdir(parents=True, exist_ok=True)
            self._write(file, block.text)
            self._written[file] = block.text
        else:
            DONE_BY[block.language](self, block)

    def _write(self, file: Path, text: str) -> None:
        file.write_text(self._moved(text), "utf-8")

    def run(self, block: Block) -> None:
        """Commands, a line each; a backslash at the end goes on. All but the last have exit code 0 or 1."""
        if self._staying is not None:
            self._staying.told_before = None  # what is shown next is of these commands
        lines = block.text.replace("\\\n", " ").splitlines()
        lines = [line for line in lines if line.strip() and not line.startswith("#")]
        outcomes = [self._run(line) for line in lines]
        self._answer = "".join(said for _, said in outcomes)
        code, self._last = outcomes[-1]
        assert code == block.exits, f"exit code {code}, the page says {block.exits}:\n{lines[-1]}\n{self._last}"
        assert all(before in (0, 1) for before, _ in outcomes[:-1])

    def _run(self, line: str) -> tuple[int, str]:
        words = shlex.split(line, comments=True)
        if words[0] == "cd":
            # not bash's, whose folder nobody else has
            os.chdir(words[1])
            return 0, ""
        if words[0] != "attio-harness" or any(sign in line for sign in _FOR_BASH):
            return self._bash(line)
        if words[1] in ("emulate", "serve") or "--watch" in words:
            return self._stay(words[1:])
        into = Path(words[-1]) if words[-2] == ">" else None
        words = words[1:-2] if into else words[1:]
        if words[0] == "pull" and "attio" in self.page.setting:
            words += ["--base-url", self._attio()]
        self._captured.readouterr()
        with pytest.raises(SystemExit) as stopped:
            cli.main([self._moved(word) for word in words])
        out, err = self._captured.readouterr()
        assert "Traceback" not in err
        if into:
            into.write_text(out, "utf-8")
        return int(stopped.value.code or 0), out + err

    def _bash(self, line: str) -> tuple[int, str]:
        environment = {**of_shells(), **_LEAN}
        done = subprocess.run(
            ["bash", "-c", self._moved(line)], env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        return done.returncode, (done.stdout + done.stderr).replace(self._url or SHOWN_URL, SHOWN_URL)

    def _stay(self, words: list[str]) -> tuple[int, str]:
        """A server, on a free port, or a check that watches, until the page ends."""
        words = [word for word in words if word != "&"]
        if "--port" in words:
            words[words.index("--port") + 1] = "0"
        self._staying = _Staying(words, self._stack)
        if "--watch" in words:
            return 0, self._staying.said(r"watching \d+ files")
        said = self._staying.said(r"http://\S+\n")
        self._url = next(word for word in said.split() if word.startswith("http://")).rstrip("/.")
        for file, text in self._written.items():
            if SHOWN_URL in text:
                self._write(file, text)
        return 0, said.replace(self._url, SHOWN_URL)

    def _attio(self) -> str:
        """Where what stands for the real Attio listens; with the records of a state, if the page has made it."""
        told: Mapping[str, str] = self.page.setting["attio"]
        if self._real is None:
            there = Path(told["workspace"])
            emulator = Emulator(Workspace.load(there if there.exists() else ROOT / there))
            self._real = self._stack.enter_context(running(emulator)), emulator
            self._stack.enter_context(pytest.MonkeyPatch.context()).setenv("ATTIO_API_KEY", "k" * 64)
        url, emulator = self._real
        if "state" in told and Path(told["state"]).exists():
            emulator.restore(json.loads(Path(told["state"]).read_bytes()))
        return url

    def execute(self, block: Block) -> None:
        """Python, with the names of the blocks before it; line numbers are those of the page."""
        code = "\n" * (block.line - 1) + self._moved(block.text)
        self._captured.readouterr()
        exec(compile(code, str(self.page.path), "exec"), self._names)
        self._answer = self._captured.readouterr().out

    def compare(self, block: Block) -> None:
        """What the page shows of the last answer is in it; three dots stand for anything in a line, a line of them for any lines."""
        shown = [_pattern(part) for part in ("\n" + block.text).split("\n…\n") if part.strip("\n")]
        if self._staying is not None and self._staying.told_before is not None:
            self._answer = self._staying.said(".*?".join(shown))
        rest = self._answer
        for one in shown:
            found = re.search(one, rest)
            assert found is not None, f"not in the answer:\n{block.text}\n\nthe answer:\n{self._answer}"
            rest = rest[found.end() :]

    def compare_json(self, block: Block) -> None:
        """JSON after commands is the answer of the last, where "…" stands for any value, and as the last element of a list for any more."""
        if self._last.strip():
            answer = json.loads(self._last)
            assert _fits(json.loads(block.text), answer), json.dumps(answer, indent=1)
            self._last = ""
        else:
            parse(block)

    def _moved(self, text: str) -> str:
        return text.replace(SHOWN_URL, self._url) if self._url else text


_LEAN = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "attio_harness.pytest_plugin"}
"""pytest on a page is without the other plugins of this project's environment: no page is about them, and each is imported."""

DONE_BY: Mapping[str, Callable[[Reader, Block], None]] = {
    "sh": Reader.run,
    "python": Reader.execute,
    "text": Reader.compare,
    "json": Reader.compare_json,
    "yaml": lambda reader, block: parse(block),
    "toml": lambda reader, block: parse(block),
}
"""What is done with a block that is no file, by its language; one of another language says why it is not run."""


def parse(block: Block) -> None:
    """Read what has a grammar; raises what its reader raises."""
    if block.language == "json" and (block.file or "").endswith((".ndjson", ".jsonl")):
        _ = [json.loads(line) for line in block.text.splitlines()]
    elif block.language == "json":
        json.loads(block.text)
    elif block.language == "yaml":
        _ = list(yaml.load_all(block.text, yaml.CSafeLoader))
    elif block.language == "toml":
        tomllib.loads(block.text)


def _fits(shown: Any, real: Any) -> bool:
    if shown == "…":
        return True
    if isinstance(shown, dict) and isinstance(real, dict):
        more = "…" in shown
        names = [name for name in shown if name != "…"]
        return (more or shown.keys() == real.keys()) and all(
            name in real and _fits(shown[name], real[name]) for name in names
        )
    if isinstance(shown, list) and isinstance(real, list):
        if shown[-1:] == ["…"]:
            shown, real = shown[:-1], real[: len(shown) - 1]
        return len(shown) == len(real) and all(map(_fits, shown, real))
    return bool(shown == real)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def _change(file: Path, diff: str) -> None:
    """The lines with a minus or a blank, which must be there, become those with a plus or a blank; the first place counts."""
    before, after = ("\n".join(line[1:] for line in diff.splitlines() if line[:1] in signs) for signs in (" -", " +"))
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")


def _pattern(shown: str) -> str:
    """Three dots are anything in their line; a time of the day at the beginning of a line is any."""
    whole = re.escape(shown.strip("\n")).replace("…", "[^\\n]*")
    return re.sub(r"(?m)^\d\d:\d\d:\d\d\\ ", r"\\d\\d:\\d\\d:\\d\\d ", whole)


class _Staying:
    """A command that goes on: all that it says goes to one file."""

    def __init__(self, words: list[str], stack: ExitStack) -> None:
        self._file = Path(stack.enter_context(tempfile.TemporaryDirectory()), "said")
        self.told_before: int | None = None
        """Where what it says of the last change begins; None before the first."""
        with self._file.open("wb") as said:
            process = Started(*words, stdout=said.fileno(), stderr=STDOUT)
        stack.callback(self._end, process)

    def looks_away(self) -> None:
        """What was said until now is of something before."""
        self.told_before = len(self._text())

    def said(self, pattern: str) -> str:
        """What was said since, once it has the pattern; all there is where that takes too long."""
        until = time.monotonic() + _LONGEST
        while True:
            text = self._text()[self.told_before or 0 :]
            if re.search(pattern, text, re.DOTALL) or time.monotonic() > until:
                return text
            time.sleep(0.02)

    def _text(self) -> str:
        return self._file.read_text("utf-8", "replace")

    def _end(self, process: Started) -> None:
        process.terminate()
        process.wait()
        assert "Traceback" not in self._text()
