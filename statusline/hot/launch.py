"""What fast.py starts: a render, or the wait of a shell. HOT."""

import gc
import sys

from statusline.hot import show, system


def main() -> None:
    """Do what the arguments say and end the process with status 0; return for those of the server for agents."""
    gc.disable()  # it would look at every object of a process that ends in a moment
    arguments = sys.argv[1:]
    request = show.request(arguments)
    if request:
        format_, chain, account, width = request
        show.run(format_, system.environment(), chain, account, width)
    if arguments[:1] == ["wait"]:
        from statusline.hot import wait

        wait.run(arguments[1:], system.environment())
    if arguments[:1] != ["mcp"]:
        refuse()


def refuse() -> None:
    options = f"--format {'|'.join(show.FORMATS)}, --width, --account and --chain"
    system.write(2, f"fast.py takes {options} only; `statusline show --help` knows the rest.\n".encode())
    system.leave(0)
