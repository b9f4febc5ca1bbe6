"""Responses of a scripted platform to requests for enrollment tokens."""

from __future__ import annotations

import base64
import json

TOKENS = ("platform", "enrollment-token")
PAYLOAD = (
    base64.urlsafe_b64encode(json.dumps({"sub": "id-1", "roles": ["proxy"]}).encode()).decode().rstrip("=")
)
TOKEN = f"eyJhbGciOiJIUzI1NiJ9.{PAYLOAD}.c2lnbmF0dXJl"
NEW = {"match": "POST *", "status": 200, "body": {"token": TOKEN, "token_id": "id-1", "later": 1}}
LIST = {
    "match": "GET *",
    "status": 200,
    "body": {
        "tokens": [
            {"token_id": "a", "roles": ["proxy"]},
            {"token_id": "b", "roles": ["proxy", "allocator"]},
            {"token_id": "c", "roles": []},
        ]
    },
}
DELETED = {"match": "DELETE *", "status": 200, "body": {}}
MISSING = {
    "match": "DELETE *",
    "status": 404,
    "body": {"errors": [{"code": "enrollment_tokens.invalid_token_id", "message": "not found"}]},
}
PAGE = {"match": "DELETE *", "status": 404, "body": "<html>", "headers": {"Content-Type": "text/html"}}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def sent(server):
    return [f"{request['method']} {request['path'].rpartition('/')[2]}" for request in server.requests]


def ecctl_token(claims):
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJIUzI1NiJ9.{payload}.c2ln"
