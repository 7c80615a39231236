"""Receives the shop's webhooks: checks who sent them and when, and hands each event over. Standard library only."""

import base64
import hmac
import json
import os
import time
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOLERANCE_SECONDS = 300
MAX_BODY_BYTES = 10_000_000

Event = dict[str, Any]
Take = Callable[[str, Event], None]
"""Takes the `webhook-id` and the event, and returns once they are safe. What it took before changes nothing."""


class Refused(Exception):
    """The request does not come from the shop, or not now."""


def verify(headers: Message, body: bytes, secrets: list[str], now: float) -> Event:
    """Return the event of a request that is signed with one of the secrets, and neither old nor of the future."""
    message_id, timestamp = headers["webhook-id"] or "", headers["webhook-timestamp"] or ""
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused("The timestamp is missing, or more than five minutes away from now.")
    signed = b".".join([message_id.encode(), timestamp.encode(), body])
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    expected = [b"v1," + base64.b64encode(hmac.digest(key, signed, "sha256")) for key in keys]
    given = (headers["webhook-signature"] or "").encode().split(b" ")
    if not any(hmac.compare_digest(one, other) for one in given for other in expected):
        raise Refused("The signature is wrong.")
    event: Event = json.loads(body)
    return event


def serve(take: Take, port: int) -> None:
    """Receive events until somebody stops it. WEBHOOK_SECRET has the secret, or several with commas between."""
    secrets = os.environ["WEBHOOK_SECRET"].split(",")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = self.headers["Content-Length"] or ""
            if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
                self.close_connection = True
                self.reply(413)
                return
            try:
                event = verify(self.headers, self.rfile.read(int(length)), secrets, time.time())
            except (Refused, ValueError):
                self.reply(401)
                return
            take(self.headers["webhook-id"], event)
            # Only now: what is not answered is sent again.
            self.reply(204)

        def reply(self, status: int) -> None:
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
