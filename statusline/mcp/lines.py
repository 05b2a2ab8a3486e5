"""Lines of bytes, as they arrive."""

LIMIT = 1 << 20
TOO_LONG = b"\0"


class Lines:
    """Cuts what arrives into lines without their ends; one beyond the limit is TOO_LONG, and takes no memory."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.rest = b""
        self.skipping = False

    def of(self, data: bytes) -> "list[bytes]":
        """Return the lines that data completes."""
        *whole, self.rest = (self.rest + data).split(b"\n")
        lines = []
        for line in whole:
            lines.append(TOO_LONG if self.skipping or len(line) > self.limit else line)
            self.skipping = False
        if len(self.rest) > self.limit:
            self.rest, self.skipping = b"", True
        return lines
