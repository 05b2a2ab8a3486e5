"""Fragments as those of a prompt file: text escaped and painted for a target, holes marked."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from statusline.format import palette
from statusline.format.evaluate import SEPARATOR, on
from statusline.format.style import Fragment
from statusline.hot import prompt_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from statusline.render.targets.base import Target


class Painter(dict[Fragment, list[str]]):
    """Paints for one target; the variants of a text have most fragments in common, and each is painted once.

    colors: how many the target may use, as the config says; separator: what the holes for one carry.
    """

    def __init__(self, target: Target, colors: str = "auto", separator: Sequence[Fragment] = ()) -> None:
        super().__init__()
        self._target, self._colors, self._separator = target, colors, separator

    def painted(self, fragments: Sequence[Fragment]) -> list[str]:
        return list(chain.from_iterable(map(self.__getitem__, fragments)))

    def __missing__(self, fragment: Fragment) -> list[str]:
        parts = self[fragment] = self._of(fragment)
        return parts

    def _of(self, fragment: Fragment) -> list[str]:
        style = fragment.style if self._colors == "auto" else palette.within(fragment.style, self._colors)
        opening, closing = self._target.paint(style) if style and (fragment.text or fragment.hole) else ("", "")
        hole = prompt_file.MARK + fragment.hole if fragment.hole else ""
        if fragment.hole == SEPARATOR:
            opening = closing = ""
            hole += self._joined([on(fragment.style, part) for part in self._separator])
        elif fragment.hole[-2:] == f",{SEPARATOR}":
            hole = hole[:-1] + self._joined(self._separator)
        return [part for part in (opening, hole, self._target.escape(fragment.text), closing) if part]

    def _joined(self, separator: Sequence[Fragment]) -> str:
        return prompt_file.PART.join(self.painted(separator))
