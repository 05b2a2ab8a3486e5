"""Alerts: the rules, the outbox, the channels."""

FILE = "alerts.json"


def path(folder: str) -> str:
    """Return the file of alerts in a folder of states."""
    return f"{folder}/{FILE}"
