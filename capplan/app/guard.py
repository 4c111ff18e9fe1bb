"""Who may ask: the Host and the token of every request, the origin of everything that changes something.

The token is drawn when the app starts and shown only in its terminal. It comes once in the link, then as a cookie
that scripts cannot read and that no other site sends along; a program sends it as ``Authorization: Bearer``. What
changes something also carries a second secret in a header of its own, which the page knows and another site does not.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CHANGE_HEADER", "Guard", "Secrets"]

CHANGE_HEADER = "x-capplan-change"
SAFE = ("GET", "HEAD")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
}


def _drawn() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class Secrets:
    """The token of the link and the cookie, and the secret of changes."""

    token: str = field(default_factory=_drawn, repr=False)
    change: str = field(default_factory=_drawn, repr=False)


@dataclass(frozen=True)
class Guard:
    """The door before ``app``: lets through what comes to one of ``hosts`` (name and port) with the token."""

    app: ASGIApp
    secrets: Secrets
    hosts: frozenset[str]
    cookie: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer itself, or hand on; every answer gets the headers of the house."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # a web socket is nothing that this page has
        answer = self._refusal(Request(scope))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("content-security-policy", POLICY)
            await send(message)

        await (answer or self.app)(scope, receive, with_headers)

    def _refusal(self, request: Request) -> Response | None:
        """What is answered instead of the page; None where it may be seen."""
        headers = request.headers
        if not _same_any(headers.get("host", ""), self.hosts):
            return PlainTextResponse("This address is not the one of capplan app.", 421)
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if bearer and _same(bearer, self.secrets.token):
            return None
        if not _same(request.cookies.get(self.cookie, ""), self.secrets.token):
            return self._entry(request)
        if request.method in SAFE or self._own_change(headers):
            return None
        return PlainTextResponse("A change must come from the page itself. Load the page again.", 403)

    def _entry(self, request: Request) -> Response:
        """The link with the token sets the cookie and leads on without it; anything else is refused."""
        given = request.query_params.get("token", "")
        if request.method != "GET" or not _same(given, self.secrets.token):
            return PlainTextResponse("Open the link that capplan app shows in its terminal.", 401)
        rest = [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
        place = "/" + request.url.path.lstrip("/") + (f"?{urlencode(rest)}" if rest else "")
        answer = RedirectResponse(place, 303)
        answer.set_cookie(self.cookie, self.secrets.token, httponly=True, samesite="strict", path="/")
        return answer

    def _own_change(self, headers: Headers) -> bool:
        """Whether a request that changes something was made by the page."""
        origin = headers.get("origin")
        own = origin is None or _same_any(origin, [f"http://{host}" for host in self.hosts])
        site = headers.get("sec-fetch-site", "same-origin")
        return own and site == "same-origin" and _same(headers.get(CHANGE_HEADER, ""), self.secrets.change)


def _same(given: str, secret: str) -> bool:
    """Compared in a time that says nothing of the secret."""
    return hmac.compare_digest(given.encode(), secret.encode())


def _same_any(given: str, known: Iterable[str]) -> bool:
    return given.lower() in {name.lower() for name in known}
