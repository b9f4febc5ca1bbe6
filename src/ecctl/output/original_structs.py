"""Structs that the Go ecctl defines itself, beside the models of the API's description.

Templates reach them in responses of the `project` commands, and through `toS3TypeConfig`.
"""

from __future__ import annotations

from ecctl.gotemplate.types import BOOL, INT, INT64, STRING, map_of, slice_of
from ecctl.output.model_type import Member, ModelType

METADATA = ModelType(
    "project.Metadata",
    [
        Member("created_at", STRING),
        Member("created_by", STRING),
        Member("organization_id", STRING),
        Member("suspended_at", STRING),
        Member("suspended_reason", STRING),
    ],
)
PROJECT = ModelType(
    "project.Project",
    [
        Member("id", STRING),
        Member("name", STRING),
        Member("alias", STRING),
        Member("type", STRING),
        Member("region_id", STRING),
        Member("cloud_id", STRING),
        Member("endpoints", map_of(STRING)),
        Member("metadata", METADATA),
    ],
)
CREDENTIALS = ModelType("project.Credentials", [Member("username", STRING), Member("password", STRING)])
LIST_RESULT = ModelType("project.ListResult", [Member("projects", slice_of(PROJECT))])
CREATE_RESULT = ModelType("project.CreateResult", [Member("", PROJECT), Member("credentials", CREDENTIALS)])
S3_SETTINGS = ModelType(
    "snaprepoapi.S3Config",
    [
        Member("region", STRING),
        Member("bucket", STRING),
        Member("access_key", STRING),
        Member("secret_key", STRING),
        Member("base_path", STRING),
        Member("compress", BOOL),
        Member("server_side_encryption", BOOL),
        Member("chunk_size", STRING),
        Member("canned_acl", STRING),
        Member("storage_class", STRING),
        Member("endpoint", STRING),
        Member("protocol", STRING),
        Member("timeout", INT64),
        Member("max_retries", INT),
        Member("throttle_retries", BOOL),
    ],
)
S3_CONFIG = ModelType("snaprepoapi.S3TypeConfig", [Member("type", STRING), Member("settings", S3_SETTINGS)])
STRUCTS = {
    struct.name: struct
    for struct in (METADATA, PROJECT, CREDENTIALS, LIST_RESULT, CREATE_RESULT, S3_SETTINGS, S3_CONFIG)
}
