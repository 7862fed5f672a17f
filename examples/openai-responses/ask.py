#!/usr/bin/env python3
"""Asks a model that may use AxonTask's tools: ask.py "what to do"."""

import json
import os
import sys
import urllib.request

body = {
    "model": os.environ.get("OPENAI_MODEL", "gpt-5"),
    "input": sys.argv[1],
    "tools": [
        {
            "type": "mcp",
            "server_label": "axontask",
            "server_description": "Runs long commands as durable tasks.",
            "server_url": os.environ["AXONTASK_URL"].rstrip("/") + "/mcp",
            "authorization": os.environ["AXONTASK_API_KEY"],
            "require_approval": "never",
        }
    ],
}
request = urllib.request.Request(
    os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1") + "/responses",
    data=json.dumps(body).encode(),
    headers={
        "content-type": "application/json",
        "authorization": "Bearer " + os.environ["OPENAI_API_KEY"],
    },
)
with urllib.request.urlopen(request) as answer:
    for item in json.load(answer)["output"]:
        if item["type"] == "mcp_call":
            print(f"[{item['name']} {item['arguments']}]")
        elif item["type"] == "message":
            for part in item["content"]:
                print(part.get("text", ""))
