"""Which methods an address takes, said whole: HEAD is among them wherever GET is (RFC 9110 §9.3.2, §9.3.7, §10.2.1)."""

from collections.abc import Iterable
from typing import Any

from litestar import Request, Response
from litestar.routes import HTTPRoute


def answer_options(request: Request[Any, Any, Any]) -> Response[None] | None:
    """Answer OPTIONS, and nothing else: the framework's own answer names but the methods that were registered first."""
    if request.method != "OPTIONS":
        return None
    taken = next(
        route.methods
        for route in request.app.routes
        if isinstance(route, HTTPRoute) and route.path_format == request.scope["path_template"]
    )
    return Response(None, status_code=204, headers={"Allow": allowed(taken)})


def allowed(methods: Iterable[str]) -> str:
    """Give the value of the header Allow for what an address takes."""
    taken = set(methods)
    return ", ".join(sorted(taken | ({"HEAD"} if "GET" in taken else set())))
