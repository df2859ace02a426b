"""Which file is the configuration, and what is said where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from attio_harness.errors import HarnessError
from attio_harness.settings import settings_for


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder in a folder, which is the current one."""
    (tmp_path / "project/.git").mkdir(parents=True)
    inner = tmp_path / "project/a/b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    return inner


OURS = 'workspace = "ours.yaml"\n'
PROJECT = '[project]\nname = "x"\n\n[tool.attio-harness]\nworkspace = "project.yaml"\n'


@pytest.mark.parametrize(
    ("files", "value", "place"),
    [
        ({}, None, None),
        ({"a/b/attio-harness.toml": OURS}, "ours.yaml", "attio-harness.toml:1"),
        ({"attio-harness.toml": OURS}, "../../ours.yaml", "../../attio-harness.toml:1"),
        ({"a/pyproject.toml": PROJECT, "attio-harness.toml": OURS}, "../project.yaml", "../pyproject.toml:5"),
        ({"pyproject.toml": PROJECT, "attio-harness.toml": OURS}, "../../ours.yaml", "../../attio-harness.toml:1"),
        ({"a/pyproject.toml": "[tool.other]\nx = 1\n", "attio-harness.toml": OURS}, "../../ours.yaml", "../../attio-harness.toml:1"),
        ({"a/pyproject.toml": '[project]\nname = "attio-harness', "attio-harness.toml": OURS}, "../../ours.yaml", "../../attio-harness.toml:1"),
        ({"a/pyproject.toml": "[tool]\nattio-harness.workspace = 'w.yaml'"}, "../w.yaml", "../pyproject.toml:2"),
        ({"a/pyproject.toml": "tool . 'attio-harness' . workspace = 'w.yaml'"}, "../w.yaml", "../pyproject.toml:1"),
        ({"a/pyproject.toml": "'tool' = {x = 1, \"attio-harness\" = {workspace = 'w.yaml'}}"}, "../w.yaml", "../pyproject.toml:1"),
        ({"a/pyproject.toml": "# w\n[ \"tool\"\t. attio-harness ]\nworkspace = 'w.yaml'"}, "../w.yaml", "../pyproject.toml:3"),
        ({"a/pyproject.toml": "[tool.x]\ny = ['attio-harness']\n", "attio-harness.toml": OURS}, "../../ours.yaml", "../../attio-harness.toml:1"),
        ({"../attio-harness.toml": OURS}, None, None),
        ({"attio-harness.toml": "\ufeff# first\r\nworkspace = 'w.yaml'\r\n"}, "../../w.yaml", "../../attio-harness.toml:2"),
    ],
)  # fmt: skip
def test_the_nearest_up_to_the_repository(
    folder: Path, files: dict[str, str], value: str | None, place: str | None
) -> None:
    for name, text in files.items():
        (folder / "../.." / name).write_bytes(text.encode())
    settings = settings_for("check")
    assert (settings.value("workspace"), settings.place("workspace")) == (value, place)


def test_nothing_above_the_home_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    (folder.parents[1] / "attio-harness.toml").write_text(OURS)
    assert settings_for("check").file is None
    (folder.parent / "attio-harness.toml").write_text(OURS)
    assert settings_for("check").file == "../attio-harness.toml"


def test_a_folder_that_is_not_the_current_one(folder: Path) -> None:
    """As the pytest plugin looks, from the root of its run."""
    (folder / "attio-harness.toml").write_text('[pytest]\nworkspace = "w.yaml"\n')
    settings = settings_for("pytest", folder)
    assert (settings.value("workspace"), settings.value("mapping")) == ("w.yaml", None)
    assert settings_for("pytest", folder.parent).file is None


def test_a_link_that_leads_nowhere_and_a_folder_are_no_configuration(folder: Path) -> None:
    for make, said in (
        (lambda path: path.symlink_to("nowhere.toml"), "attio-harness.toml: there is no such configuration"),
        (Path.mkdir, "attio-harness.toml: is a folder, expected a configuration (TOML)"),
    ):
        path = folder / "attio-harness.toml"
        path.unlink(missing_ok=True)
        make(path)
        with pytest.raises(HarnessError) as caught:
            settings_for("check")
        assert caught.value.lines() == [said]


def test_a_current_folder_that_was_deleted_has_no_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert settings_for("check").file is None


def test_a_file_that_is_named(folder: Path) -> None:
    (folder / "attio-harness.toml").write_text(OURS)
    (folder / "other.toml").write_text("workspace = 'other.yaml'")
    assert settings_for("check", file="other.toml").value("workspace") == "other.yaml"
    (folder.parent / "pyproject.toml").write_text(PROJECT)
    assert settings_for("check", file="../pyproject.toml").value("workspace") == "../project.yaml"


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("no.toml", None, ["no.toml: there is no such configuration"]),
        (".", None, [".: is a folder, expected a configuration (TOML)"]),
        ("a\0b", None, ["a\\x00b: is not a file name"]),
        ("c.toml", b"mode = batch\n", ['c.toml:1: is not TOML: a text has quotation marks, such as mode = "batch"; found mode = batch']),
        ("c.toml", b"x = 1\n\xff = 2\n", ["c.toml:2: is not UTF-8 text, which TOML has to be"]),
        ("c.toml", b"#" * (4 * 2**20 + 1), ["c.toml: is too large for a configuration, which has 4 MB at most"]),
        ("c.toml", b"a = " + b"[" * 100_000, ["c.toml: is nested too deeply"]),
        ("pyproject.toml", b"[project]\nname = 'x'\n", ["pyproject.toml: has no table [tool.attio-harness]"]),
        ("pyproject.toml", b"[tool.attio-harness]\nx = 1\n", None),
        ("c.toml", b"# first\nmod = 1\n\n[check]\nmode = 'x'\n[lint]\nport = 1\n", [
            "c.toml:2: there is no key mod; did you mean mode?",
            'c.toml:5: check.mode: found "x", expected one of auto, single, batch, both',
            "c.toml:7: port does not belong in [lint], but in [emulate], [serve]",
        ]),
    ],
)  # fmt: skip
def test_what_cannot_be_read(folder: Path, name: str, content: bytes | None, lines: list[str] | None) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(HarnessError) as caught:
        settings_for("check", file=name)
    if lines is None:
        assert caught.value.lines()[0].startswith(
            "pyproject.toml:2: there is no key x; the keys at the top are action, assume,"
        )
    else:
        assert caught.value.lines() == lines
