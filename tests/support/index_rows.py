"""An index of calls that no log has to be written for."""

from contextlib import contextmanager

from statusline.state import token_index
from statusline.state.sqlite import transaction
from statusline.state.token_index import BANDS, COUNTS, QUARTER, TIERS

KINDS = ("provider", "session", "project", "model", "effort", "agent", "account")


class Index:
    """Adds calls, and the ledgers of sessions, to an open index."""

    def __init__(self, connection):
        self.connection = connection

    def name(self, kind, text):
        if not text:
            return 0
        self.connection.execute("INSERT OR IGNORE INTO names (kind, name) VALUES (?, ?)", (kind, text))
        (number,) = self.connection.execute("SELECT id FROM names WHERE kind = ? AND name = ?", (kind, text)).fetchone()
        return number

    def add(self, at, counts, tier="standard", **names):
        """Add a call; counts are in the order of COUNTS, the last ones may be left out."""
        counts = (*counts, *[0] * (len(COUNTS) - len(counts)))
        numbers = {kind: self.name(kind, names.get(kind)) for kind in KINDS}
        (key,) = self.connection.execute("SELECT count(*) FROM calls").fetchone()
        row = {"key": key + 1, "at": at, **numbers, "tier": TIERS.index(tier), **dict(zip(COUNTS, counts, strict=True))}
        self._insert("calls", {**row, "official": 1, "rank": 0, "file": 0, "offset": 0})
        if numbers["session"]:
            session = {"session": numbers["session"], "provider": numbers["provider"]}
            self._insert("sessions", session, "OR IGNORE")
        band = sum(sum(counts[:4]) > bound for bound in BANDS)
        groups = {"quarter": at // QUARTER, **numbers, "tier": row["tier"], "band": band}
        self._insert("quarters", {**groups, "calls": 0, **dict.fromkeys(COUNTS, 0)}, "OR IGNORE")
        sums = ", ".join(f"{name} = {name} + ?" for name in ("calls", *COUNTS))
        where = " AND ".join(f"{name} = ?" for name in groups)
        self.connection.execute(f"UPDATE quarters SET {sums} WHERE {where}", (1, *counts, *groups.values()))

    def ledger(self, at, counts, usd, session, model):
        counts = (*counts, *[0] * (len(COUNTS) - len(counts)))
        numbers = {"session": self.name("session", session), "model": self.name("model", model)}
        self._insert("ledgers", {**numbers, "at": at, **dict(zip(COUNTS, counts, strict=True)), "cost_usd": usd})

    def read_from(self, root, provider, known_from):
        """Note that nothing in a folder of logs is unread from a moment on."""
        self._insert("coverage", {"root": root, "provider": provider, "known_from": known_from, "read_at": known_from})

    def _insert(self, table, row, conflict=""):
        marks = ", ".join("?" * len(row))
        statement = f"INSERT {conflict} INTO {table} ({', '.join(row)}) VALUES ({marks})"
        self.connection.execute(statement, tuple(row.values()))


@contextmanager
def writing(state):
    """Yield the Index in a state folder."""
    with token_index.opened(str(state)) as database, transaction(database.connection):
        yield Index(database.connection)
