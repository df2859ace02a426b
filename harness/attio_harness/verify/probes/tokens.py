"""Tokens: none, unknown ones, and what the run's own token learns about itself and writes as."""

from __future__ import annotations

from typing import Any

from attio_harness.exchanges.answers import Answer
from attio_harness.verify.probe import probe
from attio_harness.verify.stage import Stage, outcome
from attio_harness.verify.steps import Ask, Program

_LENGTH = 64
"""Characters of every access token (documented in a refusal)."""


@probe("What is the answer to a request without a token?", about=("token.missing", "error 401 unauthorized"))
def no_token(stage: Stage) -> Program[Any]:
    seen = []
    for path in ("/v2/objects", "/v1/token", "/v2/self"):
        answer = yield Ask(method="GET", path=path, authorized=False)
        seen.append(outcome(answer))
    return seen


@probe("What is the answer to a request with an unknown token?", about=("token.unknown",))
def unknown_token(stage: Stage) -> Program[Any]:
    """Texts that are nobody's token: one as long as a token, one shorter."""
    long = (stage.marker * _LENGTH)[:_LENGTH]
    seen = []
    for token in (long, long[:16]):
        for path in ("/v2/objects", "/v2/self"):
            answer = yield Ask(method="GET", path=path, token=token)
            seen.append([outcome(answer), answer.body == {"active": False}])
    return seen


@probe("What does the connection test answer?", about=("GET /v1/token",))
def token(stage: Stage) -> Program[Any]:
    answer = yield Ask(method="GET", path="/v1/token")
    return [answer.status, isinstance(answer.body, dict)]


@probe("What does Attio say about the token itself?", about=("token.self",))
def token_self(stage: Stage) -> Program[Any]:
    body = (yield Ask(method="GET", path="/v2/self")).body
    scopes = str(body.get("scope")).split()
    return {
        "scopes in order": scopes == sorted(scopes),
        "aud is client_id": body.get("aud") == body.get("client_id"),
        "sub is workspace_id": body.get("sub") == body.get("workspace_id"),
        "client is workspace": body.get("client_id") == body.get("workspace_id"),
        "exp": body.get("exp"),
    }


def _writer(answer: Answer) -> tuple[str, str]:
    """Type and ID of who created a record."""
    (row,) = answer.data["values"]["created_by"]
    return row["referenced_actor_type"], row["referenced_actor_id"]


@probe("Who is shown as the author of what a workspace token writes?", about=("token.actor",), level="workspace")
def token_actor(stage: Stage) -> Program[Any]:
    """Whether what a token writes is by the client that /v2/self names."""
    client = (yield Ask(method="GET", path="/v2/self")).body.get("client_id")
    kind, id = _writer((yield stage.create({"key": stage.key("actor")})))
    return {"of the token": kind in ("api-token", "app"), "is the client": id == client}


@probe("Who is shown as the author of what a user's token writes?", about=("token.user_actor",), level="user")
def user_actor(stage: Stage) -> Program[Any]:
    kind, _ = _writer((yield stage.create({"key": stage.key("user actor")})))
    return kind == "workspace-member"
