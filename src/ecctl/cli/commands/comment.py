"""`ecctl comment`: comments of operators on resources of the platform."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.sources import Arg, Flag
from ecctl.core.errors import NotTheApiError
from ecctl.output import Column, Message, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

COMMENTS = Table(
    "values",
    Column("COMMENT ID", "comment.id"),
    Column("USER", "comment.user_id"),
    Column("MESSAGE", "comment.message"),
    Column("CREATED TIME", "metadata.created_time"),
    Column("MODIFIED TIME", "metadata.modified_time"),
    Column("VERSION", "metadata.version"),
)
COMMENT = Table("", Column("COMMENT ID", "id"), Column("USER", "user_id"), Column("MESSAGE", "message"))

_TYPES = (
    *("elasticsearch", "kibana", "apm", "appsearch", "enterprise_search"),
    *("allocator", "constructor", "runner", "proxy"),
)
_ON = (
    Option(
        "resource-type",
        f"Type of the resource: {', '.join(_TYPES[:-1])} or {_TYPES[-1]}",
        required=True,
        suggested=_TYPES,
    ),
    Option("resource-id", "Id of the resource", required=True),
)
# The API compares it (optimistic locking): a comment that somebody else has changed is not overwritten.
_VERSION = Option("version", "Version that the comment must still have")
_RESOURCE = {"resource_type": Flag("resource-type"), "resource_id": Flag("resource-id")}
_USE = "--resource-type <resource-type> --resource-id <resource-id>"


def create(invocation: Invocation) -> Result:
    """Create a comment, and return its id."""
    response = invocation.call(
        "create-comment", body={"message": invocation.arguments[0]}, **resource(invocation)
    )
    return identified(response)


def update(invocation: Invocation) -> Result:
    """Change the message of a comment, and return its id."""
    comment, message = invocation.arguments
    response = invocation.call(
        "update-comment",
        body={"message": message},
        comment_id=comment,
        version=invocation.flag("version"),
        **resource(invocation),
    )
    return identified(response)


def resource(invocation: Invocation) -> dict[str, str]:
    """Return the parameters that select the resource."""
    return {key: invocation.flag(key) for key in _RESOURCE}


def identified(response: object) -> Result:
    """Return the id of a comment as the result; the original shows nothing else of the response."""
    # Without an id there is nothing to show, and success would be a guess.
    if not isinstance(response, dict) or not response.get("id"):
        raise NotTheApiError(
            "the response contains no comment id: the comment may have been stored",
            hint='"ecctl comment list" shows the comments',
        )
    return Result(response["id"], changed=True)


COMMANDS = (
    Command(
        "create",
        "Create a comment on a resource",
        use=f"<message> {_USE}",
        arguments=(1, 1),
        options=_ON,
        run=create,
    ),
    Command(
        "delete",
        "Delete a comment",
        use=f"<comment id> {_USE}",
        arguments=(1, 1),
        options=(*_ON, _VERSION),
        operation="delete-comment",
        parameters={**_RESOURCE, "comment_id": Arg(0), "version": Flag("version")},
        view=Message("comment deleted successfully"),
    ),
    Command(
        "list",
        "List the comments on a resource",
        use=_USE,
        options=_ON,
        operation="list-comment",
        parameters=_RESOURCE,
        view=COMMENTS,
    ),
    Command(
        "show",
        "Show a comment",
        use=f"<id> {_USE}",
        arguments=(1, 1),
        options=_ON,
        operation="get-comment",
        parameters={**_RESOURCE, "comment_id": Arg(0)},
        view=COMMENT,
    ),
    Command(
        "update",
        "Change the message of a comment",
        use=f"<comment id> <message> {_USE}",
        arguments=(2, 2),
        options=(*_ON, _VERSION),
        run=update,
    ),
)
