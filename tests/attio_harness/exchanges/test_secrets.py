"""Secrets of bodies are not shown."""

from __future__ import annotations

from attio_harness.exchanges.secrets import HIDDEN, without_secrets


def test_secrets_at_any_depth() -> None:
    value = {
        "secret": "a",
        "data": [{"access_token": "b", "api_key": "c", "title": "d"}],
        "token": None,
        "paths": ["e"],
    }
    assert without_secrets(value) == {
        "secret": HIDDEN, "data": [{"access_token": HIDDEN, "api_key": HIDDEN, "title": "d"}], "token": None, "paths": ["e"],
    }  # fmt: skip
    assert without_secrets("a", "/data/secret") == HIDDEN
    assert without_secrets("a", "/data/title") == "a"
    assert without_secrets(["a"], "/data/tokens") == ["a"]
