#!/usr/bin/env python3
"""Asks a model that may use AxonTask's tools: ask.py "what to do"."""

import json
import os
import sys
import urllib.request

body = {
    "model": os.environ.get("ANTHROPIC_MODEL", "claude-sonnet-4-6"),
    "max_tokens": 4096,
    "messages": [{"role": "user", "content": sys.argv[1]}],
    "mcp_servers": [
        {
            "type": "url",
            "name": "axontask",
            "url": os.environ["AXONTASK_URL"].rstrip("/") + "/mcp",
            "authorization_token": os.environ["AXONTASK_API_KEY"],
        }
    ],
    "tools": [{"type": "mcp_toolset", "mcp_server_name": "axontask"}],
}
request = urllib.request.Request(
    os.environ.get("ANTHROPIC_BASE_URL", "https://api.anthropic.com") + "/v1/messages",
    data=json.dumps(body).encode(),
    headers={
        "content-type": "application/json",
        "x-api-key": os.environ["ANTHROPIC_API_KEY"],
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "mcp-client-2025-11-20",
    },
)
with urllib.request.urlopen(request) as answer:
    for block in json.load(answer)["content"]:
        if block["type"] == "text":
            print(block["text"])
        elif block["type"] == "mcp_tool_use":
            print(f"[{block['name']} {json.dumps(block['input'])}]")
