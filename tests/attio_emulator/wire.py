"""A connection on which bytes are sent as they are."""

from __future__ import annotations

import socket

__all__ = ["exchanged"]


def exchanged(port: int, sent: str | bytes) -> bytes:
    """All that is answered until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as wire:
        wire.sendall(sent if isinstance(sent, bytes) else sent.encode("latin-1"))
        found = b""
        while piece := wire.recv(65536):
            found += piece
        return found
