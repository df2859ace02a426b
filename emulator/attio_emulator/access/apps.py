"""Apps and their tokens, as documents: registers apps, issues and revokes tokens. `oauth` has the calls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attio_emulator.record import Stamp
from attio_emulator.scopes import known_scopes
from attio_emulator.state import Core, documents
from attio_emulator.sums import sum_of

__all__ = ["app_named", "issue", "register_app", "revoke", "revoke_kept"]


def register_app(
    core: Core,
    client_id: str,
    client_secret: str,
    redirect_uris: Iterable[str],
    *,
    name: str = "An app",
    scopes: Iterable[str] | None = None,
) -> None:
    """Register an app; only the hash of its secret is kept. By default it gets all scopes. From then on, only
    registered apps are accepted.

    Raises:
        ValueError: a scope that Attio does not have.
    """
    wanted = list(known_scopes() if scopes is None else scopes)
    unknown = [one for one in wanted if one not in known_scopes()]
    if unknown:
        raise ValueError(f"found the scope {unknown[0]!r}, expected one of {', '.join(known_scopes())}")
    documents(core, "oauth_apps")[client_id] = {
        "client_id": client_id,
        "client_secret": sum_of(client_secret),
        "redirect_uris": list(redirect_uris),
        "name": name,
        "scopes": wanted,
    }


def issue(
    core: Core,
    stamp: Stamp,
    *,
    scopes: Iterable[str],
    client_id: str,
    lasts: int | None = None,
    member: str | None = None,
) -> str:
    """A new access token of 64 characters for an app, with these scopes. `lasts` is in milliseconds; None means for
    ever.

    `member` is the address of the member who granted it; by default the first member of the workspace.
    """
    made = core.ids.next()
    token = "".join(core.ids.named("access token", made, half).replace("-", "") for half in "ab")
    documents(core, "tokens")[sum_of(token)] = {
        "scopes": list(scopes),
        "client_id": client_id,
        "member": member,
        "issued_at": stamp.at,
        "expires_at": None if lasts is None else stamp.at + lasts,
        "revoked": False,
    }
    return token


def revoke(core: Core, token: str) -> bool:
    """Revoke an issued token. Returns whether it existed."""
    return revoke_kept(core, sum_of(token))


def revoke_kept(core: Core, kept: str) -> bool:
    """Revoke the token with this hash. Returns whether it existed."""
    row = core.documents.get("tokens", {}).get(kept)
    if row is not None:
        row["revoked"] = True
    return row is not None


def app_named(core: Core, client_id: str) -> dict[str, Any] | None:
    """A registered app; while no app is registered, a default one with this ID."""
    apps = documents(core, "oauth_apps")
    if apps or not client_id:
        found: dict[str, Any] | None = apps.get(client_id)
        return found
    return {
        "client_id": client_id,
        "client_secret": None,
        "redirect_uris": None,
        "name": client_id,
        "scopes": list(known_scopes()),
    }
