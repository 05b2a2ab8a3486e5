"""Codex: its login, its documents, its sources."""
