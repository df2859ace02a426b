"""Files at a revision of git: by file, folder, glob, link and from a subfolder, and what is said where there are none."""

from __future__ import annotations

import glob
import os
import subprocess
from pathlib import Path

import pytest
from attio_harness.errors import UsageError
from attio_harness.inputs.revision import revision_of

from tests.attio_harness.git_repository import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    one = Repository(tmp_path / "r")
    for name in ("m.json", "a/one.json", "a/b/two.json", "a/b/three.yaml", "b/ümlaut name.json"):
        one.write(name, f"old {name}")
    (one.folder / "link.json").symlink_to("a/one.json")
    (one.folder / "far").symlink_to("a")
    one.commit()
    one.write("m.json", "new m.json")
    one.write("later.json", "new")
    monkeypatch.chdir(one.folder)
    return one


@pytest.fixture(autouse=True)
def _any_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


def read(*names: str, ref: str = "main") -> dict[str, str]:
    with revision_of(ref).put_out(names) as there:
        files = [
            file
            for one in there
            for file in sorted(
                glob.glob(f"{one}/**", recursive=True) if Path(one).is_dir() else glob.glob(one, recursive=True)
            )
        ]
        return {file: Path(file).read_text() for file in files if Path(file).is_file()}  # fmt: skip


def test_files_folders_and_globs_are_as_they_were(repository: Repository) -> None:
    assert read("m.json", "./a/../a/one.json") == {"m.json": "old m.json", "a/one.json": "old a/one.json"}
    assert read("a") == {name: f"old {name}" for name in ("a/one.json", "a/b/two.json", "a/b/three.yaml")}
    assert read("a/**/*.json") == {name: f"old {name}" for name in ("a/one.json", "a/b/two.json")}
    assert read("b/*.json") == {"b/ümlaut name.json": "old b/ümlaut name.json"}
    assert read("later.json", "none") == {}
    assert (repository.folder / "m.json").read_text() == "new m.json"
    assert Path.cwd() == repository.folder


def test_links_lead_to_what_they_led_to(repository: Repository) -> None:
    assert read("link.json") == {"link.json": "old a/one.json"}
    assert read("far")["far/one.json"] == "old a/one.json"


def test_names_are_those_of_the_current_folder_and_absolute_ones_are_found(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.folder / "new folder").mkdir()
    monkeypatch.chdir(repository.folder / "new folder")
    assert read("../m.json") == {"../m.json": "old m.json"}
    monkeypatch.chdir(repository.folder / "a")
    assert read("one.json", str(repository.folder / "m.json")) == {
        "one.json": "old a/one.json",
        "../m.json": "old m.json",
    }


@pytest.mark.parametrize("ref", ["main", "HEAD", "v1", "review", "origin/review"])
def test_a_revision_has_any_of_its_names(repository: Repository, ref: str) -> None:
    repository.git("tag", "v1")
    # as a checkout of a pull request has it: at a remote alone
    repository.git("update-ref", "refs/remotes/origin/review", "HEAD")
    assert read("m.json", ref=ref) == {"m.json": "old m.json"}


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("mian", "--base mian: there is no such branch, tag or commit; did you mean main?"),
        ("zzz", "--base zzz: there is no such branch, tag or commit"),
        ("-x", "--base -x: there is no such branch, tag or commit"),
        ("", "--base '' names nothing: in a pipeline its variable is set for pull requests alone; elsewhere leave --base out"),
        (" ", "--base '' names nothing: in a pipeline its variable"),
        ("main:m.json", "--base main:m.json: there is no such branch, tag or commit"),
    ],
)  # fmt: skip
def test_a_revision_that_is_none_is_one_line(repository: Repository, ref: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        revision_of(ref)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    ("kind", "ref", "lacks"),
    [
        ("--depth=1", "HEAD~1", "this clone is shallow: let actions/checkout have fetch-depth: 0, or run git fetch --unshallow"),
        ("--depth=1", "base", "this clone is shallow: let actions/checkout have fetch-depth: 0, or run git fetch origin base, and give --base FETCH_HEAD"),
        ("--depth=1", "origin/base", "did you mean origin/main?; this clone is shallow: let actions/checkout have fetch-depth: 0, or run git fetch origin base, and give --base FETCH_HEAD"),
        ("--depth=1", "abc1234", "this clone is shallow: let actions/checkout have fetch-depth: 0, or run git fetch --unshallow"),
        ("--single-branch", "base", "this clone has one branch alone: run git fetch origin base, and give --base FETCH_HEAD"),
    ],
)  # fmt: skip
def test_a_clone_that_lacks_the_base_says_what_gets_it_there(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, ref: str, lacks: str
) -> None:
    repository.commit()
    repository.git("branch", "base", "HEAD~1")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", kind, f"file://{repository.folder}", clone], check=True, timeout=60)
    monkeypatch.chdir(clone)
    with pytest.raises(UsageError) as raised:
        revision_of(ref)
    assert str(raised.value) == f"--base {ref}: there is no such branch, tag or commit; {lacks}"
    if ref.endswith("base"):
        subprocess.run(["git", "fetch", "-q", "origin", "base"], check=True, timeout=60)
        assert read("m.json", ref="FETCH_HEAD") == {"m.json": "old m.json"}


def test_no_repository_no_git_and_a_place_outside_are_one_line_each(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UsageError, match=r"^--base main: \.\./x\.json is outside of the repository "):
        read("../x.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="is in no git repository$"):
        revision_of("main")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="there is no command git here$"):
        revision_of("main")


def test_a_pointer_of_lfs_is_no_file(repository: Repository) -> None:
    repository.write("big.json", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    repository.commit()
    with pytest.raises(UsageError, match=r"big\.json is kept by Git LFS"):
        read("big.json")
