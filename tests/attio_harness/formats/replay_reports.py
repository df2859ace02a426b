"""Reports of replays, for the tests of their formats."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from attio_harness.exchanges.difference import Difference
from attio_harness.replay.exchange import Unread
from attio_harness.replay.report import Judged, ReplayReport

__all__ = ["agreed", "replayed"]

QUERY = "POST /v2/objects/{object}/records/query"


def judged(index: int, **more: object) -> Judged:
    given = {
        "file": "a.har", "line": 10 * (index + 1), "index": index, "method": "POST", "path": "/v2/objects/people/records/query",
        "operation": QUERY, "verdict": "agree", "status": 200,
    }  # fmt: skip
    return Judged(**{**given, **more})  # type: ignore[arg-type]


def agreed() -> ReplayReport:
    return ReplayReport(files=["a.har"], judged=[judged(0)])


def replayed(address: str = "jane.doe@acme.com") -> ReplayReport:
    """A report with everything that one can have."""
    where = "/data/0/values/email_addresses/0/email_address"
    value = Difference(kind="value", pointer=where, left=address, assumptions=("option.title_case",), right=None)
    again = replace(value, pointer=where.replace("/0/", "/1/", 1), right="x")
    return ReplayReport(
        files=["a.har", "b.yaml"],
        left_out=Counter({"cdn.example.com": 3, "127.0.0.1:8700": 1}),
        put_there=[
            {"file": "a.har", "what": what, "name": name}
            for what, name in (
                ("object", "cars"),
                ("record", "cars 1"),
                ("record", "cars 2"),
                ("entry", "e"),
                ("entry", "f"),
            )
        ],
        notes=["A note."],
        judged=[
            judged(0),
            judged(1, verdict="differ", differences=(value, again), assumptions=("option.title_case",)),
            judged(
                2,
                verdict="differ",
                differences=(
                    Difference(kind="missing", pointer="/secret", left="s3cret"),
                    Difference(kind="extra", pointer="/data/0/web_url", right="https://app.attio.com/x"),
                    Difference(kind="message", pointer="/message", left=f"No {address}.", right="Not."),
                ),
            ),
            judged(
                3,
                verdict="differ",
                line=None,
                operation="GET /v2/x",
                status=400,
                differences=(Difference(kind="status", pointer="", left=400, right=200),),
            ),
            judged(4, verdict="unjudged", reason="token", said="403 depends on the scopes"),
            judged(5, verdict="unjudged", reason="token", said="403 depends on the scopes", file="b.yaml"),
            judged(6, verdict="unjudged", reason="no answer", said="it was aborted", status=None),
            judged(
                7,
                verdict="differ",
                differences=(Difference(kind="order", pointer="", left=["a", "b"], right=["b", "a"]),),
            ),
        ],
        unread=[Unread(file="b.yaml", line=7, index=2, why="found null, expected an exchange")],
    )
