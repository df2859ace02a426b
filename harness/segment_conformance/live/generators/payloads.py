"""Payloads to validate against the fields of the Attio actions or invented fields of every type, format and option."""

from __future__ import annotations

from typing import Any

from segment_conformance.live.generators.random_values import MOMENTS, NUMERIC_TEXTS, RandomValues

__all__ = ["ACTIONS", "FORMATS", "NUMBER_FORMATS", "TYPES", "payload_case"]

ACTIONS = ("identifyUser", "groupWorkspace", "assertRecord")
TYPES = ("string", "text", "password", "number", "integer", "boolean", "datetime", "object")
FORMATS = (
    "email", "date-like", "date", "time", "date-time", "uri", "uri-reference", "uri-template", "hostname", "ipv4", "ipv6", "uuid", "regex", "json-pointer", "text",
    "password", "duration", "url", "byte", "json-pointer-uri-fragment", "relative-json-pointer", "binary",
)  # fmt: skip
"""The formats that a string field can have."""
NUMBER_FORMATS = ("int32", "int64", "float", "double")

_TEXTS = {
    "email": ("a@b.co", "A.b+c@EXAMPLE.museum", "a@b", "a@b..co", ".a@b.co", "a..b@c.de", "a@-b.co", "a@b-.co", "a@b.c-d", "é@b.co", "a@b.co\n", " a@b.co", "a@b.1", "a b@c.de", "a@b_c.de", "ſ@b.co", "K@b.co", "a'b@c.de"),
    "date": ("2024-02-29", "2023-02-29", "2000-02-29", "1900-02-29", "2024-13-01", "2024-1-1", "2024-04-31", "2024-01-01\n", "٢٠٢٤-01-01"),
    "time": ("10:00:00", "10:00:00Z", "23:59:60", "22:59:60", "24:00:00", "10:00", "10:00:00.5+02", "10:00:00+0230", "10:00:00-02:30", "10:00:00z", "10:00:00+2"),
    "date-time": ("2024-01-01T10:00:00Z", "2024-01-01 10:00:00", "2024-01-01t10:00:00z", "2024-01-01T10:00:00", "2024-02-30T10:00:00Z", "2024-01-01T10:00:00T1", "2024-01-01\u00a010:00:00", "2024-01-01\u200910:00:00"),
    "uri": ("https://example.com/a?b#c", "a:b", "mailto:x@y.z", "//x", "http://[::1]/", "http://[::1", "http://ü.com", "http://a b", "urn:x:y", "a", "1a:b", "http://user:pw@h:80/p", "http://1.2.3.4", "http://[v1.a]/", "x:%41", "x:%4", "http://[12345::]", "x:\"y\"", "http://\"h\"", "a:", "http:", "http://", "http:///x", "A+b-.:c"),
    "uri-reference": ("/a", "a", "", "#x", "?x", "//h/p", "a b", "%", "http://x", "../a", "a:b", "{", "\"a\"", "//[::1]", "/\"/", "ü", "//\"h\"/x", "//h:8a", "http://[::"),
    "uri-template": ("http://x/{a}", "{a", "{+a,b*}", "{a:10}", "{a:0}", "{}", "a b", "{é}", "%4", "{a:12345}", "{a,}", "<a>", "ü", "{%41}"),
    "hostname": ("example.com", "a.b.", "-a.com", "a-.com", "a_b.com", "x" * 63, "x" * 64, "", "ü.com", "1", "a..b", ".", "a.", ".".join(["abcdefghi"] * 26)),
    "ipv4": ("1.2.3.4", "256.1.1.1", "01.2.3.4", "1.2.3", "1.2.3.4.5", "001.02.003.255", "1.2.3.4 ", "١.2.3.4", "0.0.0.0"),
    "ipv6": ("::1", "::", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "::ffff:1.2.3.4", "::ffff:01.2.3.4", "1::2::3", "fe80::1%eth0", "12345::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4:5:6:1.2.3.4", "G::", ":1", "1:", "::1.2.3.256", "1::2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::ffff:1.2.3"),
    "uuid": ("123e4567-e89b-12d3-a456-426614174000", "URN:UUID:123E4567-E89B-12D3-A456-426614174000", "123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g"),
    "regex": ("a*", "(", ")", "[a", "a**", "*a", "(?<n>a)\\k<n>", "(?<=a)b", "a{2,1}", "a{2", "{2}", "(?i)a", "\\Z", "a\\Z", "x\\\\Z", "[z-a]", "\\p{L}", "(?P<n>a)", "a++", "\\", "[]", "[^]", "(?:a)", "(?!a)*", "(?<=a)*", "^*", "a{,5}", "a|*b", "(?<n>a)(?<n>b)", "\\u{1}", "(?", "(?#x)", "]", "}", "{", "[a-\\d]", "\\c", "a{1}{2}", "a{1}?", "a??", "x{99999999999}", "(?=a)+", "\\b+", "\\k<n>", "(?<1>a)", "(?<a", "[\\b-\\w]", "(?<$é>x)", "$*", "(?<!a)?", "(|a)", "(?:", "[\\]", "\\8", "\\1(a)", "(a)\\2", "[a-z-9]", "[\\w-a]", "(?<a>.)\\k", "(?<a>.)\\k<b>"),
    "json-pointer": ("", "/a", "/a~0b", "/a~2", "a", "/", "/a/b", "//", "/é", "/a\n"),
    "json-pointer-uri-fragment": ("#", "#/a", "#/a~2", "/a", "#/%41", "#/é", "#/a b"),
    "relative-json-pointer": ("0", "0#", "1/a", "01", "-1", "10/a~0", "1#/", ""),
    "duration": ("P1D", "P", "PT", "P1Y2M3DT4H5M6S", "P1W", "P1WT1H", "PT1H", "p1d", "P1.5D", "P1D\n", "PT1M1H"),
    "url": ("http://example.com", "https://10.0.0.1", "ftp://a.bc/d e", "http://localhost", "http://a_b.com", "http://ü.com", "http://8.8.8.8:80/x", "http://a.b-c.de", "http://192.168.1.1", "http://172.16.0.1", "http://1.1.1.255", "http://u:p@x.io", "http://x.i", "HTTP://X.IO", "http://x.io:1", "http://x.io/ é", "http://-x.io", "http://x.io?q", "http://🐎.io"),
    "byte": ("", "YQ==", "YWI=", "YWJj", "YWJ", "YW Jj", "a===", "=", "YQ==\nYQ==", "\n", "é"),
    "date-like": (*MOMENTS, *NUMERIC_TEXTS),
}  # fmt: skip
_LABELS = ("", "Label", "Second label", "é", "ID")
_KEYS = ("a", "b", "c", "obj", "x/y", "t~z", "d.e", "1", "é")
_INNER = ("k", "l", "1")
_CHOICES = ("a", "b", "1", "true", "")


def payload_case(rng: RandomValues) -> dict[str, Any]:
    """A case of kind `validate`: a payload and the fields to check it against."""
    out: dict[str, Any] = {"kind": "validate", "mode": rng.choice(("single", "batch"))}
    if rng.often(0.4):
        out["action"] = rng.choice(ACTIONS)
        return out | {"payload": _for_action(rng, out["action"])}
    fields = {key: _field(rng, 1) for key in dict.fromkeys(rng.choice(_KEYS) for _ in range(rng.integer(1, 4)))}
    _make_conditional(rng, fields)
    out["fields"] = fields
    out["payload"] = {key: _value(rng, one) for key, one in fields.items() if rng.often(0.85)}
    if rng.often(0.15):
        out["payload"][rng.choice((*_KEYS, "nope", "dynamicAuthSettings", "length"))] = rng.json(1)
    return out


# -- the actions of Attio ----------------------------------------------------------------------------------------------

_ACTION_FIELDS = {
    "identifyUser": {"email_address": "email", "user_id": "text", "user_attributes": "object", "person_attributes": "object"},
    "groupWorkspace": {"domain": "text", "workspace_id": "text", "user_id": "text", "company_attributes": "object", "workspace_attributes": "object"},
    "assertRecord": {"object": "text", "matching_attribute": "text", "attributes": "object"},
}  # fmt: skip
_COMMON_FIELDS = {"enable_batching": "boolean", "batch_size": "number", "received_at": "datetime"}


def _for_action(rng: RandomValues, action: str) -> dict[str, Any]:
    out = {}
    for key, kind in (_ACTION_FIELDS[action] | _COMMON_FIELDS).items():
        if rng.often(0.9 if key in _ACTION_FIELDS[action] else 0.5):
            out[key] = _value(rng, {"type": "string", "format": "email"} if kind == "email" else {"type": kind})
    if rng.often(0.1):
        out[rng.choice(("nope", "dynamicAuthSettings", "email_address", ""))] = rng.json(1)
    return out


# -- invented fields ---------------------------------------------------------------------------------------------------


def _field(rng: RandomValues, depth: int) -> dict[str, Any]:
    kind = rng.choice(TYPES if depth else TYPES[:-1])
    out: dict[str, Any] = {"type": kind, "label": rng.choice(_LABELS), "description": "d"}
    if kind == "string" and rng.often(0.55):
        out["format"] = rng.choice(FORMATS)
    if kind in ("number", "integer") and rng.often(0.2):
        out["format"] = rng.choice(NUMBER_FORMATS)
    if rng.often(0.25):
        out["required"] = rng.choice((True, True, False))
    if rng.often(0.2):
        out["multiple"] = True
    if rng.often(0.15):
        out["allowNull"] = rng.choice((True, True, False))
    if kind in ("string", "number", "integer", "text") and rng.often(0.3):
        low, high = rng.choice(((1, 3), (0, 2), (2, None), (None, 5), (0, 0), (1, 1), (-5, 10)))
        if kind == "string":
            low = low and abs(low)
        out |= {key: limit for key, limit in (("minimum", low), ("maximum", high)) if limit is not None}
    if kind in ("string", "text", "number", "integer") and rng.often(0.25):
        out["choices"] = _choices(rng, kind)
    if kind == "object" and depth and rng.often(0.75):
        out["properties"] = {
            key: _field(rng, depth - 1) for key in dict.fromkeys(rng.choice(_INNER) for _ in range(rng.integer(0, 3)))
        }
        if rng.often(0.4):
            out["additionalProperties"] = rng.choice((True, False))
    if rng.often(0.15):
        out["default"] = rng.scalar()
    return out


def _choices(rng: RandomValues, kind: str) -> list[Any]:
    if kind in ("number", "integer"):
        return [{"label": "One", "value": 1}, {"label": "Two", "value": 2.5}]
    picked = list(dict.fromkeys(rng.choice(_CHOICES) for _ in range(rng.integer(1, 4))))
    return [one if rng.often(0.5) else {"label": one.upper(), "value": one} for one in picked]


def _make_conditional(rng: RandomValues, fields: dict[str, Any]) -> None:
    """Now and then makes a field, or a member of one, required under conditions on other fields."""
    targets = list(fields.values()) + [
        inner for one in fields.values() if one["type"] == "object" for inner in one.get("properties", {}).values()
    ]
    names = [*fields, "nope"] + [
        f"{key}.{inner}" for key, one in fields.items() for inner in (one.get("properties") or {"k": 1})
    ]
    while targets and rng.often(0.35):
        rng.choice(targets)["required"] = {
            **({"match": rng.choice(("all", "any"))} if rng.often(0.6) else {}),
            "conditions": [_condition(rng, names) for _ in range(rng.weighted({1: 6, 2: 3, 3: 1}))],
        }


def _condition(rng: RandomValues, names: list[str]) -> dict[str, Any]:
    out: dict[str, Any] = {"fieldKey": rng.choice(names), "operator": rng.choice(("is", "is_not"))}
    if rng.often(0.65):
        out["value"] = rng.choice(("a", "b", 1, True, None, "", 5, ["a"], {"k": "a"}))
    return out


def _value(rng: RandomValues, field: dict[str, Any]) -> Any:
    """A value for a field: one that fits, nearly fits, or anything."""
    if field.get("multiple") and rng.often(0.7):
        return [_one_value(rng, field) for _ in range(rng.integer(0, 3))]
    return _one_value(rng, field)


def _one_value(rng: RandomValues, field: dict[str, Any]) -> Any:
    kind = field["type"]
    astray = rng.integer(0, 9)
    if astray == 0:
        return rng.json(1)
    if astray == 1:
        return rng.choice((None, "", 0, False, [], {}, [None], [1], ["a"], [[]], [{}], [True], True))
    if astray == 2:
        return [_one_value(rng, field)]
    if "choices" in field and rng.often(0.6):
        choice = rng.choice(field["choices"])
        return choice if isinstance(choice, str) else choice["value"]
    if kind in ("string", "text", "password"):
        pool = _TEXTS.get(field.get("format", ""))
        return rng.choice(pool) if pool and rng.often(0.85) else rng.text()
    if kind == "datetime":
        return rng.choice((*MOMENTS, *NUMERIC_TEXTS, 5, 1704067200, -1.5, 1e21))
    if kind in ("number", "integer"):
        return rng.choice((rng.number(), rng.choice(NUMERIC_TEXTS), 1, 2, 2.5, 3, True, "5"))
    if kind == "boolean":
        return rng.choice((True, False, "true", "false", "TRUE", 1, 0, "1", "", None))
    if "properties" in field:
        out = {key: _value(rng, one) for key, one in field["properties"].items() if rng.often(0.8)}
        return out | ({"more": rng.json(1)} if rng.often(0.3) else {})
    return rng.members(lambda: rng.json(2))
