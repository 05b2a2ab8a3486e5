"""The vendors' servers for the tests: the stand-in of the demo with what only tests ask of it."""

from support.vendors.endpoint import Budget
from support.vendors.odd import ODD_CLAUDE, ODD_CODEX
from support.vendors.standin import StandIn
from support.vendors.web import CHALLENGE, ORGANIZATIONS, web_organization

__all__ = ["CHALLENGE", "ODD_CLAUDE", "ODD_CODEX", "ORGANIZATIONS", "Budget", "StandIn", "web_organization"]
