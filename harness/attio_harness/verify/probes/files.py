"""Files and folders of a record of the scratch object."""

from __future__ import annotations

from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, created, outcome
from attio_harness.verify.steps import Ask, Program, Upload

_MOST = 50 * 1024 * 1024
"""The most bytes of a file (documented as 50 MB)."""


def _upload(stage: Stage, record: str, size: int | None, **more: str) -> Ask:
    """An upload of this many bytes; a form without a file if `size` is None."""
    file = {} if size is None else {"file": Upload(name=f"{stage.marker}.txt", size=size)}
    form = {**file, "object": stage.object, "record_id": record, **more}
    return Ask(method="POST", path="/v2/files/upload", form=form)


def _id(answer: Answer) -> str:
    data = answer.data if isinstance(answer.data, dict) else {}
    return str(data.get("id", {}).get("file_id", ""))


@probe("In what order are the files of a record listed, and are they deleted with it?", about=("file.record",))
def files(stage: Stage) -> Program[Any]:
    """A folder, a file in it and one beside it: in which order they are listed, and what is left after the record is deleted."""
    record = yield from created(stage, "files")
    owner = {"object": stage.object, "record_id": record}
    folder = yield Ask(method="POST", path="/v2/files", body={**owner, "file_type": "folder", "name": "Folder"})
    inside = yield _upload(stage, record, 3, parent_folder_id=_id(folder))
    beside = yield _upload(stage, record, 3)
    listed = yield Ask(method="GET", path="/v2/files", query=owner)
    names = {_id(folder): "folder", _id(inside): "inside", _id(beside): "beside"}
    rows = [names.get(str(row.get("id", {}).get("file_id", "")), "another") for row in listed.rows]
    yield Ask(method="DELETE", path=f"{stage.records()}/{record}")
    gone = yield Ask(method="GET", path=f"/v2/files/{_id(beside)}")
    return [[one.status for one in (folder, inside, beside)], rows, outcome(gone)]


@probe("How is an upload without a file refused?", about=("file.form",))
def file_form(stage: Stage) -> Program[Any]:
    """A form without a file, and a body that is no form."""
    record = yield from created(stage, "form")
    ends = []
    for ask in (
        _upload(stage, record, None),
        Ask(method="POST", path="/v2/files/upload", body={"object": stage.object, "record_id": record}),
    ):
        ends.append(outcome((yield ask)))
    return ends


@probe("Is a file refused that has the same name as another?", about=("file.same_name",))
def file_same_name(stage: Stage) -> Program[Any]:
    """The same name twice without a folder, then in one."""
    record = yield from created(stage, "same name")
    owner = {"object": stage.object, "record_id": record}
    folder = yield Ask(method="POST", path="/v2/files", body={**owner, "file_type": "folder", "name": "Folder"})
    ends = []
    for more in ({}, {}, {"parent_folder_id": _id(folder)}):
        ends.append(outcome((yield _upload(stage, record, 3, **more))))
    return ends


@probe(
    "How is a file larger than 50 MB refused?",
    about=("file.too_large", "error 413 validation_type"),
    uses=("uploads",),
)
def file_large(stage: Stage) -> Program[Any]:
    record = yield from created(stage, "large")
    return outcome((yield _upload(stage, record, _MOST + 1)))
