"""The base class of middleware, and how a stack of it carries one request.

A middleware is a generator around one attempt of a request: it yields the request, is sent the response, and
returns one. Because it does no I/O itself, the same class serves `Client`, `AsyncClient` and the platform in
this process. httpx's auth flows have the same form.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ecctl.core.messages import Request, Response

    Exchange = Generator[Request, Response, Response]


class Middleware:
    """Something that happens around each attempt of a request.

    A middleware may change the request or the response, or raise an error instead of yielding. A transport's
    errors are raised at its `yield`; so is GeneratorExit when the call is cancelled.
    """

    def exchange(self, request: Request) -> Exchange:
        """Yield the request, or a changed one, and return the response that it is sent."""
        return (yield request)

    def retrying(self, request: Request, reason: str, seconds: float) -> None:
        """Take note that *request* will be sent again in *seconds*, because of *reason*."""


# Composition is recursive: each level runs one generator, and `yield from` passes requests, responses, errors and
# close() to the levels below. A loop over a list of suspended generators would have to unwind errors and
# cancellation by hand. A middleware may catch an error, or dislike a response, and yield a request again, hence
# the inner loop: the levels below it then start anew for that request.
def through(stack: Sequence[Middleware], request: Request) -> Exchange:
    """Send a request through a stack of middleware, the first one outermost."""
    if not stack:
        return (yield request)
    steps = stack[0].exchange(request)
    try:
        inner = next(steps)
        while True:
            try:
                response = yield from through(stack[1:], inner)
            # Exception only: for GeneratorExit and KeyboardInterrupt, close() below raises GeneratorExit at
            # the `yield`.
            except Exception as error:  # noqa: BLE001  # all of them are this middleware's business
                inner = steps.throw(error)
            else:
                inner = steps.send(response)
    except StopIteration as done:
        returned: Response | None = done.value
        if returned is None:
            # The usual mistake: a `yield request` without a `return`.
            raise TypeError(f"{type(stack[0]).__name__}.exchange must return a response, not None") from None
        return returned
    finally:
        steps.close()
