"""A mistake in a format, shown with a caret under the character it concerns."""

from __future__ import annotations

from statusline.errors import ConfigError

_BEFORE, _AFTER = 50, 30
_CUT = "…"


def mistake(text: str, position: int, problem: str, remedy: str) -> ConfigError:
    """Return the error for the character of text at `position`: its line, `^` under it, the problem, what to do.

    A long line is cut around the character; characters that would act on a terminal are shown as `?`.
    """
    import wcwidth  # here: its tables are large, and mistakes are rare

    start = text.rfind("\n", 0, position) + 1
    line = text[start:].partition("\n")[0]
    before, after = _shown(line[: position - start]), _shown(line[position - start :])
    if len(before) > _BEFORE:
        before = _CUT + before[-_BEFORE:]
    if len(after) > _AFTER:
        after = after[:_AFTER] + _CUT
    return ConfigError(f"{before}{after}\n{' ' * max(0, wcwidth.wcswidth(before))}^\n{problem}", remedy)


def _shown(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
