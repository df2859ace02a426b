"""Where the files of a state are, and who may write them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import stat
from collections.abc import Iterator

from attio_harness.errors import InputError
from attio_harness.saved_state.frames import may_begin

__all__ = ["beside", "left_over", "open_private", "owned", "place", "saving_name", "segments"]

_NUMBER = re.compile(r"[1-9][0-9]{0,14}")
_SAVING = "saving"


def place(state: str) -> str:
    """The name of the file itself if the given name is a link: two names of a file are one state."""
    return os.path.realpath(state) if os.path.islink(state) else state


def beside(state: str, ending: str) -> str:
    """The file with this ending beside a state."""
    return f"{place(state)}.{ending}"


def segments(state: str) -> dict[int, str]:
    """The files of a state's log by number, the oldest first.

    Raises:
        InputError: the folder cannot be read, or one of these names has another file, which would be deleted as a log.
    """
    found = dict(sorted((int(rest), path) for rest, path in _files(state, "log") if _NUMBER.fullmatch(rest)))
    for path in found.values():
        # what cannot be read is told by those who read it
        with contextlib.suppress(OSError), open(open_private(path, os.O_RDONLY), "rb") as stream:
            if not may_begin(stream.read(16)):
                raise InputError(
                    f"has the name of a log of {state}, but does not begin like one: move it away, or name another state",
                    file=path,
                )
    return found


def left_over(state: str) -> list[str]:
    """Files of snapshots that were not written completely."""
    return [path for rest, path in _files(state, _SAVING) if re.fullmatch("[0-9a-f]{8}", rest)]


def saving_name(state: str) -> str:
    """A new name beside a state, for a snapshot that is being written."""
    return beside(state, f"{_SAVING}.{os.urandom(4).hex()}")


def _files(state: str, ending: str) -> Iterator[tuple[str, str]]:
    folder, name = os.path.split(beside(state, f"{ending}."))
    try:
        found = os.listdir(folder or ".")
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise InputError(f"the folder cannot be read: {error.strerror or error}", file=state) from None
    for one in found:
        if one.startswith(name):
            yield one.removeprefix(name), os.path.join(folder, one)


def open_private(path: str, flags: int) -> int:
    """A descriptor of a file that only its owner may read once it is written, whatever the umask; links are not followed.

    Raises:
        OSError: it cannot be opened, or is no file.
    """
    # a pipe would wait for a reader
    opened = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(f"{path} is not a regular file")
        if flags & (os.O_WRONLY | os.O_RDWR) and stat.S_IMODE(os.fstat(opened).st_mode) != 0o600:
            os.fchmod(opened, 0o600)
    except BaseException:
        os.close(opened)
        raise
    return opened


@contextlib.contextmanager
def owned(state: str | None) -> Iterator[None]:
    """Be the only process that writes this state while the block runs: if two did, the last to save would undo the other.

    A file beside the state carries the lock, since the state itself is replaced each time; the system releases the lock of a process that
    has ended in any way.

    Raises:
        InputError: another process has the lock, the file beside it cannot be made, or the state is no file or has several names.
    """
    if state is None:
        yield
        return
    if os.path.exists(state) and not os.path.isfile(state):
        raise InputError("is not a regular file, and a state has to be one", file=state)
    if os.path.exists(state) and os.stat(state).st_nlink > 1:
        # the log and the lock are beside only one of its names, and a snapshot replaces only one
        raise InputError("has a second name (a hard link); use a copy of it instead", file=state)
    lock = beside(state, "lock")
    _refuse_other_file(lock)
    holder = _held(lock)
    if holder is None:
        raise InputError("another process is using this state; stop it, or name another file with --state", file=state)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.unlink(lock)
        os.close(holder)


def _refuse_other_file(lock: str) -> None:
    """Raises InputError if there is a file that is no lock, such as the `poetry.lock` beside a state `poetry`: it would be deleted."""
    with contextlib.suppress(OSError):
        found = os.lstat(lock)
        if stat.S_ISREG(found.st_mode) and found.st_size:
            raise InputError(
                "has the name of the lock of a state, but is not empty as a lock is: move it away, or name another state",
                file=lock,
            )


def _held(lock: str) -> int | None:
    """A descriptor that holds the lock; None if somebody else has it."""
    while True:
        try:
            holder = open_private(lock, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror or error}", file=lock) from None
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(holder)
            return None
        except OSError as error:
            os.close(holder)
            raise InputError(f"cannot be locked: {error.strerror or error}", file=lock) from None
        if _is_there(lock, holder):
            return holder
        # the former holder deleted the file between the two steps above, and the next one makes another
        os.close(holder)


def _is_there(path: str, opened: int) -> bool:
    try:
        found = os.stat(path, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(opened))
