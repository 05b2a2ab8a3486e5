"""Workers that collect at the same time share what that costs most: to rewrite the assertions of every test module."""

import importlib.util
import sys
from pathlib import Path


def share(config, tests):
    """Have each worker import another part of the modules first; the others it then finds rewritten in the cache.

    Only where all tests are collected. tests: their folder.
    """
    hook = getattr(config.pluginmanager, "rewrite_hook", None)
    if hook is None or [Path(argument).resolve() for argument in config.args] != [tests]:
        return
    workers = config.workerinput["workercount"]
    number = int(config.workerinput["workerid"].removeprefix("gw"))
    modules = sorted(tests.rglob("test_*.py"))
    sys.dont_write_bytecode = False
    for path in modules[len(modules) * number // workers : len(modules) * (number + 1) // workers]:
        name = ".".join(path.relative_to(tests.parent).with_suffix("").parts)
        spec = importlib.util.spec_from_file_location(name, path, loader=hook)
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        hook.exec_module(module)
