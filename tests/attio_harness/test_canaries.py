"""What is looked for is found in every encoding, and nothing is found where nothing is."""

from __future__ import annotations

import base64
import html
import json
import quopri
from urllib.parse import quote, quote_plus

import pytest

from tests.attio_harness.canaries import PEOPLE, SECRETS, found_in

ALL = {**SECRETS, **PEOPLE}
SAID = "kept by {} today"


@pytest.mark.parametrize("name", ALL)
def test_it_is_found_in_every_encoding(name: str) -> None:
    text = ALL[name]
    said = SAID.format(text)
    forms: list[bytes] = [
        said.encode(),
        said.upper().encode(),
        json.dumps(said).encode(),
        "".join(f"\\u{ord(one):04x}" for one in text).encode(),
        quote(said).encode(),
        quote(said, safe="").encode(),
        quote_plus(said).encode(),
        quote("".join(f"%{one:02x}" for one in text.encode())).encode(),
        html.escape(said).encode(),
        "".join(f"&#{ord(one)};" for one in text).encode(),
        "".join(f"&#x{ord(one):x};" for one in text).encode(),
        quopri.encodestring(said.encode()),
        said.encode("utf-16"),
        said.encode("utf-16-be"),
        said.encode().hex().encode(),
        said.encode().hex().upper().encode(),
        said[::-1].encode(),
        *(base64.b64encode(b"x" * before + said.encode()) for before in range(3)),
        *(base64.urlsafe_b64encode(b"x" * before + said.encode()) for before in range(3)),
        base64.encodebytes(said.encode() * 3),
        base64.b64encode(said.encode("utf-16-le")),
    ]
    assert [form for form in forms if name not in found_in(form)] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("j@xn--bcher-canary-dlb.com", "email"),
        ("quillon.zephyrine", "email"),
        ("14155550142", "phone"),
        ("tel 415-555-0142", "phone"),
        ("Zephyrine, Q.", "name"),
        ("QUILLON", "name"),
        ("quillon.zephyrine@<!-- -->bücher-canary.com", "email"),
    ],
)
def test_it_is_found_in_other_forms(text: str, name: str) -> None:
    assert name in found_in(text.encode())


def test_nothing_is_found_where_nothing_is() -> None:
    assert found_in("q••••••@b•••.com +• (•••) •••-•••• canary-tok- Quill, 4155".encode()) == []
    assert found_in(bytes(range(256))) == []
    assert found_in(SECRETS["token"].encode(), PEOPLE) == []
