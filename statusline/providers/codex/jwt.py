"""The payload of a JSON Web Token, as a hint: nothing is verified, and nothing is granted by it."""

from __future__ import annotations

import base64
from typing import Any

from statusline.providers.credentials.fields import lenient_json


def claims(token: str) -> dict[str, Any]:
    """Return the claims of token, empty if it is not a token of three parts with a JSON object in the middle."""
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        return {}
    try:
        data = base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return {}
    return lenient_json(data) or {}
