"""Alerts: the rules, the outbox, the channels."""
