"""What may be refused."""


def tried(kind, call, *arguments):
    """Return (what call gives, None), or (None, the error of that kind)."""
    try:
        return call(*arguments), None
    except kind as error:
        return None, error
