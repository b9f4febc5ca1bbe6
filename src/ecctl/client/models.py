"""Models of responses whose members have been checked to be there."""

import sys
from typing import TYPE_CHECKING, NotRequired

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
