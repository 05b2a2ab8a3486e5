"""What stands around one call in its log, read once when somebody asks for it, redacted, and kept nowhere."""
