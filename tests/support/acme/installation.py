"""Acme Coder as it is installed here: its login is one JSON file."""

import json
import os

from statusline.errors import BadDocument
from statusline.limits.model import Credential, Login
from statusline.providers.credentials.fields import digest


def folder(environ):
    return environ.get("ACME_HOME") or environ["HOME"] + "/.acme"


def login(environ):
    if not os.path.exists(credential_file(environ)):
        return None
    try:
        with open(credential_file(environ), encoding="utf-8") as file:
            token = json.load(file)["token"]
    except (OSError, ValueError, KeyError):
        raise BadDocument("Acme's login cannot be read.", "Run `acme sign-in`.") from None
    stamp = digest(token.encode())
    return Login("acme", f"acme:{stamp}", credential_file(environ), Credential(token, None, stamp), "gold")


def identity(environ):
    return None


def credential_file(environ):
    return folder(environ) + "/login.json"


def files(environ):
    return [(credential_file(environ), "Acme's sign-in", ""), (folder(environ) + "/meter", "what Acme counts", "*")]


def programs():
    return []


def addresses(environ):
    return ["https://coder.internal.example"]


def problems(environ):
    return [("Acme's meter is locked.", "Unlock it.")] if os.path.exists(folder(environ) + "/locked") else []
