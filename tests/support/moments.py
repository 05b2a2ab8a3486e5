"""The day and the time of a week's reset, which are others each day, as two words."""

import re

_MOMENT = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)( \d\d:\d\d)?\b")


def timeless(text):
    """Return text with `Day`, or `Day Time`, in place of each moment."""
    return _MOMENT.sub(lambda moment: "Day Time" if moment[1] else "Day", text)
