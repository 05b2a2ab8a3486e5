"""What the index of the tests of `cost` holds."""

NOW = 1_795_860_000  # Sat 2026-11-28 10:00 UTC
HOUR, DAY = 3600, 86400
OPUS = "claude-opus-5-5"
SESSION = "c1a65837-28e7-43a9-b47e-3c2bf4aebaf6"
MILLION = 10**6
