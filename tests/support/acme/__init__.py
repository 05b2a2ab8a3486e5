"""Acme Coder, a vendor that does not exist."""
