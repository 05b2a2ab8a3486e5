"""Any JSON that a vendor's server may answer with, made of the words of its documents and of others."""

from hypothesis import strategies as st

from statusline.errors import SourceError


def documents(keys, values):
    """Return a strategy for documents in which these keys and values come up often."""
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(list(values)))
    names = st.sampled_from(list(keys)) | st.text()
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(names, inner))


def hold(parse, body):
    """Fail unless parse makes a usage of body, each window in it once and in its bounds, or raises a SourceError."""
    try:
        samples = parse(body).samples
    except SourceError:
        return
    assert len({sample.window for sample in samples}) == len(samples)
    assert all(0 <= sample.used_percentage <= 100 for sample in samples)
