"""The comment of a pull request: one, kept up to date, and where there can be none the reason, without ever telling the token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from attio_harness.pull_request import NoComment, commented, pull_request_of

from .github_api import TOKEN, StandIn, stand_in

MARK = "<!-- attio-harness gate -->\n"


@pytest.fixture
def github() -> Iterator[StandIn]:
    with stand_in() as one:
        yield one


def wrote(github: StandIn, folder: Path, text: str = "report") -> str:
    environ = github.environ(folder)
    return commented(pull_request_of(environ), text, environ)


def test_the_first_run_writes_a_comment_and_the_next_one_writes_it_anew(github: StandIn, tmp_path: Path) -> None:
    github.comments += [{"id": n, "body": f"of somebody, {MARK}"} for n in range(1, 6)]
    assert wrote(github, tmp_path, "one") == "https://example.com/c"
    assert wrote(github, tmp_path, "two") == "https://example.com/c"
    assert [one["body"] for one in github.comments[5:]] == [f"{MARK}two"]
    # three pages, since the mark of another is none
    assert [method for method, _ in github.calls] == ["GET", "GET", "GET", "POST", "GET", "GET", "GET", "PATCH"]


def test_a_comment_that_may_not_be_changed_is_left_and_another_one_written(github: StandIn, tmp_path: Path) -> None:
    github.comments.append({"id": 1, "body": f"{MARK}old"})
    github.refuses = {"PATCH": 403}
    wrote(github, tmp_path, "new")
    assert [one["body"] for one in github.comments] == [f"{MARK}old", f"{MARK}new"]


@pytest.mark.parametrize(
    ("refuses", "said"),
    [
        ({"POST": 403}, "the token may not write to pull requests (GitHub answers 403): the job needs permissions: pull-requests: write"),
        ({"GET": 404}, "the token may not write to pull requests (GitHub answers 404)"),
        ({"GET": 502}, "GitHub answers 502: Resource not accessible by integration"),
    ],
    ids=str,
)  # fmt: skip
def test_what_github_refuses_is_told(github: StandIn, tmp_path: Path, refuses: dict[str, int], said: str) -> None:
    github.refuses = refuses
    with pytest.raises(NoComment) as raised:
        wrote(github, tmp_path)
    assert str(raised.value).startswith(said)
    assert TOKEN not in str(raised.value)


def test_too_long_a_comment_is_what_github_refuses(github: StandIn, tmp_path: Path) -> None:
    with pytest.raises(NoComment, match="GitHub answers 422: Validation Failed"):
        wrote(github, tmp_path, "x" * 65_536)


def test_a_github_that_is_not_there_is_told(github: StandIn, tmp_path: Path) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout(f"secret {TOKEN}")

    environ = github.environ(tmp_path)
    with pytest.raises(NoComment, match=r"^GitHub cannot be reached: ConnectTimeout$"):
        commented(pull_request_of(environ), "", environ, transport=httpx.MockTransport(fail))
    with pytest.raises(NoComment, match="cannot be reached"):
        commented(pull_request_of(environ | {"GITHUB_API_URL": "no address"}), "", environ)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"GITHUB_TOKEN": ""}, "there is no token in GITHUB_TOKEN"),
        ({"GITHUB_REPOSITORY": "a/b/../c"}, "this is not a run of GitHub Actions"),
        ({"GITHUB_EVENT_PATH": ""}, "this is not a run of GitHub Actions"),
        ({"GITHUB_EVENT_PATH": "none.json"}, "the file of the event, GITHUB_EVENT_PATH, cannot be read"),
    ],
    ids=str,
)
def test_a_run_without_a_pull_request_or_a_token_is_told(
    github: StandIn, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    environ = github.environ(tmp_path) | changed
    with pytest.raises(NoComment) as raised:
        commented(pull_request_of(environ), "", environ)
    assert str(raised.value).startswith(said)
    assert github.calls == []


def test_the_token_goes_nowhere_else_whatever_github_answers(github: StandIn, tmp_path: Path) -> None:
    with stand_in() as other:
        environ = github.environ(tmp_path)
        listed = f"{github.url}/repos/acme/mappings/issues/7/comments"

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            return answers.pop(0)

        def told(*given: httpx.Response) -> str:
            answers.extend(given)
            return commented(pull_request_of(environ), "x", environ, transport=httpx.MockTransport(answer))

        answers: list[httpx.Response] = []
        asked: list[str] = []
        elsewhere = {"link": f'<{other.url}/x>; rel="next"', "location": other.url}
        # the next page; an ID that leads elsewhere, or none
        rows = [{"body": MARK, "id": "../../../x"}, {"body": MARK}]
        assert told(httpx.Response(200, json=rows, headers=elsewhere), httpx.Response(201, json={})) == ""
        assert asked == [f"{listed}?per_page=100", listed]
        for status in (301, 307):
            with pytest.raises(NoComment, match=f"^GitHub answers {status}$"):
                told(httpx.Response(200, json=[]), httpx.Response(status, headers=elsewhere))
        assert {httpx.URL(one).port for one in asked} == {httpx.URL(github.url).port}


def test_what_is_nested_without_end_is_no_json(github: StandIn, tmp_path: Path) -> None:
    deep = b"[" * 100_000
    environ = github.environ(tmp_path)
    answered = httpx.MockTransport(lambda request: httpx.Response(500, content=deep))
    with pytest.raises(NoComment, match="^GitHub answers 500$"):
        commented(pull_request_of(environ), "", environ, transport=answered)
    (tmp_path / "event.json").write_bytes(deep)
    with pytest.raises(NoComment, match="GITHUB_EVENT_PATH, cannot be read$"):
        pull_request_of(environ)


def test_a_proxy_that_cannot_be_used_is_told(github: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environ = github.environ(tmp_path)
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1")
    with pytest.raises(NoComment, match="^no connection can be made with the proxy or the certificates"):
        commented(pull_request_of(environ), "", environ)


@pytest.mark.parametrize("event", [{}, [], {"pull_request": {}}, {"pull_request": 1}, {"ref": "refs/heads/main"}])
def test_another_event_has_no_pull_request(github: StandIn, tmp_path: Path, event: object) -> None:
    environ = github.environ(tmp_path)
    (tmp_path / "event.json").write_text(json.dumps(event))
    with pytest.raises(NoComment, match="^this run is not for a pull request$"):
        pull_request_of(environ)
