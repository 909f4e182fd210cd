"""Nobody holds up the others, nor tries one passphrase after another: what is sent too often is refused."""

from fastapi import Request

from app.accounts.names import known_as
from app.dependencies import Services, Visitor
from app.sessions.limiting import limited_as, network
from app.sessions.tokens import digest


async def spare(request: Request) -> None:
    """Count what is sent; raises ``TooOftenError``."""
    services: Services = request.app.state.services
    limits, visitor = services.limits, request.state.visitor
    what = limited_as(request.method, request.scope["route"].path)
    if limits is None or not what:
        return
    if what == "door":
        limits.take("network", network(request))
        if name := await _name(request, visitor):
            limits.take("name", digest(name))
    else:
        session = visitor.login.session_id
        limits.take(what, f"session {session}" if session else network(request))


async def _name(request: Request, visitor: Visitor) -> str:
    """Whose passphrase is tried: one's own, or that of the name which is sent; a link names nobody."""
    sent = (await request.form()).get("name", "")
    return known_as(visitor.login.name or (sent if isinstance(sent, str) else ""))
