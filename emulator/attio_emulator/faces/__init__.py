"""The faces, which receive requests and send responses: an ASGI app, an httpx transport, a server, the sender of
webhooks. All I/O is here."""
