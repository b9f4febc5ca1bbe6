# Made by `python -m apigen --description API.json` in the folder tools/; not to be changed by hand.
# sha256 of what follows: 48f4e5828ab7c745939c02529f3089f75f37b3697d6afea78046edc9af80509e
"""Shapes of requests and replies, from the API description, as OpenAPI 3 writes them."""

SHAPES = r"""
{
 "operations": {
  "create-api-key": {
   "body": {
    "$ref": "#/components/schemas/CreateApiKeyRequest"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "201": {
     "$ref": "#/components/schemas/ApiKeyResponse"
    }
   }
  },
  "create-enrollment-token": {
   "body": {
    "$ref": "#/components/schemas/EnrollmentTokenRequest"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/RequestEnrollmentTokenReply"
    }
   }
  },
  "create-user": {
   "body": {
    "$ref": "#/components/schemas/User"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/User"
    }
   }
  },
  "delete-api-key": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-api-keys": {
   "body": {
    "$ref": "#/components/schemas/DeleteApiKeysRequest"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-enrollment-token": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-runner": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-user": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-user-api-key": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-user-api-keys": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "delete-users-api-keys": {
   "body": {
    "$ref": "#/components/schemas/DeleteUsersApiKeysRequest"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "get-api-key": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/ApiKeyResponse"
    }
   }
  },
  "get-api-keys": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/ApiKeysResponse"
    }
   }
  },
  "get-authentication-info": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/AuthenticationInfo"
    }
   }
  },
  "get-current-user": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/User"
    }
   }
  },
  "get-enrollment-tokens": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/ListEnrollmentTokenReply"
    }
   }
  },
  "get-platform": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/PlatformInfo"
    }
   }
  },
  "get-runner": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/RunnerInfo"
    }
   }
  },
  "get-runners": {
   "query": [
    {
     "name": "q",
     "schema": {
      "type": "string"
     }
    }
   ],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/RunnerOverview"
    }
   }
  },
  "get-user": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/User"
    }
   }
  },
  "get-user-api-key": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/ApiKeyResponse"
    }
   }
  },
  "get-user-api-keys": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/ApiKeysResponse"
    }
   }
  },
  "get-users": {
   "query": [
    {
     "name": "include_disabled",
     "schema": {
      "default": false,
      "type": "boolean"
     }
    }
   ],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/UserList"
    }
   }
  },
  "get-users-api-keys": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/ApiKeysResponse"
    }
   }
  },
  "login": {
   "body": {
    "$ref": "#/components/schemas/LoginRequest"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/TokenResponse"
    },
    "302": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "logout": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/EmptyResponse"
    }
   }
  },
  "methods": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/AvailableAuthenticationMethods"
    }
   }
  },
  "refresh-token": {
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/TokenResponse"
    }
   }
  },
  "search-runners": {
   "body": {
    "$ref": "#/components/schemas/SearchRequest"
   },
   "body_required": false,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/RunnerOverview"
    }
   }
  },
  "set-runner-roles": {
   "body": {
    "$ref": "#/components/schemas/RunnerRolesInfo"
   },
   "body_required": true,
   "query": [
    {
     "name": "bless",
     "schema": {
      "type": "boolean"
     }
    }
   ],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/RunnerRolesInfo"
    }
   }
  },
  "update-current-user": {
   "body": {
    "$ref": "#/components/schemas/User"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/User"
    }
   }
  },
  "update-user": {
   "body": {
    "$ref": "#/components/schemas/User"
   },
   "body_required": true,
   "query": [],
   "replies": {
    "200": {
     "$ref": "#/components/schemas/User"
    }
   }
  }
 },
 "schemas": {
  "AllocatorsSummary": {
   "properties": {
    "healthy": {
     "type": "boolean"
    },
    "zone_summaries": {
     "items": {
      "$ref": "#/components/schemas/AllocatorsZoneSummary"
     },
     "type": "array"
    }
   },
   "required": [
    "healthy",
    "zone_summaries"
   ],
   "type": "object"
  },
  "AllocatorsZoneSummary": {
   "properties": {
    "connected_allocators": {
     "format": "int32",
     "type": "integer"
    },
    "connected_capacity": {
     "format": "int32",
     "type": "integer"
    },
    "disconnected_allocators": {
     "format": "int32",
     "type": "integer"
    },
    "healthy_allocators": {
     "format": "int32",
     "type": "integer"
    },
    "in_maintenance_allocators": {
     "format": "int32",
     "type": "integer"
    },
    "instances": {
     "format": "int32",
     "type": "integer"
    },
    "max_available_capacity": {
     "format": "int32",
     "type": "integer"
    },
    "total_allocators": {
     "format": "int32",
     "type": "integer"
    },
    "zone_id": {
     "type": "string"
    }
   },
   "required": [
    "connected_allocators",
    "connected_capacity",
    "disconnected_allocators",
    "healthy_allocators",
    "in_maintenance_allocators",
    "instances",
    "max_available_capacity",
    "total_allocators",
    "zone_id"
   ],
   "type": "object"
  },
  "ApiKeyResponse": {
   "properties": {
    "creation_date": {
     "format": "date-time",
     "type": "string"
    },
    "description": {
     "type": "string"
    },
    "expiration_date": {
     "format": "date-time",
     "type": "string"
    },
    "id": {
     "type": "string"
    },
    "key": {
     "type": "string"
    },
    "organization_id": {
     "type": "string"
    },
    "role_assignments": {
     "$ref": "#/components/schemas/RoleAssignments"
    },
    "user_id": {
     "type": "string"
    }
   },
   "required": [
    "creation_date",
    "description",
    "id"
   ],
   "type": "object"
  },
  "ApiKeysResponse": {
   "properties": {
    "keys": {
     "items": {
      "$ref": "#/components/schemas/ApiKeyResponse"
     },
     "type": "array"
    }
   },
   "required": [
    "keys"
   ],
   "type": "object"
  },
  "AuthenticationInfo": {
   "properties": {
    "elevated_permissions_expire_at": {
     "format": "date-time",
     "type": "string"
    },
    "expires_at": {
     "format": "date-time",
     "type": "string"
    },
    "has_elevated_permissions": {
     "type": "boolean"
    },
    "has_totp_device": {
     "type": "boolean"
    },
    "refresh_token_url": {
     "type": "string"
    },
    "totp_device_source": {
     "type": "string"
    },
    "totp_device_source_enable_mfa_href": {
     "type": "string"
    }
   },
   "required": [
    "has_elevated_permissions",
    "refresh_token_url"
   ],
   "type": "object"
  },
  "AvailableAuthenticationMethods": {
   "properties": {
    "openid": {
     "type": "boolean"
    },
    "password": {
     "type": "boolean"
    },
    "saml": {
     "type": "boolean"
    },
    "sso_methods": {
     "items": {
      "$ref": "#/components/schemas/SsoAuthenticationMethodInfo"
     },
     "type": "array"
    }
   },
   "required": [
    "openid",
    "password",
    "saml",
    "sso_methods"
   ],
   "type": "object"
  },
  "BoolQuery": {
   "properties": {
    "filter": {
     "items": {
      "$ref": "#/components/schemas/QueryContainer"
     },
     "type": "array"
    },
    "minimum_should_match": {
     "format": "int32",
     "type": "integer"
    },
    "must": {
     "items": {
      "$ref": "#/components/schemas/QueryContainer"
     },
     "type": "array"
    },
    "must_not": {
     "items": {
      "$ref": "#/components/schemas/QueryContainer"
     },
     "type": "array"
    },
    "should": {
     "items": {
      "$ref": "#/components/schemas/QueryContainer"
     },
     "type": "array"
    }
   },
   "type": "object"
  },
  "ConstructorHealthStatus": {
   "properties": {
    "connected": {
     "type": "boolean"
    },
    "maintenance_mode": {
     "type": "boolean"
    }
   },
   "required": [
    "connected",
    "maintenance_mode"
   ],
   "type": "object"
  },
  "ConstructorInfo": {
   "properties": {
    "constructor_id": {
     "type": "string"
    },
    "status": {
     "$ref": "#/components/schemas/ConstructorHealthStatus"
    }
   },
   "required": [
    "constructor_id",
    "status"
   ],
   "type": "object"
  },
  "ConstructorOverview": {
   "properties": {
    "constructors": {
     "items": {
      "$ref": "#/components/schemas/ConstructorInfo"
     },
     "type": "array"
    }
   },
   "required": [
    "constructors"
   ],
   "type": "object"
  },
  "ContainerSetSummary": {
   "properties": {
    "container_set_id": {
     "type": "string"
    },
    "containers_created_count": {
     "format": "int32",
     "type": "integer"
    },
    "containers_expected_running_count": {
     "format": "int32",
     "type": "integer"
    },
    "containers_running_count": {
     "format": "int32",
     "type": "integer"
    },
    "containers_started_count": {
     "format": "int32",
     "type": "integer"
    },
    "healthy": {
     "type": "boolean"
    },
    "hidden": {
     "type": "boolean"
    }
   },
   "required": [
    "container_set_id",
    "containers_created_count",
    "containers_expected_running_count",
    "containers_running_count",
    "containers_started_count",
    "healthy",
    "hidden"
   ],
   "type": "object"
  },
  "ContainerSetsSummary": {
   "properties": {
    "healthy": {
     "type": "boolean"
    },
    "healthy_container_sets_count": {
     "format": "int32",
     "type": "integer"
    },
    "unhealthy_container_sets": {
     "items": {
      "$ref": "#/components/schemas/ContainerSetSummary"
     },
     "type": "array"
    },
    "unhealthy_container_sets_count": {
     "format": "int32",
     "type": "integer"
    }
   },
   "required": [
    "healthy",
    "healthy_container_sets_count",
    "unhealthy_container_sets",
    "unhealthy_container_sets_count"
   ],
   "type": "object"
  },
  "CoordinatorSummary": {
   "properties": {
    "attributes": {
     "additionalProperties": {
      "type": "string"
     },
     "type": "object"
    },
    "client_port": {
     "format": "int32",
     "type": "integer"
    },
    "election_port": {
     "format": "int32",
     "type": "integer"
    },
    "leader_port": {
     "format": "int32",
     "type": "integer"
    },
    "name": {
     "type": "string"
    },
    "public_hostname": {
     "type": "string"
    }
   },
   "required": [
    "attributes",
    "client_port",
    "election_port",
    "leader_port",
    "name",
    "public_hostname"
   ],
   "type": "object"
  },
  "CoordinatorsSummary": {
   "properties": {
    "coordinators": {
     "items": {
      "$ref": "#/components/schemas/CoordinatorSummary"
     },
     "type": "array"
    }
   },
   "required": [
    "coordinators"
   ],
   "type": "object"
  },
  "CreateApiKeyRequest": {
   "properties": {
    "description": {
     "type": "string"
    },
    "expiration": {
     "type": "string"
    },
    "role_assignments": {
     "$ref": "#/components/schemas/RoleAssignments"
    }
   },
   "required": [
    "description"
   ],
   "type": "object"
  },
  "DeleteApiKeysRequest": {
   "properties": {
    "keys": {
     "items": {
      "type": "string"
     },
     "type": "array"
    }
   },
   "required": [
    "keys"
   ],
   "type": "object"
  },
  "DeleteUsersApiKeysRequest": {
   "properties": {
    "user_api_keys": {
     "items": {
      "$ref": "#/components/schemas/UserApiKey"
     },
     "type": "array"
    }
   },
   "required": [
    "user_api_keys"
   ],
   "type": "object"
  },
  "DeploymentRoleAssignment": {
   "properties": {
    "all": {
     "type": "boolean"
    },
    "application_roles": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "deployment_ids": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "organization_id": {
     "type": "string"
    },
    "role_id": {
     "type": "string"
    }
   },
   "required": [
    "organization_id",
    "role_id"
   ],
   "type": "object"
  },
  "ElevatedPermissions": {
   "properties": {
    "enabled": {
     "type": "boolean"
    },
    "expires_at": {
     "format": "date-time",
     "type": "string"
    }
   },
   "required": [
    "enabled"
   ],
   "type": "object"
  },
  "EmptyResponse": {
   "type": "object"
  },
  "EnrollmentTokenRequest": {
   "properties": {
    "persistent": {
     "type": "boolean"
    },
    "roles": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "validity_in_seconds": {
     "format": "int32",
     "type": "integer"
    }
   },
   "required": [
    "persistent"
   ],
   "type": "object"
  },
  "ExistsQuery": {
   "properties": {
    "field": {
     "type": "string"
    }
   },
   "required": [
    "field"
   ],
   "type": "object"
  },
  "ListEnrollmentTokenElement": {
   "properties": {
    "roles": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "token_id": {
     "type": "string"
    }
   },
   "required": [
    "roles",
    "token_id"
   ],
   "type": "object"
  },
  "ListEnrollmentTokenReply": {
   "properties": {
    "tokens": {
     "items": {
      "$ref": "#/components/schemas/ListEnrollmentTokenElement"
     },
     "type": "array"
    }
   },
   "required": [
    "tokens"
   ],
   "type": "object"
  },
  "LoginRequest": {
   "properties": {
    "login_state": {
     "$ref": "#/components/schemas/LoginState"
    },
    "password": {
     "type": "string"
    },
    "username": {
     "type": "string"
    }
   },
   "required": [
    "password",
    "username"
   ],
   "type": "object"
  },
  "LoginState": {
   "properties": {
    "path": {
     "type": "string"
    }
   },
   "type": "object"
  },
  "MatchAllQuery": {
   "type": "object"
  },
  "MatchNoneQuery": {
   "type": "object"
  },
  "MatchQuery": {
   "properties": {
    "analyzer": {
     "type": "string"
    },
    "minimum_should_match": {
     "format": "int32",
     "type": "integer"
    },
    "operator": {
     "type": "string"
    },
    "query": {
     "type": "string"
    }
   },
   "required": [
    "query"
   ],
   "type": "object"
  },
  "NestedQuery": {
   "properties": {
    "path": {
     "type": "string"
    },
    "query": {
     "$ref": "#/components/schemas/QueryContainer"
    },
    "score_mode": {
     "enum": [
      "avg",
      "sum",
      "min",
      "max",
      "none"
     ],
     "type": "string"
    }
   },
   "required": [
    "path",
    "query"
   ],
   "type": "object"
  },
  "OrganizationRoleAssignment": {
   "properties": {
    "organization_id": {
     "type": "string"
    },
    "role_id": {
     "type": "string"
    }
   },
   "required": [
    "organization_id",
    "role_id"
   ],
   "type": "object"
  },
  "PlatformInfo": {
   "properties": {
    "eula_accepted": {
     "type": "boolean"
    },
    "phone_home_enabled": {
     "type": "boolean"
    },
    "regions": {
     "items": {
      "$ref": "#/components/schemas/RegionInfo"
     },
     "type": "array"
    },
    "services": {
     "items": {
      "$ref": "#/components/schemas/PlatformServiceInfo"
     },
     "type": "array"
    },
    "unreachable_regions": {
     "items": {
      "$ref": "#/components/schemas/UnreachableRegionInfo"
     },
     "type": "array"
    },
    "version": {
     "type": "string"
    }
   },
   "required": [
    "eula_accepted",
    "phone_home_enabled",
    "regions",
    "services",
    "unreachable_regions",
    "version"
   ],
   "type": "object"
  },
  "PlatformResourcesSummary": {
   "properties": {
    "account_count": {
     "format": "int32",
     "type": "integer"
    },
    "available_count": {
     "format": "int32",
     "type": "integer"
    },
    "healthy": {
     "type": "boolean"
    },
    "minimum_available_count": {
     "format": "int32",
     "type": "integer"
    },
    "missing_count": {
     "format": "int32",
     "type": "integer"
    },
    "used_count": {
     "format": "int32",
     "type": "integer"
    }
   },
   "required": [
    "account_count",
    "available_count",
    "healthy",
    "minimum_available_count",
    "missing_count",
    "used_count"
   ],
   "type": "object"
  },
  "PlatformRoleAssignment": {
   "properties": {
    "role_id": {
     "type": "string"
    }
   },
   "required": [
    "role_id"
   ],
   "type": "object"
  },
  "PlatformServiceImageInfo": {
   "properties": {
    "hash": {
     "type": "string"
    },
    "id": {
     "type": "string"
    },
    "tag": {
     "type": "string"
    },
    "version": {
     "type": "string"
    }
   },
   "required": [
    "hash",
    "id",
    "tag",
    "version"
   ],
   "type": "object"
  },
  "PlatformServiceInfo": {
   "properties": {
    "image": {
     "items": {
      "$ref": "#/components/schemas/PlatformServiceImageInfo"
     },
     "type": "array"
    },
    "type": {
     "type": "string"
    }
   },
   "required": [
    "image",
    "type"
   ],
   "type": "object"
  },
  "PrefixQuery": {
   "properties": {
    "boost": {
     "format": "float",
     "type": "number"
    },
    "value": {
     "type": "string"
    }
   },
   "required": [
    "value"
   ],
   "type": "object"
  },
  "ProjectRoleAssignment": {
   "properties": {
    "all": {
     "type": "boolean"
    },
    "application_roles": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "organization_id": {
     "type": "string"
    },
    "project_ids": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "role_id": {
     "type": "string"
    }
   },
   "required": [
    "organization_id",
    "role_id"
   ],
   "type": "object"
  },
  "ProjectRoleAssignments": {
   "properties": {
    "elasticsearch": {
     "items": {
      "$ref": "#/components/schemas/ProjectRoleAssignment"
     },
     "type": "array"
    },
    "observability": {
     "items": {
      "$ref": "#/components/schemas/ProjectRoleAssignment"
     },
     "type": "array"
    },
    "security": {
     "items": {
      "$ref": "#/components/schemas/ProjectRoleAssignment"
     },
     "type": "array"
    }
   },
   "type": "object"
  },
  "ProxiesSummary": {
   "properties": {
    "expected_proxies_count": {
     "format": "int32",
     "type": "integer"
    },
    "healthy": {
     "type": "boolean"
    },
    "proxies": {
     "items": {
      "$ref": "#/components/schemas/ProxySummary"
     },
     "type": "array"
    },
    "proxies_count": {
     "format": "int32",
     "type": "integer"
    }
   },
   "required": [
    "expected_proxies_count",
    "healthy",
    "proxies",
    "proxies_count"
   ],
   "type": "object"
  },
  "ProxySummary": {
   "properties": {
    "healthy": {
     "type": "boolean"
    },
    "proxy_id": {
     "type": "string"
    }
   },
   "required": [
    "healthy",
    "proxy_id"
   ],
   "type": "object"
  },
  "QueryContainer": {
   "properties": {
    "bool": {
     "$ref": "#/components/schemas/BoolQuery"
    },
    "exists": {
     "$ref": "#/components/schemas/ExistsQuery"
    },
    "match": {
     "additionalProperties": {
      "$ref": "#/components/schemas/MatchQuery"
     },
     "type": "object"
    },
    "match_all": {
     "$ref": "#/components/schemas/MatchAllQuery"
    },
    "match_none": {
     "$ref": "#/components/schemas/MatchNoneQuery"
    },
    "nested": {
     "$ref": "#/components/schemas/NestedQuery"
    },
    "prefix": {
     "additionalProperties": {
      "$ref": "#/components/schemas/PrefixQuery"
     },
     "type": "object"
    },
    "query_string": {
     "$ref": "#/components/schemas/QueryStringQuery"
    },
    "range": {
     "additionalProperties": {
      "$ref": "#/components/schemas/RangeQuery"
     },
     "type": "object"
    },
    "simple_query_string": {
     "$ref": "#/components/schemas/SimpleQueryStringQuery"
    },
    "term": {
     "additionalProperties": {
      "$ref": "#/components/schemas/TermQuery"
     },
     "type": "object"
    }
   },
   "type": "object"
  },
  "QueryStringQuery": {
   "properties": {
    "allow_leading_wildcard": {
     "type": "boolean"
    },
    "analyzer": {
     "type": "string"
    },
    "default_field": {
     "type": "string"
    },
    "default_operator": {
     "type": "string"
    },
    "query": {
     "type": "string"
    }
   },
   "required": [
    "query"
   ],
   "type": "object"
  },
  "RangeQuery": {
   "properties": {
    "boost": {
     "format": "float",
     "type": "number"
    },
    "format": {
     "type": "string"
    },
    "gt": {
     "type": "object"
    },
    "gte": {
     "type": "object"
    },
    "lt": {
     "type": "object"
    },
    "lte": {
     "type": "object"
    },
    "time_zone": {
     "type": "string"
    }
   },
   "type": "object"
  },
  "RegionInfo": {
   "properties": {
    "allocators": {
     "$ref": "#/components/schemas/AllocatorsSummary"
    },
    "constructors": {
     "$ref": "#/components/schemas/ConstructorOverview"
    },
    "container_sets_status": {
     "$ref": "#/components/schemas/ContainerSetsSummary"
    },
    "coordinators": {
     "$ref": "#/components/schemas/CoordinatorsSummary"
    },
    "proxies": {
     "$ref": "#/components/schemas/ProxiesSummary"
    },
    "region_id": {
     "type": "string"
    },
    "resources": {
     "$ref": "#/components/schemas/PlatformResourcesSummary"
    },
    "runners": {
     "$ref": "#/components/schemas/RunnersSummary"
    },
    "zookeeper_states": {
     "$ref": "#/components/schemas/ZookeeperSummary"
    }
   },
   "required": [
    "allocators",
    "constructors",
    "container_sets_status",
    "coordinators",
    "proxies",
    "region_id",
    "resources",
    "runners",
    "zookeeper_states"
   ],
   "type": "object"
  },
  "RequestEnrollmentTokenReply": {
   "properties": {
    "token": {
     "type": "string"
    },
    "token_id": {
     "type": "string"
    }
   },
   "required": [
    "token"
   ],
   "type": "object"
  },
  "RoleAssignments": {
   "properties": {
    "deployment": {
     "items": {
      "$ref": "#/components/schemas/DeploymentRoleAssignment"
     },
     "type": "array"
    },
    "organization": {
     "items": {
      "$ref": "#/components/schemas/OrganizationRoleAssignment"
     },
     "type": "array"
    },
    "platform": {
     "items": {
      "$ref": "#/components/schemas/PlatformRoleAssignment"
     },
     "type": "array"
    },
    "project": {
     "$ref": "#/components/schemas/ProjectRoleAssignments"
    }
   },
   "type": "object"
  },
  "RunnerBuildInfo": {
   "properties": {
    "commit_hash": {
     "type": "string"
    },
    "version": {
     "type": "string"
    }
   },
   "type": "object"
  },
  "RunnerContainerInfo": {
   "properties": {
    "container_name": {
     "type": "string"
    },
    "container_set_name": {
     "type": "string"
    }
   },
   "required": [
    "container_name",
    "container_set_name"
   ],
   "type": "object"
  },
  "RunnerHealthChecks": {
   "properties": {
    "has_containers": {
     "type": "boolean"
    },
    "is_connected_to_zk": {
     "type": "boolean"
    },
    "is_docker_healthy": {
     "type": "boolean"
    }
   },
   "required": [
    "has_containers",
    "is_connected_to_zk",
    "is_docker_healthy"
   ],
   "type": "object"
  },
  "RunnerInfo": {
   "properties": {
    "build_info": {
     "$ref": "#/components/schemas/RunnerBuildInfo"
    },
    "connected": {
     "type": "boolean"
    },
    "containers": {
     "items": {
      "$ref": "#/components/schemas/RunnerContainerInfo"
     },
     "type": "array"
    },
    "features": {
     "additionalProperties": {
      "type": "boolean"
     },
     "type": "object"
    },
    "health_checks": {
     "$ref": "#/components/schemas/RunnerHealthChecks"
    },
    "healthy": {
     "type": "boolean"
    },
    "host_ip": {
     "type": "string"
    },
    "public_hostname": {
     "type": "string"
    },
    "region": {
     "type": "string"
    },
    "roles": {
     "items": {
      "$ref": "#/components/schemas/RunnerRoleInfo"
     },
     "type": "array"
    },
    "runner_id": {
     "type": "string"
    },
    "runner_name": {
     "type": "string"
    },
    "tags": {
     "additionalProperties": {
      "type": "string"
     },
     "type": "object"
    },
    "zone": {
     "type": "string"
    }
   },
   "required": [
    "connected",
    "containers",
    "healthy",
    "host_ip",
    "public_hostname",
    "roles",
    "runner_id"
   ],
   "type": "object"
  },
  "RunnerOverview": {
   "properties": {
    "runners": {
     "items": {
      "$ref": "#/components/schemas/RunnerInfo"
     },
     "type": "array"
    }
   },
   "required": [
    "runners"
   ],
   "type": "object"
  },
  "RunnerRoleInfo": {
   "properties": {
    "role_name": {
     "type": "string"
    }
   },
   "required": [
    "role_name"
   ],
   "type": "object"
  },
  "RunnerRolesInfo": {
   "properties": {
    "roles": {
     "items": {
      "$ref": "#/components/schemas/RunnerRoleInfo"
     },
     "type": "array"
    }
   },
   "required": [
    "roles"
   ],
   "type": "object"
  },
  "RunnersSummary": {
   "properties": {
    "connected_capacity": {
     "format": "int32",
     "type": "integer"
    },
    "connected_runners": {
     "format": "int32",
     "type": "integer"
    },
    "containers_count": {
     "format": "int32",
     "type": "integer"
    },
    "healthy": {
     "type": "boolean"
    },
    "healthy_runners": {
     "format": "int32",
     "type": "integer"
    },
    "max_available_capacity": {
     "format": "int32",
     "type": "integer"
    },
    "total_runners": {
     "format": "int32",
     "type": "integer"
    }
   },
   "required": [
    "connected_capacity",
    "connected_runners",
    "containers_count",
    "healthy",
    "healthy_runners",
    "max_available_capacity",
    "total_runners"
   ],
   "type": "object"
  },
  "SearchRequest": {
   "properties": {
    "cursor": {
     "type": "string"
    },
    "from": {
     "format": "int32",
     "type": "integer"
    },
    "query": {
     "$ref": "#/components/schemas/QueryContainer"
    },
    "size": {
     "format": "int32",
     "type": "integer"
    },
    "sort": {
     "items": {
      "type": "object"
     },
     "type": "array"
    }
   },
   "type": "object"
  },
  "SimpleQueryStringQuery": {
   "properties": {
    "analyze_wildcard": {
     "type": "boolean"
    },
    "analyzer": {
     "type": "string"
    },
    "auto_generate_synonyms_phrase_query": {
     "type": "boolean"
    },
    "default_operator": {
     "type": "string"
    },
    "fields": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "flags": {
     "type": "string"
    },
    "fuzzy_max_expansions": {
     "format": "int32",
     "type": "integer"
    },
    "fuzzy_prefix_length": {
     "format": "int32",
     "type": "integer"
    },
    "fuzzy_transpositions": {
     "type": "boolean"
    },
    "lenient": {
     "type": "boolean"
    },
    "minimum_should_match": {
     "type": "string"
    },
    "query": {
     "type": "string"
    },
    "quote_field_suffix": {
     "type": "string"
    }
   },
   "required": [
    "query"
   ],
   "type": "object"
  },
  "SsoAuthenticationMethodInfo": {
   "properties": {
    "name": {
     "type": "string"
    },
    "sso_type": {
     "enum": [
      "saml"
     ],
     "type": "string"
    },
    "url": {
     "type": "string"
    }
   },
   "required": [
    "name",
    "sso_type",
    "url"
   ],
   "type": "object"
  },
  "TermQuery": {
   "properties": {
    "value": {
     "type": "string"
    }
   },
   "required": [
    "value"
   ],
   "type": "object"
  },
  "TokenResponse": {
   "properties": {
    "session_expiration_time": {
     "format": "date-time",
     "type": "string"
    },
    "token": {
     "type": "string"
    }
   },
   "required": [
    "session_expiration_time",
    "token"
   ],
   "type": "object"
  },
  "UnreachableRegionInfo": {
   "properties": {
    "region_id": {
     "type": "string"
    }
   },
   "required": [
    "region_id"
   ],
   "type": "object"
  },
  "User": {
   "properties": {
    "builtin": {
     "type": "boolean"
    },
    "email": {
     "type": "string"
    },
    "full_name": {
     "type": "string"
    },
    "metadata": {
     "$ref": "#/components/schemas/UserMetadata"
    },
    "security": {
     "$ref": "#/components/schemas/UserSecurity"
    },
    "user_name": {
     "type": "string"
    }
   },
   "required": [
    "security",
    "user_name"
   ],
   "type": "object"
  },
  "UserApiKey": {
   "properties": {
    "api_key_id": {
     "type": "string"
    },
    "user_id": {
     "type": "string"
    }
   },
   "required": [
    "api_key_id",
    "user_id"
   ],
   "type": "object"
  },
  "UserList": {
   "properties": {
    "users": {
     "items": {
      "$ref": "#/components/schemas/User"
     },
     "type": "array"
    }
   },
   "required": [
    "users"
   ],
   "type": "object"
  },
  "UserMetadata": {
   "properties": {
    "created_at": {
     "format": "date-time",
     "type": "string"
    },
    "created_by": {
     "type": "string"
    },
    "first_login_at": {
     "format": "date-time",
     "type": "string"
    },
    "last_login_at": {
     "format": "date-time",
     "type": "string"
    },
    "updated_at": {
     "format": "date-time",
     "type": "string"
    },
    "updated_by": {
     "type": "string"
    }
   },
   "type": "object"
  },
  "UserSecurity": {
   "properties": {
    "elevated_permissions": {
     "$ref": "#/components/schemas/ElevatedPermissions"
    },
    "enabled": {
     "type": "boolean"
    },
    "password": {
     "type": "string"
    },
    "permissions": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "roles": {
     "items": {
      "type": "string"
     },
     "type": "array"
    },
    "security_realm": {
     "$ref": "#/components/schemas/UserSecurityRealm"
    }
   },
   "type": "object"
  },
  "UserSecurityRealm": {
   "properties": {
    "id": {
     "type": "string"
    },
    "type": {
     "enum": [
      "native",
      "ldap",
      "saml",
      "active_directory"
     ],
     "type": "string"
    }
   },
   "required": [
    "id",
    "type"
   ],
   "type": "object"
  },
  "ZookeeperNodeInfo": {
   "properties": {
    "id": {
     "type": "string"
    },
    "state": {
     "enum": [
      "connected",
      "suspended",
      "reconnected",
      "lost",
      "read_only"
     ],
     "type": "string"
    }
   },
   "required": [
    "id",
    "state"
   ],
   "type": "object"
  },
  "ZookeeperSummary": {
   "properties": {
    "states": {
     "items": {
      "$ref": "#/components/schemas/ZookeeperNodeInfo"
     },
     "type": "array"
    }
   },
   "required": [
    "states"
   ],
   "type": "object"
  }
 }
}
"""
