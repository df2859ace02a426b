"""What the help of the program does not need is not read for it, and is there for whoever asks."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest
from attio_harness.cli.later import put_off

MODULES = ("rich.markdown", "rich.traceback", "uvicorn.main")


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> dict[str, ModuleType]:
    """The modules as they are, none of which has been read by now."""
    known = {name: import_module(name) for name in MODULES}
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name)
    put_off()
    return known


def test_a_class_stands_for_itself_until_it_is_made(unread: dict[str, ModuleType]) -> None:
    markdown = import_module("rich.markdown")
    assert markdown is not unread["rich.markdown"]
    later = markdown.Markdown
    assert later | None  # as in a signature
    made = later("# A title")
    real = sys.modules["rich.markdown"]
    assert real is not markdown
    assert type(made) is vars(real)["Markdown"]
    assert made.parsed[0].type == "heading_open"
    assert later.inlines is vars(real)["Markdown"].inlines


def test_what_else_a_module_has_is_there(unread: dict[str, ModuleType]) -> None:
    traceback = import_module("rich.traceback")
    assert traceback.Frame.__name__ == "Frame"
    with pytest.raises(AttributeError):
        _ = traceback.nothing


def test_each_of_several_is_its_own(unread: dict[str, ModuleType]) -> None:
    main = import_module("uvicorn.main")
    assert sys.modules["uvicorn.main"] is main
    handle_exit = main.Server.handle_exit
    real = sys.modules["uvicorn.main"]
    assert real is not main
    assert handle_exit is vars(real)["Server"].handle_exit
    with pytest.raises(TypeError, match="run"):
        main.run()


def test_a_module_that_was_read_stays() -> None:
    known = [import_module(name) for name in MODULES]
    put_off()
    assert [sys.modules[name] for name in MODULES] == known


def test_the_help_reads_none_of_them() -> None:
    words = [sys.executable, "-X", "importtime", "-m", "attio_harness", "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    read = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "rich.panel" in read
    assert read.isdisjoint({*MODULES, "markdown_it", "pygments", "attio_emulator.api", "pydantic", "segment_actions"})
