"""One setting written into the text of a config; comments and all other keys stay."""

from __future__ import annotations

import tomllib
from typing import Any

from statusline.config import NamedAccount, account_toml, parse
from statusline.config.reading import BOM
from statusline.errors import ConfigError


def put(text_before: str, key: str, value: str, file: str) -> str:
    """Return the text with `table.key` set to value: TOML, or else the text itself.

    file: the name of the config in an error. Raises ConfigError if the config is invalid before or after.
    """
    parse(text_before, file)
    names = key.split(".")
    text = _edited(text_before.removeprefix(BOM), names, _value(value))
    if text is None or not all(names):
        raise ConfigError(
            "{file} cannot be edited safely as it is written.",
            "Write the key {key_name} into it.",
            file=file,
            key_name=key,
        )
    parse(text, file)
    return BOM * text_before.startswith(BOM) + text


def with_account(text_before: str, account: NamedAccount, file: str) -> str:
    """Return the text with one more table of [[accounts]]. Raises ConfigError as `put` does."""
    before = parse(text_before, file)
    separator = "\n\n" if text_before.strip() else ""
    text = f"{text_before.rstrip()}{separator}{account_toml(account)}\n"
    after = parse(text, file)
    if after.accounts != (*before.accounts, account):
        raise ConfigError(f"{file} cannot be edited safely as it is written.", f"Add to it:\n{account_toml(account)}")
    return text


def _edited(text_before: str, names: list[str], value: Any) -> str | None:
    import tomlkit  # here: who only reads a config needs no editor
    from tomlkit.exceptions import TOMLKitError

    try:
        document: Any = tomlkit.parse(text_before)
        table = document
        for name in names[:-1]:
            if name not in table:
                table[name] = tomlkit.table()
            table = table[name]
        if table is document and names[-1] not in table and text_before.strip():
            # A new key at the end would belong to the last table.
            top = tomlkit.document()
            top[names[-1]] = value
            between = "\n" if text_before.lstrip().startswith(("[", "#")) else ""
            text = f"{tomlkit.dumps(top)}{between}{text_before}"
        else:
            table[names[-1]] = value
            text = tomlkit.dumps(document)
        written: Any = tomllib.loads(text)
        for name in names:
            written = written[name]
    except (TOMLKitError, tomllib.TOMLDecodeError, TypeError, AttributeError, KeyError, ValueError):
        return None
    return text if written == value else None


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return text
