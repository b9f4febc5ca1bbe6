"""Models that the API description lacks."""

import sys
from typing import TYPE_CHECKING, Literal, NotRequired

if TYPE_CHECKING or sys.version_info >= (3, 12):
    from typing import TypedDict
else:
    # pydantic refuses the TypedDict of older versions: see the generated models.
    try:
        from typing_extensions import TypedDict
    except ImportError:
        from typing import TypedDict


class NewApiKey(TypedDict):
    """An `ApiKeyResponse` with the `key` in it."""

    creation_date: str
    description: str
    expiration_date: NotRequired[str]
    id: str
    key: str
    user_id: NotRequired[str]


State = Literal["absent", "different", "unlisted"]
"""How a host differs: the platform lacks it, it has other roles, or nobody has asked for it."""


class RoleDifference(TypedDict):
    """A host whose roles differ from the wanted ones: see `runners.check`."""

    missing_roles: list[str]
    runner_id: str
    state: State
    surplus_roles: list[str]
