"""Canaries: secrets and people that only these inputs have are looked for in every encoding in all that commands write: secrets are in none of it,
people in none of what is made to be passed on."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from attio_emulator import Emulator
from attio_emulator.faces.server import running
from attio_harness.formats.table import FORMATS, formats_of

from tests.attio_harness.canaries import PEOPLE, SECRETS, found_in
from tests.attio_harness.subscriptions import identify_user

from .shell import Shell

TOKEN, PASSWORD = SECRETS["token"], SECRETS["password"]
EMAIL, PHONE, NAME = PEOPLE["email"], PEOPLE["phone"], PEOPLE["name"]
RUN = ("-m", "m.json", "-w", "w.yaml")


def event(number: int, **traits: Any) -> dict[str, Any]:
    about = {"email": f"{number}{EMAIL}", "phone": PHONE, "name": NAME}
    return {
        "type": "identify",
        "userId": EMAIL,
        "messageId": f"m{number}",
        "anonymousId": NAME,
        "traits": about | traits,
    }


# each is lost for something else, and says so with what it holds
EVENTS = [
    event(1),
    event(2, email=f"{EMAIL} "),
    event(3, plan=NAME),
    event(4, plan={"owner": EMAIL}),
    event(5, phone=f"{PHONE} ext. 2"),
    event(6, owner=EMAIL),
    event(7, seats=PHONE),
    event(8, since=f"born {PHONE}"),
    event(9, name=[NAME, NAME]),
    event(10, company=f"https://{EMAIL}/"),
    {"type": "track", "event": f"Called {NAME}", "userId": EMAIL, "messageId": NAME, "properties": {EMAIL: PHONE}},
    {"type": f"identify {EMAIL}", "userId": PHONE},
    [EMAIL, PHONE, NAME],
    {"type": "identify", "userId": {"name": NAME}},
]  # fmt: skip
MAPPING = identify_user(
    user_attributes={one: {"@path": f"$.traits.{one}"} for one in ("plan", "seats", "owner", "since")},
    person_attributes={
        "name": {"@path": "$.traits.name"},
        "phone_numbers": {"@path": "$.traits.phone"},
        "company": {"@path": "$.traits.company"},
    },
)
# as Segment's API gives a destination: its settings have what nobody else may know
DESTINATION = {
    "data": {
        "subscriptions": [
            {
                "id": "s1", "name": "Identify", "actionId": "a", "actionSlug": "identifyUser", "destinationId": "d", "enabled": True,
                "trigger": 'type = "identify"', "settings": MAPPING["mapping"],
            }
        ],
        "destination": {"id": "d", "settings": {"oauth": {"access_token": TOKEN, "clientSecret": SECRETS["client secret"]}}},
    }
}  # fmt: skip
WORKSPACE = f"""
name: Acme
tokens:
  - {TOKEN}
  - {{token: "{SECRETS["segment token"]}", name: Segment, kind: oauth-app}}
members:
  - {{email_address: alice@acme.com}}
objects:
  - api_slug: users
    active: true
    attributes:
      - {{api_slug: plan, type: select, options: [Free]}}
      - {{api_slug: seats, type: number}}
      - {{api_slug: owner, type: actor-reference}}
      - {{api_slug: since, type: date}}
"""


def traffic() -> dict[str, Any]:
    """A recording with everything in it that recorders keep."""
    basic = base64.b64encode(f"user:{PASSWORD}".encode()).decode()
    secret = {"data": {"target_url": "https://e.example", "secret": SECRETS["webhook secret"], "subscriptions": []}}
    form = f"client_id=c&client_secret={SECRETS['client secret']}&code={PASSWORD}&grant_type=authorization_code"
    person = {"data": {"values": {"email_addresses": [EMAIL], "phone_numbers": [PHONE], "name": [NAME]}}}
    rows = [
        ("PUT", "/v2/objects/people/records?matching_attribute=email_addresses", person, 200, {"data": {"id": {}, "values": person["data"]["values"]}}),
        ("POST", "/v2/webhooks", {"data": {"target_url": f"https://u:{PASSWORD}@e.example/?token={TOKEN}", "subscriptions": []}}, 200, secret),
        ("POST", "/oauth/token", form, 200, {"access_token": TOKEN, "token_type": "Bearer"}),
        ("GET", f"/v2/self?access_token={TOKEN}", None, 200, {"active": True, "client_id": "c", "authorized_by_workspace_member_id": NAME}),
        ("GET", "/v2/nothing", None, 404, {"status_code": 404, "type": "x", "code": "not_found", "message": f'An invalid value was passed to attribute with slug "name": "{NAME}", {EMAIL}'}),
    ]  # fmt: skip
    entries = []
    for method, path, body, status, answer in rows:
        text = body if isinstance(body, str) else json.dumps(body)
        kind = "application/x-www-form-urlencoded" if isinstance(body, str) else "application/json"
        entries.append(
            {
                "startedDateTime": "2026-01-01T00:00:00Z",
                "request": {
                    "method": method, "url": f"https://api.attio.com{path}",
                    "headers": [
                        {"name": "Authorization", "value": f"Bearer {TOKEN}"},
                        {"name": "Proxy-Authorization", "value": f"Basic {basic}"},
                        {"name": "Cookie", "value": f"session={PASSWORD}"},
                        {"name": "Content-Type", "value": kind},
                    ],
                    **({"postData": {"mimeType": kind, "text": text}} if body is not None else {}),
                },
                "response": {
                    "status": status, "headers": [{"name": "Set-Cookie", "value": f"session={PASSWORD}"}],
                    "content": {"mimeType": "application/json", "text": json.dumps(answer)},
                },
            }
        )  # fmt: skip
    return {"log": {"version": "1.2", "creator": {}, "entries": entries}}


@pytest.fixture
def shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setenv("ATTIO_API_KEY", TOKEN)
    monkeypatch.setenv("SEGMENT_TOKEN", SECRETS["segment token"])
    monkeypatch.setenv("GITHUB_TOKEN", PASSWORD)
    shell.write("e.ndjson", "".join(json.dumps(one) + "\n" for one in EVENTS) + f'{{"a": "{EMAIL}\n{NAME}\n')
    shell.write("good.ndjson", "".join(json.dumps(one) + "\n" for one in EVENTS[:10]))
    shell.write("m.json", json.dumps(MAPPING))
    shell.write("d.json", json.dumps(DESTINATION))
    shell.write("w.yaml", WORKSPACE)
    shell.write("t.har", json.dumps(traffic()))
    return shell


def everything(shell: Shell, told: tuple[int, str, str], *but: str) -> bytes:
    """All that a command wrote: to the terminal and into files."""
    inputs = (
        "e.ndjson",
        "good.ndjson",
        "m.json",
        "d.json",
        "w.yaml",
        "t.har",
        "events.ndjson",
        "mapping.json",
        "workspace.yaml",
        *but,
    )
    files = [one.read_bytes() for one in shell.folder.rglob("*") if one.is_file() and one.name not in inputs]
    return b"\n".join([told[1].encode(), told[2].encode(), *files])


CALLS = {
    "check": ("check", "e.ndjson", *RUN),
    "check batches": ("check", "e.ndjson", *RUN, "--mode", "batch"),
    "check both": ("check", "e.ndjson", *RUN, "--mode", "both"),
    "check vary": ("check", "e.ndjson", *RUN, "--vary"),
    "diff": ("diff", "m.json", "n.json", "e.ndjson", "-w", "w.yaml"),
    "plan": ("plan", "e.ndjson", *RUN),
    "coverage": ("coverage", "e.ndjson", *RUN),
    "redeliver": ("redeliver", "e.ndjson", *RUN),
    "gate": ("gate", "e.ndjson", *RUN),
    "lint": ("lint", "d.json", "-w", "w.yaml"),
    "replay": ("replay", "t.har", "-w", "w.yaml"),
}
SUBJECTS = {"check batches": "check", "check both": "both", "check vary": "vary"}


@pytest.mark.parametrize("call", CALLS)
def test_no_report_has_a_secret_and_none_that_is_passed_on_a_person(shell: Shell, call: str) -> None:
    other = {**MAPPING, "mapping": {**MAPPING["mapping"], "person_attributes": {"name": {"@path": "$.traits.email"}}}}
    shell.write("n.json", json.dumps(other))
    subject: Any = SUBJECTS.get(call, call)
    names = formats_of(subject)
    formats = [word for name in names for word in ("--format", f"{name}:told.{name}")]
    told = shell(*CALLS[call], *formats)
    assert told[0] in (0, 1), told[2]
    written = {name: (shell.folder / f"told.{name}").read_bytes() for name in names}
    assert {name: found for name, data in written.items() if (found := found_in(data, SECRETS))} == {}
    masked = [name for name in names if subject in FORMATS[name].masked]
    assert {name: found for name in masked if (found := found_in(written[name], PEOPLE))} == {}
    assert found_in(told[1].encode() + told[2].encode()) == []
    if masked and call != "lint":
        # what is looked for is there: the text shows it
        assert set(found_in(written["json"], PEOPLE)) == set(PEOPLE)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "e.ndjson", "-m", "d.json", "-w", "w.yaml", "-v"),
        ("check", "good.ndjson", *RUN, "--baseline", "b.json", "--update-baseline"),
        ("explain", "e.ndjson:1", *RUN, "-v"),
        ("explain", "e.ndjson:1", *RUN, "--format", "json"),
        ("schema", "diff", "w.yaml", "workspace.yaml", "-m", "m.json"),
        ("check", "e.ndjson", *RUN, "--show-config"),
        ("verify", "--dry-run", "-w", "w.yaml"),
        ("fidelity",),
        ("anonymize", "good.ndjson", *RUN, "-o", "a.ndjson", "--report", "r.json"),
        ("replay", "t.har", "-w", "w.yaml", "--show-values", "--state", "s.json"),
        ("check", "e.ndjson", *RUN, "--state", "s.json"),
    ],
)  # fmt: skip
def test_nothing_that_a_command_writes_has_a_secret(shell: Shell, words: tuple[str, ...]) -> None:
    told = shell(*words)
    assert told[0] in (0, 1), told[2]
    # a state may be restored: what a workspace is told to accept stands there
    assert found_in(everything(shell, told, "s.json"), SECRETS) == []
    if "b.json" in words:
        assert found_in((shell.folder / "b.json").read_bytes(), PEOPLE) == []
    if words[0] == "anonymize":
        assert found_in((shell.folder / "a.ndjson").read_bytes() + (shell.folder / "r.json").read_bytes()) == []


BROKEN = {
    "a token in a list": f"tokens: [[{TOKEN}]]\n",
    "a token as a key": f"tokens: [{{{TOKEN}: 1}}]\n",
    "a token in its place": f"tokens: {TOKEN}\n",
    "a token as a scope": f"tokens: [{{token: t, scopes: {TOKEN}}}]\n",
    "a token as a date": f"tokens: [{{token: t, expires_at: {TOKEN}}}]\n",
    "a token twice": f"tokens: [{TOKEN}, {TOKEN}, 1]\n",
    "no text": "tokens: [{token: 81073942164289]\n",
    "behind a token": f'tokens: ["{TOKEN}" x]\n',
    "not closed": f'tokens: ["{TOKEN}]\n',
    "a tab": f"tokens:\n\t- {TOKEN}\n",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_no_mistake_of_a_workspace_file_shows_the_token_it_is_about(shell: Shell, text: str) -> None:
    shell.write("w.yaml", text)
    told = shell("check", "e.ndjson", *RUN)
    assert found_in(told[1].encode() + told[2].encode(), SECRETS) == []
    assert told[0] == 2 or "twice" in text


@pytest.mark.parametrize(
    "url",
    [
        f"http://u:{PASSWORD}@127.0.0.1:1",
        f"http://u:{PASSWORD}@127.0.0.1:x",
        f"http://{PASSWORD}@[::1",
        f"ftp://u:{PASSWORD}@h",
        f"http://127.0.0.1:1/?key={PASSWORD}",
    ],
)
@pytest.mark.parametrize("command", ["pull --base-url", "pull --segment --base-url", "verify --yes --attio"])
def test_no_address_that_cannot_be_used_shows_its_password(shell: Shell, command: str, url: str) -> None:
    told = shell(*command.split(), url)
    assert told[0] == 2
    assert found_in(told[1].encode() + told[2].encode(), SECRETS) == []


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize(
    "proxy", [f"ftp://u:{PASSWORD}@h", f"http://u:{PASSWORD}@127.0.0.1:1", f"http://u:{PASSWORD}@127.0.0.1:x"]
)
def test_no_proxy_that_cannot_be_used_shows_its_password(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, name: str, proxy: str
) -> None:
    monkeypatch.setenv(name, proxy)
    told = shell("pull", "-o", "-")
    assert told[0] == 2
    assert found_in(told[1].encode() + told[2].encode(), SECRETS) == []


@pytest.mark.parametrize("more", ["\n", " x", "ü", "\x00"])
def test_no_token_that_is_none_is_shown(shell: Shell, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    for name in ("ATTIO_API_KEY", "SEGMENT_TOKEN"):
        monkeypatch.setenv(name, TOKEN + more.replace("\x00", "\x01") + "x")
    for words in (("pull",), ("pull", "--segment"), ("verify", "--yes"), ("init", "x", "--from-attio")):
        told = shell(*words)
        assert told[0] == 2
        assert found_in(told[1].encode() + told[2].encode(), SECRETS) == []


@pytest.fixture
def attio() -> Iterator[str]:
    emulator = Emulator(strict_auth=False)
    with running(emulator) as url:
        yield url


def test_what_is_read_of_a_workspace_has_no_token(shell: Shell, attio: str) -> None:
    told = shell("pull", "--base-url", attio, "-o", "pulled.yaml")
    assert told[0] == 0, told[2]
    assert found_in(everything(shell, told)) == []


def test_nothing_of_serve_says_its_keys(shell: Shell) -> None:
    key = SECRETS["write key"]
    for words in (
        ("--source", f"shop:{key}"),
        ("--source", f"shop:{key}:m.json", "--source", f"app:{key}:m.json"),
        ("--source", f"shop:{key}:none.json"),
        ("--write-key", key, "-m", "none.json"),
        ("--write-key", key, "--source", f"shop:{key}:m.json"),
    ):
        told = shell("serve", *words)
        assert told[0] == 2
        assert found_in(told[1].encode() + told[2].encode(), SECRETS) == []
