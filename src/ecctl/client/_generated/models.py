# Made by `python -m apigen --description API.json` in the folder tools/; not to be changed by hand.
# sha256 of what follows: 3bdae3aa45bc78188a6a297f83aa6f363b947513f3a79d678cd71acde088fa91
"""The API's models: what a request's body and a reply consist of."""

from typing import Any, Literal, NotRequired, TypedDict

__all__ = (
    "AccountResponse",
    "AccountTrustRelationship",
    "AccountTrustSettings",
    "AccountUpdateRequest",
    "ActiveDirectoryGroupSearch",
    "ActiveDirectorySecurityRealmLoadBalance",
    "ActiveDirectorySecurityRealmRoleMappingRule",
    "ActiveDirectorySecurityRealmRoleMappingRules",
    "ActiveDirectorySettings",
    "ActiveDirectoryUserSearch",
    "AdminconsoleInfo",
    "AdminconsolesOverview",
    "AllocatedInstancePlansInfo",
    "AllocatedInstanceStatus",
    "AllocatorBuildInfo",
    "AllocatorCapacity",
    "AllocatorCapacityMemory",
    "AllocatorCapacityStorage",
    "AllocatorHealthChecks",
    "AllocatorHealthStatus",
    "AllocatorInfo",
    "AllocatorMoveRequest",
    "AllocatorOverview",
    "AllocatorSettings",
    "AllocatorZoneInfo",
    "AllocatorsSummary",
    "AllocatorsZoneSummary",
    "ApiBaseUrlData",
    "ApiKeyResponse",
    "ApiKeysResponse",
    "Apm",
    "ApmConfiguration",
    "ApmCrudResponse",
    "ApmInfo",
    "ApmPayload",
    "ApmPlan",
    "ApmPlanControlConfiguration",
    "ApmPlanInfo",
    "ApmPlansInfo",
    "ApmResourceInfo",
    "ApmSettings",
    "ApmSubInfo",
    "ApmSystemSettings",
    "ApmTopologyElement",
    "AppSearch",
    "AppSearchConfiguration",
    "AppSearchInfo",
    "AppSearchNodeTypes",
    "AppSearchPayload",
    "AppSearchPlan",
    "AppSearchPlanControlConfiguration",
    "AppSearchPlanInfo",
    "AppSearchPlansInfo",
    "AppSearchResourceInfo",
    "AppSearchSettings",
    "AppSearchSubInfo",
    "AppSearchSystemSettings",
    "AppSearchTopologyElement",
    "AuthenticationInfo",
    "AutoOpsSettings",
    "AutodetectStrategyConfig",
    "AvailableAuthenticationMethods",
    "Balance",
    "BasicFailedReply",
    "BasicFailedReplyElement",
    "Blessing",
    "Blessings",
    "BlessingsWithMeta",
    "BoolQuery",
    "CapacityConstraintsResource",
    "CertificateAuthority",
    "CertificateMetaData",
    "ChainStatus",
    "ChangeSourceInfo",
    "ChartItem",
    "ChartItemValue",
    "ChartItems",
    "ClusterCredentials",
    "ClusterCurationSettings",
    "ClusterCurationSpec",
    "ClusterInstanceConfigurationInfo",
    "ClusterInstanceDiskInfo",
    "ClusterInstanceInfo",
    "ClusterInstanceMemoryInfo",
    "ClusterLicenseInfo",
    "ClusterMetadataCpuResourcesSettings",
    "ClusterMetadataInfo",
    "ClusterMetadataPortInfo",
    "ClusterMetadataResourcesSettings",
    "ClusterMetadataSettings",
    "ClusterPlanAttemptError",
    "ClusterPlanStepInfo",
    "ClusterPlanStepLogMessageInfo",
    "ClusterPlanWarning",
    "ClusterSnapshotRepositoryDefault",
    "ClusterSnapshotRepositoryInfo",
    "ClusterSnapshotRepositoryReference",
    "ClusterSnapshotRepositoryStatic",
    "ClusterSnapshotRetention",
    "ClusterSnapshotSettings",
    "ClusterSystemAlert",
    "ClusterTopologyInfo",
    "Comment",
    "CommentCreateRequest",
    "CommentUpdateRequest",
    "CommentWithMeta",
    "CommentsWithMetas",
    "CommonClusterPlanInfo",
    "CompatibleNodeTypesResource",
    "CompatibleVersionResource",
    "ConfigStoreOption",
    "ConfigStoreOptionData",
    "ConfigStoreOptionList",
    "ConstructorHealthStatus",
    "ConstructorInfo",
    "ConstructorOverview",
    "ContainerConfigHostConfig",
    "ContainerSetSummary",
    "ContainerSetsSummary",
    "ContainersEntry",
    "ContainersEntryOptions",
    "ContainersEntryOptionsACL",
    "ContainersEntryOptionsAuth",
    "ContainersEntryOptionsContainerConfig",
    "ContainersEntryOptionsOverrides",
    "CoordinatorCandidateInfo",
    "CoordinatorCandidatesSummary",
    "CoordinatorSummary",
    "CoordinatorsSummary",
    "Costs",
    "CostsOverview",
    "CreateApiKeyRequest",
    "CreateExtensionRequest",
    "Creates",
    "DeleteApiKeysRequest",
    "DeleteUsersApiKeysRequest",
    "DeploymentCosts",
    "DeploymentCreateMetadata",
    "DeploymentCreateRequest",
    "DeploymentCreateResources",
    "DeploymentCreateResponse",
    "DeploymentCreateSettings",
    "DeploymentDeleteResponse",
    "DeploymentDiagnostics",
    "DeploymentDomainName",
    "DeploymentGetResponse",
    "DeploymentHeapDumps",
    "DeploymentLogging",
    "DeploymentLoggingSettings",
    "DeploymentMetadata",
    "DeploymentMetrics",
    "DeploymentMetricsSettings",
    "DeploymentObservability",
    "DeploymentObservabilitySettings",
    "DeploymentResource",
    "DeploymentResourceCommandResponse",
    "DeploymentResourceCrudResponse",
    "DeploymentResourceUpgradeResponse",
    "DeploymentResources",
    "DeploymentRestoreResponse",
    "DeploymentRoleAssignment",
    "DeploymentSearchResponse",
    "DeploymentSettings",
    "DeploymentShutdownResponse",
    "DeploymentTemplateInfoV2",
    "DeploymentTemplateReference",
    "DeploymentTemplateRequestBody",
    "DeploymentUpdateMetadata",
    "DeploymentUpdateRequest",
    "DeploymentUpdateResources",
    "DeploymentUpdateResponse",
    "DeploymentUpdateSettings",
    "DeploymentUpgradeAssistantStatusResponse",
    "DeploymentsCosts",
    "DeploymentsListResponse",
    "DeploymentsListingData",
    "DeploymentsSearchResponse",
    "Dimension",
    "DirectTrustRelationship",
    "DiscreteSizes",
    "DtsDimensionCosts",
    "DtsQuantity",
    "DtsRate",
    "Elasticsearch",
    "ElasticsearchBlockingIssueElement",
    "ElasticsearchBlockingIssues",
    "ElasticsearchClusterBlockingIssueElement",
    "ElasticsearchClusterBlockingIssues",
    "ElasticsearchClusterInfo",
    "ElasticsearchClusterPlan",
    "ElasticsearchClusterPlanInfo",
    "ElasticsearchClusterPlansInfo",
    "ElasticsearchClusterRole",
    "ElasticsearchClusterSecurityInfo",
    "ElasticsearchClusterSettings",
    "ElasticsearchClusterTopologyElement",
    "ElasticsearchClusterTrustSettings",
    "ElasticsearchClusterUser",
    "ElasticsearchConfiguration",
    "ElasticsearchCuration",
    "ElasticsearchDependant",
    "ElasticsearchElasticUserPasswordResetResponse",
    "ElasticsearchInfo",
    "ElasticsearchMasterElement",
    "ElasticsearchMasterInfo",
    "ElasticsearchMonitoringInfo",
    "ElasticsearchNodeType",
    "ElasticsearchPayload",
    "ElasticsearchPlanControlConfiguration",
    "ElasticsearchReplicaElement",
    "ElasticsearchResourceInfo",
    "ElasticsearchScriptTypeSettings",
    "ElasticsearchScriptingUserSettings",
    "ElasticsearchShardElement",
    "ElasticsearchShardsInfo",
    "ElasticsearchShardsStatus",
    "ElasticsearchSystemSettings",
    "ElasticsearchUserBundle",
    "ElasticsearchUserPlugin",
    "ElevatedPermissions",
    "EmptyResponse",
    "EnableIlmRequest",
    "EnrollmentTokenRequest",
    "EnterpriseSearch",
    "EnterpriseSearchConfiguration",
    "EnterpriseSearchInfo",
    "EnterpriseSearchNodeTypes",
    "EnterpriseSearchPayload",
    "EnterpriseSearchPlan",
    "EnterpriseSearchPlanControlConfiguration",
    "EnterpriseSearchPlanInfo",
    "EnterpriseSearchPlansInfo",
    "EnterpriseSearchResourceInfo",
    "EnterpriseSearchSettings",
    "EnterpriseSearchSubInfo",
    "EnterpriseSearchSystemSettings",
    "EnterpriseSearchTopologyElement",
    "ExistsQuery",
    "Extension",
    "ExtensionFileMetadata",
    "Extensions",
    "ExternalHyperlink",
    "ExternalTrustRelationship",
    "FilterAssociation",
    "GenericResponse",
    "GlobalDeploymentTemplateInfo",
    "GlobalDeploymentTemplateRegion",
    "GrowShrinkStrategyConfig",
    "HeapDump",
    "Hyperlink",
    "IdResponse",
    "IndexPattern",
    "IndexSynchronizationResults",
    "InstanceConfiguration",
    "InstanceConfigurationInfo",
    "InstanceMoveRequest",
    "InstanceOverrides",
    "InstanceTypeResource",
    "IntegrationsServer",
    "IntegrationsServerConfiguration",
    "IntegrationsServerInfo",
    "IntegrationsServerPayload",
    "IntegrationsServerPlan",
    "IntegrationsServerPlanControlConfiguration",
    "IntegrationsServerPlanInfo",
    "IntegrationsServerPlansInfo",
    "IntegrationsServerResourceInfo",
    "IntegrationsServerSettings",
    "IntegrationsServerSystemSettings",
    "IntegrationsServerTopologyElement",
    "ItemCosts",
    "ItemsCosts",
    "KeystoreContents",
    "KeystoreSecret",
    "Kibana",
    "KibanaClusterInfo",
    "KibanaClusterPlan",
    "KibanaClusterPlanInfo",
    "KibanaClusterPlansInfo",
    "KibanaClusterSettings",
    "KibanaClusterTopologyElement",
    "KibanaConfiguration",
    "KibanaDeeplink",
    "KibanaPayload",
    "KibanaPlanControlConfiguration",
    "KibanaResourceInfo",
    "KibanaSubClusterInfo",
    "KibanaSystemSettings",
    "LdapGroupSearch",
    "LdapSecurityRealmLoadBalance",
    "LdapSecurityRealmRoleMappingRule",
    "LdapSecurityRealmRoleMappingRules",
    "LdapSettings",
    "LdapUserSearch",
    "LicenseInfo",
    "LicenseObject",
    "ListEnrollmentTokenElement",
    "ListEnrollmentTokenReply",
    "LoggingSettings",
    "LoginRequest",
    "LoginState",
    "ManagedMonitoringSettings",
    "MatchAllQuery",
    "MatchNoneQuery",
    "MatchQuery",
    "Metadata",
    "MetadataItem",
    "MetadataItemValue",
    "MetadataItems",
    "ModelVersionIndexSynchronizationResults",
    "MoveApmClusterConfiguration",
    "MoveApmClusterDetails",
    "MoveAppSearchConfiguration",
    "MoveAppSearchDetails",
    "MoveClustersCommandResponse",
    "MoveClustersDetails",
    "MoveClustersRequest",
    "MoveElasticsearchClusterConfiguration",
    "MoveElasticsearchClusterDetails",
    "MoveEnterpriseSearchConfiguration",
    "MoveEnterpriseSearchDetails",
    "MoveKibanaClusterConfiguration",
    "MoveKibanaClusterDetails",
    "NestedQuery",
    "NodeTypeResource",
    "ObservabilityAbsoluteDeployment",
    "ObservabilityIssue",
    "Organization",
    "OrganizationInvitation",
    "OrganizationInvitationRequest",
    "OrganizationInvitations",
    "OrganizationList",
    "OrganizationMembership",
    "OrganizationMemberships",
    "OrganizationRequest",
    "OrganizationRoleAssignment",
    "Orphaned",
    "OrphanedElasticsearch",
    "PendingState",
    "PendingStates",
    "PendingStatesWithMeta",
    "Period",
    "PlanStrategy",
    "PlatformInfo",
    "PlatformResourcesSummary",
    "PlatformRoleAssignment",
    "PlatformServiceImageInfo",
    "PlatformServiceInfo",
    "PortBinding",
    "PrefixQuery",
    "ProjectRoleAssignment",
    "ProjectRoleAssignments",
    "ProxiesAllocationsInfo",
    "ProxiesFilter",
    "ProxiesFilteredGroup",
    "ProxiesFilteredGroupHealth",
    "ProxiesHealth",
    "ProxiesHttpSettings",
    "ProxiesSSOSettings",
    "ProxiesSettings",
    "ProxiesSummary",
    "ProxyAllocationCounts",
    "ProxyAllocationInfo",
    "ProxyInfo",
    "ProxyOverview",
    "ProxySummary",
    "PublicCertChain",
    "PublicCertChainCollection",
    "PublicCertificate",
    "QueryContainer",
    "QueryStringQuery",
    "RangeQuery",
    "ReadOnlyRequest",
    "ReadOnlyResponse",
    "RegionInfo",
    "RemoteResourceInfo",
    "RemoteResourceRef",
    "RemoteResources",
    "ReplyWarning",
    "RepositoryConfig",
    "RepositoryConfigs",
    "RequestEnrollmentTokenReply",
    "ResourceHeapDumps",
    "RestartPolicy",
    "RestoreSnapshotApiConfiguration",
    "RestoreSnapshotConfiguration",
    "RestoreSnapshotRepoConfiguration",
    "Role",
    "RoleAggregate",
    "RoleAggregateCreateData",
    "RoleAggregates",
    "RoleAssignments",
    "RoleWithMeta",
    "RollingGrowShrinkStrategyConfig",
    "RollingStrategyConfig",
    "RulesetAssociations",
    "RunnerBuildInfo",
    "RunnerContainerInfo",
    "RunnerHealthChecks",
    "RunnerInfo",
    "RunnerOverview",
    "RunnerRoleInfo",
    "RunnerRolesInfo",
    "RunnersSummary",
    "SamlAttributeSettings",
    "SamlIdpSettings",
    "SamlSecurityRealmRoleMappingRule",
    "SamlSecurityRealmRoleMappingRules",
    "SamlSettings",
    "SamlSpSettings",
    "SearchRequest",
    "SecurityDeployment",
    "SecurityDeploymentCreateRequest",
    "SecurityDeploymentTopology",
    "SecurityDeploymentUpdateRequest",
    "SecurityRealmInfo",
    "SecurityRealmInfoList",
    "SecurityRealmsReorderRequest",
    "ServiceUrl",
    "SimpleQueryStringQuery",
    "SimplifiedLineItem",
    "SnapshotRepositoryConfiguration",
    "SnapshotStatusInfo",
    "SsoAuthenticationMethodInfo",
    "StackVersionApmConfig",
    "StackVersionAppSearchConfig",
    "StackVersionArchiveProcessingError",
    "StackVersionArchiveProcessingResult",
    "StackVersionConfig",
    "StackVersionConfigPost",
    "StackVersionConfigs",
    "StackVersionElasticsearchConfig",
    "StackVersionEnterpriseSearchConfig",
    "StackVersionInstanceCapacityConstraint",
    "StackVersionIntegrationsServerConfig",
    "StackVersionKibanaConfig",
    "StackVersionMetadata",
    "StackVersionNodeType",
    "StackVersionTemplateFileHash",
    "StackVersionTemplateInfo",
    "TargetElasticsearchCluster",
    "TelemetryConfig",
    "TelemetryConfigRequest",
    "TermQuery",
    "TlsPublicCertChain",
    "TokenResponse",
    "TopologyElementControl",
    "TopologySize",
    "TrafficFilterClaimedLinkIdInfo",
    "TrafficFilterClaimedLinkIdRequest",
    "TrafficFilterClaimedLinkIds",
    "TrafficFilterEgressRule",
    "TrafficFilterRule",
    "TrafficFilterRulesetInfo",
    "TrafficFilterRulesetRequest",
    "TrafficFilterRulesetResponse",
    "TrafficFilterRulesets",
    "TrafficFilterSettings",
    "TransientApmPlanConfiguration",
    "TransientAppSearchPlanConfiguration",
    "TransientElasticsearchPlanConfiguration",
    "TransientEnterpriseSearchPlanConfiguration",
    "TransientIntegrationsServerPlanConfiguration",
    "TransientKibanaPlanConfiguration",
    "TrustRelationshipCreateRequest",
    "TrustRelationshipCreateResponse",
    "TrustRelationshipGetResponse",
    "TrustRelationshipUpdateRequest",
    "TrustRelationshipUpdateResponse",
    "TrustRelationshipsListResponse",
    "TrustedCertificate",
    "UnreachableRegionInfo",
    "UpdateExtensionRequest",
    "UpdatedTlsChain",
    "Updates",
    "UsageStats",
    "User",
    "UserApiKey",
    "UserList",
    "UserMetadata",
    "UserSecurity",
    "UserSecurityRealm",
    "VersionedIdResponse",
    "ZkAcl",
    "ZookeeperNodeInfo",
    "ZookeeperSummary",
)

class AccountResponse(TypedDict):
    id: str
    trust: NotRequired["AccountTrustSettings"]


class AccountTrustRelationship(TypedDict):
    account_id: str
    name: NotRequired[str]
    trust_all: bool
    trust_allowlist: NotRequired[list[str]]


class AccountTrustSettings(TypedDict):
    trust_all: bool


class AccountUpdateRequest(TypedDict):
    trust: NotRequired["AccountTrustSettings"]


class ActiveDirectoryGroupSearch(TypedDict):
    base_dn: NotRequired[str]
    scope: NotRequired[Literal["sub_tree", "one_level", "base"]]


class ActiveDirectorySecurityRealmLoadBalance(TypedDict):
    cache_ttl: NotRequired[str]
    type: NotRequired[Literal["failover", "dns_failover", "round_robin", "dns_round_robin"]]


class ActiveDirectorySecurityRealmRoleMappingRule(TypedDict):
    roles: list[str]
    type: Literal["user_dn", "group_dn"]
    value: str


class ActiveDirectorySecurityRealmRoleMappingRules(TypedDict):
    default_roles: list[str]
    rules: list["ActiveDirectorySecurityRealmRoleMappingRule"]


class ActiveDirectorySettings(TypedDict):
    bind_anonymously: bool
    bind_dn: NotRequired[str]
    bind_password: NotRequired[str]
    certificate_url: NotRequired[str]
    certificate_url_truststore_password: NotRequired[str]
    certificate_url_truststore_type: NotRequired[Literal["jks", "PKCS12"]]
    domain_name: str
    enabled: NotRequired[bool]
    group_search: NotRequired["ActiveDirectoryGroupSearch"]
    id: str
    load_balance: NotRequired["ActiveDirectorySecurityRealmLoadBalance"]
    name: str
    order: NotRequired[int]
    override_yaml: NotRequired[str]
    role_mappings: NotRequired["ActiveDirectorySecurityRealmRoleMappingRules"]
    urls: list[str]
    user_search: NotRequired["ActiveDirectoryUserSearch"]


class ActiveDirectoryUserSearch(TypedDict):
    base_dn: NotRequired[str]
    filter: NotRequired[str]
    scope: NotRequired[Literal["sub_tree", "one_level", "base"]]


class AdminconsoleInfo(TypedDict):
    adminconsole_id: str


class AdminconsolesOverview(TypedDict):
    adminconsoles: list["AdminconsoleInfo"]


class AllocatedInstancePlansInfo(TypedDict):
    pending: bool
    version: NotRequired[str]
    zone_count: NotRequired[int]


class AllocatedInstanceStatus(TypedDict):
    cluster_healthy: NotRequired[bool]
    cluster_id: str
    cluster_name: NotRequired[str]
    cluster_type: Literal["elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search"]
    deployment_id: NotRequired[str]
    healthy: NotRequired[bool]
    instance_configuration_id: NotRequired[str]
    instance_name: str
    moving: NotRequired[bool]
    node_memory: int
    plans_info: NotRequired["AllocatedInstancePlansInfo"]


class AllocatorBuildInfo(TypedDict):
    commit_hash: NotRequired[str]
    version: NotRequired[str]


class AllocatorCapacity(TypedDict):
    additional_master_bonus: NotRequired[float]
    available_cpus: NotRequired[int]
    memory: "AllocatorCapacityMemory"
    storage: "AllocatorCapacityStorage"


class AllocatorCapacityMemory(TypedDict):
    total: int
    used: int


class AllocatorCapacityStorage(TypedDict):
    total: int


class AllocatorHealthChecks(TypedDict):
    has_instances: bool
    is_connected_to_zk: bool
    is_docker_healthy: bool


class AllocatorHealthStatus(TypedDict):
    connected: bool
    health_checks: NotRequired["AllocatorHealthChecks"]
    healthy: bool
    maintenance_mode: bool
    maintenance_mode_timestamp: NotRequired[str]


class AllocatorInfo(TypedDict):
    allocator_id: str
    build_info: NotRequired["AllocatorBuildInfo"]
    capacity: "AllocatorCapacity"
    external_links: list["ExternalHyperlink"]
    features: list[str]
    host_ip: str
    instances: list["AllocatedInstanceStatus"]
    metadata: list["MetadataItem"]
    public_hostname: str
    region: NotRequired[str]
    settings: "AllocatorSettings"
    status: "AllocatorHealthStatus"
    zone_id: str


AllocatorMoveRequest = TypedDict(
    "AllocatorMoveRequest",
    {
        "allocator_down": NotRequired[bool],
        "from": str,
        "to": NotRequired[list[str]],
    },
)


class AllocatorOverview(TypedDict):
    zones: list["AllocatorZoneInfo"]


class AllocatorSettings(TypedDict):
    capacity: NotRequired[int]


class AllocatorZoneInfo(TypedDict):
    allocators: list["AllocatorInfo"]
    zone_id: str


class AllocatorsSummary(TypedDict):
    healthy: bool
    zone_summaries: list["AllocatorsZoneSummary"]


class AllocatorsZoneSummary(TypedDict):
    connected_allocators: int
    connected_capacity: int
    disconnected_allocators: int
    healthy_allocators: int
    in_maintenance_allocators: int
    instances: int
    max_available_capacity: int
    total_allocators: int
    zone_id: str


class ApiBaseUrlData(TypedDict):
    value: str


class ApiKeyResponse(TypedDict):
    creation_date: str
    description: str
    expiration_date: NotRequired[str]
    id: str
    key: NotRequired[str]
    organization_id: NotRequired[str]
    role_assignments: NotRequired["RoleAssignments"]
    user_id: NotRequired[str]


class ApiKeysResponse(TypedDict):
    keys: list["ApiKeyResponse"]


class Apm(TypedDict):
    backend_plan: dict[str, Any]
    display_name: str
    elasticsearch_cluster_ref_id: str
    ref_id: str


class ApmConfiguration(TypedDict):
    docker_image: NotRequired[str]
    system_settings: NotRequired["ApmSystemSettings"]
    user_settings_json: NotRequired[dict[str, Any]]
    user_settings_override_json: NotRequired[dict[str, Any]]
    user_settings_override_yaml: NotRequired[str]
    user_settings_yaml: NotRequired[str]
    version: NotRequired[str]


class ApmCrudResponse(TypedDict):
    apm_id: NotRequired[str]
    diagnostics: NotRequired[dict[str, Any]]
    secret_token: str


class ApmInfo(TypedDict):
    apm_server_mode: NotRequired[Literal["standalone", "managed"]]
    deployment_id: NotRequired[str]
    elasticsearch_cluster: "TargetElasticsearchCluster"
    external_links: list["ExternalHyperlink"]
    healthy: bool
    id: str
    links: NotRequired[dict[str, "Hyperlink"]]
    metadata: NotRequired["ClusterMetadataInfo"]
    name: str
    plan_info: "ApmPlansInfo"
    region: NotRequired[str]
    settings: NotRequired["ApmSettings"]
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    topology: "ClusterTopologyInfo"


class ApmPayload(TypedDict):
    display_name: NotRequired[str]
    elasticsearch_cluster_ref_id: str
    plan: "ApmPlan"
    ref_id: str
    region: str
    settings: NotRequired["ApmSettings"]


class ApmPlan(TypedDict):
    apm: "ApmConfiguration"
    cluster_topology: NotRequired[list["ApmTopologyElement"]]
    transient: NotRequired["TransientApmPlanConfiguration"]


class ApmPlanControlConfiguration(TypedDict):
    calm_wait_time: NotRequired[int]
    cluster_reboot: NotRequired[Literal["forced"]]
    extended_maintenance: NotRequired[bool]
    move_allocators: NotRequired[list["AllocatorMoveRequest"]]
    move_instances: NotRequired[list["InstanceMoveRequest"]]
    override_failsafe: NotRequired[bool]
    preferred_allocator_tags: NotRequired[dict[str, str]]
    preferred_allocators: NotRequired[list[str]]
    reallocate_instances: NotRequired[bool]
    timeout: NotRequired[int]


class ApmPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired["ApmPlan"]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class ApmPlansInfo(TypedDict):
    current: NotRequired["ApmPlanInfo"]
    healthy: bool
    history: list["ApmPlanInfo"]
    pending: NotRequired["ApmPlanInfo"]


class ApmResourceInfo(TypedDict):
    elasticsearch_cluster_ref_id: str
    id: str
    info: "ApmInfo"
    ref_id: str
    region: str


class ApmSettings(TypedDict):
    metadata: NotRequired["ClusterMetadataSettings"]


class ApmSubInfo(TypedDict):
    apm_id: str
    enabled: bool
    links: NotRequired[dict[str, "Hyperlink"]]


class ApmSystemSettings(TypedDict):
    debug_enabled: NotRequired[bool]
    elasticsearch_password: NotRequired[str]
    elasticsearch_url: NotRequired[str]
    elasticsearch_username: NotRequired[str]
    kibana_url: NotRequired[str]
    secret_token: NotRequired[str]


class ApmTopologyElement(TypedDict):
    apm: NotRequired["ApmConfiguration"]
    instance_configuration_id: NotRequired[str]
    instance_configuration_version: NotRequired[int]
    size: NotRequired["TopologySize"]
    zone_count: NotRequired[int]


class AppSearch(TypedDict):
    backend_plan: dict[str, Any]
    display_name: str
    elasticsearch_cluster_ref_id: str
    ref_id: str


class AppSearchConfiguration(TypedDict):
    docker_image: NotRequired[str]
    system_settings: NotRequired["AppSearchSystemSettings"]
    user_settings_json: NotRequired[dict[str, Any]]
    user_settings_override_json: NotRequired[dict[str, Any]]
    user_settings_override_yaml: NotRequired[str]
    user_settings_yaml: NotRequired[str]
    version: NotRequired[str]


class AppSearchInfo(TypedDict):
    deployment_id: NotRequired[str]
    elasticsearch_cluster: "TargetElasticsearchCluster"
    external_links: list["ExternalHyperlink"]
    healthy: bool
    id: str
    links: NotRequired[dict[str, "Hyperlink"]]
    metadata: NotRequired["ClusterMetadataInfo"]
    name: str
    plan_info: "AppSearchPlansInfo"
    region: NotRequired[str]
    settings: NotRequired["AppSearchSettings"]
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    topology: "ClusterTopologyInfo"


class AppSearchNodeTypes(TypedDict):
    appserver: bool
    worker: bool


class AppSearchPayload(TypedDict):
    display_name: NotRequired[str]
    elasticsearch_cluster_ref_id: str
    plan: "AppSearchPlan"
    ref_id: str
    region: str
    settings: NotRequired["AppSearchSettings"]


class AppSearchPlan(TypedDict):
    appsearch: "AppSearchConfiguration"
    cluster_topology: NotRequired[list["AppSearchTopologyElement"]]
    transient: NotRequired["TransientAppSearchPlanConfiguration"]


class AppSearchPlanControlConfiguration(TypedDict):
    calm_wait_time: NotRequired[int]
    cluster_reboot: NotRequired[Literal["forced"]]
    extended_maintenance: NotRequired[bool]
    move_allocators: NotRequired[list["AllocatorMoveRequest"]]
    move_instances: NotRequired[list["InstanceMoveRequest"]]
    override_failsafe: NotRequired[bool]
    preferred_allocator_tags: NotRequired[dict[str, str]]
    preferred_allocators: NotRequired[list[str]]
    reallocate_instances: NotRequired[bool]
    timeout: NotRequired[int]


class AppSearchPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired["AppSearchPlan"]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class AppSearchPlansInfo(TypedDict):
    current: NotRequired["AppSearchPlanInfo"]
    healthy: bool
    history: list["AppSearchPlanInfo"]
    pending: NotRequired["AppSearchPlanInfo"]


class AppSearchResourceInfo(TypedDict):
    elasticsearch_cluster_ref_id: str
    id: str
    info: "AppSearchInfo"
    ref_id: str
    region: str


class AppSearchSettings(TypedDict):
    metadata: NotRequired["ClusterMetadataSettings"]


class AppSearchSubInfo(TypedDict):
    app_search_id: str
    enabled: bool
    links: NotRequired[dict[str, "Hyperlink"]]


class AppSearchSystemSettings(TypedDict):
    elasticsearch_password: NotRequired[str]
    elasticsearch_url: NotRequired[str]
    elasticsearch_username: NotRequired[str]
    secret_session_key: NotRequired[str]


class AppSearchTopologyElement(TypedDict):
    appsearch: NotRequired["AppSearchConfiguration"]
    instance_configuration_id: NotRequired[str]
    instance_configuration_version: NotRequired[int]
    node_type: NotRequired["AppSearchNodeTypes"]
    size: NotRequired["TopologySize"]
    zone_count: NotRequired[int]


class AuthenticationInfo(TypedDict):
    elevated_permissions_expire_at: NotRequired[str]
    expires_at: NotRequired[str]
    has_elevated_permissions: bool
    has_totp_device: NotRequired[bool]
    refresh_token_url: str
    totp_device_source: NotRequired[str]
    totp_device_source_enable_mfa_href: NotRequired[str]


class AutoOpsSettings(TypedDict):
    status: Literal["connected", "not_connected", "excluded"]


AutodetectStrategyConfig = dict[str, Any]


class AvailableAuthenticationMethods(TypedDict):
    openid: bool
    password: bool
    saml: bool
    sso_methods: list["SsoAuthenticationMethodInfo"]


class Balance(TypedDict):
    available: float
    line_items: list["SimplifiedLineItem"]
    remaining: float


class BasicFailedReply(TypedDict):
    errors: list["BasicFailedReplyElement"]


class BasicFailedReplyElement(TypedDict):
    code: str
    fields: NotRequired[list[str]]
    message: str


class Blessing(TypedDict):
    value: bool


class Blessings(TypedDict):
    runner_ids_to_blessing: dict[str, "Blessing"]


class BlessingsWithMeta(TypedDict):
    meta: "Metadata"
    value: "Blessings"


class BoolQuery(TypedDict):
    filter: NotRequired[list["QueryContainer"]]
    minimum_should_match: NotRequired[int]
    must: NotRequired[list["QueryContainer"]]
    must_not: NotRequired[list["QueryContainer"]]
    should: NotRequired[list["QueryContainer"]]


class CapacityConstraintsResource(TypedDict):
    max: int
    min: int


class CertificateAuthority(TypedDict):
    public_certificates: list["PublicCertificate"]
    recommended_trust_restriction: str


class CertificateMetaData(TypedDict):
    also_trusted_by: NotRequired[list[str]]
    fingerprint: str
    valid_from: str
    valid_to: str


class ChainStatus(TypedDict):
    expiration_date: str
    first_certificate_to_expire: str


class ChangeSourceInfo(TypedDict):
    action: str
    admin_id: NotRequired[str]
    date: str
    facilitator: str
    remote_addresses: NotRequired[list[str]]
    user_id: NotRequired[str]


class ChartItem(TypedDict):
    timestamp: int
    values: list["ChartItemValue"]


class ChartItemValue(TypedDict):
    id: str
    name: str
    value: float


class ChartItems(TypedDict):
    data: list["ChartItem"]


class ClusterCredentials(TypedDict):
    password: str
    username: str


class ClusterCurationSettings(TypedDict):
    specs: list["ClusterCurationSpec"]


class ClusterCurationSpec(TypedDict):
    index_pattern: str
    trigger_interval_seconds: int


class ClusterInstanceConfigurationInfo(TypedDict):
    config_version: NotRequired[int]
    id: str
    name: str
    resource: Literal["memory", "storage"]


class ClusterInstanceDiskInfo(TypedDict):
    disk_space_available: NotRequired[int]
    disk_space_used: int
    storage_multiplier: float


class ClusterInstanceInfo(TypedDict):
    allocator_id: NotRequired[str]
    container_started: bool
    disk: NotRequired["ClusterInstanceDiskInfo"]
    healthy: bool
    instance_configuration: NotRequired["ClusterInstanceConfigurationInfo"]
    instance_name: str
    instance_overrides: NotRequired["InstanceOverrides"]
    maintenance_mode: bool
    memory: NotRequired["ClusterInstanceMemoryInfo"]
    node_roles: NotRequired[list[Literal["master", "ingest", "ml", "data_hot", "data_content", "data_warm", "data_cold", "data_frozen", "remote_cluster_client", "transform", "voting_only"]]]
    service_roles: NotRequired[list[str]]
    service_running: bool
    service_version: NotRequired[str]
    zone: NotRequired[str]


class ClusterInstanceMemoryInfo(TypedDict):
    instance_capacity: int
    instance_capacity_planned: NotRequired[int]
    memory_pressure: NotRequired[int]
    native_memory_pressure: NotRequired[int]


class ClusterLicenseInfo(TypedDict):
    license: dict[str, Any]


class ClusterMetadataCpuResourcesSettings(TypedDict):
    boost: NotRequired[bool]
    hard_limit: NotRequired[bool]


class ClusterMetadataInfo(TypedDict):
    aliased_endpoint: NotRequired[str]
    aliased_url: NotRequired[str]
    cloud_id: NotRequired[str]
    endpoint: NotRequired[str]
    last_modified: str
    ports: NotRequired["ClusterMetadataPortInfo"]
    raw: NotRequired[dict[str, Any]]
    service_url: NotRequired[str]
    services_urls: NotRequired[list["ServiceUrl"]]
    version: int


class ClusterMetadataPortInfo(TypedDict):
    http: int
    https: int
    transport_passthrough: int


class ClusterMetadataResourcesSettings(TypedDict):
    cpu: NotRequired["ClusterMetadataCpuResourcesSettings"]


class ClusterMetadataSettings(TypedDict):
    contact_email: NotRequired[str]
    hidden: NotRequired[bool]
    name: NotRequired[str]
    organization_id: NotRequired[str]
    owner_id: NotRequired[str]
    resources: NotRequired["ClusterMetadataResourcesSettings"]
    subscription_level: NotRequired[str]
    system_owned: NotRequired[bool]


class ClusterPlanAttemptError(TypedDict):
    details: dict[str, str]
    failure_type: NotRequired[str]
    message: str
    timestamp: str


class ClusterPlanStepInfo(TypedDict):
    completed: NotRequired[str]
    duration_in_millis: NotRequired[int]
    info_log: list["ClusterPlanStepLogMessageInfo"]
    stage: Literal["starting", "completed", "in_progress"]
    started: str
    status: Literal["success", "warning", "error", "pending"]
    step_id: str


class ClusterPlanStepLogMessageInfo(TypedDict):
    delta_in_millis: NotRequired[int]
    details: dict[str, str]
    failure_type: NotRequired[str]
    internal_details: NotRequired[dict[str, str]]
    message: str
    stage: Literal["starting", "completed", "in_progress"]
    timestamp: str


class ClusterPlanWarning(TypedDict):
    code: str
    message: str
    step_id: NotRequired[str]


ClusterSnapshotRepositoryDefault = dict[str, Any]


class ClusterSnapshotRepositoryInfo(TypedDict):
    default: NotRequired["ClusterSnapshotRepositoryDefault"]
    reference: NotRequired["ClusterSnapshotRepositoryReference"]
    static: NotRequired["ClusterSnapshotRepositoryStatic"]


class ClusterSnapshotRepositoryReference(TypedDict):
    repository_name: NotRequired[str]


class ClusterSnapshotRepositoryStatic(TypedDict):
    repository_type: NotRequired[str]
    settings: NotRequired[dict[str, Any]]


class ClusterSnapshotRetention(TypedDict):
    max_age: NotRequired[str]
    snapshots: NotRequired[int]


class ClusterSnapshotSettings(TypedDict):
    cron_expression: NotRequired[str]
    enabled: NotRequired[bool]
    interval: NotRequired[str]
    pending_interval: NotRequired[str]
    repository: NotRequired["ClusterSnapshotRepositoryInfo"]
    retention: NotRequired["ClusterSnapshotRetention"]
    slm: NotRequired[bool]
    suspended: NotRequired[list[str]]
    wait_time_after_snapshotting: NotRequired[str]


class ClusterSystemAlert(TypedDict):
    alert_type: Literal["automatic_restart", "heap_dump", "unknown_event"]
    exit_code: NotRequired[int]
    instance_name: str
    timestamp: str
    url: NotRequired[str]


class ClusterTopologyInfo(TypedDict):
    healthy: bool
    instances: list["ClusterInstanceInfo"]


class Comment(TypedDict):
    id: str
    message: str
    user_id: str


class CommentCreateRequest(TypedDict):
    message: str


class CommentUpdateRequest(TypedDict):
    message: str


class CommentWithMeta(TypedDict):
    comment: "Comment"
    metadata: "Metadata"


class CommentsWithMetas(TypedDict):
    values: list["CommentWithMeta"]


class CommonClusterPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired[dict[str, Any]]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class CompatibleNodeTypesResource(TypedDict):
    capacity_constraints: NotRequired["CapacityConstraintsResource"]
    compatible_node_types: list[str]
    node_type: str


class CompatibleVersionResource(TypedDict):
    capacity_constraints: NotRequired["CapacityConstraintsResource"]
    node_types: list["CompatibleNodeTypesResource"]
    version: str


class ConfigStoreOption(TypedDict):
    changed: bool
    name: str
    value: str


class ConfigStoreOptionData(TypedDict):
    value: str


class ConfigStoreOptionList(TypedDict):
    values: list["ConfigStoreOption"]


class ConstructorHealthStatus(TypedDict):
    connected: bool
    maintenance_mode: bool


class ConstructorInfo(TypedDict):
    constructor_id: str
    status: "ConstructorHealthStatus"


class ConstructorOverview(TypedDict):
    constructors: list["ConstructorInfo"]


class ContainerConfigHostConfig(TypedDict):
    binds: list[str]
    cpu_period: NotRequired[int]
    extra_hosts: list[str]
    network_mode: NotRequired[str]
    port_bindings: dict[str, list["PortBinding"]]
    privileged: bool
    restart_policy: NotRequired["RestartPolicy"]


class ContainerSetSummary(TypedDict):
    container_set_id: str
    containers_created_count: int
    containers_expected_running_count: int
    containers_running_count: int
    containers_started_count: int
    healthy: bool
    hidden: bool


class ContainerSetsSummary(TypedDict):
    healthy: bool
    healthy_container_sets_count: int
    unhealthy_container_sets: list["ContainerSetSummary"]
    unhealthy_container_sets_count: int


class ContainersEntry(TypedDict):
    container_set_name: str
    kind: str
    name: str
    options: "ContainersEntryOptions"


class ContainersEntryOptions(TypedDict):
    acls: list["ContainersEntryOptionsACL"]
    auths: list["ContainersEntryOptionsAuth"]
    container_set_secret: NotRequired[str]
    enabled: bool
    enabled_by_named_feature_flag: NotRequired[str]
    overrides: NotRequired["ContainersEntryOptionsOverrides"]
    runners_secret: NotRequired[str]


class ContainersEntryOptionsACL(TypedDict):
    id: str
    perms: int
    scheme: str


class ContainersEntryOptionsAuth(TypedDict):
    auth: str
    scheme: str


class ContainersEntryOptionsContainerConfig(TypedDict):
    env: list[str]
    host_config: NotRequired["ContainerConfigHostConfig"]


class ContainersEntryOptionsOverrides(TypedDict):
    container_config: NotRequired["ContainersEntryOptionsContainerConfig"]


class CoordinatorCandidateInfo(TypedDict):
    acl: "ZkAcl"
    attributes: dict[str, str]
    id: NotRequired[int]
    name: str
    public_hostname: str
    state: Literal["accepted", "pending"]


class CoordinatorCandidatesSummary(TypedDict):
    candidates: list["CoordinatorCandidateInfo"]


class CoordinatorSummary(TypedDict):
    attributes: dict[str, str]
    client_port: int
    election_port: int
    leader_port: int
    name: str
    public_hostname: str


class CoordinatorsSummary(TypedDict):
    coordinators: list["CoordinatorSummary"]


class Costs(TypedDict):
    dimensions: list["Dimension"]
    total: float


class CostsOverview(TypedDict):
    balance: NotRequired["Balance"]
    costs: "Costs"
    hourly_rate: float
    trials: float


class CreateApiKeyRequest(TypedDict):
    description: str
    expiration: NotRequired[str]
    role_assignments: NotRequired["RoleAssignments"]


class CreateExtensionRequest(TypedDict):
    description: NotRequired[str]
    download_url: NotRequired[str]
    extension_type: Literal["plugin", "bundle"]
    name: str
    version: str


class Creates(TypedDict):
    apm: NotRequired[list["Apm"]]
    appsearch: NotRequired[list["AppSearch"]]
    elasticsearch: NotRequired[list["Elasticsearch"]]
    enterprise_search: NotRequired[list["EnterpriseSearch"]]
    integrations_server: NotRequired[list["IntegrationsServer"]]
    kibana: NotRequired[list["Kibana"]]


class DeleteApiKeysRequest(TypedDict):
    keys: list[str]


class DeleteUsersApiKeysRequest(TypedDict):
    user_api_keys: list["UserApiKey"]


class DeploymentCosts(TypedDict):
    costs: "Costs"
    deployment_id: str
    deployment_name: str
    hourly_rate: float
    period: NotRequired["Period"]


class DeploymentCreateMetadata(TypedDict):
    system_owned: NotRequired[bool]
    tags: NotRequired[list["MetadataItem"]]


class DeploymentCreateRequest(TypedDict):
    alias: NotRequired[str]
    metadata: NotRequired["DeploymentCreateMetadata"]
    name: NotRequired[str]
    region: NotRequired[str]
    resources: NotRequired["DeploymentCreateResources"]
    settings: NotRequired["DeploymentCreateSettings"]
    version: NotRequired[str]


class DeploymentCreateResources(TypedDict):
    apm: NotRequired[list["ApmPayload"]]
    appsearch: NotRequired[list["AppSearchPayload"]]
    elasticsearch: NotRequired[list["ElasticsearchPayload"]]
    enterprise_search: NotRequired[list["EnterpriseSearchPayload"]]
    integrations_server: NotRequired[list["IntegrationsServerPayload"]]
    kibana: NotRequired[list["KibanaPayload"]]


class DeploymentCreateResponse(TypedDict):
    alias: NotRequired[str]
    created: bool
    diagnostics: NotRequired["DeploymentDiagnostics"]
    id: str
    name: str
    resources: list["DeploymentResource"]


class DeploymentCreateSettings(TypedDict):
    autoscaling_enabled: NotRequired[bool]
    observability: NotRequired["DeploymentObservabilitySettings"]
    traffic_filter_settings: NotRequired["TrafficFilterSettings"]


class DeploymentDeleteResponse(TypedDict):
    id: str
    name: str
    orphaned: NotRequired["Orphaned"]


class DeploymentDiagnostics(TypedDict):
    creates: NotRequired["Creates"]
    updates: NotRequired["Updates"]


class DeploymentDomainName(TypedDict):
    value: str


class DeploymentGetResponse(TypedDict):
    alias: NotRequired[str]
    healthy: bool
    id: str
    instance_configurations: NotRequired[list["InstanceConfigurationInfo"]]
    metadata: NotRequired["DeploymentMetadata"]
    name: str
    observability: NotRequired["DeploymentObservability"]
    resources: "DeploymentResources"
    settings: NotRequired["DeploymentSettings"]


class DeploymentHeapDumps(TypedDict):
    elasticsearch: list["ResourceHeapDumps"]
    enterprise_search: list["ResourceHeapDumps"]


class DeploymentLogging(TypedDict):
    healthy: bool
    issues: NotRequired[list["ObservabilityIssue"]]
    urls: NotRequired[dict[str, str]]


class DeploymentLoggingSettings(TypedDict):
    destination: "ObservabilityAbsoluteDeployment"


class DeploymentMetadata(TypedDict):
    byok_enabled: NotRequired[bool]
    hidden: NotRequired[bool]
    last_modified: str
    last_resource_plan_modified: NotRequired[str]
    organization_id: NotRequired[str]
    owner_id: NotRequired[str]
    subscription_level: NotRequired[str]
    system_owned: NotRequired[bool]
    tags: NotRequired[list["MetadataItem"]]


class DeploymentMetrics(TypedDict):
    healthy: bool
    issues: NotRequired[list["ObservabilityIssue"]]
    urls: NotRequired[dict[str, str]]


class DeploymentMetricsSettings(TypedDict):
    destination: "ObservabilityAbsoluteDeployment"
    force_legacy_monitoring: NotRequired[bool]


class DeploymentObservability(TypedDict):
    healthy: bool
    issues: NotRequired[list["ObservabilityIssue"]]
    logging: NotRequired["DeploymentLogging"]
    metrics: NotRequired["DeploymentMetrics"]


class DeploymentObservabilitySettings(TypedDict):
    logging: NotRequired["DeploymentLoggingSettings"]
    metrics: NotRequired["DeploymentMetricsSettings"]


class DeploymentResource(TypedDict):
    cloud_id: NotRequired[str]
    credentials: NotRequired["ClusterCredentials"]
    elasticsearch_cluster_ref_id: NotRequired[str]
    id: str
    kind: str
    ref_id: str
    region: str
    secret_token: NotRequired[str]
    warnings: NotRequired[list["ReplyWarning"]]


class DeploymentResourceCommandResponse(TypedDict):
    warnings: NotRequired[list["ReplyWarning"]]


class DeploymentResourceCrudResponse(TypedDict):
    id: str
    kind: str
    ref_id: str


class DeploymentResourceUpgradeResponse(TypedDict):
    resource_id: str
    stack_version: str


class DeploymentResources(TypedDict):
    apm: list["ApmResourceInfo"]
    appsearch: list["AppSearchResourceInfo"]
    elasticsearch: list["ElasticsearchResourceInfo"]
    enterprise_search: list["EnterpriseSearchResourceInfo"]
    integrations_server: list["IntegrationsServerResourceInfo"]
    kibana: list["KibanaResourceInfo"]


class DeploymentRestoreResponse(TypedDict):
    id: str


class DeploymentRoleAssignment(TypedDict):
    all: NotRequired[bool]
    application_roles: NotRequired[list[str]]
    deployment_ids: NotRequired[list[str]]
    organization_id: str
    role_id: str


class DeploymentSearchResponse(TypedDict):
    alias: NotRequired[str]
    healthy: bool
    id: str
    metadata: NotRequired["DeploymentMetadata"]
    name: str
    resources: "DeploymentResources"
    settings: NotRequired["DeploymentSettings"]


class DeploymentSettings(TypedDict):
    auto_ops: "AutoOpsSettings"
    autoscaling_enabled: NotRequired[bool]
    observability: NotRequired["DeploymentObservabilitySettings"]
    traffic_filter_settings: NotRequired["TrafficFilterSettings"]


class DeploymentShutdownResponse(TypedDict):
    id: str
    name: str
    orphaned: NotRequired["Orphaned"]


class DeploymentTemplateInfoV2(TypedDict):
    deployment_template: "DeploymentCreateRequest"
    description: NotRequired[str]
    hidden: NotRequired[bool]
    id: str
    instance_configurations: list["InstanceConfigurationInfo"]
    kibana_deeplink: NotRequired[list["KibanaDeeplink"]]
    metadata: NotRequired[list["MetadataItem"]]
    min_version: NotRequired[str]
    name: str
    order: NotRequired[int]
    source: NotRequired["ChangeSourceInfo"]
    system_owned: NotRequired[bool]
    template_category_id: NotRequired[str]


class DeploymentTemplateReference(TypedDict):
    id: str
    version: NotRequired[str]


class DeploymentTemplateRequestBody(TypedDict):
    deployment_template: "DeploymentCreateRequest"
    description: NotRequired[str]
    hidden: NotRequired[bool]
    kibana_deeplink: NotRequired[list["KibanaDeeplink"]]
    metadata: NotRequired[list["MetadataItem"]]
    min_version: NotRequired[str]
    name: str
    order: NotRequired[int]
    system_owned: NotRequired[bool]
    template_category_id: NotRequired[str]


class DeploymentUpdateMetadata(TypedDict):
    hidden: NotRequired[bool]
    system_owned: NotRequired[bool]
    tags: NotRequired[list["MetadataItem"]]


class DeploymentUpdateRequest(TypedDict):
    alias: NotRequired[str]
    metadata: NotRequired["DeploymentUpdateMetadata"]
    name: NotRequired[str]
    prune_orphans: bool
    resources: NotRequired["DeploymentUpdateResources"]
    settings: NotRequired["DeploymentUpdateSettings"]


class DeploymentUpdateResources(TypedDict):
    apm: NotRequired[list["ApmPayload"]]
    appsearch: NotRequired[list["AppSearchPayload"]]
    elasticsearch: NotRequired[list["ElasticsearchPayload"]]
    enterprise_search: NotRequired[list["EnterpriseSearchPayload"]]
    integrations_server: NotRequired[list["IntegrationsServerPayload"]]
    kibana: NotRequired[list["KibanaPayload"]]


class DeploymentUpdateResponse(TypedDict):
    alias: NotRequired[str]
    diagnostics: NotRequired["DeploymentDiagnostics"]
    id: str
    name: str
    resources: list["DeploymentResource"]
    settings: NotRequired["DeploymentSettings"]
    shutdown_resources: NotRequired["Orphaned"]


class DeploymentUpdateSettings(TypedDict):
    auto_ops: NotRequired["AutoOpsSettings"]
    autoscaling_enabled: NotRequired[bool]
    observability: NotRequired["DeploymentObservabilitySettings"]


class DeploymentUpgradeAssistantStatusResponse(TypedDict):
    details: str
    ready_for_upgrade: bool


class DeploymentsCosts(TypedDict):
    deployments: list["DeploymentCosts"]
    total_cost: float


class DeploymentsListResponse(TypedDict):
    deployments: list["DeploymentsListingData"]


class DeploymentsListingData(TypedDict):
    id: str
    name: str
    resources: list["DeploymentResource"]


class DeploymentsSearchResponse(TypedDict):
    cursor: NotRequired[str]
    deployments: list["DeploymentSearchResponse"]
    match_count: NotRequired[int]
    minimal_metadata: NotRequired[list[dict[str, Any]]]
    return_count: int


class Dimension(TypedDict):
    cost: float
    type: Literal["capacity", "data_in", "data_internode", "data_out", "storage_api", "storage_bytes"]


class DirectTrustRelationship(TypedDict):
    additional_node_names: NotRequired[list[str]]
    certificates: list["TrustedCertificate"]
    name: str
    scope_id: NotRequired[str]
    trust_all: bool
    trust_allowlist: NotRequired[list[str]]
    type: NotRequired[Literal["ECE", "ESS", "generic", "proxy"]]
    uid: NotRequired[str]


class DiscreteSizes(TypedDict):
    default_size: NotRequired[int]
    resource: NotRequired[Literal["memory", "storage"]]
    sizes: list[int]


class DtsDimensionCosts(TypedDict):
    cost: float
    name: str
    quantity: "DtsQuantity"
    rate: "DtsRate"
    sku: str
    type: str


class DtsQuantity(TypedDict):
    formatted_value: str
    value: int


class DtsRate(TypedDict):
    formatted_value: str
    value: float


class Elasticsearch(TypedDict):
    backend_plan: dict[str, Any]
    display_name: str
    ref_id: str


class ElasticsearchBlockingIssueElement(TypedDict):
    description: str
    level: Literal["index", "global"]


class ElasticsearchBlockingIssues(TypedDict):
    blocks: list["ElasticsearchBlockingIssueElement"]
    healthy: bool


class ElasticsearchClusterBlockingIssueElement(TypedDict):
    description: str
    instances: list[str]


class ElasticsearchClusterBlockingIssues(TypedDict):
    cluster_level: list["ElasticsearchClusterBlockingIssueElement"]
    healthy: bool
    index_level: list["ElasticsearchClusterBlockingIssueElement"]


class ElasticsearchClusterInfo(TypedDict):
    associated_apm_clusters: list["ApmSubInfo"]
    associated_appsearch_clusters: list["AppSearchSubInfo"]
    associated_enterprise_search_clusters: list["EnterpriseSearchSubInfo"]
    associated_kibana_clusters: list["KibanaSubClusterInfo"]
    cluster_id: str
    cluster_name: str
    deployment_id: NotRequired[str]
    elasticsearch: "ElasticsearchInfo"
    elasticsearch_monitoring_info: NotRequired["ElasticsearchMonitoringInfo"]
    external_links: list["ExternalHyperlink"]
    healthy: bool
    links: NotRequired[dict[str, "Hyperlink"]]
    locked: NotRequired[bool]
    metadata: "ClusterMetadataInfo"
    plan_info: "ElasticsearchClusterPlansInfo"
    region: NotRequired[str]
    security: NotRequired["ElasticsearchClusterSecurityInfo"]
    settings: NotRequired["ElasticsearchClusterSettings"]
    snapshots: "SnapshotStatusInfo"
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    system_alerts: NotRequired[list["ClusterSystemAlert"]]
    topology: "ClusterTopologyInfo"


class ElasticsearchClusterPlan(TypedDict):
    autoscaling_enabled: NotRequired[bool]
    cluster_topology: list["ElasticsearchClusterTopologyElement"]
    deployment_template: NotRequired["DeploymentTemplateReference"]
    elasticsearch: "ElasticsearchConfiguration"
    transient: NotRequired["TransientElasticsearchPlanConfiguration"]


class ElasticsearchClusterPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired["ElasticsearchClusterPlan"]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class ElasticsearchClusterPlansInfo(TypedDict):
    current: NotRequired["ElasticsearchClusterPlanInfo"]
    healthy: bool
    history: list["ElasticsearchClusterPlanInfo"]
    pending: NotRequired["ElasticsearchClusterPlanInfo"]


class ElasticsearchClusterRole(TypedDict):
    roles: list[str]
    username: str


class ElasticsearchClusterSecurityInfo(TypedDict):
    last_modified: str
    roles: dict[str, Any]
    users: list["ElasticsearchClusterUser"]
    users_roles: list["ElasticsearchClusterRole"]
    version: int


class ElasticsearchClusterSettings(TypedDict):
    curation: NotRequired["ClusterCurationSettings"]
    dedicated_masters_threshold: NotRequired[int]
    keystore_contents: NotRequired["KeystoreContents"]
    metadata: NotRequired["ClusterMetadataSettings"]
    monitoring: NotRequired["ManagedMonitoringSettings"]
    snapshot: NotRequired["ClusterSnapshotSettings"]
    traffic_filter: NotRequired["TrafficFilterSettings"]
    trust: NotRequired["ElasticsearchClusterTrustSettings"]


class ElasticsearchClusterTopologyElement(TypedDict):
    autoscaling_max: NotRequired["TopologySize"]
    autoscaling_min: NotRequired["TopologySize"]
    autoscaling_policy_override_json: NotRequired[dict[str, Any]]
    autoscaling_tier_override: NotRequired[bool]
    elasticsearch: NotRequired["ElasticsearchConfiguration"]
    id: NotRequired[str]
    instance_configuration_id: NotRequired[str]
    instance_configuration_version: NotRequired[int]
    memory_per_node: NotRequired[int]
    node_count_per_zone: NotRequired[int]
    node_roles: NotRequired[list[Literal["master", "ingest", "ml", "data_hot", "data_content", "data_warm", "data_cold", "data_frozen", "remote_cluster_client", "transform"]]]
    node_type: NotRequired["ElasticsearchNodeType"]
    size: NotRequired["TopologySize"]
    topology_element_control: NotRequired["TopologyElementControl"]
    zone_count: NotRequired[int]


class ElasticsearchClusterTrustSettings(TypedDict):
    accounts: NotRequired[list["AccountTrustRelationship"]]
    direct: NotRequired[list["DirectTrustRelationship"]]
    external: NotRequired[list["ExternalTrustRelationship"]]


class ElasticsearchClusterUser(TypedDict):
    password_hash: str
    username: str


class ElasticsearchConfiguration(TypedDict):
    curation: NotRequired["ElasticsearchCuration"]
    docker_image: NotRequired[str]
    enabled_built_in_plugins: NotRequired[list[str]]
    node_attributes: NotRequired[dict[str, str]]
    system_settings: NotRequired["ElasticsearchSystemSettings"]
    user_bundles: NotRequired[list["ElasticsearchUserBundle"]]
    user_plugins: NotRequired[list["ElasticsearchUserPlugin"]]
    user_settings_json: NotRequired[dict[str, Any]]
    user_settings_override_json: NotRequired[dict[str, Any]]
    user_settings_override_yaml: NotRequired[str]
    user_settings_yaml: NotRequired[str]
    version: NotRequired[str]


class ElasticsearchCuration(TypedDict):
    from_instance_configuration_id: str
    to_instance_configuration_id: str


class ElasticsearchDependant(TypedDict):
    id: str
    kind: str


class ElasticsearchElasticUserPasswordResetResponse(TypedDict):
    password: str
    username: str


class ElasticsearchInfo(TypedDict):
    blocking_issues: "ElasticsearchClusterBlockingIssues"
    cluster_blocking_issues: NotRequired["ElasticsearchBlockingIssues"]
    healthy: bool
    master_info: "ElasticsearchMasterInfo"
    shard_info: "ElasticsearchShardsInfo"
    shards_status: NotRequired["ElasticsearchShardsStatus"]


class ElasticsearchMasterElement(TypedDict):
    instances: list[str]
    master_instance_name: NotRequired[str]
    master_node_id: str


class ElasticsearchMasterInfo(TypedDict):
    healthy: bool
    instances_with_no_master: list[str]
    masters: list["ElasticsearchMasterElement"]


class ElasticsearchMonitoringInfo(TypedDict):
    destination_cluster_ids: list[str]
    healthy: bool
    last_modified: str
    last_update_status: str
    source_cluster_ids: list[str]


class ElasticsearchNodeType(TypedDict):
    data: NotRequired[bool]
    ingest: NotRequired[bool]
    master: NotRequired[bool]
    ml: NotRequired[bool]


class ElasticsearchPayload(TypedDict):
    display_name: NotRequired[str]
    plan: "ElasticsearchClusterPlan"
    ref_id: str
    region: str
    settings: NotRequired["ElasticsearchClusterSettings"]


class ElasticsearchPlanControlConfiguration(TypedDict):
    calm_wait_time: NotRequired[int]
    cluster_reboot: NotRequired[Literal["forced"]]
    extended_maintenance: NotRequired[bool]
    max_snapshot_age: NotRequired[int]
    max_snapshot_attempts: NotRequired[int]
    move_allocators: NotRequired[list["AllocatorMoveRequest"]]
    move_instances: NotRequired[list["InstanceMoveRequest"]]
    move_only: NotRequired[bool]
    override_failsafe: NotRequired[bool]
    preferred_allocator_tags: NotRequired[dict[str, str]]
    preferred_allocators: NotRequired[list[str]]
    reallocate_instances: NotRequired[bool]
    skip_data_migration: NotRequired[bool]
    skip_post_upgrade_steps: NotRequired[bool]
    skip_snapshot: NotRequired[bool]
    skip_snapshot_post_major_upgrade: NotRequired[bool]
    skip_upgrade_checker: NotRequired[bool]
    timeout: NotRequired[int]


class ElasticsearchReplicaElement(TypedDict):
    instance_name: str
    replica_count: int


class ElasticsearchResourceInfo(TypedDict):
    id: str
    info: "ElasticsearchClusterInfo"
    ref_id: str
    region: str


class ElasticsearchScriptTypeSettings(TypedDict):
    enabled: NotRequired[bool]
    sandbox_mode: NotRequired[bool]


class ElasticsearchScriptingUserSettings(TypedDict):
    expressions_enabled: NotRequired[bool]
    file: NotRequired["ElasticsearchScriptTypeSettings"]
    inline: NotRequired["ElasticsearchScriptTypeSettings"]
    mustache_enabled: NotRequired[bool]
    painless_enabled: NotRequired[bool]
    stored: NotRequired["ElasticsearchScriptTypeSettings"]


class ElasticsearchShardElement(TypedDict):
    instance_name: str
    shard_count: int


class ElasticsearchShardsInfo(TypedDict):
    available_shards: list["ElasticsearchShardElement"]
    healthy: bool
    unavailable_replicas: list["ElasticsearchReplicaElement"]
    unavailable_shards: list["ElasticsearchShardElement"]


class ElasticsearchShardsStatus(TypedDict):
    status: Literal["green", "red", "yellow"]


class ElasticsearchSystemSettings(TypedDict):
    auto_create_index: NotRequired[bool]
    default_shards_per_index: NotRequired[int]
    destructive_requires_name: NotRequired[bool]
    enable_close_index: NotRequired[bool]
    monitoring_collection_interval: NotRequired[int]
    monitoring_history_duration: NotRequired[str]
    reindex_whitelist: NotRequired[list[str]]
    scripting: NotRequired["ElasticsearchScriptingUserSettings"]
    watcher_trigger_engine: NotRequired[str]


class ElasticsearchUserBundle(TypedDict):
    elasticsearch_version: str
    name: str
    url: str


class ElasticsearchUserPlugin(TypedDict):
    elasticsearch_version: str
    name: str
    url: str


class ElevatedPermissions(TypedDict):
    enabled: bool
    expires_at: NotRequired[str]


EmptyResponse = dict[str, Any]


class EnableIlmRequest(TypedDict):
    index_patterns: list["IndexPattern"]


class EnrollmentTokenRequest(TypedDict):
    persistent: bool
    roles: NotRequired[list[str]]
    validity_in_seconds: NotRequired[int]


class EnterpriseSearch(TypedDict):
    backend_plan: dict[str, Any]
    display_name: str
    elasticsearch_cluster_ref_id: str
    ref_id: str


class EnterpriseSearchConfiguration(TypedDict):
    docker_image: NotRequired[str]
    system_settings: NotRequired["EnterpriseSearchSystemSettings"]
    user_settings_json: NotRequired[dict[str, Any]]
    user_settings_override_json: NotRequired[dict[str, Any]]
    user_settings_override_yaml: NotRequired[str]
    user_settings_yaml: NotRequired[str]
    version: NotRequired[str]


class EnterpriseSearchInfo(TypedDict):
    deployment_id: NotRequired[str]
    elasticsearch_cluster: "TargetElasticsearchCluster"
    external_links: list["ExternalHyperlink"]
    healthy: bool
    id: str
    links: NotRequired[dict[str, "Hyperlink"]]
    metadata: NotRequired["ClusterMetadataInfo"]
    name: str
    plan_info: "EnterpriseSearchPlansInfo"
    region: NotRequired[str]
    settings: NotRequired["EnterpriseSearchSettings"]
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    topology: "ClusterTopologyInfo"


class EnterpriseSearchNodeTypes(TypedDict):
    appserver: bool
    connector: bool
    worker: bool


class EnterpriseSearchPayload(TypedDict):
    display_name: NotRequired[str]
    elasticsearch_cluster_ref_id: str
    plan: "EnterpriseSearchPlan"
    ref_id: str
    region: str
    settings: NotRequired["EnterpriseSearchSettings"]


class EnterpriseSearchPlan(TypedDict):
    cluster_topology: NotRequired[list["EnterpriseSearchTopologyElement"]]
    enterprise_search: "EnterpriseSearchConfiguration"
    transient: NotRequired["TransientEnterpriseSearchPlanConfiguration"]


class EnterpriseSearchPlanControlConfiguration(TypedDict):
    calm_wait_time: NotRequired[int]
    cluster_reboot: NotRequired[Literal["forced"]]
    extended_maintenance: NotRequired[bool]
    move_allocators: NotRequired[list["AllocatorMoveRequest"]]
    move_instances: NotRequired[list["InstanceMoveRequest"]]
    override_failsafe: NotRequired[bool]
    preferred_allocator_tags: NotRequired[dict[str, str]]
    preferred_allocators: NotRequired[list[str]]
    reallocate_instances: NotRequired[bool]
    timeout: NotRequired[int]


class EnterpriseSearchPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired["EnterpriseSearchPlan"]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class EnterpriseSearchPlansInfo(TypedDict):
    current: NotRequired["EnterpriseSearchPlanInfo"]
    healthy: bool
    history: list["EnterpriseSearchPlanInfo"]
    pending: NotRequired["EnterpriseSearchPlanInfo"]


class EnterpriseSearchResourceInfo(TypedDict):
    elasticsearch_cluster_ref_id: str
    id: str
    info: "EnterpriseSearchInfo"
    ref_id: str
    region: str


class EnterpriseSearchSettings(TypedDict):
    metadata: NotRequired["ClusterMetadataSettings"]


class EnterpriseSearchSubInfo(TypedDict):
    enabled: bool
    enterprise_search_id: str
    links: NotRequired[dict[str, "Hyperlink"]]


class EnterpriseSearchSystemSettings(TypedDict):
    elasticsearch_password: NotRequired[str]
    elasticsearch_url: NotRequired[str]
    elasticsearch_username: NotRequired[str]
    secret_session_key: NotRequired[str]


class EnterpriseSearchTopologyElement(TypedDict):
    allocator_filter: NotRequired[dict[str, Any]]
    enterprise_search: NotRequired["EnterpriseSearchConfiguration"]
    instance_configuration_id: NotRequired[str]
    instance_configuration_version: NotRequired[int]
    memory_per_node: NotRequired[dict[str, Any]]
    node_configuration: NotRequired[str]
    node_count_per_zone: NotRequired[dict[str, Any]]
    node_type: NotRequired["EnterpriseSearchNodeTypes"]
    size: NotRequired["TopologySize"]
    zone_count: NotRequired[int]


class ExistsQuery(TypedDict):
    field: str


class Extension(TypedDict):
    deployments: NotRequired[list[str]]
    description: NotRequired[str]
    download_url: NotRequired[str]
    extension_type: Literal["plugin", "bundle"]
    file_metadata: NotRequired["ExtensionFileMetadata"]
    id: str
    name: str
    url: str
    version: str


class ExtensionFileMetadata(TypedDict):
    last_modified_date: NotRequired[str]
    size: NotRequired[int]
    url: NotRequired[str]


class Extensions(TypedDict):
    extensions: list["Extension"]


class ExternalHyperlink(TypedDict):
    id: str
    label: str
    uri: NotRequired[str]


class ExternalTrustRelationship(TypedDict):
    name: NotRequired[str]
    trust_all: bool
    trust_allowlist: NotRequired[list[str]]
    trust_relationship_id: str


class FilterAssociation(TypedDict):
    entity_type: str
    id: str


class GenericResponse(TypedDict):
    value: str


class GlobalDeploymentTemplateInfo(TypedDict):
    description: str
    metadata: NotRequired[list["MetadataItem"]]
    name: str
    order: int
    regions: list["GlobalDeploymentTemplateRegion"]
    template_category_id: NotRequired[str]


class GlobalDeploymentTemplateRegion(TypedDict):
    deployment_template_id: str
    kibana_deeplink: NotRequired[list["KibanaDeeplink"]]
    region_id: str
    versions: list[str]


GrowShrinkStrategyConfig = dict[str, Any]


class HeapDump(TypedDict):
    captured: str
    error: NotRequired[str]
    instance_id: str
    size: NotRequired[int]
    status: str
    type: str


class Hyperlink(TypedDict):
    need_elevated_permissions: NotRequired[bool]


class IdResponse(TypedDict):
    id: str


class IndexPattern(TypedDict):
    index_pattern: str
    node_attributes: NotRequired[dict[str, str]]
    policy_name: str


class IndexSynchronizationResults(TypedDict):
    created: list[str]
    deleted: list[str]
    errors: list[str]
    updated: list[str]


class InstanceConfiguration(TypedDict):
    allocator_filter: NotRequired["QueryContainer"]
    allowed_zones: NotRequired[list[str]]
    config_version: NotRequired[int]
    cpu_multiplier: NotRequired[float]
    deleted_on: NotRequired[str]
    description: NotRequired[str]
    discrete_sizes: "DiscreteSizes"
    id: NotRequired[str]
    instance_type: NotRequired[Literal["elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search"]]
    max_zones: NotRequired[int]
    metadata: NotRequired[dict[str, Any]]
    name: str
    node_types: NotRequired[list[str]]
    storage_multiplier: NotRequired[float]
    system_owned: NotRequired[bool]


class InstanceConfigurationInfo(TypedDict):
    config_version: NotRequired[int]
    cpu_multiplier: NotRequired[float]
    description: NotRequired[str]
    discrete_sizes: "DiscreteSizes"
    id: NotRequired[str]
    instance_type: NotRequired[Literal["elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search"]]
    max_zones: NotRequired[int]
    metadata: NotRequired[dict[str, Any]]
    name: str
    node_types: NotRequired[list[str]]
    storage_multiplier: NotRequired[float]


InstanceMoveRequest = TypedDict(
    "InstanceMoveRequest",
    {
        "from": str,
        "instance_down": NotRequired[bool],
        "to": NotRequired[list[str]],
    },
)


class InstanceOverrides(TypedDict):
    capacity: NotRequired[int]
    storage_multiplier: NotRequired[float]


class InstanceTypeResource(TypedDict):
    compatibility: list["CompatibleVersionResource"]
    default_instance_configuration_id: NotRequired[str]
    description: str
    instance_type: Literal["elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search"]
    name: str
    node_types: list["NodeTypeResource"]


class IntegrationsServer(TypedDict):
    backend_plan: dict[str, Any]
    display_name: str
    elasticsearch_cluster_ref_id: str
    ref_id: str


class IntegrationsServerConfiguration(TypedDict):
    docker_image: NotRequired[str]
    mode: NotRequired[Literal["standalone", "managed"]]
    system_settings: NotRequired["IntegrationsServerSystemSettings"]
    user_settings_json: NotRequired[dict[str, Any]]
    user_settings_override_json: NotRequired[dict[str, Any]]
    user_settings_override_yaml: NotRequired[str]
    user_settings_yaml: NotRequired[str]
    version: NotRequired[str]


class IntegrationsServerInfo(TypedDict):
    apm_server_mode: NotRequired[Literal["standalone", "managed"]]
    deployment_id: NotRequired[str]
    elasticsearch_cluster: "TargetElasticsearchCluster"
    external_links: list["ExternalHyperlink"]
    healthy: bool
    id: str
    links: NotRequired[dict[str, "Hyperlink"]]
    metadata: NotRequired["ClusterMetadataInfo"]
    name: str
    plan_info: "IntegrationsServerPlansInfo"
    region: NotRequired[str]
    settings: NotRequired["IntegrationsServerSettings"]
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    topology: "ClusterTopologyInfo"


class IntegrationsServerPayload(TypedDict):
    display_name: NotRequired[str]
    elasticsearch_cluster_ref_id: str
    plan: "IntegrationsServerPlan"
    ref_id: str
    region: str
    settings: NotRequired["IntegrationsServerSettings"]


class IntegrationsServerPlan(TypedDict):
    cluster_topology: NotRequired[list["IntegrationsServerTopologyElement"]]
    integrations_server: "IntegrationsServerConfiguration"
    transient: NotRequired["TransientIntegrationsServerPlanConfiguration"]


class IntegrationsServerPlanControlConfiguration(TypedDict):
    calm_wait_time: NotRequired[int]
    cluster_reboot: NotRequired[Literal["forced"]]
    extended_maintenance: NotRequired[bool]
    move_allocators: NotRequired[list["AllocatorMoveRequest"]]
    move_instances: NotRequired[list["InstanceMoveRequest"]]
    override_failsafe: NotRequired[bool]
    preferred_allocator_tags: NotRequired[dict[str, str]]
    preferred_allocators: NotRequired[list[str]]
    reallocate_instances: NotRequired[bool]
    timeout: NotRequired[int]


class IntegrationsServerPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired["IntegrationsServerPlan"]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class IntegrationsServerPlansInfo(TypedDict):
    current: NotRequired["IntegrationsServerPlanInfo"]
    healthy: bool
    history: list["IntegrationsServerPlanInfo"]
    pending: NotRequired["IntegrationsServerPlanInfo"]


class IntegrationsServerResourceInfo(TypedDict):
    elasticsearch_cluster_ref_id: str
    id: str
    info: "IntegrationsServerInfo"
    ref_id: str
    region: str


class IntegrationsServerSettings(TypedDict):
    metadata: NotRequired["ClusterMetadataSettings"]


class IntegrationsServerSystemSettings(TypedDict):
    debug_enabled: NotRequired[bool]
    elasticsearch_password: NotRequired[str]
    elasticsearch_url: NotRequired[str]
    elasticsearch_username: NotRequired[str]
    kibana_url: NotRequired[str]
    secret_token: NotRequired[str]


class IntegrationsServerTopologyElement(TypedDict):
    instance_configuration_id: NotRequired[str]
    instance_configuration_version: NotRequired[int]
    integrations_server: NotRequired["IntegrationsServerConfiguration"]
    size: NotRequired["TopologySize"]
    zone_count: NotRequired[int]


class ItemCosts(TypedDict):
    hours: int
    instance_count: int
    kind: Literal["elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search"]
    name: str
    period: "Period"
    price: float
    price_per_hour: float
    sku: str


class ItemsCosts(TypedDict):
    costs: "Costs"
    data_transfer_and_storage: list["DtsDimensionCosts"]
    resources: list["ItemCosts"]


class KeystoreContents(TypedDict):
    secrets: dict[str, "KeystoreSecret"]


class KeystoreSecret(TypedDict):
    as_file: NotRequired[bool]
    value: NotRequired[dict[str, Any]]


class Kibana(TypedDict):
    backend_plan: dict[str, Any]
    display_name: str
    elasticsearch_cluster_ref_id: str
    ref_id: str


class KibanaClusterInfo(TypedDict):
    cluster_id: str
    cluster_name: str
    deployment_id: NotRequired[str]
    elasticsearch_cluster: "TargetElasticsearchCluster"
    external_links: list["ExternalHyperlink"]
    healthy: bool
    links: NotRequired[dict[str, "Hyperlink"]]
    metadata: "ClusterMetadataInfo"
    plan_info: "KibanaClusterPlansInfo"
    region: NotRequired[str]
    settings: NotRequired["KibanaClusterSettings"]
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    topology: "ClusterTopologyInfo"


class KibanaClusterPlan(TypedDict):
    cluster_topology: NotRequired[list["KibanaClusterTopologyElement"]]
    kibana: "KibanaConfiguration"
    transient: NotRequired["TransientKibanaPlanConfiguration"]


class KibanaClusterPlanInfo(TypedDict):
    attempt_end_time: NotRequired[str]
    attempt_start_time: NotRequired[str]
    error: NotRequired["ClusterPlanAttemptError"]
    healthy: bool
    plan: NotRequired["KibanaClusterPlan"]
    plan_attempt_id: NotRequired[str]
    plan_attempt_log: list["ClusterPlanStepInfo"]
    plan_attempt_name: NotRequired[str]
    plan_end_time: NotRequired[str]
    source: NotRequired["ChangeSourceInfo"]
    warnings: list["ClusterPlanWarning"]


class KibanaClusterPlansInfo(TypedDict):
    current: NotRequired["KibanaClusterPlanInfo"]
    healthy: bool
    history: list["KibanaClusterPlanInfo"]
    pending: NotRequired["KibanaClusterPlanInfo"]


class KibanaClusterSettings(TypedDict):
    metadata: NotRequired["ClusterMetadataSettings"]


class KibanaClusterTopologyElement(TypedDict):
    instance_configuration_id: NotRequired[str]
    instance_configuration_version: NotRequired[int]
    kibana: NotRequired["KibanaConfiguration"]
    memory_per_node: NotRequired[int]
    node_count_per_zone: NotRequired[int]
    size: NotRequired["TopologySize"]
    zone_count: NotRequired[int]


class KibanaConfiguration(TypedDict):
    docker_image: NotRequired[str]
    system_settings: NotRequired["KibanaSystemSettings"]
    user_settings_json: NotRequired[dict[str, Any]]
    user_settings_override_json: NotRequired[dict[str, Any]]
    user_settings_override_yaml: NotRequired[str]
    user_settings_yaml: NotRequired[str]
    version: NotRequired[str]


class KibanaDeeplink(TypedDict):
    semver: str
    uri: str


class KibanaPayload(TypedDict):
    display_name: NotRequired[str]
    elasticsearch_cluster_ref_id: str
    plan: "KibanaClusterPlan"
    ref_id: str
    region: str
    settings: NotRequired["KibanaClusterSettings"]


class KibanaPlanControlConfiguration(TypedDict):
    calm_wait_time: NotRequired[int]
    cluster_reboot: NotRequired[Literal["forced"]]
    extended_maintenance: NotRequired[bool]
    move_allocators: NotRequired[list["AllocatorMoveRequest"]]
    move_instances: NotRequired[list["InstanceMoveRequest"]]
    override_failsafe: NotRequired[bool]
    preferred_allocator_tags: NotRequired[dict[str, str]]
    preferred_allocators: NotRequired[list[str]]
    reallocate_instances: NotRequired[bool]
    timeout: NotRequired[int]


class KibanaResourceInfo(TypedDict):
    elasticsearch_cluster_ref_id: str
    id: str
    info: "KibanaClusterInfo"
    ref_id: str
    region: str


class KibanaSubClusterInfo(TypedDict):
    enabled: bool
    kibana_id: str
    links: NotRequired[dict[str, "Hyperlink"]]


class KibanaSystemSettings(TypedDict):
    elasticsearch_password: NotRequired[str]
    elasticsearch_url: NotRequired[str]
    elasticsearch_username: NotRequired[str]


class LdapGroupSearch(TypedDict):
    base_dn: NotRequired[str]
    filter: NotRequired[str]
    scope: NotRequired[Literal["sub_tree", "one_level", "base"]]
    user_attribute: NotRequired[str]


class LdapSecurityRealmLoadBalance(TypedDict):
    cache_ttl: NotRequired[str]
    type: NotRequired[Literal["failover", "dns_failover", "round_robin", "dns_round_robin"]]


class LdapSecurityRealmRoleMappingRule(TypedDict):
    roles: list[str]
    type: Literal["user_dn", "group_dn"]
    value: str


class LdapSecurityRealmRoleMappingRules(TypedDict):
    default_roles: list[str]
    rules: list["LdapSecurityRealmRoleMappingRule"]


class LdapSettings(TypedDict):
    bind_anonymously: bool
    bind_dn: NotRequired[str]
    bind_password: NotRequired[str]
    bind_type: Literal["user_search", "user_templates"]
    certificate_url: NotRequired[str]
    certificate_url_truststore_password: NotRequired[str]
    certificate_url_truststore_type: NotRequired[Literal["jks", "PKCS12"]]
    enabled: NotRequired[bool]
    group_search: NotRequired["LdapGroupSearch"]
    id: str
    load_balance: NotRequired["LdapSecurityRealmLoadBalance"]
    name: str
    order: NotRequired[int]
    override_yaml: NotRequired[str]
    role_mappings: NotRequired["LdapSecurityRealmRoleMappingRules"]
    urls: list[str]
    user_dn_templates: NotRequired[list[str]]
    user_group_attribute: NotRequired[str]
    user_search: NotRequired["LdapUserSearch"]


class LdapUserSearch(TypedDict):
    base_dn: NotRequired[str]
    filter: NotRequired[str]
    scope: NotRequired[Literal["sub_tree", "one_level", "base"]]


class LicenseInfo(TypedDict):
    cluster_licenses: NotRequired[list["ClusterLicenseInfo"]]
    expiry_date_in_millis: int
    issue_date_in_millis: int
    issued_to: str
    issuer: str
    max_allocators: NotRequired[int]
    max_instances: NotRequired[int]
    max_ram_per_allocator_mb: NotRequired[int]
    max_resource_units: NotRequired[int]
    operation_mode: NotRequired[str]
    signature: str
    start_date_in_millis: int
    subscription_type: NotRequired[str]
    type: str
    uid: str
    version: NotRequired[int]


class LicenseObject(TypedDict):
    license: "LicenseInfo"
    usage_stats: NotRequired["UsageStats"]


class ListEnrollmentTokenElement(TypedDict):
    roles: list[str]
    token_id: str


class ListEnrollmentTokenReply(TypedDict):
    tokens: list["ListEnrollmentTokenElement"]


class LoggingSettings(TypedDict):
    logging_levels: dict[str, str]


class LoginRequest(TypedDict):
    login_state: NotRequired["LoginState"]
    password: str
    username: str


class LoginState(TypedDict):
    path: NotRequired[str]


class ManagedMonitoringSettings(TypedDict):
    target_cluster_id: str


MatchAllQuery = dict[str, Any]


MatchNoneQuery = dict[str, Any]


class MatchQuery(TypedDict):
    analyzer: NotRequired[str]
    minimum_should_match: NotRequired[int]
    operator: NotRequired[str]
    query: str


class Metadata(TypedDict):
    created_time: str
    modified_time: str
    version: str


class MetadataItem(TypedDict):
    key: str
    value: str


class MetadataItemValue(TypedDict):
    value: str


class MetadataItems(TypedDict):
    items: list["MetadataItem"]


class ModelVersionIndexSynchronizationResults(TypedDict):
    results: dict[str, "IndexSynchronizationResults"]


class MoveApmClusterConfiguration(TypedDict):
    cluster_ids: list[str]
    plan_override: NotRequired["TransientApmPlanConfiguration"]


class MoveApmClusterDetails(TypedDict):
    calculated_plan: NotRequired["TransientApmPlanConfiguration"]
    cluster_id: str
    errors: NotRequired[list["BasicFailedReplyElement"]]


class MoveAppSearchConfiguration(TypedDict):
    cluster_ids: list[str]
    plan_override: NotRequired["TransientAppSearchPlanConfiguration"]


class MoveAppSearchDetails(TypedDict):
    calculated_plan: NotRequired["TransientAppSearchPlanConfiguration"]
    cluster_id: str
    errors: NotRequired[list["BasicFailedReplyElement"]]


class MoveClustersCommandResponse(TypedDict):
    failures: "MoveClustersDetails"
    moves: "MoveClustersDetails"


class MoveClustersDetails(TypedDict):
    apm_clusters: list["MoveApmClusterDetails"]
    appsearch_clusters: list["MoveAppSearchDetails"]
    elasticsearch_clusters: list["MoveElasticsearchClusterDetails"]
    enterprise_search_clusters: list["MoveEnterpriseSearchDetails"]
    kibana_clusters: list["MoveKibanaClusterDetails"]


class MoveClustersRequest(TypedDict):
    apm_clusters: NotRequired[list["MoveApmClusterConfiguration"]]
    appsearch_clusters: NotRequired[list["MoveAppSearchConfiguration"]]
    elasticsearch_clusters: NotRequired[list["MoveElasticsearchClusterConfiguration"]]
    enterprise_search_clusters: NotRequired[list["MoveEnterpriseSearchConfiguration"]]
    kibana_clusters: NotRequired[list["MoveKibanaClusterConfiguration"]]


class MoveElasticsearchClusterConfiguration(TypedDict):
    cluster_ids: list[str]
    plan_override: NotRequired["TransientElasticsearchPlanConfiguration"]


class MoveElasticsearchClusterDetails(TypedDict):
    calculated_plan: NotRequired["TransientElasticsearchPlanConfiguration"]
    cluster_id: str
    errors: NotRequired[list["BasicFailedReplyElement"]]


class MoveEnterpriseSearchConfiguration(TypedDict):
    cluster_ids: list[str]
    plan_override: NotRequired["TransientEnterpriseSearchPlanConfiguration"]


class MoveEnterpriseSearchDetails(TypedDict):
    calculated_plan: NotRequired["TransientEnterpriseSearchPlanConfiguration"]
    cluster_id: str
    errors: NotRequired[list["BasicFailedReplyElement"]]


class MoveKibanaClusterConfiguration(TypedDict):
    cluster_ids: list[str]
    plan_override: NotRequired["TransientKibanaPlanConfiguration"]


class MoveKibanaClusterDetails(TypedDict):
    calculated_plan: NotRequired["TransientKibanaPlanConfiguration"]
    cluster_id: str
    errors: NotRequired[list["BasicFailedReplyElement"]]


class NestedQuery(TypedDict):
    path: str
    query: "QueryContainer"
    score_mode: NotRequired[Literal["avg", "sum", "min", "max", "none"]]


class NodeTypeResource(TypedDict):
    default_instance_configuration_id: NotRequired[str]
    description: str
    mandatory: NotRequired[bool]
    name: str
    node_type: str


class ObservabilityAbsoluteDeployment(TypedDict):
    deployment_id: str
    ref_id: NotRequired[str]


class ObservabilityIssue(TypedDict):
    description: str
    severity: str


class Organization(TypedDict):
    billing_contacts: NotRequired[list[str]]
    default_disk_usage_alerts_enabled: NotRequired[bool]
    id: str
    name: str
    notifications_allowed_email_domains: NotRequired[list[str]]
    operational_contacts: NotRequired[list[str]]


class OrganizationInvitation(TypedDict):
    accepted_at: NotRequired[str]
    created_at: str
    email: str
    expired: bool
    expires_at: str
    organization: "Organization"
    role_assignments: NotRequired["RoleAssignments"]
    token: str


class OrganizationInvitationRequest(TypedDict):
    emails: list[str]
    expires_in: NotRequired[str]
    role_assignments: NotRequired["RoleAssignments"]


class OrganizationInvitations(TypedDict):
    invitations: list["OrganizationInvitation"]


class OrganizationList(TypedDict):
    next_page: NotRequired[str]
    organizations: list["Organization"]


class OrganizationMembership(TypedDict):
    email: NotRequired[str]
    member_since: str
    name: NotRequired[str]
    organization_id: str
    role_assignments: NotRequired["RoleAssignments"]
    user_id: str


class OrganizationMemberships(TypedDict):
    members: list["OrganizationMembership"]


class OrganizationRequest(TypedDict):
    billing_contacts: NotRequired[list[str]]
    default_disk_usage_alerts_enabled: NotRequired[bool]
    name: NotRequired[str]
    notifications_allowed_email_domains: NotRequired[list[str]]
    operational_contacts: NotRequired[list[str]]


class OrganizationRoleAssignment(TypedDict):
    organization_id: str
    role_id: str


class Orphaned(TypedDict):
    apm: list[str]
    appsearch: list[str]
    elasticsearch: list["OrphanedElasticsearch"]
    enterprise_search: list[str]
    integrations_server: list[str]
    kibana: list[str]


class OrphanedElasticsearch(TypedDict):
    dependents: list["ElasticsearchDependant"]
    id: str


class PendingState(TypedDict):
    value: bool


class PendingStates(TypedDict):
    runner_ids_to_pending_state: dict[str, "PendingState"]


class PendingStatesWithMeta(TypedDict):
    meta: "Metadata"
    value: "PendingStates"


class Period(TypedDict):
    end: str
    start: str


class PlanStrategy(TypedDict):
    autodetect: NotRequired["AutodetectStrategyConfig"]
    grow_and_shrink: NotRequired["GrowShrinkStrategyConfig"]
    rolling: NotRequired["RollingStrategyConfig"]
    rolling_grow_and_shrink: NotRequired["RollingGrowShrinkStrategyConfig"]


class PlatformInfo(TypedDict):
    eula_accepted: bool
    phone_home_enabled: bool
    regions: list["RegionInfo"]
    services: list["PlatformServiceInfo"]
    unreachable_regions: list["UnreachableRegionInfo"]
    version: str


class PlatformResourcesSummary(TypedDict):
    account_count: int
    available_count: int
    healthy: bool
    minimum_available_count: int
    missing_count: int
    used_count: int


class PlatformRoleAssignment(TypedDict):
    role_id: str


class PlatformServiceImageInfo(TypedDict):
    hash: str
    id: str
    tag: str
    version: str


class PlatformServiceInfo(TypedDict):
    image: list["PlatformServiceImageInfo"]
    type: str


class PortBinding(TypedDict):
    host_ip: NotRequired[str]
    host_port: str


class PrefixQuery(TypedDict):
    boost: NotRequired[float]
    value: str


class ProjectRoleAssignment(TypedDict):
    all: NotRequired[bool]
    application_roles: NotRequired[list[str]]
    organization_id: str
    project_ids: NotRequired[list[str]]
    role_id: str


class ProjectRoleAssignments(TypedDict):
    elasticsearch: NotRequired[list["ProjectRoleAssignment"]]
    observability: NotRequired[list["ProjectRoleAssignment"]]
    security: NotRequired[list["ProjectRoleAssignment"]]


class ProxiesAllocationsInfo(TypedDict):
    allocations_type: str
    max_allocations: int
    proxies_at_max_allocations: int


class ProxiesFilter(TypedDict):
    key: str
    value: str


class ProxiesFilteredGroup(TypedDict):
    expected_proxies_count: int
    filters: list["ProxiesFilter"]
    id: NotRequired[str]


class ProxiesFilteredGroupHealth(TypedDict):
    group: "ProxiesFilteredGroup"
    observed_proxies_count: int
    status: str


class ProxiesHealth(TypedDict):
    allocations: list["ProxiesAllocationsInfo"]
    expected_proxies_count: int
    filtered_groups: list["ProxiesFilteredGroupHealth"]
    observed_proxies_count: int
    status: str


class ProxiesHttpSettings(TypedDict):
    cookie_secret: str
    dashboards_base_url: str
    disconnected_cutoff: int
    minimum_proxy_services: int
    sso_settings: "ProxiesSSOSettings"
    user_cookie_key: str


class ProxiesSSOSettings(TypedDict):
    cookie_name: str
    default_redirect_path: str
    dont_log_requests: bool
    maintenance_bypass_cookie_name: str
    max_age: int
    sso_secret: str


class ProxiesSettings(TypedDict):
    expected_proxies_count: int
    http_settings: "ProxiesHttpSettings"
    signature_secret: str
    signature_valid_for_millis: int


class ProxiesSummary(TypedDict):
    expected_proxies_count: int
    healthy: bool
    proxies: list["ProxySummary"]
    proxies_count: int


class ProxyAllocationCounts(TypedDict):
    allocations: int
    connectors: int


class ProxyAllocationInfo(TypedDict):
    allocations_type: Literal["elasticsearch", "kibana", "apm", "integrations_server", "appsearch", "enterprise_search"]
    counts: "ProxyAllocationCounts"


class ProxyInfo(TypedDict):
    allocations: list["ProxyAllocationInfo"]
    healthy: bool
    host_ip: str
    metadata: dict[str, Any]
    proxy_id: str
    public_hostname: str
    runner_id: NotRequired[str]
    zone: NotRequired[str]


class ProxyOverview(TypedDict):
    proxies: list["ProxyInfo"]
    proxies_count: int
    settings: "ProxiesSettings"


class ProxySummary(TypedDict):
    healthy: bool
    proxy_id: str


class PublicCertChain(TypedDict):
    chain: list[str]


class PublicCertChainCollection(TypedDict):
    certs: dict[str, "PublicCertChain"]


class PublicCertificate(TypedDict):
    active: bool
    metadata: "CertificateMetaData"
    pem: str


class QueryContainer(TypedDict):
    bool: NotRequired["BoolQuery"]
    exists: NotRequired["ExistsQuery"]
    match: NotRequired[dict[str, "MatchQuery"]]
    match_all: NotRequired["MatchAllQuery"]
    match_none: NotRequired["MatchNoneQuery"]
    nested: NotRequired["NestedQuery"]
    prefix: NotRequired[dict[str, "PrefixQuery"]]
    query_string: NotRequired["QueryStringQuery"]
    range: NotRequired[dict[str, "RangeQuery"]]
    simple_query_string: NotRequired["SimpleQueryStringQuery"]
    term: NotRequired[dict[str, "TermQuery"]]


class QueryStringQuery(TypedDict):
    allow_leading_wildcard: NotRequired[bool]
    analyzer: NotRequired[str]
    default_field: NotRequired[str]
    default_operator: NotRequired[str]
    query: str


class RangeQuery(TypedDict):
    boost: NotRequired[float]
    format: NotRequired[str]
    gt: NotRequired[dict[str, Any]]
    gte: NotRequired[dict[str, Any]]
    lt: NotRequired[dict[str, Any]]
    lte: NotRequired[dict[str, Any]]
    time_zone: NotRequired[str]


class ReadOnlyRequest(TypedDict):
    enabled: bool


class ReadOnlyResponse(TypedDict):
    enabled: bool


class RegionInfo(TypedDict):
    allocators: "AllocatorsSummary"
    constructors: "ConstructorOverview"
    container_sets_status: "ContainerSetsSummary"
    coordinators: "CoordinatorsSummary"
    proxies: "ProxiesSummary"
    region_id: str
    resources: "PlatformResourcesSummary"
    runners: "RunnersSummary"
    zookeeper_states: "ZookeeperSummary"


class RemoteResourceInfo(TypedDict):
    compatible: bool
    connected: bool
    healthy: bool
    trusted: bool
    trusted_back: bool


class RemoteResourceRef(TypedDict):
    alias: str
    deployment_id: str
    elasticsearch_ref_id: str
    info: NotRequired["RemoteResourceInfo"]
    skip_unavailable: NotRequired[bool]


class RemoteResources(TypedDict):
    resources: list["RemoteResourceRef"]


class ReplyWarning(TypedDict):
    code: str
    message: NotRequired[str]


class RepositoryConfig(TypedDict):
    config: dict[str, Any]
    repository_name: str


class RepositoryConfigs(TypedDict):
    configs: list["RepositoryConfig"]


class RequestEnrollmentTokenReply(TypedDict):
    token: str
    token_id: NotRequired[str]


class ResourceHeapDumps(TypedDict):
    heap_dumps: list["HeapDump"]
    id: str
    ref_id: str


class RestartPolicy(TypedDict):
    maximum_retry_count: NotRequired[int]
    name: str


class RestoreSnapshotApiConfiguration(TypedDict):
    indices: NotRequired[list[str]]
    raw_settings: NotRequired[dict[str, Any]]


class RestoreSnapshotConfiguration(TypedDict):
    repository_config: NotRequired["RestoreSnapshotRepoConfiguration"]
    repository_name: NotRequired[str]
    restore_payload: NotRequired["RestoreSnapshotApiConfiguration"]
    snapshot_name: str
    source_cluster_id: NotRequired[str]
    strategy: NotRequired[Literal["partial", "full", "recovery"]]


class RestoreSnapshotRepoConfiguration(TypedDict):
    raw_settings: NotRequired[dict[str, Any]]


class Role(TypedDict):
    auto_blessed: bool
    containers: list["ContainersEntry"]
    id: str


class RoleAggregate(TypedDict):
    blessings: NotRequired["BlessingsWithMeta"]
    id: str
    pending: NotRequired["PendingStatesWithMeta"]
    role: "RoleWithMeta"


class RoleAggregateCreateData(TypedDict):
    blessings: NotRequired["Blessings"]
    role: "Role"


class RoleAggregates(TypedDict):
    values: list["RoleAggregate"]


class RoleAssignments(TypedDict):
    deployment: NotRequired[list["DeploymentRoleAssignment"]]
    organization: NotRequired[list["OrganizationRoleAssignment"]]
    platform: NotRequired[list["PlatformRoleAssignment"]]
    project: NotRequired["ProjectRoleAssignments"]


class RoleWithMeta(TypedDict):
    meta: "Metadata"
    value: "Role"


RollingGrowShrinkStrategyConfig = dict[str, Any]


class RollingStrategyConfig(TypedDict):
    allow_inline_resize: NotRequired[bool]
    group_by: NotRequired[str]
    shard_init_wait_time: NotRequired[int]
    skip_synced_flush: NotRequired[bool]


class RulesetAssociations(TypedDict):
    associations: list["FilterAssociation"]
    total_associations: int


class RunnerBuildInfo(TypedDict):
    commit_hash: NotRequired[str]
    version: NotRequired[str]


class RunnerContainerInfo(TypedDict):
    container_name: str
    container_set_name: str


class RunnerHealthChecks(TypedDict):
    has_containers: bool
    is_connected_to_zk: bool
    is_docker_healthy: bool


class RunnerInfo(TypedDict):
    build_info: NotRequired["RunnerBuildInfo"]
    connected: bool
    containers: list["RunnerContainerInfo"]
    features: NotRequired[dict[str, bool]]
    health_checks: NotRequired["RunnerHealthChecks"]
    healthy: bool
    host_ip: str
    public_hostname: str
    region: NotRequired[str]
    roles: list["RunnerRoleInfo"]
    runner_id: str
    runner_name: NotRequired[str]
    tags: NotRequired[dict[str, str]]
    zone: NotRequired[str]


class RunnerOverview(TypedDict):
    runners: list["RunnerInfo"]


class RunnerRoleInfo(TypedDict):
    role_name: str


class RunnerRolesInfo(TypedDict):
    roles: list["RunnerRoleInfo"]


class RunnersSummary(TypedDict):
    connected_capacity: int
    connected_runners: int
    containers_count: int
    healthy: bool
    healthy_runners: int
    max_available_capacity: int
    total_runners: int


class SamlAttributeSettings(TypedDict):
    dn: NotRequired[str]
    groups: str
    mail: NotRequired[str]
    name: NotRequired[str]
    principal: str


class SamlIdpSettings(TypedDict):
    entity_id: str
    metadata_path: str
    use_single_logout: NotRequired[bool]


class SamlSecurityRealmRoleMappingRule(TypedDict):
    roles: list[str]
    type: Literal["username", "groups", "dn"]
    value: str


class SamlSecurityRealmRoleMappingRules(TypedDict):
    default_roles: list[str]
    rules: list["SamlSecurityRealmRoleMappingRule"]


class SamlSettings(TypedDict):
    attributes: "SamlAttributeSettings"
    enabled: NotRequired[bool]
    encryption_certificate_url: NotRequired[str]
    encryption_certificate_url_password: NotRequired[str]
    force_authn: NotRequired[bool]
    id: str
    idp: "SamlIdpSettings"
    name: str
    nameid_format: NotRequired[str]
    order: NotRequired[int]
    override_yaml: NotRequired[str]
    role_mappings: NotRequired["SamlSecurityRealmRoleMappingRules"]
    signing_certificate_url: NotRequired[str]
    signing_certificate_url_password: NotRequired[str]
    signing_saml_messages: NotRequired[list[str]]
    sp: "SamlSpSettings"
    ssl_certificate_url: NotRequired[str]
    ssl_certificate_url_truststore_password: NotRequired[str]
    ssl_certificate_url_truststore_type: NotRequired[Literal["jks", "PKCS12"]]


class SamlSpSettings(TypedDict):
    acs: str
    entity_id: str
    logout: str


SearchRequest = TypedDict(
    "SearchRequest",
    {
        "cursor": NotRequired[str],
        "from": NotRequired[int],
        "query": NotRequired["QueryContainer"],
        "size": NotRequired[int],
        "sort": NotRequired[list[dict[str, Any]]],
    },
)


class SecurityDeployment(TypedDict):
    cluster_id: str
    deployment_id: NotRequired[str]
    has_pending_plan: bool
    is_enabled: bool
    is_healthy: bool
    name: str
    status: Literal["initializing", "stopping", "stopped", "rebooting", "restarting", "reconfiguring", "started"]
    version: NotRequired[str]


class SecurityDeploymentCreateRequest(TypedDict):
    name: NotRequired[str]
    topology: NotRequired["SecurityDeploymentTopology"]
    version: NotRequired[str]


class SecurityDeploymentTopology(TypedDict):
    size: NotRequired["TopologySize"]
    zone_count: NotRequired[int]


class SecurityDeploymentUpdateRequest(TypedDict):
    topology: NotRequired["SecurityDeploymentTopology"]
    version: NotRequired[str]


class SecurityRealmInfo(TypedDict):
    enabled: NotRequired[bool]
    id: str
    name: str
    order: NotRequired[int]
    type: Literal["native", "ldap", "saml", "active_directory"]
    urls: list[str]


class SecurityRealmInfoList(TypedDict):
    realms: list["SecurityRealmInfo"]


class SecurityRealmsReorderRequest(TypedDict):
    realms: list[str]


class ServiceUrl(TypedDict):
    service: str
    url: str


class SimpleQueryStringQuery(TypedDict):
    analyze_wildcard: NotRequired[bool]
    analyzer: NotRequired[str]
    auto_generate_synonyms_phrase_query: NotRequired[bool]
    default_operator: NotRequired[str]
    fields: NotRequired[list[str]]
    flags: NotRequired[str]
    fuzzy_max_expansions: NotRequired[int]
    fuzzy_prefix_length: NotRequired[int]
    fuzzy_transpositions: NotRequired[bool]
    lenient: NotRequired[bool]
    minimum_should_match: NotRequired[str]
    query: str
    quote_field_suffix: NotRequired[str]


class SimplifiedLineItem(TypedDict):
    ecu_balance: float
    ecu_quantity: float
    end: str
    id: str
    start: str


class SnapshotRepositoryConfiguration(TypedDict):
    settings: dict[str, Any]
    type: str


class SnapshotStatusInfo(TypedDict):
    count: int
    healthy: bool
    latest_end_time: NotRequired[str]
    latest_status: NotRequired[str]
    latest_successful: NotRequired[bool]
    latest_successful_end_time: NotRequired[str]
    recent_success: bool
    scheduled_time: NotRequired[str]


class SsoAuthenticationMethodInfo(TypedDict):
    name: str
    sso_type: Literal["saml"]
    url: str


class StackVersionApmConfig(TypedDict):
    blacklist: list[str]
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    docker_image: str
    settings: NotRequired[dict[str, Any]]
    version: NotRequired[str]


class StackVersionAppSearchConfig(TypedDict):
    blacklist: list[str]
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    docker_image: str
    node_types: NotRequired[list["StackVersionNodeType"]]
    settings: NotRequired[dict[str, Any]]
    version: NotRequired[str]


class StackVersionArchiveProcessingError(TypedDict):
    errors: "BasicFailedReply"
    stack_version: str


class StackVersionArchiveProcessingResult(TypedDict):
    errors: list["StackVersionArchiveProcessingError"]
    stacks: list["StackVersionConfig"]


class StackVersionConfig(TypedDict):
    accessible: NotRequired[bool]
    apm: NotRequired["StackVersionApmConfig"]
    appsearch: NotRequired["StackVersionAppSearchConfig"]
    deleted: NotRequired[bool]
    elasticsearch: "StackVersionElasticsearchConfig"
    enterprise_search: NotRequired["StackVersionEnterpriseSearchConfig"]
    kibana: "StackVersionKibanaConfig"
    metadata: NotRequired["StackVersionMetadata"]
    min_upgradable_from: NotRequired[str]
    template: "StackVersionTemplateInfo"
    upgradable_to: list[str]
    version: NotRequired[str]
    whitelisted: NotRequired[bool]


class StackVersionConfigPost(TypedDict):
    apm: NotRequired["StackVersionApmConfig"]
    appsearch: NotRequired["StackVersionAppSearchConfig"]
    elasticsearch: "StackVersionElasticsearchConfig"
    enterprise_search: NotRequired["StackVersionEnterpriseSearchConfig"]
    integrations_server: NotRequired["StackVersionIntegrationsServerConfig"]
    kibana: "StackVersionKibanaConfig"
    metadata: NotRequired["StackVersionMetadata"]


class StackVersionConfigs(TypedDict):
    stacks: list["StackVersionConfig"]


class StackVersionElasticsearchConfig(TypedDict):
    blacklist: list[str]
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    default_plugins: list[str]
    docker_image: str
    node_types: NotRequired[list["StackVersionNodeType"]]
    plugins: list[str]
    settings: NotRequired[dict[str, Any]]


class StackVersionEnterpriseSearchConfig(TypedDict):
    blacklist: list[str]
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    docker_image: str
    node_types: NotRequired[list["StackVersionNodeType"]]
    settings: NotRequired[dict[str, Any]]
    version: NotRequired[str]


class StackVersionInstanceCapacityConstraint(TypedDict):
    max: int
    min: int


class StackVersionIntegrationsServerConfig(TypedDict):
    blacklist: list[str]
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    docker_image: str
    settings: NotRequired[dict[str, Any]]
    version: NotRequired[str]


class StackVersionKibanaConfig(TypedDict):
    blacklist: list[str]
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    docker_image: str
    settings: NotRequired[dict[str, Any]]
    version: NotRequired[str]


class StackVersionMetadata(TypedDict):
    min_index_compatibility_version: NotRequired[str]
    min_platform_version: NotRequired[str]
    min_wire_compatibility_version: NotRequired[str]
    notes: NotRequired[str]
    pre_release: NotRequired[bool]
    schema_version: NotRequired[int]


class StackVersionNodeType(TypedDict):
    capacity_constraints: NotRequired["StackVersionInstanceCapacityConstraint"]
    compatible_node_types: NotRequired[list[str]]
    description: str
    mandatory: NotRequired[bool]
    name: str
    node_type: str
    settings: NotRequired[dict[str, Any]]


class StackVersionTemplateFileHash(TypedDict):
    hash: str
    path: str


class StackVersionTemplateInfo(TypedDict):
    hashes: NotRequired[list["StackVersionTemplateFileHash"]]
    template_version: NotRequired[str]


class TargetElasticsearchCluster(TypedDict):
    elasticsearch_id: str
    links: NotRequired[dict[str, "Hyperlink"]]


class TelemetryConfig(TypedDict):
    enabled: bool


class TelemetryConfigRequest(TypedDict):
    enabled: bool


class TermQuery(TypedDict):
    value: str


class TlsPublicCertChain(TypedDict):
    api_managed: NotRequired[bool]
    chain: list[str]
    chain_status: NotRequired["ChainStatus"]
    user_supplied: bool


class TokenResponse(TypedDict):
    session_expiration_time: str
    token: str


class TopologyElementControl(TypedDict):
    min: "TopologySize"


class TopologySize(TypedDict):
    resource: Literal["memory", "storage"]
    value: int


class TrafficFilterClaimedLinkIdInfo(TypedDict):
    azure_endpoint_guid: NotRequired[str]
    azure_endpoint_name: NotRequired[str]
    link_id: NotRequired[str]
    region: str


class TrafficFilterClaimedLinkIdRequest(TypedDict):
    azure_endpoint_guid: NotRequired[str]
    azure_endpoint_name: NotRequired[str]
    link_id: NotRequired[str]
    region: str


class TrafficFilterClaimedLinkIds(TypedDict):
    claimed_link_ids: list["TrafficFilterClaimedLinkIdInfo"]


class TrafficFilterEgressRule(TypedDict):
    ports: NotRequired[list[int]]
    protocol: Literal["all", "tcp", "udp"]
    target: str


class TrafficFilterRule(TypedDict):
    azure_endpoint_guid: NotRequired[str]
    azure_endpoint_name: NotRequired[str]
    description: NotRequired[str]
    egress_rule: NotRequired["TrafficFilterEgressRule"]
    id: NotRequired[str]
    remote_cluster_id: NotRequired[str]
    remote_cluster_org_id: NotRequired[str]
    source: NotRequired[str]


class TrafficFilterRulesetInfo(TypedDict):
    associations: NotRequired[list["FilterAssociation"]]
    description: NotRequired[str]
    id: str
    include_by_default: bool
    name: str
    region: str
    rules: list["TrafficFilterRule"]
    total_associations: NotRequired[int]
    type: str


class TrafficFilterRulesetRequest(TypedDict):
    description: NotRequired[str]
    include_by_default: bool
    name: str
    region: str
    rules: list["TrafficFilterRule"]
    type: str


class TrafficFilterRulesetResponse(TypedDict):
    id: str


class TrafficFilterRulesets(TypedDict):
    rulesets: list["TrafficFilterRulesetInfo"]


class TrafficFilterSettings(TypedDict):
    rulesets: list[str]


class TransientApmPlanConfiguration(TypedDict):
    plan_configuration: NotRequired["ApmPlanControlConfiguration"]
    strategy: NotRequired["PlanStrategy"]


class TransientAppSearchPlanConfiguration(TypedDict):
    plan_configuration: NotRequired["AppSearchPlanControlConfiguration"]
    strategy: NotRequired["PlanStrategy"]


class TransientElasticsearchPlanConfiguration(TypedDict):
    cluster_settings_json: NotRequired[dict[str, Any]]
    plan_configuration: NotRequired["ElasticsearchPlanControlConfiguration"]
    remote_clusters: NotRequired["RemoteResources"]
    restore_snapshot: NotRequired["RestoreSnapshotConfiguration"]
    strategy: NotRequired["PlanStrategy"]


class TransientEnterpriseSearchPlanConfiguration(TypedDict):
    plan_configuration: NotRequired["EnterpriseSearchPlanControlConfiguration"]
    strategy: NotRequired["PlanStrategy"]


class TransientIntegrationsServerPlanConfiguration(TypedDict):
    plan_configuration: NotRequired["IntegrationsServerPlanControlConfiguration"]
    strategy: NotRequired["PlanStrategy"]


class TransientKibanaPlanConfiguration(TypedDict):
    plan_configuration: NotRequired["KibanaPlanControlConfiguration"]
    strategy: NotRequired["PlanStrategy"]


class TrustRelationshipCreateRequest(TypedDict):
    account_ids: NotRequired[list[str]]
    installation_id: NotRequired[str]
    name: str
    public_ca_cert: str
    trust_by_default: NotRequired[bool]


class TrustRelationshipCreateResponse(TypedDict):
    account_ids: NotRequired[list[str]]
    id: str
    installation_id: NotRequired[str]
    local: bool
    name: str
    trust_by_default: bool


class TrustRelationshipGetResponse(TypedDict):
    account_ids: NotRequired[list[str]]
    id: str
    installation_id: NotRequired[str]
    last_modified: str
    local: bool
    name: str
    public_ca_cert: NotRequired[str]
    trust_by_default: bool


class TrustRelationshipUpdateRequest(TypedDict):
    account_ids: NotRequired[list[str]]
    installation_id: NotRequired[str]
    name: NotRequired[str]
    public_ca_cert: NotRequired[str]
    trust_by_default: NotRequired[bool]


class TrustRelationshipUpdateResponse(TypedDict):
    account_ids: NotRequired[list[str]]
    id: str
    installation_id: NotRequired[str]
    local: bool
    name: str
    trust_by_default: bool


class TrustRelationshipsListResponse(TypedDict):
    trust_relationships: list["TrustRelationshipGetResponse"]


class TrustedCertificate(TypedDict):
    metadata: NotRequired["CertificateMetaData"]
    pem: str


class UnreachableRegionInfo(TypedDict):
    region_id: str


class UpdateExtensionRequest(TypedDict):
    description: NotRequired[str]
    download_url: NotRequired[str]
    extension_type: Literal["plugin", "bundle"]
    name: str
    version: str


class UpdatedTlsChain(TypedDict):
    service: Literal["adminconsole", "proxy", "ui", "internalca"]


class Updates(TypedDict):
    apm: NotRequired[list["Apm"]]
    appsearch: NotRequired[list["AppSearch"]]
    elasticsearch: NotRequired[list["Elasticsearch"]]
    enterprise_search: NotRequired[list["EnterpriseSearch"]]
    integrations_server: NotRequired[list["IntegrationsServer"]]
    kibana: NotRequired[list["Kibana"]]


class UsageStats(TypedDict):
    total_connected_memory_total: int


class User(TypedDict):
    builtin: NotRequired[bool]
    email: NotRequired[str]
    full_name: NotRequired[str]
    metadata: NotRequired["UserMetadata"]
    security: "UserSecurity"
    user_name: str


class UserApiKey(TypedDict):
    api_key_id: str
    user_id: str


class UserList(TypedDict):
    users: list["User"]


class UserMetadata(TypedDict):
    created_at: NotRequired[str]
    created_by: NotRequired[str]
    first_login_at: NotRequired[str]
    last_login_at: NotRequired[str]
    updated_at: NotRequired[str]
    updated_by: NotRequired[str]


class UserSecurity(TypedDict):
    elevated_permissions: NotRequired["ElevatedPermissions"]
    enabled: NotRequired[bool]
    password: NotRequired[str]
    permissions: NotRequired[list[str]]
    roles: NotRequired[list[str]]
    security_realm: NotRequired["UserSecurityRealm"]


class UserSecurityRealm(TypedDict):
    id: str
    type: Literal["native", "ldap", "saml", "active_directory"]


class VersionedIdResponse(TypedDict):
    config_version: NotRequired[dict[str, Any]]
    config_version_updated: NotRequired[dict[str, Any]]
    id: str


class ZkAcl(TypedDict):
    id: str
    perms: int
    scheme: str


class ZookeeperNodeInfo(TypedDict):
    id: str
    state: Literal["connected", "suspended", "reconnected", "lost", "read_only"]


class ZookeeperSummary(TypedDict):
    states: list["ZookeeperNodeInfo"]
