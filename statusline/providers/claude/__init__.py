"""Claude: its login, its documents, its sources."""
