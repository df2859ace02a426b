"""Writes one comment on a GitHub pull request, which every run of a workflow updates. Knows nothing of its contents.

Uses GitHub's REST API, "Working with comments", where a pull request is an issue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from attio_harness.rest import BoundedClient
from attio_harness.text.json import JsonTextError, loads
from attio_harness.version import __version__

__all__ = ["MOST_CHARACTERS", "NoComment", "PullRequest", "commented", "pull_request_of"]

MOST_CHARACTERS = 65_536
"""The longest comment; GitHub answers 422 to a longer one."""

_MARK = "<!-- attio-harness gate -->"
"""The first line of the comment; the next run finds it by this."""

_MOST_PAGES = 50
_SECONDS, _WHOLE = 20.0, 60.0
"""The deadline for each piece of an answer, and for the whole answer."""


class NoComment(Exception):
    """Says why there is no comment, to the person who runs the workflow. It does not fail the workflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullRequest:
    """A pull request and the address of its API."""

    api: str
    repository: str
    number: int


def pull_request_of(environ: Mapping[str, str]) -> PullRequest:
    """The pull request of a GitHub Actions run, by the variables that Actions sets.

    Raises:
        NoComment: the run has no pull request.
    """
    repository, event = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_EVENT_PATH", "")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository) or not event:
        raise NoComment("this is not a run of GitHub Actions: GITHUB_REPOSITORY or GITHUB_EVENT_PATH is not set")
    try:
        document = loads(Path(event).read_bytes())
    except (OSError, ValueError):  # ValueError: no JSON, or a name with a NUL
        raise NoComment("the file of the event, GITHUB_EVENT_PATH, cannot be read") from None
    found = document.get("pull_request") if isinstance(document, dict) else None
    number = found.get("number") if isinstance(found, dict) else None
    if not isinstance(number, int):
        raise NoComment("this run is not for a pull request")
    api = environ.get("GITHUB_API_URL") or "https://api.github.com"
    return PullRequest(api=api.rstrip("/"), repository=repository, number=number)


def commented(
    to: PullRequest, text: str, environ: Mapping[str, str], *, transport: httpx.BaseTransport | None = None
) -> str:
    """Write the comment, or replace the one of an earlier run.

    Args:
        to: which pull request.
        text: Markdown; with the mark at most `MOST_CHARACTERS` characters.
        environ: has the token as `GITHUB_TOKEN`, which is never shown.
        transport: replaces the client's own, for tests.

    Returns:
        The address of the comment.

    Raises:
        NoComment: there is no token, it may not write, or GitHub cannot be reached.
    """
    token = environ.get("GITHUB_TOKEN", "").strip()
    if not token or not token.isascii():
        raise NoComment("there is no token in GITHUB_TOKEN")
    headers = {
        "authorization": f"Bearer {token}",
        "accept": "application/vnd.github+json",
        "x-github-api-version": "2022-11-28",
        "user-agent": f"attio-harness/{__version__}",
    }
    body = {"body": f"{_MARK}\n{text}"}
    issue = f"{to.api}/repos/{to.repository}/issues"
    try:
        # no redirects: they would send the token to another host, and turn a POST into a GET
        with BoundedClient(seconds=_WHOLE, headers=headers, timeout=_SECONDS, transport=transport) as client:
            for comment in _comments(client, f"{issue}/{to.number}/comments?per_page=100"):
                # must be a number, because it becomes part of a path
                if str(comment.get("body") or "").startswith(_MARK) and isinstance(comment.get("id"), int):
                    answer = client.patch(f"{issue}/comments/{comment['id']}", json=body)
                    if answer.is_success:
                        return _address(answer)
                    # it is somebody else's, or was deleted meanwhile: write another one
            return _address(_checked(client.post(f"{issue}/{to.number}/comments", json=body)))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoComment(f"GitHub cannot be reached: {type(error).__name__}") from None
    except (ImportError, OSError, ValueError):
        # httpx does not support the proxy, or cannot load the certificates
        raise NoComment(
            "no connection can be made with the proxy or the certificates that the environment names"
        ) from None


def _comments(client: httpx.Client, url: str) -> Iterator[dict[str, Any]]:
    there = httpx.URL(url)
    for _ in range(_MOST_PAGES):
        answer = _checked(client.get(there))
        rows = _json(answer)
        yield from (one for one in rows if isinstance(one, dict)) if isinstance(rows, list) else ()
        following = httpx.URL(str(answer.links.get("next", {}).get("url") or ""))
        # the token must not go to another host
        if (following.scheme, following.netloc) != (there.scheme, there.netloc):
            return
        there = following


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    if answer.status_code in (401, 403, 404):
        raise NoComment(
            f"the token may not write to pull requests (GitHub answers {answer.status_code}): the job needs "
            "permissions: pull-requests: write, which a pull request from a fork never has"
        )
    said = _json(answer)
    why = said.get("message") if isinstance(said, dict) else None
    raise NoComment(f"GitHub answers {answer.status_code}{f': {why}' if isinstance(why, str) else ''}")


def _address(answer: httpx.Response) -> str:
    said = _json(answer)
    return str(said.get("html_url", "")) if isinstance(said, dict) else ""


def _json(answer: httpx.Response) -> Any:
    try:
        return loads(answer.content)
    except JsonTextError:
        return None
