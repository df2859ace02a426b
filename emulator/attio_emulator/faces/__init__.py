"""Where requests arrive from and answers leave to: an ASGI app, an httpx transport, a server, and the sender of webhooks. All I/O is here."""
