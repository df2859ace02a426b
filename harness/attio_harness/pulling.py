"""`pull`: the schema of a workspace, read over Attio's public API, as the members of a workspace file.

`READS` lists every call that is made: all of them GET, none of them touches a record. What a workspace file may say stands
in `attio_emulator.loading`; what of an answer cannot be said in one is told to the caller (`tell`), never dropped silently.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx
from attio_emulator import Attribute, Workspace, WorkspaceError
from attio_emulator.loading import TYPES, standard_attributes
from attio_emulator.schema import Choice

from attio_harness.errors import InputError, UsageError
from attio_harness.jsontext import JsonTextError, loads

__all__ = ["BASE_URL", "READS", "TOKEN_VARIABLE", "connect", "pull", "render_yaml"]

BASE_URL = "https://api.attio.com"
TOKEN_VARIABLE = "ATTIO_API_KEY"

READS: Mapping[str, str | None] = {
    "/v2/self": None,
    "/v2/objects": "object_configuration:read",
    "/v2/objects/{object}/attributes": "object_configuration:read",
    "/v2/objects/{object}/attributes/{attribute}/options": "object_configuration:read",
    "/v2/objects/{object}/attributes/{attribute}/statuses": "object_configuration:read",
    "/v2/workspace_members": "user_management:read",
}
"""Every path that is read, and the scope it needs (OpenAPI)."""

_PAGE = 100
_TRIES = 5
_LONGEST_WAIT = 60.0
_AGAIN = (429, 502, 503, 504)
"""Statuses that pass by themselves; a GET can be sent again without harm."""

_BROKEN = (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.DecodingError)

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LEVELS = ("admin", "member", "suspended")
_FLAGS = ("is_required", "is_unique", "is_multiselect", "is_archived")

Tell = Callable[[str], None]


def _silent(note: str) -> None:
    """Tells nobody."""


# -- the way there -----------------------------------------------------------------------------------------------------


def connect(
    token: str | None = None,
    *,
    base_url: str = BASE_URL,
    environ: Mapping[str, str] | None = None,
    transport: httpx.BaseTransport | None = None,
    timeout: float = 30.0,
) -> httpx.Client:
    """A client for `pull`.

    Args:
        token: an access token; without one the environment variable `ATTIO_API_KEY` is read. An emulator on this computer
            needs none.
        base_url: where Attio's API is, without `/v2`.
        environ: the environment, `os.environ` unless said.
        timeout: seconds for each step of a request.

    Raises:
        UsageError: there is no token, it cannot be one, or the base URL is none. No message ever holds the token.
    """
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, TypeError) as error:
        raise UsageError(f"the base URL {base_url!r} is not a URL ({error}); expected one such as {BASE_URL}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError(f"the base URL {_shown(url)!r} is not one of HTTP; expected one such as {BASE_URL}")
    found = (
        token if token is not None else (os.environ if environ is None else environ).get(TOKEN_VARIABLE, "")
    ).strip()
    if not found and url.host in _LOOPBACK:
        found = "local"
    if not found:
        raise UsageError(
            f"no access token: set the environment variable {TOKEN_VARIABLE} to one with the scopes "
            f"{' and '.join(sorted({scope for scope in READS.values() if scope}))}"
        )
    if not re.fullmatch(r"[\x21-\x7e]+", found):
        raise UsageError(
            "the access token has spaces, line breaks or letters that no token has; was more than the token copied?"
        )
    headers = {"authorization": f"Bearer {found}", "accept": "application/json", "user-agent": "attio-harness pull"}
    return httpx.Client(base_url=url, headers=headers, transport=transport, timeout=timeout, follow_redirects=False)


def _path(pattern: str, parts: Sequence[str]) -> str:
    """The path of a pattern with these parts."""
    pieces = iter(parts)
    return re.sub(r"\{\w+\}", lambda _: quote(next(pieces), safe=""), pattern)


def _shown(url: httpx.URL) -> str:
    """A URL without the name and password it may hold, and without its query."""
    return str(url.copy_with(username=None, password=None, query=None)).rstrip("/")


@dataclass(slots=True, kw_only=True)
class _Api:
    """Reads answers, waits where Attio asks for it, and turns every failure into one line."""

    client: httpx.Client
    clock: Callable[[], float]
    sleep: Callable[[float], None]

    def get(self, pattern: str, *parts: str, **query: Any) -> Any:
        """The JSON of an answer.

        Raises:
            InputError: no connection, a status that is no success, an answer that is not JSON.
            UsageError: the token is refused, or lacks a scope.
        """
        path = _path(pattern, parts)
        where = self.url(path)
        for number in range(1, _TRIES + 1):
            try:
                response = self.client.get(path, params=query or None)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problem = self._clean(str(error)) or type(error).__name__
                what = "the connection broke off" if isinstance(error, _BROKEN) else "cannot be reached"
                raise InputError(f"{what}: {problem}", file=where) from None
            if response.status_code not in _AGAIN:
                break
            seconds = self._wait(response, number)
            if number == _TRIES or seconds > _LONGEST_WAIT:
                asked = f" and asks to wait {seconds:.0f} seconds" if seconds > _LONGEST_WAIT else ""
                times = "" if number == 1 else f" {number} times"
                raise InputError(f"answers {self._said(response)}{times}{asked}; try again later", file=where)
            self.sleep(seconds)
        if response.status_code != 200:
            raise self._failure(response, pattern, where)
        try:
            return loads(response.content)
        except JsonTextError as error:
            kind = response.headers.get("content-type", "no content type").split(";")[0]
            problem = f"answers with something that is not JSON ({kind}: {error.problem}); is this the base URL of Attio's API?"
            raise InputError(problem, file=where) from None

    def rows(self, pattern: str, *parts: str, **query: Any) -> list[_Row]:
        """The elements of `data`."""
        where = self.url(_path(pattern, parts))
        data = _Row(self.get(pattern, *parts, **query), "", where).list("data")
        return [_Row(one, f"/data/{index}", where) for index, one in enumerate(data)]

    def pages(self, pattern: str, *parts: str, named: Callable[[_Row], str], **query: Any) -> list[_Row]:
        """The elements of `data` of every page.

        Attio's documentation ends at a page that is not full. Pages are read until one brings nothing new, so that a server
        with smaller pages, or with none, gives the same list.
        """
        found: dict[str, _Row] = {}
        while True:
            page = self.rows(pattern, *parts, limit=_PAGE, offset=len(found), **query)
            new = {named(row): row for row in page if named(row) not in found}
            if not new:
                return list(found.values())
            found |= new

    def url(self, path: str) -> str:
        return _shown(self.client.base_url) + path

    def _wait(self, response: httpx.Response, number: int) -> float:
        """Seconds until the next try: as `Retry-After` says (seconds or a date), otherwise 1, 2, 4 …"""
        asked = response.headers.get("retry-after", "").strip()
        if asked.isascii() and asked.isdigit():
            return float(asked)
        try:
            return max(0.0, parsedate_to_datetime(asked).timestamp() - self.clock())
        except (ValueError, TypeError, OverflowError):
            return float(2 ** (number - 1))

    def _failure(self, response: httpx.Response, pattern: str, where: str) -> InputError | UsageError:
        said = self._said(response)
        match response.status_code:
            case 401:
                return UsageError(f"{where}: the access token is refused: {said}; is it a token of this workspace?")
            case 403:
                scope = READS[pattern]
                if scope is None:
                    return UsageError(
                        f"{where}: the access token may not do this: {said}; create another in Attio's settings"
                    )
                without = ", or pull without members (--no-members)" if "members" in pattern else ""
                return UsageError(
                    f"{where}: the access token lacks the scope {scope}: {said}; add it to the token in Attio's settings{without}"
                )
            case 404 if "{" not in pattern:
                return InputError(
                    f"there is no Attio API here: {said}; expected a base URL such as {BASE_URL}", file=where
                )
            case 404:
                return InputError(f"is no longer there: {said}; was it changed just now? Pull again", file=where)
            case status if 300 <= status < 400:
                return InputError(
                    f"answers {status}, which sends the token elsewhere and is not followed; give the base URL itself",
                    file=where,
                )
            case status if status >= 500:
                return InputError(f"answers {said}; try again later", file=where)
        return InputError(f"answers {said}, expected 200", file=where)

    def _said(self, response: httpx.Response) -> str:
        """Status and message of an answer in a few words, without the token, should it be quoted."""
        try:
            body = loads(response.content)
        except JsonTextError:
            body = None
        words = body.get("message") if isinstance(body, dict) else None
        if not isinstance(words, str):
            words = response.reason_phrase
        return f"{response.status_code} {self._clean(words)}".strip().removesuffix(".")

    def _clean(self, text: str) -> str:
        token = self.client.headers.get("authorization", "").partition(" ")[2]
        text = " ".join((text.replace(token, "(the token)") if token else text).split())
        return text if len(text) <= 300 else text[:299] + "…"


@dataclass(frozen=True, slots=True)
class _Row:
    """An object of an answer, whose members are asked for by type; `InputError` where Attio's documentation is not kept."""

    value: Any
    pointer: str
    where: str

    def _get(self, key: str, kind: type, expected: str) -> Any:
        value = self.value.get(key) if isinstance(self.value, dict) else None
        if not isinstance(value, kind):
            found = (
                "an object without it" if isinstance(self.value, dict) and key not in self.value else f"{value!r:.60}"
            )
            if not isinstance(self.value, dict):
                found = f"{self.value!r:.60}"
            problem = f"the answer is not as Attio documents it: found {found}, expected {expected}"
            raise InputError(problem, file=self.where, pointer=f"{self.pointer}/{key}")
        return value

    def text(self, key: str) -> str:
        return str(self._get(key, str, "text"))

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool, "true or false"))

    def list(self, key: str) -> list[Any]:
        found: list[Any] = self._get(key, list, "a list")
        return found

    def inside(self, key: str) -> _Row:
        return _Row(self._get(key, dict, "an object"), f"{self.pointer}/{key}", self.where)

    def maybe(self, *keys: str) -> Any:
        """A member of a member, None where there is none on the way."""
        value = self.value
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def id(self, name: str) -> str:
        return self.inside("id").text(name)


# -- what is there -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An attribute as Attio shows it, with its choices."""

    row: _Row
    id: str
    slug: str
    type: str
    choices: tuple[Choice, ...]


@dataclass(slots=True, kw_only=True)
class _Listed:
    """An object as Attio shows it, with its attributes."""

    row: _Row
    id: str
    slug: str
    attributes: list[_Read] = field(default_factory=list)


def pull(
    client: httpx.Client,
    *,
    members: bool = True,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
    tell: Tell = _silent,
) -> dict[str, Any]:
    """Read the schema of a workspace; gives the members of a workspace file, IDs kept.

    What every workspace has is left out: standard attributes that are as usual (of the others only what differs is said), and
    standard objects that nobody activated. Allowed objects are slugs, not IDs. Archived attributes and options are there.

    Args:
        client: from `connect`, or any other with base URL and authorization.
        members: whether to read the workspace's members (names and email addresses, the scope `user_management:read`);
            without them no value of an actor reference can be checked.
        clock: seconds since 1970, for a `Retry-After` that is a date.
        sleep: waits for seconds.
        tell: called with one line for everything that a workspace file cannot say.

    Raises:
        InputError: no connection, an answer that is no success or not as documented; the file is the URL.
        UsageError: the token is refused, inactive, or lacks a scope.
    """
    api = _Api(client=client, clock=clock, sleep=sleep)
    myself = _Row(api.get("/v2/self"), "", api.url("/v2/self"))
    if not myself.flag("active"):
        raise UsageError(f"{myself.where}: Attio says that the access token is not active; expected one in use")
    name, slug = myself.text("workspace_name"), myself.text("workspace_slug")
    listed = _objects(api, tell)
    out: dict[str, Any] = {"name": name, "slug": slug}
    if members:
        out["members"] = _members(api.rows("/v2/workspace_members"), tell)
    out["objects"] = _Describer(listed, tell).objects()
    try:
        Workspace.from_dict(out, file=api.url("/v2/objects"))
    except WorkspaceError as error:
        raise InputError(f"has a schema that no workspace file can say: {error}", file=api.url("/v2")) from None
    return out


def _objects(api: _Api, tell: Tell) -> list[_Listed]:
    """The activated objects, standard ones first; the others by age, since Attio's order means nothing (observed)."""
    standard = list(Workspace.standard().objects)
    rows = [_Listed(row=row, id=row.id("object_id"), slug=row.text("api_slug")) for row in api.rows("/v2/objects")]
    rows.sort(key=lambda one: (_place(one.slug, standard), str(one.row.maybe("created_at") or "")))
    for one in rows:
        found = api.pages(
            "/v2/objects/{object}/attributes",
            one.slug,
            named=lambda row: row.id("attribute_id"),
            show_archived="true",
        )
        one.attributes = [read for row in found if (read := _attribute(api, one, row, tell)) is not None]
    return rows


def _place(slug: str, order: Sequence[str]) -> int:
    return order.index(slug) if slug in order else len(order)


def _attribute(api: _Api, owner: _Listed, row: _Row, tell: Tell) -> _Read | None:
    slug, kind = row.text("api_slug"), row.text("type")
    if kind not in TYPES:
        tell(f"{owner.slug}.{slug} is left out: its type {kind} is none that is known here")
        return None
    choices: tuple[Choice, ...] = ()
    if kind in ("select", "status"):
        choices = _choices(api, owner, slug, kind, tell)
    return _Read(row=row, id=row.id("attribute_id"), slug=slug, type=kind, choices=choices)


def _choices(api: _Api, owner: _Listed, slug: str, kind: str, tell: Tell) -> tuple[Choice, ...]:
    """Options or statuses in their order; of two with one title the one in use."""
    words = "options" if kind == "select" else "statuses"
    pattern = f"/v2/objects/{{object}}/attributes/{{attribute}}/{words}"
    rows = api.rows(pattern, owner.slug, slug, show_archived="true")
    found: dict[str, Choice] = {}
    for row in rows:
        target = row.maybe("target_time_in_status")
        one = Choice(
            id=row.id("option_id" if kind == "select" else "status_id"),
            title=row.text("title"),
            is_archived=row.flag("is_archived"),
            celebration_enabled=row.maybe("celebration_enabled") is True,
            target_time_in_status=target if isinstance(target, str) else None,
        )
        there = found.get(one.title)
        if not one.title.strip() or there is not None:
            tell(f"{owner.slug}.{slug}: of the {words} titled {one.title!r} only one is kept" if there is not None
                 else f"{owner.slug}.{slug}: an option without a title is left out")  # fmt: skip
        if one.title.strip() and (there is None or there.is_archived > one.is_archived):
            found[one.title] = one
    return tuple(found.values())


def _members(rows: Iterable[_Row], tell: Tell) -> list[dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {}
    for row in rows:
        member = {
            "id": row.id("workspace_member_id"),
            "first_name": row.maybe("first_name") or "",
            "last_name": row.maybe("last_name") or "",
            "email_address": row.text("email_address"),
            "access_level": row.text("access_level"),
        }
        if member["access_level"] not in _LEVELS:
            tell(
                f"{member['email_address']}: the access level {member['access_level']} is unknown here; member is written"
            )
            member["access_level"] = "member"
        key = member["email_address"].casefold()
        if key in out:
            tell(f"{member['email_address']} is a member twice; one is kept")
        if key not in out or out[key]["access_level"] == "suspended":
            out[key] = member
    return list(out.values())


# -- what a file says of it --------------------------------------------------------------------------------------------


class _Describer:
    """Says objects and attributes in the words of a workspace file, each only as far as it is not as everywhere."""

    def __init__(self, listed: Sequence[_Listed], tell: Tell) -> None:
        self._listed, self._tell = listed, tell
        self._usual = Workspace.standard().objects
        self._slugs = {one.id: one.slug for one in listed}
        self._ends = {read.id: (one.slug, read.slug) for one in listed for read in one.attributes}
        for (
            one
        ) in listed:  # objects that nobody activated are not listed, but attributes that point to them tell their IDs
            for read in one.attributes:
                for target, slug in self._told(one, read):
                    self._slugs.setdefault(target, slug)
        self._known = {*self._usual, *(one.slug for one in listed)}

    def _told(self, owner: _Listed, read: _Read) -> Iterable[tuple[str, str]]:
        """ID and slug of the object an attribute points to: from its relationship, or as a standard attribute does everywhere."""
        target, slug = (read.row.maybe("relationship", *keys) for keys in (("id", "object_id"), ("object_slug",)))
        if isinstance(target, str) and isinstance(slug, str):
            yield target, slug
        usual = next((one for one in standard_attributes(owner.slug) if one.slug == read.slug), None)
        ids: list[Any] = read.row.maybe("config", "record_reference", "allowed_object_ids") or []
        if usual is not None and len(ids) == len(usual.allowed_objects) == 1 and usual.type == read.type:
            yield str(ids[0]), usual.allowed_objects[0]

    def objects(self) -> list[dict[str, Any]]:
        return [self._object(one) for one in self._listed]

    def _object(self, one: _Listed) -> dict[str, Any]:
        usual = self._usual.get(one.slug)
        out: dict[str, Any] = {"api_slug": one.slug, "id": one.id}
        for key in ("singular_noun", "plural_noun"):
            noun = one.row.text(key)
            if usual is None or getattr(usual, key) != noun:
                out[key] = noun
        if usual is not None and not usual.active:
            out["active"] = True
        known = {attribute.slug: attribute for attribute in standard_attributes(one.slug)}
        there = {read.slug for read in one.attributes}
        entries = [self._entry(one, read, known.get(read.slug)) for read in one.attributes]
        entries += [self._missing(one, attribute) for slug, attribute in known.items() if slug not in there]
        attributes = [entry for entry in entries if entry is not None]
        return out | ({"attributes": attributes} if attributes else {})

    def _missing(self, owner: _Listed, usual: Attribute) -> dict[str, Any] | None:
        """A standard attribute this workspace does not have: to the API that is as if it were archived.

        One that points to objects nobody activated is not shown (assumed), and is there all the same.
        """
        active = {one.slug for one in self._listed}
        if usual.allowed_objects and not active & set(usual.allowed_objects):
            return None
        self._tell(f"{owner.slug}.{usual.slug} is not there, unlike elsewhere; it is written as archived")
        return {"api_slug": usual.slug, "is_archived": True}

    def _entry(self, owner: _Listed, read: _Read, usual: Attribute | None) -> dict[str, Any] | None:
        """What of an attribute has to be said; None for nothing."""
        row, where = read.row, f"{owner.slug}.{read.slug}"
        out: dict[str, Any] = {}
        if usual is None or usual.id != read.id:
            out["id"] = read.id
        if usual is None or usual.title != row.text("title"):
            out["title"] = row.text("title")
        if usual is None:
            out["type"] = read.type
        elif usual.type != read.type:
            self._tell(f"{where} has the type {read.type} there; workspace files know it as {usual.type}")
        if isinstance(row.maybe("description"), str):
            out["description"] = row.text("description")
        for flag in _FLAGS:
            if row.flag(flag) != (getattr(usual, flag) if usual is not None and flag != "is_archived" else False):
                out[flag] = row.flag(flag)
        if row.flag("is_writable") != (usual.is_writable if usual is not None else read.type != "interaction"):
            out["is_writable"] = row.flag("is_writable")
        if usual is None or usual.type == read.type:
            if not self._typed(out, owner, read, usual):
                return None
            self._default(out, where, row, usual)
        return {"api_slug": read.slug, **out} if out else None

    def _typed(self, out: dict[str, Any], owner: _Listed, read: _Read, usual: Attribute | None) -> bool:
        """What belongs to the type; False where the attribute cannot be said at all."""
        if read.type in ("select", "status"):
            words = "options" if read.type == "select" else "statuses"
            if read.choices and (usual is None or usual.choices != read.choices):
                out[words] = [_choice(one) for one in read.choices]
            elif not read.choices and usual is not None and usual.choices:
                self._tell(f"{owner.slug}.{read.slug} has no {words} there; a workspace file gives it the usual ones")
        elif read.type == "currency":
            self._currency(out, read, usual)
        elif read.type == "record-reference":
            return self._reference(out, owner, read, usual)
        return True

    def _currency(self, out: dict[str, Any], read: _Read, usual: Attribute | None) -> None:
        code, shown = (read.row.maybe("config", "currency", key) for key in ("default_currency_code", "display_type"))
        if not isinstance(code, str):
            return
        shown = shown if isinstance(shown, str) else "symbol"
        if usual is None or (usual.currency, usual.currency_display) != (code, shown):
            out["config"] = {"currency": {"default_currency_code": code}}
            if shown != "symbol":
                out["config"]["currency"]["display_type"] = shown

    def _reference(self, out: dict[str, Any], owner: _Listed, read: _Read, usual: Attribute | None) -> bool:
        where = f"{owner.slug}.{read.slug}"
        ids: list[Any] = read.row.maybe("config", "record_reference", "allowed_object_ids") or []
        slugs = [self._slugs.get(one) for one in ids]
        allowed = [slug for slug in slugs if slug in self._known]
        if len(allowed) < len(slugs):
            what = "may also point to objects" if allowed else "is left out: it points to objects only"
            self._tell(f"{where} {what} that are not activated, or hidden from this token")
        if slugs and not allowed:
            return False
        if allowed and (usual is None or list(usual.allowed_objects) != allowed):
            out["config"] = {"record_reference": {"allowed_objects": allowed}}
        other = self._end(read)
        if other is not None and (usual is None or usual.inverse != other):
            back = next((end for one, end in self._attributes() if (one, end.slug) == other), None)
            if back is not None and self._end(back) == (owner.slug, read.slug):
                out["relationship"] = {"object": other[0], "api_slug": other[1]}
            else:
                self._tell(f"{where}: the other end of its relationship, {other[0]}.{other[1]}, is not activated")
        return True

    def _attributes(self) -> Iterable[tuple[str, _Read]]:
        return ((one.slug, read) for one in self._listed for read in one.attributes)

    def _end(self, read: _Read) -> tuple[str, str] | None:
        """The other end of a relationship, by ID (all that older answers have), otherwise by the slugs beside it."""
        relationship = read.row.maybe("relationship")
        if not isinstance(relationship, dict):
            return None
        found = self._ends.get(str(read.row.maybe("relationship", "id", "attribute_id")))
        slugs = relationship.get("object_slug"), relationship.get("api_slug")
        if found is None and isinstance(slugs[0], str) and isinstance(slugs[1], str):
            return slugs[0], slugs[1]
        return found

    def _default(self, out: dict[str, Any], where: str, row: _Row, usual: Attribute | None) -> None:
        given = row.maybe("default_value")
        if row.maybe("is_default_value_enabled") is not True or not isinstance(given, dict):
            return
        default = {"type": given.get("type"), "template": given.get("template")}
        if usual is not None and usual.default is not None and dict(usual.default) == default:
            return
        expected = {"static": list, "dynamic": str}.get(str(default["type"]))
        if expected is None or not isinstance(default["template"], expected):
            self._tell(f"{where}: its default value is of a kind that is unknown here, and left out")
            return
        out["default_value"] = default


def _choice(one: Choice) -> dict[str, Any]:
    out: dict[str, Any] = {"id": one.id, "title": one.title}
    out |= {flag: True for flag in ("is_archived", "celebration_enabled") if getattr(one, flag)}
    return out if one.target_time_in_status is None else out | {"target_time_in_status": one.target_time_in_status}


# -- the file ----------------------------------------------------------------------------------------------------------


def render_yaml(workspace: Mapping[str, Any], *, notes: Collection[str] = ()) -> str:
    """The text of a workspace file; `notes` (what `pull` told) stand in its head. Equal input gives equal text."""
    import yaml

    name, slug = workspace.get("name") or "", workspace.get("slug") or ""
    head = [
        f"The schema of the Attio workspace {name} ({slug}), read by attio-harness pull; no records, no values.",
        "What every workspace has is left out. Pull again to bring it up to date.",
        *(f"Note: {note}" for note in notes),
    ]
    body = yaml.dump(
        _laid_out(workspace),
        Dumper=_dumper(),
        sort_keys=False,
        allow_unicode=True,
        width=1_000_000,
        default_flow_style=False,
    )
    return "".join(f"# {_printable(line)}\n" for line in head) + body


def _printable(line: str) -> str:
    """A line that stays one in a comment."""
    return " ".join("".join(one if one.isprintable() else " " for one in line).split())


class _OnOneLine(dict[str, Any]):
    """A mapping that is written in braces."""


def _laid_out(workspace: Mapping[str, Any]) -> dict[str, Any]:
    """The same values; what reads best on one line is marked: members, choices, attributes without choices."""
    out = dict(workspace)
    if "members" in out:
        out["members"] = [_OnOneLine(one) for one in out["members"]]
    out["objects"] = [
        {
            key: [_laid_out_attribute(one) for one in value] if key == "attributes" else value
            for key, value in one.items()
        }
        for one in out.get("objects", ())
    ]
    return out


def _laid_out_attribute(attribute: Mapping[str, Any]) -> dict[str, Any]:
    choices = [key for key in ("options", "statuses") if key in attribute]
    if not choices:
        return _OnOneLine(attribute)
    return {
        key: [_OnOneLine(one) if isinstance(one, Mapping) else one for one in value] if key in choices
        else _OnOneLine(value) if isinstance(value, Mapping) else value
        for key, value in attribute.items()
    }  # fmt: skip


def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Lists are indented below their key, and nothing is written as a reference to something above."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
            return super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def braces(dumper: yaml.SafeDumper, data: _OnOneLine) -> Any:
        return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)

    def text(dumper: yaml.SafeDumper, data: str) -> Any:
        # PyYAML writes some line breaks (U+0085) as they are into single quotes, and reads them as spaces.
        return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=None if data.isprintable() else '"')

    Dumper.add_representer(_OnOneLine, braces)
    Dumper.add_representer(str, text)
    return Dumper
