"""Refusals that concern the whole request: its path, its token, its rate, its paging."""

from __future__ import annotations

from attio_emulator.errors import AttioError
from attio_emulator.refusals.rows import invalid_body, invalid_query

__all__ = [
    "comment_of_another",
    "filter_beside_view",
    "invalid_cursor",
    "limit_out_of_range",
    "no_endpoint",
    "no_token",
    "not_emulated",
    "queried_view_not_found",
    "rate_limited",
    "sql_refused",
    "token_expired",
    "token_not_found",
    "token_not_recognised",
    "token_of_a_user",
    "token_of_wrong_length",
    "token_unreadable",
    "token_without_scope",
    "view_not_found",
]


def no_endpoint(method: str, path: str) -> AttioError:
    """404 for an unknown path or verb; Attio has no 405 (observed)."""
    return AttioError(404, "not_found", f'Could not find endpoint "{method} {path}".', concerns="endpoint")


def not_emulated(what: str) -> AttioError:
    """501: Attio has it, this emulator does not. The real API never answers this."""
    return AttioError(501, "not_emulated", f"attio_emulator does not emulate {what}; Attio does.", type="api_error")


def no_token() -> AttioError:
    """401 without the header; the first sentence was recorded, the second is assumed."""
    return _unauthorized("The Authorization header was not provided. Send it as `Authorization: Bearer <token>`.")


def token_unreadable() -> AttioError:
    """401 for a header without a token in it; type and code as for every 401 (observed), wording assumed."""
    return _unauthorized("The Authorization header holds no token. Send it as `Authorization: Bearer <token>`.")


def token_not_recognised() -> AttioError:
    """400 of /v2/self without a token, or with what cannot be one; all but the end of the message was recorded."""
    return AttioError(
        400,
        "missing_value",
        "Token was not recognised, send an access token as `Authorization: Bearer <token>`.",
    )


def token_of_wrong_length() -> AttioError:
    """401 for a text that cannot be a key (observed)."""
    return _unauthorized(
        "The API Key provided was invalid because it was the wrong length (API Keys should be 64 characters long). "
        "You might not have copied the entire API key from your Admin panel?"
    )


def token_not_found() -> AttioError:
    """401 for a key that is unknown or revoked (recorded)."""
    return _unauthorized(
        "The API Key provided could not be found. This is most commonly caused by the token having been revoked."
    )


def token_expired() -> AttioError:
    """Type and code as for every 401 (observed); wording assumed."""
    return _unauthorized("The access token provided has expired.")


def token_without_scope(scopes: str) -> AttioError:
    """403; the code is unauthorized, as for a 401 (observed)."""
    return _forbidden(f"This request requires scopes: {scopes}.")


def token_of_a_user() -> AttioError:
    """403 for a user's token on a call reserved for tokens of the workspace (the restriction is documented, the response assumed)."""
    return _forbidden("This request requires a token of the workspace, and this one acts for a user.")


def comment_of_another() -> AttioError:
    """403 for a user's token deleting another member's comment: rule and code are documented, the wording assumed."""
    return _forbidden("A token that acts for a user deletes only that user's comments.")


def _unauthorized(message: str) -> AttioError:
    return AttioError(401, "unauthorized", message, type="auth_error")


def _forbidden(reason: str) -> AttioError:
    return AttioError(
        403,
        "unauthorized",
        f"The API Key provided is not authorized to perform the requested action. {reason}",
        type="auth_error",
    )


def sql_refused(message: str) -> AttioError:
    """The code, documented for any mistake in a statement; the message is the engine's."""
    return AttioError(400, "filter_error", message)


def rate_limited() -> AttioError:
    return AttioError(
        429, "rate_limit_exceeded", "Rate limit exceeded, please try again later", type="rate_limit_error"
    )


def limit_out_of_range(least: int, most: int) -> AttioError:
    """Documented (wording assumed)."""
    return invalid_query([{"code": "invalid", "path": ["limit"], "message": f"Expected {least} to {most}"}])


def invalid_cursor() -> AttioError:
    """Assumed: only cursors from earlier responses are accepted."""
    return invalid_query([{"code": "invalid", "path": ["cursor"], "message": "Invalid cursor"}])


def filter_beside_view() -> AttioError:
    """The document forbids having both; code and wording are assumed."""
    message = "filter and filter_view_id cannot be passed together"
    return invalid_body(
        [{"code": "invalid", "path": ["filter_view_id"], "message": message}], pointer="/filter_view_id"
    )


def queried_view_not_found(named: str, code: str) -> AttioError:
    """For a query by an unknown view (assumed: `query.unknown_view`; wording too)."""
    return AttioError(404 if code == "not_found" else 400, code, _NO_VIEW.format(named), found=named)


def view_not_found(named: str) -> AttioError:
    """Assumed, after the words for other resources."""
    return AttioError(404, "not_found", _NO_VIEW.format(named), found=named)


_NO_VIEW = 'View with ID "{}" not found.'
