"""The table of targets: one row for each format that a prompt, a bar or a script is given."""

from __future__ import annotations

from statusline.frozen import dataclass


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One format. Its module in `render/targets/` is called like it.

    `document`: the module writes a whole document; else it escapes and paints the segment. `open_to_session`: what a
    session of Claude Code or Codex says of itself is laid over it at render time. `for_scripts`: it has no table
    [target.NAME], and says no more of names than the privacy mode allows. `asked_for`: compiling it takes long, and few
    read it, so it is compiled only once a reader has left an empty prompt file.
    """

    name: str
    document: bool = False
    open_to_session: bool = False
    for_scripts: bool = False
    asked_for: bool = False


_ROWS = (
    TargetRow("plain"),
    TargetRow("ansi"),
    TargetRow("json", document=True, for_scripts=True),
    TargetRow("claude", open_to_session=True),
    TargetRow("codex", open_to_session=True, asked_for=True),
    TargetRow("tmux"),
    TargetRow("zsh"),
    TargetRow("bash"),
    TargetRow("fish"),
    TargetRow("starship"),
    TargetRow("waybar", document=True),
    TargetRow("i3bar", document=True),
    TargetRow("polybar"),
    TargetRow("swiftbar", document=True),
    TargetRow("prometheus", document=True, for_scripts=True),
)

TARGETS: dict[str, TargetRow] = {row.name: row for row in _ROWS}
