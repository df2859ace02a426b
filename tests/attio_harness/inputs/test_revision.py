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


def test_a_renamed_file_is_what_it_was_under_its_old_name(repository: Repository) -> None:
    texts = {name: "".join(f"{name} {number}\n" for number in range(30)) for name in ("a/long.json", "a/other.json")}
    for name, text in texts.items():
        repository.write(name, text)
    repository.commit()
    repository.git("mv", "a/long.json", "b/länger now.json")
    repository.git("mv", "a/other.json", "b/other.json")
    repository.write("b/länger now.json", texts["a/long.json"] + "a line more\n")
    assert read("b/länger now.json") == {"b/länger now.json": texts["a/long.json"]}
    assert revision_of("main").renamed("b/länger now.json") == {"b/länger now.json": "a/long.json"}
    # a folder that was there has what it had
    assert read("b") == {"b/ümlaut name.json": "old b/ümlaut name.json"}
    assert revision_of("main").renamed("b") == {}
    repository.git("mv", "a", "moved")
    assert read("moved/*.json") == {"moved/one.json": "old a/one.json"}
    assert revision_of("main").renamed("m.json") == revision_of("main").renamed("later.json") == {}
    (repository.folder / ".git/index").write_text("damaged")
    assert read("moved/*.json") == {}


def test_a_hook_of_a_linked_work_tree_in_a_subfolder(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a/m.json", "old a/m.json")
    repository.commit()
    repository.git("worktree", "add", "-b", "linked", str(tmp_path / "linked"))
    # as git sets it for the hooks of such a work tree, and only there
    monkeypatch.setenv("GIT_DIR", str(repository.folder / ".git/worktrees/linked"))
    monkeypatch.chdir(tmp_path / "linked/a")
    assert read("m.json", ref="HEAD") == {"m.json": "old a/m.json"}
    # a repository that is told with its work tree is that one
    monkeypatch.setenv("GIT_DIR", str(repository.folder / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert read("m.json", ref="HEAD") == {"m.json": "new m.json"}


@pytest.fixture
def submodule(repository: Repository, tmp_path: Path) -> Repository:
    """The submodule `sub` of the repository, with a file changed after the commit that the repository names."""
    far = Repository(tmp_path / "far")
    far.write("in/m.json", "old in/m.json")
    far.commit()
    repository.git("-c", "protocol.file.allow=always", "submodule", "add", str(far.folder), "sub")
    (repository.folder / "into.json").symlink_to("sub/in/m.json")
    repository.commit()
    one = Repository(repository.folder / "sub")
    one.write("in/m.json", "new")
    one.commit()
    return one


def test_files_of_a_submodule_are_those_of_the_commit_that_it_was_at(
    repository: Repository, submodule: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {"sub/in/m.json": "old in/m.json"}
    assert read("sub/in/m.json") == expected
    assert read("sub/in") == expected
    assert read("sub/in/*.json", "m.json") == expected | {"m.json": "new m.json"}
    assert read("into.json") == {"into.json": "old in/m.json"}
    assert read("sub/in/none.json") == {}
    # as a hook of the outer repository sets it
    monkeypatch.setenv("GIT_DIR", str(repository.folder / ".git"))
    assert read("sub/in/m.json") == expected


def test_a_submodule_whose_commit_is_not_here_is_one_line(repository: Repository, submodule: Repository) -> None:
    repository.commit()
    for file in (repository.folder / ".git/modules/sub/objects").rglob("*/*"):
        if file.is_file():
            file.unlink()
    assert read("m.json") == {"m.json": "new m.json"}
    for name in ("sub/in/m.json", "."):
        with pytest.raises(
            UsageError, match=r"sub was a submodule at its commit \w{12}, which is not here; run git -C sub fetch"
        ):
            read(name)
    (repository.folder / "sub/.git").unlink()
    with pytest.raises(UsageError, match="not here; run git submodule update --init$"):
        read("sub/in/m.json")
    assert read(".").get("./m.json") == "new m.json"


def test_what_terraform_reads_beside_a_file_is_as_it_was(repository: Repository) -> None:
    names = ("tf/main.tf", "tf/names.tf", "tf/terraform.tfvars", "tf/a.auto.tfvars.json")
    for name in (*names, "tf/of.tfvars", "tf/notes.txt", "tf/below/more.tf"):
        repository.write(name, f"old {name}")
    repository.commit()
    repository.write("tf/names.tf", "new")
    repository.write("tf/later.tf", "new")
    with revision_of("main").put_out(["tf/main.tf"]) as there:
        assert there == ["tf/main.tf"]
        assert {str(one): one.read_text() for one in Path().rglob("*") if one.is_file()} == {
            name: f"old {name}" for name in names
        }
    repository.git("mv", "tf/main.tf", "tf/renamed.tf")
    with revision_of("main").put_out(["tf/renamed.tf"]) as there:
        assert Path("tf/renamed.tf").read_text() == "old tf/main.tf"
        assert Path("tf/names.tf").read_text() == "old tf/names.tf"
        assert not Path("tf/main.tf").exists()
    repository.git("mv", "tf", "moved")
    with revision_of("main").put_out(["moved/renamed.tf"]) as there:
        assert Path("moved/renamed.tf").read_text() == "old tf/main.tf"
        assert Path("moved/names.tf").read_text() == "old tf/names.tf"
