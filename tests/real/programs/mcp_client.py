"""The official MCP client: asks, uses the answer when there is one, and tells.

usage: mcp_client.py auto|legacy ask|use      GF_URL and GF_TOKEN in the environment; prints what each tool answered, one JSON a line
"""

import asyncio
import json
import os
import sys

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

MODE, WHAT = sys.argv[1], sys.argv[2]
ACTION = {"type": "message.send", "tool": "envoyer", "target": f"client-{MODE}@exemple.fr", "summary": "Relance de la facture F-2026-1187"}


DONE = {"occurred_at": "2026-11-20T09:12:00Z", "type": "message.send", "tool": "envoyer", "id": f"relance-{MODE}"}


async def main() -> None:
    http = httpx2.AsyncClient(headers={"Authorization": "Bearer " + os.environ["GF_TOKEN"]})
    way = streamable_http_client(os.environ["GF_URL"] + "/mcp", http_client=http)
    async with http, Client(way, mode=MODE) as client:
        print(json.dumps(sorted(tool.name for tool in (await client.list_tools()).tools)))

        async def call(tool: str, **given: object) -> dict:
            said = await client.call_tool(tool, given)
            print(json.dumps({"is_error": said.is_error, **said.structured_content}))
            return said.structured_content

        asked = await call("demander_un_accord", action=ACTION, step=f"relance {MODE}")
        if WHAT == "use":
            await call("lire_une_reponse", id=asked["id"])
            await call("utiliser_un_accord", id=asked["id"], action=ACTION)
            await call("utiliser_un_accord", id=asked["id"], action=ACTION)
            await call("dire_ce_qui_est_fait", step=f"relance {MODE}", actions=[{**DONE, "approval_id": asked["id"]}])


asyncio.run(main())
