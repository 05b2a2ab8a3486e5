"""The limits of Claude Code and Codex CLI where your eyes already are."""

__version__ = "0.1.0"
