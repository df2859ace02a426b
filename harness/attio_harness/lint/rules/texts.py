"""Rules on the text of a mapping: variables that nothing replaces, objects in templates, and secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from attio_harness.advice.foreign import foreign_in, path_in
from attio_harness.advice.templates import BARE
from attio_harness.advice.texts import directive_meant
from attio_harness.advice.unmarked import unmarked_key, what_to_write
from attio_harness.lint.foreign_paths import instead_of_text
from attio_harness.lint.lookups import Lookup
from attio_harness.lint.mended import node_at
from attio_harness.lint.model import Violation, rule
from attio_harness.lint.rules.examples import example, path, people, template
from attio_harness.lint.subscription import View
from attio_harness.lint.yields import Spot, is_event_word, is_no_slug, looks_variable, variable_in
from attio_harness.text.json import last_key
from attio_harness.text.words import shown

_LONGEST = 300
"""The longest text, in characters, that a message shows whole."""


_SLUGS = ("object", "matching_attribute")
"""The fields of Assert Record that name an object or an attribute."""


def _texts(view: View) -> Iterator[Spot]:
    return (spot for spot in view.spots if isinstance(spot.node, str))


@rule(
    "AH110",
    "error",
    title="Text that looks like a variable is outside a directive.",
    why="Only `@template` replaces `{{…}}` and only `@path` looks up `$.…`; plain text, even inside `@literal` and "
    "even `traits.plan` or `${traits.plan}`, is sent unchanged and ends up in the CRM.",
    fix="Put it into the directive.",
    failing=example(people(description="{{traits.bio}}")),
    passing=example(people(description=path("traits.bio"))),
)
def variable_as_text(view: View) -> Iterator[Violation]:
    attributes = {assignment.pointer for _, _, assignment, _ in view.written}
    for spot in _texts(view):
        text = str(spot.node)
        found = variable_in(text)
        if found is None:
            continue
        meant = directive_meant(text) if len(text) <= _LONGEST else None
        other = instead_of_text(text) if foreign_in(text) and not BARE.fullmatch(text) else None
        is_word = is_event_word(text)
        is_literal = spot.pointer.endswith("/@literal")
        if is_word and (is_literal or _is_option(view, spot)):
            continue
        if is_literal and other is not None and path_in(text) is None:  # nothing of an event is named
            continue
        named = next((view.slugs_for(key) for key in _SLUGS if view.at(key) == spot.pointer), "")
        if named and not is_no_slug(text):
            continue
        at, key = spot.pointer.rpartition("/")[0], last_key(spot.pointer)
        if unmarked_key(node_at(view.spots, at)) and spot.pointer not in attributes:
            hint = f"{what_to_write(key)}."
        elif other is not None:
            hint = other
        elif meant is not None:
            hint = f"Write it as {json.dumps(meant, ensure_ascii=False)}."
        elif re.match(r"\{\{\s*[#/^>]", found):
            hint = "A template has no blocks: choose with @if, or write the template as @liquid."
        elif "{{" in found:
            hint = 'Write it as {"@template": "…"}.'
        elif "@" in found:
            hint = "Write the directive as an object, not as text."
        else:
            hint = f'Write it as {{"@path": {shown(text.strip())}}}.'
        if is_word and not named:
            hint = f'{hint[:-1]}, or as {{"@literal": "{text}"}} if the word itself is meant.'
        if named:
            hint = f"{named} If events say which, w{hint[1:]}" if hint.startswith("W") else named
        yield Violation(
            spot.pointer,
            f"The text {shown(text)} is sent to Attio unchanged; no value of the event replaces it.",
            hint,
        )


def _is_option(view: View, spot: Spot) -> bool:
    """Whether a text is an option of the attribute that it is written into, alone or in a list."""
    places = (spot.pointer, spot.pointer.rpartition("/")[0])
    found = ((owner, attribute) for owner, attribute, outcome in view.values if outcome.pointer in places)
    return any(
        attribute.type in ("select", "status") and view.refusal(owner, attribute, spot.node) is None
        for owner, attribute in found
    )


_OBJECTS = frozenset(
    [
        ("traits",), ("properties",), ("context",), ("integrations",), ("traits", "address"), ("properties", "products"),
        *(
            ("context", key)
            for key in ("app", "campaign", "device", "library", "location", "network", "os", "page", "screen", "traits")
        ),
        ("context", "traits", "address"),
    ]
)  # fmt: skip
"""The paths of objects, or lists of them, in Segment's specification of calls and traits."""

_PRINTED = re.compile(r"\{\{-?\s*([\w.]+)\s*-?\}\}")
"""A variable that Liquid prints as it is, without a filter."""


@rule(
    "AH115",
    "warning",
    title="A template prints an object.",
    why="A template makes text, and the text of an object is `[object Object]`, which ends up in the CRM. Segment's "
    "specification has an object there, or the mapping itself reads members of it.",
    fix="Name the member you mean.",
    failing=example(people(description=template("Lives in {{traits.address}}"))),
    passing=example(people(description=template("Lives in {{traits.address.city}}"))),
)
def object_in_template(view: View) -> Iterator[Violation]:
    for one in view.lookups:
        if one.placeholder and not one.relative and not one.keys:
            yield Violation(
                one.pointer,
                f"{{{{{one.text}}}}} is the whole event, which a template turns into [object Object].",
                "Name the member you mean, such as {{traits.plan}}; {{.}} is an element in the shape of an @arrayPath.",
            )
    for pointer, keys in dict.fromkeys(_printed(view)):
        inside = next((one.keys for one in view.lookups if _is_member(one, keys)), None)
        if inside is None and keys not in _OBJECTS:
            continue
        name = ".".join(keys)
        reads = f"; the mapping reads {'.'.join(inside)} elsewhere" if inside else ""
        member = ".".join(inside) if inside else f"{name}.city" if keys[-1] == "address" else f"{name}.…"
        yield Violation(
            pointer,
            f"{{{{{name}}}}} is an object, which a template turns into [object Object]{reads}.",
            f"Name the member you mean, such as {{{{{member}}}}}.",
        )


def _printed(view: View) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(pointer, keys from the event on) of each variable that a template prints."""
    for one in view.lookups:
        if one.placeholder and not one.relative and one.keys:
            yield one.pointer, one.keys
    for spot in view.spots:
        found = spot.directive
        if found is not None and found[0] == "@liquid" and isinstance(found[1], str) and not spot.relative:
            for name in _PRINTED.findall(found[1]):
                yield f"{spot.pointer}/@liquid", tuple(name.split("."))


def _is_member(one: Lookup, keys: tuple[str, ...]) -> bool:
    # the length of a text or a list is no member of an object
    return (
        not one.relative
        and len(one.keys) > len(keys)
        and one.keys[: len(keys)] == keys
        and one.keys[len(keys)] != "length"
        and not one.keys[len(keys)].isdigit()
    )


_SECRETS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")),
    ("an access token", re.compile(r"^\s*(Bearer|Basic)\s+(?!\{)\S{12,}|\bBearer\s+[\w.~+/-]{20,}")),
    # whoever has the URL may post there
    ("the address of a webhook", re.compile(r"\bhooks\.slack\.com/(services|workflows|triggers)/\w\S{8,}")),
    # `eyJ` is `{"` in base64url, with which headers begin (RFC 7519)
    ("a JSON web token", re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")),
    ("an AWS access key", re.compile(r"\b(AKIA|ASIA)[0-9A-Z]{16}\b")),
    (
        "an API key",
        re.compile(
            r"\b(sk|rk|pk)_(live|test)_\w{8,}|\b(ghp|gho|ghs|xox[abps])[_-][\w-]{10,}|\bgithub_pat_\w{20,}|\bsgp_\w{20,}"
        ),
    ),
    # 40 or 64 digits, the length of SHA-1 and SHA-256
    ("a long hexadecimal key", re.compile(r"^\s*([0-9a-f]{40}|[0-9a-f]{64})\s*$", re.IGNORECASE)),
)

# whole words only: `api_key` and `my-secret`, but not `secretary`
_SECRET_NAME = re.compile(r"(^|[_\W])(api_?key|password|passwd|secret|(access|auth)_?token)($|[_\W])", re.IGNORECASE)

_KEYED = {"objects": [{"api_slug": "people", "attributes": [{"api_slug": "api_key", "type": "text"}]}]}


def _written(view: View) -> Iterator[tuple[str, str]]:
    """The texts of the mapping, including templates, each with its pointer."""
    for spot in view.spots:
        if isinstance(spot.node, str):
            yield spot.pointer, spot.node
        elif spot.directive is not None and spot.directive[0] in ("@template", "@liquid"):
            name, text = spot.directive
            if isinstance(text, str):
                yield f"{spot.pointer}/{name}", text


@rule(
    "AH111",
    "warning",
    title="A constant looks like a password, token or key.",
    why="Mappings are exported, kept in repositories and printed in logs. The message does not show the value.",
    fix="Remove and replace the secret.",
    failing=example(people(api_key="correct-horse-battery"), workspace=_KEYED),
    passing=example(people(api_key=path("traits.key_name")), workspace=_KEYED),
)
def secret_in_mapping(view: View) -> Iterator[Violation]:
    for pointer, text in _written(view):
        what = next((name for name, pattern in _SECRETS if pattern.search(text)), None)
        last = last_key(pointer)
        # a shorter text is more often a word, as in `"password": "none"`
        if what is None and len(text) >= 8 and not looks_variable(text) and _SECRET_NAME.search(last):
            what = f"the value of {last}"
        if what is not None:
            yield Violation(
                pointer,
                f"This text looks like {what} ({len(text)} characters, not shown).",
                "Remove it from the mapping, and replace the secret: mappings are exported, logged and reviewed.",
            )
