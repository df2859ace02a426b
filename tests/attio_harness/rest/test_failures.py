"""Why a request got no answer: what stands in between is named, without its password."""

from __future__ import annotations

import httpx
import pytest
from attio_harness.errors import InputError
from attio_harness.rest.failures import unanswered
from attio_harness.schema import connect, pull

REFUSED = httpx.ConnectError("[Errno 111] Connection refused")
API = "https://api.attio.com"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("environment", "through"),
    [
        ({}, ""),
        ({"HTTPS_PROXY": "http://me:secret@proxy.example:3128/"}, " through the proxy http://proxy.example:3128 of the environment"),
        ({"ALL_PROXY": "proxy.example:3128"}, " through the proxy http://proxy.example:3128 of the environment"),
        ({"HTTP_PROXY": "http://proxy.example:3128"}, ""),
        ({"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": "attio.com"}, ""),
    ],
    ids=["none", "of HTTPS", "of everything", "of HTTP alone", "not for this host"],
)  # fmt: skip
def test_the_proxy_in_between_is_named(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], through: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    said = unanswered(REFUSED, httpx.Client(base_url=API, trust_env=True))
    assert said == f"cannot be reached{through}: [Errno 111] Connection refused"


def test_a_proxy_that_is_not_used_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    said = unanswered(REFUSED, httpx.Client(base_url=API, trust_env=False))
    assert said == "cannot be reached: [Errno 111] Connection refused"


@pytest.mark.parametrize(
    ("of_openssl", "hint"),
    [
        ("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate",
         "if your company checks connections, name its certificates in SSL_CERT_FILE"),
        ("[SSL: WRONG_VERSION_NUMBER] wrong version number",
         "the server does not speak HTTPS there; is its address http://…?"),
    ],
)  # fmt: skip
def test_what_openssl_says_comes_with_what_helps(of_openssl: str, hint: str) -> None:
    said = unanswered(httpx.ConnectError(of_openssl), httpx.Client(base_url=API, trust_env=False))
    assert said == f"cannot be reached: {of_openssl}; {hint}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(407, html="<h1>Login</h1>"),
         "the proxy in between answers 407 Proxy Authentication Required; put the name and password for it into its URL in HTTP_PROXY or "
         "HTTPS_PROXY"),
        (httpx.Response(301, headers={"location": "//me:secret@elsewhere.example/x?key=secret"}),
         "answers 301, a redirect to https://elsewhere.example/x; it is not followed, since it would take the token elsewhere: give the "
         "base URL itself"),
        (httpx.Response(302), "answers 302, a redirect; it is not followed, since it would take the token elsewhere: give the base URL itself"),
        (httpx.Response(200, content=b'{"active": tr', headers={"content-type": "application/json; charset=utf-8"}),
         "answers with JSON that cannot be read: found 'tr', expected a value; was it cut off on its way? Try again"),
    ],
    ids=["407", "a redirect", "to nowhere", "half of the JSON"],
)  # fmt: skip
def test_an_answer_from_in_between_is_told_with_what_to_do(answer: httpx.Response, said: str) -> None:
    with pytest.raises(InputError) as caught:
        pull(connect("a-token", transport=httpx.MockTransport(lambda request: answer)))
    assert str(caught.value) == f"{API}/v2/self: {said}"


def test_the_token_of_a_local_server_is_not_hidden_in_the_name_of_its_host() -> None:
    answer = httpx.Response(302, headers={"location": "/elsewhere"})
    with pytest.raises(InputError, match=r"a redirect to http://localhost:8000/elsewhere; it is not followed"):
        pull(connect("", base_url="http://localhost:8000", transport=httpx.MockTransport(lambda request: answer)))
