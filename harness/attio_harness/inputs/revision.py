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
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from attio_harness.errors import UsageError
from attio_harness.inputs.hcl_files import is_named_hcl, is_read_beside
from attio_harness.text.words import closest

__all__ = ["Revision", "revision_of"]

_LINK = "120000"
_SUBMODULE = "160000"
"""Modes of entries in a tree (git's documentation, "git fast-import")."""
_LFS = b"version https://git-lfs.github.com/spec/"
"""The beginning of a pointer that Git LFS keeps instead of a file (its specification)."""


class _Entry(NamedTuple):
    """What a tree has at a path."""

    mode: str
    id: str
    repository: Path
    """The work tree whose git has it: a submodule has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A commit; `ref` is the user's name for it, `root` the top folder of the work tree, `here` the folder that names begin in."""

    ref: str
    commit: str
    root: Path
    here: str
    tree: Mapping[str, _Entry] = field(repr=False)
    """Path from the root -> what is there; the files of a submodule as they were, if it is checked out and has that commit."""

    @contextlib.contextmanager
    def put_out(self, names: Sequence[str]) -> Iterator[list[str]]:
        """A context in which the current folder is the revision's, with the files of these names (files, folders, globs).

        Yields the names to read there; they reach no files of the work tree.

        Raises:
            UsageError: a name is outside the repository, or git cannot give its files.
        """
        here = os.path.relpath(os.path.realpath(self.here), self.root)
        inside = [self._inside(name) for name in names]
        with tempfile.TemporaryDirectory(prefix="attio-harness-") as folder:
            self._write(self._wanted(inside), Path(folder))
            for path in inside:
                for now, before in self._renamed(path).items():
                    self._write([before], Path(folder), at=now)
                    for one in self._beside(before) if now == path else ():
                        beside = os.path.join(os.path.dirname(now), os.path.basename(one))
                        if one != before and not os.path.lexists(Path(folder, beside)):
                            self._write([one], Path(folder), at=beside)
            there = Path(folder, here)
            there.mkdir(parents=True, exist_ok=True)
            # readers take files and globs from the current folder, so errors have the names that the user knows
            with contextlib.chdir(there):
                yield [os.path.relpath(path, here) for path in inside]

    def renamed(self, name: str) -> dict[str, str]:
        """The files of this name (file, folder, glob) that had another one then, as git finds renames: name now -> name then.

        Both are names from `here`. Empty if something was there under this name.
        """
        found = self._renamed(self._inside(name)).items()
        here = os.path.realpath(self.here)
        return {os.path.relpath(self.root / now, here): os.path.relpath(self.root / old, here) for now, old in found}

    def _renamed(self, path: str) -> dict[str, str]:
        start = _literal(path)
        if any(_is_under(one, start) for one in self.tree):
            return {}
        try:
            rows = _output(self.root, "diff", "--find-renames", "--diff-filter=R", "--name-status", "-z", self.commit)
        except _GitError:  # an index that is damaged or of a newer git: what is there now is not known
            return {}
        # "R097", then the old path, then the new one
        fields = iter(rows.split("\0")[:-1])
        found = {now: before for _, before, now in zip(fields, fields, fields, strict=True)}
        return {now: before for now, before in found.items() if _is_under(now, start)}

    def _inside(self, name: str) -> str:
        """The path from the root."""
        path = os.path.normpath(os.path.join(self.here, name))
        for one in (path, os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))):
            found = os.path.relpath(one, self.root)
            if found != ".." and not found.startswith("../"):
                return found
        raise UsageError(f"--base {self.ref}: {name} is outside of the repository {self.root}")

    def _wanted(self, paths: Sequence[str]) -> list[str]:
        starts = [_literal(path) for path in paths]
        found = {path for path in self.tree if any(_is_under(path, start) for start in starts)}
        for path in [one for one, entry in self.tree.items() if entry.mode == _SUBMODULE]:
            asked = any(_is_under(start, path) for start in starts)
            if asked or (path in found and (self.root / path / ".git").exists()):
                raise UsageError(self._unknown_submodule(path))
        for path in paths:
            found.update(self._beside(path))
        for path in list(found):
            found.update(self._behind(path))
        return sorted(found)

    def _beside(self, path: str) -> list[str]:
        """What is read with a file of Terraform: the files of its folder that may declare the names in it."""
        if not is_named_hcl(path) or path not in self.tree:
            return []
        folder = PurePosixPath(path).parent
        return [
            one for one in self.tree if PurePosixPath(one).parent == folder and is_read_beside(os.path.basename(one))
        ]

    def _behind(self, path: str) -> Iterator[str]:
        """The targets of links, through any number of links."""
        seen = {path}
        while self.tree[path].mode == _LINK:
            _, id, repository = self.tree[path]
            target = os.path.normpath(str(PurePosixPath(path).parent / _output(repository, "cat-file", "blob", id)))
            yield from (one for one in self.tree if _is_under(one, target))
            if target in seen or target not in self.tree:
                return
            seen.add(target)
            path = target

    def _unknown_submodule(self, path: str) -> str:
        id = self.tree[path].id
        said = f"--base {self.ref}: {path} was a submodule at its commit {id[:12]}, which is not here; run git "
        return said + (
            f"-C {path} fetch origin {id}" if (self.root / path / ".git").exists() else "submodule update --init"
        )

    def _write(self, paths: Sequence[str], folder: Path, *, at: str | None = None) -> None:
        """Write files under their own paths, or a single one at another."""
        paths = [path for path in paths if self.tree[path].mode != _SUBMODULE]
        for path, content in zip(paths, _contents([self.tree[path] for path in paths]), strict=True):
            place = folder / (at or path)
            place.parent.mkdir(parents=True, exist_ok=True)
            if self.tree[path].mode == _LINK:
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
            return Revision(ref=ref, commit=commit, root=root, here=os.getcwd(), tree=_tree(root, commit))
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


def _tree(root: Path, commit: str, under: str = "") -> dict[str, _Entry]:
    """What a commit has, with what its submodules had where their git can tell."""
    found: dict[str, _Entry] = {}
    for row in _output(root, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0"):
        head, tab, path = row.partition("\t")
        if not tab:
            continue
        mode, _, id = head.split(" ")
        if mode == _SUBMODULE and (root / path / ".git").exists():
            with contextlib.suppress(_GitError):
                found.update(_tree(root / path, id, f"{under}{path}/"))
                continue
        found[under + path] = _Entry(mode, id, root)
    return found


def _is_under(path: str, start: str) -> bool:
    return start in (".", path) or path.startswith(f"{start}/")


def _literal(path: str) -> str:
    """The folder that a glob begins in; a name that is no glob is returned as it is."""
    parts = path.split("/")
    plain = next((number for number, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return "/".join(parts[:plain]) or "."


def _contents(entries: Sequence[_Entry]) -> Iterator[bytes]:
    """The contents of many files, from one git process for each repository in a row."""
    for repository, some in groupby(entries, lambda entry: entry.repository):
        ids = [entry.id for entry in some]
        answer = _git(repository, "cat-file", "--batch", given="".join(f"{id}\n" for id in ids).encode())
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
    # a hook of a linked work tree is told its repository, but no work tree: git would take the current folder for its top
    folder = root.absolute()
    if "GIT_WORK_TREE" not in env and any((one / ".git").exists() for one in (folder, *folder.parents)):
        env.pop("GIT_DIR", None)
    try:
        done = subprocess.run(["git", *words], cwd=root, input=given, capture_output=True, env=env, check=False)
    except FileNotFoundError:
        raise UsageError("--base reads old files from git, and there is no command git here") from None
    if done.returncode:
        raise _GitError(os.fsdecode(done.stderr))
    return done.stdout
