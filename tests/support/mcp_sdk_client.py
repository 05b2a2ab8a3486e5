"""The official SDK's client as a process: python mcp_sdk_client.py CALLS COMMAND…

CALLS is a JSON list of (tool, arguments). Prints what the client made of the server, each answer checked against the
tool's schema by the SDK itself.
"""

import asyncio
import json
import os
import sys

from mcp.client.stdio import stdio_client

from mcp import ClientSession, StdioServerParameters


async def main(calls, command):
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
    async with stdio_client(parameters) as streams, ClientSession(*streams) as session:
        welcome = await session.initialize()
        listed = await session.list_tools()
        answers = [await session.call_tool(tool, arguments) for tool, arguments in calls]
        resources = await session.list_resources() if welcome.capabilities.resources else None
    document = {
        "welcome": welcome.model_dump(mode="json", by_alias=True),
        "tools": [tool.name for tool in listed.tools],
        "resources": resources and [str(resource.uri) for resource in resources.resources],
        "answers": [answer.model_dump(mode="json", by_alias=True) for answer in answers],
    }
    sys.stdout.write(json.dumps(document))


asyncio.run(main(json.loads(sys.argv[1]), sys.argv[2:]))
