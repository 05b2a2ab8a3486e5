"""What fast.py starts: a render, or the wait of a shell. HOT.

The byte code of this file may hold that of the modules which most renders load, so that one file is opened for all of
them: `state/packing.py` writes it, Python reads it as any other. A module whose source has changed since is loaded from
the source.
"""

import gc
import sys
from marshal import loads

if sys.platform == "win32":
    from nt import stat
else:
    from posix import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    Module = tuple[str, int, int, int, int]  # its name; of its source the two times of a change, the size and the inode
    Pack = tuple[tuple[Module, ...], bytes]  # modules in the order in which they load each other, and their byte code

PACKS: "tuple[Pack, ...]" = ()  # for every format, and what those of a session's document need besides


def main() -> None:
    """Do what the arguments say and end the process with status 0; return for those of the server for agents."""
    gc.disable()  # it would look at every object of a process that ends in a moment
    for pack in PACKS[:1]:
        unpack(*pack)
    from statusline.hot import show, system

    arguments = sys.argv[1:]
    request = show.request(arguments)
    if request:
        format_, chain, account, width = request
        for pack in PACKS[1:] if format_ in ("claude", "codex") else ():
            unpack(*pack)
        show.run(format_, system.environment(), chain, account, width)
    if arguments[:1] == ["wait"]:
        from statusline.hot import wait

        wait.run(arguments[1:], system.environment())
    if arguments[:1] != ["mcp"]:
        refuse()


def unpack(modules: "tuple[Module, ...]", codes: bytes) -> None:
    """Load modules from their byte code, but for those whose source has changed since."""
    package = sys.modules["statusline.hot"]
    folder = __file__[:-9]  # without launch.py
    for (name, *written), code in zip(modules, loads(codes), strict=True):  # noqa: S302 - it is byte code
        path, full_name = f"{folder}{name}.py", "statusline.hot." + name
        if full_name in sys.modules:  # one before it needed it: an earlier version had another order
            continue
        try:
            status = stat(path)
        except OSError:
            continue
        if [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino] == written:
            module = sys.modules[full_name] = type(sys)(full_name)
            module.__file__ = path
            setattr(package, name, module)
            exec(code, module.__dict__)  # noqa: S102 - as an import does


def refuse() -> None:
    from statusline.hot import show, system

    options = f"--format {'|'.join(show.FORMATS)}, --width, --account and --chain"
    system.write(2, f"fast.py takes {options} only; `statusline show --help` knows the rest.\n".encode())
    system.leave(0)
