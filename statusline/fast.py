"""The launcher of the hot half: `python -IS …/statusline/fast.py --format T`. No site, no shim, no finder walk.

Python compiles this file at each start, so it is short.
"""

import sys

if __name__ == "__main__":
    folder = __file__[:-8]  # without /fast.py: Python has made it absolute
    for name, path in (("statusline", folder), ("statusline.hot", folder + "/hot")):
        package = sys.modules[name] = type(sys)(name)
        package.__path__ = [path]
    try:
        from statusline.hot import launch
    except (EOFError, TypeError, ValueError):  # what a crash of the machine has left of its byte code
        sys.implementation.cache_tag = None  # type: ignore[assignment]  # PEP 421: no byte code at all
        from statusline.hot import launch

    launch.main()  # which ends the process, but for the server for agents
    from statusline.mcp import server

    server.main()
