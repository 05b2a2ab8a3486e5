"""The format language: its grammar, its variables, its style words."""
