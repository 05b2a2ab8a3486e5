"""The tables of the history, one version of its file after the other."""

from __future__ import annotations

MIGRATIONS = (
    (
        """CREATE TABLE samples (
            account TEXT NOT NULL, window TEXT NOT NULL, as_of INTEGER NOT NULL, source TEXT NOT NULL,
            used REAL NOT NULL, resets_at INTEGER, confidence TEXT NOT NULL,
            PRIMARY KEY (account, window, as_of, source)
        ) WITHOUT ROWID""",
        "CREATE INDEX samples_by_age ON samples (as_of)",
        """CREATE TABLE estimates (
            account TEXT NOT NULL, window TEXT NOT NULL, as_of INTEGER NOT NULL, estimated REAL NOT NULL,
            official_as_of INTEGER NOT NULL, official REAL NOT NULL,
            PRIMARY KEY (account, window, as_of)
        ) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE forecasts (
            account TEXT NOT NULL, window TEXT NOT NULL, lead INTEGER NOT NULL, resets_at INTEGER NOT NULL,
            as_of INTEGER NOT NULL, used REAL NOT NULL, projected REAL NOT NULL, average REAL NOT NULL,
            runs_out_at INTEGER, full_at INTEGER, seen_at INTEGER NOT NULL, seen_used REAL NOT NULL,
            moved INTEGER NOT NULL,
            PRIMARY KEY (account, window, lead, resets_at)
        ) WITHOUT ROWID""",
    ),
)
