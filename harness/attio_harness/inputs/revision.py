"""Files as they were at a git revision, written to a temporary folder where they have the same names.

Runs git and changes nothing in the repository. Does not interpret the files.
"""

from __future__ import annotations

import contextlib
import glob
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from attio_harness.errors import UsageError
from attio_harness.text.words import closest

__all__ = ["Revision", "revision_of"]

_LINK = "120000"
_SUBMODULE = "160000"
"""Modes of entries in a tree (git's documentation, "git fast-import")."""
_LFS = b"version https://git-lfs.github.com/spec/"
"""The beginning of a pointer that Git LFS keeps instead of a file (its specification)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit; `ref` is the user's name for it, `root` the top folder of the work tree."""

    ref: str
    commit: str
    root: Path
    tree: Mapping[str, tuple[str, str]] = field(repr=False)
    """Path from the root -> mode and ID of what is there."""

    @contextlib.contextmanager
    def put_out(self, names: Sequence[str]) -> Iterator[list[str]]:
        """A context in which the current folder is the revision's, with the files of these names (files, folders, globs).

        Yields the names to read there; they reach no files of the work tree.

        Raises:
            UsageError: a name is outside the repository, or git cannot give its files.
        """
        here = os.path.relpath(os.path.realpath(os.getcwd()), self.root)
        inside = [self._inside(name) for name in names]
        with tempfile.TemporaryDirectory(prefix="attio-harness-") as folder:
            self._write(self._wanted(inside), Path(folder))
            there = Path(folder, here)
            there.mkdir(parents=True, exist_ok=True)
            # readers take files and globs from the current folder, so errors have the names that the user knows
            with contextlib.chdir(there):
                yield [os.path.relpath(path, here) for path in inside]

    def _inside(self, name: str) -> str:
        """The path from the root."""
        path = os.path.normpath(os.path.join(os.getcwd(), name))
        for one in (path, os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))):
            found = os.path.relpath(one, self.root)
            if found != ".." and not found.startswith("../"):
                return found
        raise UsageError(f"--base {self.ref}: {name} is outside of the repository {self.root}")

    def _wanted(self, paths: Sequence[str]) -> list[str]:
        starts = [_literal(path) for path in paths]
        found = {
            path
            for path in self.tree
            for start in starts
            if start == "." or path == start or path.startswith(f"{start}/")
        }
        for path in list(found):
            found.update(self._behind(path))
        return sorted(found)

    def _behind(self, path: str) -> Iterator[str]:
        """The targets of links, through any number of links."""
        seen = {path}
        while self.tree[path][0] == _LINK:
            target = os.path.normpath(
                str(PurePosixPath(path).parent / _output(self.root, "cat-file", "blob", self.tree[path][1]))
            )
            yield from (one for one in self.tree if one == target or one.startswith(f"{target}/"))
            if target in seen or target not in self.tree:
                return
            seen.add(target)
            path = target

    def _write(self, paths: Sequence[str], folder: Path) -> None:
        paths = [path for path in paths if self.tree[path][0] != _SUBMODULE]
        for path, content in zip(paths, _contents(self.root, [self.tree[path][1] for path in paths]), strict=True):
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if self.tree[path][0] == _LINK:
                place.symlink_to(os.fsdecode(content))
            elif content.startswith(_LFS):
                raise UsageError(f"--base {self.ref}: {path} is kept by Git LFS, whose files cannot be read from git")
            else:
                place.write_bytes(content)


def revision_of(ref: str) -> Revision:
    """The commit that a name stands for: a branch (also one that only a remote has), a tag, an ID, `HEAD~1`.

    Raises:
        UsageError: there is no repository here, or no such commit in it; names the closest branch and how a clone can fetch it.
    """
    try:
        root = Path(os.path.realpath(_output(Path(), "rev-parse", "--show-toplevel").rstrip("\n")))
    except _GitError as error:
        problem = error.said if "ownership" in error.said else f"{os.getcwd()} is in no git repository"
        raise UsageError(f"{_said(ref)}: {problem}") from None
    names = _output(root, "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes", "refs/tags").splitlines()
    # a checkout of a pull request has its base branch only as a remote's
    remote = [name for name in names if name.startswith("refs/remotes/") and name.split("/", 3)[3:] == [ref]]
    for one in (ref, *remote):
        with contextlib.suppress(_GitError):
            commit = _output(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{one}^{{commit}}").strip()
            return Revision(ref=ref, commit=commit, root=root, tree=_tree(root, commit))
    raise UsageError(_unknown(ref, root, names))


def _said(ref: str) -> str:
    return f"--base {ref}" if ref else "--base ''"


_BEGINNING = re.compile(r"[0-9a-f]{7,39}")
"""The beginning of a commit's ID, which cannot be fetched."""


def _unknown(ref: str, root: Path, names: Sequence[str]) -> str:
    if not ref.strip():
        return "--base '' names nothing: in a pipeline its variable is set for pull requests alone; elsewhere leave --base out"
    short = [name.split("/", 2)[2] for name in names if not name.endswith("/HEAD")]
    near = closest(ref, [*short, *(name.partition("/")[2] for name in short)], cutoff=0.6)
    said = f"{_said(ref)}: there is no such branch, tag or commit"
    if near is not None and near != ref:
        said += f"; did you mean {near}?"
    # `HEAD~1`, `main^` and the beginning of an ID need the history; a name needs only its commit
    is_name = set("~^@:").isdisjoint(ref) and not _BEGINNING.fullmatch(ref)
    remote = _remote(root)
    named = f"git fetch {remote} {ref.removeprefix(f'{remote}/')}, and give --base FETCH_HEAD"
    fetch = named if is_name else "git fetch --unshallow"
    if _output(root, "rev-parse", "--is-shallow-repository").strip() == "true":
        said += f"; this clone is shallow: let actions/checkout have fetch-depth: 0, or run {fetch}"
    elif is_name and _has_one_branch(root, remote):
        said += f"; this clone has one branch alone: run {fetch}"
    return said


def _remote(root: Path) -> str:
    return _output(root, "remote").partition("\n")[0] or "origin"


def _has_one_branch(root: Path, remote: str) -> bool:
    """Whether the clone was made with --single-branch, as in many pipelines: its fetch setting names one branch."""
    with contextlib.suppress(_GitError):
        return "/*" not in _output(root, "config", "--get-all", f"remote.{remote}.fetch")
    return False


def _tree(root: Path, commit: str) -> dict[str, tuple[str, str]]:
    found = {}
    for row in _output(root, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0"):
        head, tab, path = row.partition("\t")
        if tab:
            mode, _, id = head.split(" ")
            found[path] = (mode, id)
    return found


def _literal(path: str) -> str:
    """The folder that a glob begins in; a name that is no glob is returned as it is."""
    parts = path.split("/")
    plain = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return "/".join(parts[:plain]) or "."


def _contents(root: Path, ids: Sequence[str]) -> Iterator[bytes]:
    """The contents of many objects, from one git process."""
    answer = _git(root, "cat-file", "--batch", given="".join(f"{id}\n" for id in ids).encode())
    at = 0
    for _ in ids:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].split()[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


class _GitError(Exception):
    """Git failed; `said` is the first line of its message."""

    def __init__(self, said: str) -> None:
        self.said = said.strip().partition("\n")[0]
        super().__init__(self.said)


def _output(root: Path, *words: str) -> str:
    return os.fsdecode(_git(root, *words))


def _git(root: Path, *words: str, given: bytes = b"") -> bytes:
    # LC_ALL=C because its messages are parsed; no optional locks, so that it does not even write its index
    env = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, env=env, check=False)
    except FileNotFoundError:
        raise UsageError("--base reads old files from git, and there is no command git here") from None
    if done.returncode:
        raise _GitError(os.fsdecode(done.stderr))
    return done.stdout
