"""Stores of credentials that both vendors use: files, the system keyring, the macOS keychain. Read, never written."""
