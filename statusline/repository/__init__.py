"""What a repository says of itself, read from its files: no program is ever run for it."""
