"""The launcher of the hot half: `python -IS …/statusline/fast.py --format T`. No site, no shim, no finder walk."""

import gc
import os
import sys


def main() -> None:
    """Render, or wait for a shell; an argument of neither gets a sentence and nothing else, still with status 0."""
    gc.disable()  # it would look at every object of a process that ends in a moment
    folder = os.path.dirname(os.path.abspath(__file__))
    for name, path in (("statusline", folder), ("statusline.hot", folder + "/hot")):
        package = sys.modules[name] = type(sys)(name)
        package.__path__ = [path]
    from statusline.hot import show

    if sys.argv[1:2] == ["mcp"]:
        _serve(sys.argv[2:])
    request = show.request(sys.argv[1:])
    if request is None and sys.argv[1:2] == ["wait"]:
        from statusline.hot import wait

        wait.run(sys.argv[2:], os.environ)
    if request is None:
        options = f"--format {'|'.join(show.FORMATS)}, --width, --account and --chain"
        os.write(2, f"fast.py takes {options} only; `statusline show --help` knows the rest.\n".encode())
        os._exit(0)
    format_, chain, account, width = request
    show.run(format_, os.environ, chain, account, width)


def _serve(arguments: "list[str]") -> None:
    from statusline.mcp import server

    if server.wanted(arguments):
        server.run(os.environ, arguments)


if __name__ == "__main__":
    main()
