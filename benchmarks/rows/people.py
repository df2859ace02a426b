"""Asserts people in an emulator in process, as `load/attio.lua` does over HTTP."""

from __future__ import annotations

from attio_emulator import Emulator, Request

__all__ = ["put"]

_PATH = "/v2/objects/people/records?matching_attribute=email_addresses"


def put(emulator: Emulator, person: int, title: int, **more: str) -> bytes:
    """Assert a person with a numbered title; returns the response body. Raises ValueError if it is refused."""
    values = {
        "email_addresses": [f"user{person}@example.com"],
        "name": [f"User{person}, Sample"],
        "job_title": [f"Title {title}"],
        **more,
    }
    answer = emulator.handle(Request.make("PUT", _PATH, json={"data": {"values": values}}, token="any"))
    if answer.status != 200:
        raise ValueError(f"expected an assert to be answered with 200, found {answer.status}: {answer.body!r}")
    return answer.body
