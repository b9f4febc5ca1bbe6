"""What a reply holds to whoever has just made the thing: a model's members, with those that were looked for."""

from typing import NotRequired, TypedDict


class NewApiKey(TypedDict):
    """An `ApiKeyResponse` with the key in it."""

    creation_date: str
    description: str
    expiration_date: NotRequired[str]
    id: str
    key: str
    user_id: NotRequired[str]
