# Made by `python -m apigen --description API.json` in the folder tools/; not to be changed by hand.
# sha256 of what follows: 794641e0a7b235dbe9b115bcbbebbad39cd6aa03ea567c0cbb9e6aab850df8cf
"""The API's models, each with the keys and Go types of its fields."""

MODELS = {
    "AccountResponse": """id *string!
trust *AccountTrustSettings
""",
    "AccountTrustRelationship": """account_id *string!
name string
trust_all *bool!
trust_allowlist []string
""",
    "AccountTrustSettings": """trust_all *bool!
""",
    "AccountUpdateRequest": """trust *AccountTrustSettings
""",
    "ActiveDirectoryGroupSearch": """base_dn string
scope string
""",
    "ActiveDirectorySecurityRealmLoadBalance": """cache_ttl string
type string
""",
    "ActiveDirectorySecurityRealmRoleMappingRule": """roles []string!
type *string!
value *string!
""",
    "ActiveDirectorySecurityRealmRoleMappingRules": """default_roles []string!
rules []*ActiveDirectorySecurityRealmRoleMappingRule!
""",
    "ActiveDirectorySettings": """bind_anonymously *bool!
bind_dn string
bind_password string
certificate_url string
certificate_url_truststore_password string
certificate_url_truststore_type string
domain_name *string!
enabled *bool
group_search *ActiveDirectoryGroupSearch
id *string!
load_balance *ActiveDirectorySecurityRealmLoadBalance
name *string!
order int32
override_yaml string
role_mappings *ActiveDirectorySecurityRealmRoleMappingRules
urls []string!
user_search *ActiveDirectoryUserSearch
""",
    "ActiveDirectoryUserSearch": """base_dn string
filter string
scope string
""",
    "AdminconsoleInfo": """adminconsole_id *string!
""",
    "AdminconsolesOverview": """adminconsoles []*AdminconsoleInfo!
""",
    "AllocatedInstancePlansInfo": """pending *bool!
version string
zone_count int32
""",
    "AllocatedInstanceStatus": """cluster_healthy *bool
cluster_id *string!
cluster_name string
cluster_type *string!
deployment_id string
healthy *bool
instance_configuration_id string
instance_name *string!
moving *bool
node_memory *int32!
plans_info *AllocatedInstancePlansInfo
""",
    "AllocatorBuildInfo": """commit_hash string
version string
""",
    "AllocatorCapacity": """additional_master_bonus float32
available_cpus int32
memory *AllocatorCapacityMemory!
storage *AllocatorCapacityStorage!
""",
    "AllocatorCapacityMemory": """total *int32!
used *int32!
""",
    "AllocatorCapacityStorage": """total *int64!
""",
    "AllocatorHealthChecks": """has_instances *bool!
is_connected_to_zk *bool!
is_docker_healthy *bool!
""",
    "AllocatorHealthStatus": """connected *bool!
health_checks *AllocatorHealthChecks
healthy *bool!
maintenance_mode *bool!
maintenance_mode_timestamp date
""",
    "AllocatorInfo": """allocator_id *string!
build_info *AllocatorBuildInfo
capacity *AllocatorCapacity!
external_links []*ExternalHyperlink!
features []string!
host_ip *string!
instances []*AllocatedInstanceStatus!
metadata []*MetadataItem!
public_hostname *string!
region string
settings *AllocatorSettings!
status *AllocatorHealthStatus!
zone_id *string!
""",
    "AllocatorMoveRequest": """allocator_down *bool
from *string!
to []string
""",
    "AllocatorOverview": """zones []*AllocatorZoneInfo!
""",
    "AllocatorSettings": """capacity int32
""",
    "AllocatorZoneInfo": """allocators []*AllocatorInfo!
zone_id *string!
""",
    "AllocatorsSummary": """healthy *bool!
zone_summaries []*AllocatorsZoneSummary!
""",
    "AllocatorsZoneSummary": """connected_allocators *int32!
connected_capacity *int32!
disconnected_allocators *int32!
healthy_allocators *int32!
in_maintenance_allocators *int32!
instances *int32!
max_available_capacity *int32!
total_allocators *int32!
zone_id *string!
""",
    "ApiBaseUrlData": """value *string!
""",
    "ApiKeyResponse": """creation_date *date!
description *string!
expiration_date date
id *string!
key string
organization_id string
role_assignments *RoleAssignments
user_id string
""",
    "ApiKeysResponse": """keys []*ApiKeyResponse!
""",
    "Apm": """backend_plan any!
display_name *string!
elasticsearch_cluster_ref_id *string!
ref_id *string!
""",
    "ApmConfiguration": """docker_image string
system_settings *ApmSystemSettings
user_settings_json any
user_settings_override_json any
user_settings_override_yaml string
user_settings_yaml string
version string
""",
    "ApmCrudResponse": """apm_id string
diagnostics any
secret_token *string!
""",
    "ApmInfo": """apm_server_mode string
deployment_id string
elasticsearch_cluster *TargetElasticsearchCluster!
external_links []*ExternalHyperlink!
healthy *bool!
id *string!
links map[string]Hyperlink
metadata *ClusterMetadataInfo
name *string!
plan_info *ApmPlansInfo!
region string
settings *ApmSettings
status *string!
topology *ClusterTopologyInfo!
""",
    "ApmPayload": """display_name string
elasticsearch_cluster_ref_id *string!
plan *ApmPlan!
ref_id *string!
region *string!
settings *ApmSettings
""",
    "ApmPlan": """apm *ApmConfiguration!
cluster_topology []*ApmTopologyElement
transient *TransientApmPlanConfiguration
""",
    "ApmPlanControlConfiguration": """calm_wait_time int64
cluster_reboot string
extended_maintenance *bool
move_allocators []*AllocatorMoveRequest
move_instances []*InstanceMoveRequest
override_failsafe *bool
preferred_allocator_tags map[string]string
preferred_allocators []string
reallocate_instances *bool
timeout int64
""",
    "ApmPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan *ApmPlan
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "ApmPlansInfo": """current *ApmPlanInfo
healthy *bool!
history []*ApmPlanInfo!
pending *ApmPlanInfo
""",
    "ApmResourceInfo": """elasticsearch_cluster_ref_id *string!
id *string!
info *ApmInfo!
ref_id *string!
region *string!
""",
    "ApmSettings": """metadata *ClusterMetadataSettings
""",
    "ApmSubInfo": """apm_id *string!
enabled *bool!
links map[string]Hyperlink
""",
    "ApmSystemSettings": """debug_enabled *bool
elasticsearch_password string
elasticsearch_url string
elasticsearch_username string
kibana_url string
secret_token string
""",
    "ApmTopologyElement": """apm *ApmConfiguration
instance_configuration_id string
instance_configuration_version int32
size *TopologySize
zone_count int32
""",
    "AppSearch": """backend_plan any!
display_name *string!
elasticsearch_cluster_ref_id *string!
ref_id *string!
""",
    "AppSearchConfiguration": """docker_image string
system_settings *AppSearchSystemSettings
user_settings_json any
user_settings_override_json any
user_settings_override_yaml string
user_settings_yaml string
version string
""",
    "AppSearchInfo": """deployment_id string
elasticsearch_cluster *TargetElasticsearchCluster!
external_links []*ExternalHyperlink!
healthy *bool!
id *string!
links map[string]Hyperlink
metadata *ClusterMetadataInfo
name *string!
plan_info *AppSearchPlansInfo!
region string
settings *AppSearchSettings
status *string!
topology *ClusterTopologyInfo!
""",
    "AppSearchNodeTypes": """appserver *bool!
worker *bool!
""",
    "AppSearchPayload": """display_name string
elasticsearch_cluster_ref_id *string!
plan *AppSearchPlan!
ref_id *string!
region *string!
settings *AppSearchSettings
""",
    "AppSearchPlan": """appsearch *AppSearchConfiguration!
cluster_topology []*AppSearchTopologyElement
transient *TransientAppSearchPlanConfiguration
""",
    "AppSearchPlanControlConfiguration": """calm_wait_time int64
cluster_reboot string
extended_maintenance *bool
move_allocators []*AllocatorMoveRequest
move_instances []*InstanceMoveRequest
override_failsafe *bool
preferred_allocator_tags map[string]string
preferred_allocators []string
reallocate_instances *bool
timeout int64
""",
    "AppSearchPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan *AppSearchPlan
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "AppSearchPlansInfo": """current *AppSearchPlanInfo
healthy *bool!
history []*AppSearchPlanInfo!
pending *AppSearchPlanInfo
""",
    "AppSearchResourceInfo": """elasticsearch_cluster_ref_id *string!
id *string!
info *AppSearchInfo!
ref_id *string!
region *string!
""",
    "AppSearchSettings": """metadata *ClusterMetadataSettings
""",
    "AppSearchSubInfo": """app_search_id *string!
enabled *bool!
links map[string]Hyperlink
""",
    "AppSearchSystemSettings": """elasticsearch_password string
elasticsearch_url string
elasticsearch_username string
secret_session_key string
""",
    "AppSearchTopologyElement": """appsearch *AppSearchConfiguration
instance_configuration_id string
instance_configuration_version int32
node_type *AppSearchNodeTypes
size *TopologySize
zone_count int32
""",
    "AuthenticationInfo": """elevated_permissions_expire_at date
expires_at date
has_elevated_permissions *bool!
has_totp_device *bool
refresh_token_url *string!
totp_device_source string
totp_device_source_enable_mfa_href string
""",
    "AutoOpsSettings": """status *string!
""",
    "AutodetectStrategyConfig": """""",
    "AvailableAuthenticationMethods": """openid *bool!
password *bool!
saml *bool!
sso_methods []*SsoAuthenticationMethodInfo!
""",
    "Balance": """available *float64!
line_items []*SimplifiedLineItem!
remaining *float64!
""",
    "BasicFailedReply": """errors []*BasicFailedReplyElement!
""",
    "BasicFailedReplyElement": """code *string!
fields []string
message *string!
""",
    "Blessing": """value *bool!
""",
    "Blessings": """runner_ids_to_blessing map[string]Blessing!
""",
    "BlessingsWithMeta": """meta *Metadata!
value *Blessings!
""",
    "BoolQuery": """filter []*QueryContainer
minimum_should_match int32
must []*QueryContainer
must_not []*QueryContainer
should []*QueryContainer
""",
    "CapacityConstraintsResource": """max *int64!
min *int64!
""",
    "CertificateAuthority": """public_certificates []*PublicCertificate!
recommended_trust_restriction *string!
""",
    "CertificateMetaData": """also_trusted_by []string
fingerprint *string!
valid_from *date!
valid_to *date!
""",
    "ChainStatus": """expiration_date *date!
first_certificate_to_expire *string!
""",
    "ChangeSourceInfo": """action *string!
admin_id string
date *date!
facilitator *string!
remote_addresses []string
user_id string
""",
    "ChartItem": """timestamp *int64!
values []*ChartItemValue!
""",
    "ChartItemValue": """id *string!
name *string!
value *float64!
""",
    "ChartItems": """data []*ChartItem!
""",
    "ClusterCredentials": """password *string!
username *string!
""",
    "ClusterCurationSettings": """specs []*ClusterCurationSpec!
""",
    "ClusterCurationSpec": """index_pattern *string!
trigger_interval_seconds *int32!
""",
    "ClusterInstanceConfigurationInfo": """config_version int32
id *string!
name *string!
resource *string!
""",
    "ClusterInstanceDiskInfo": """disk_space_available int64
disk_space_used *int64!
storage_multiplier *float64!
""",
    "ClusterInstanceInfo": """allocator_id string
container_started *bool!
disk *ClusterInstanceDiskInfo
healthy *bool!
instance_configuration *ClusterInstanceConfigurationInfo
instance_name *string!
instance_overrides *InstanceOverrides
maintenance_mode *bool!
memory *ClusterInstanceMemoryInfo
node_roles []string
service_roles []string
service_running *bool!
service_version string
zone string
""",
    "ClusterInstanceMemoryInfo": """instance_capacity *int32!
instance_capacity_planned int32
memory_pressure int32
native_memory_pressure int32
""",
    "ClusterLicenseInfo": """license any!
""",
    "ClusterMetadataCpuResourcesSettings": """boost *bool
hard_limit *bool
""",
    "ClusterMetadataInfo": """aliased_endpoint string
aliased_url string
cloud_id string
endpoint string
last_modified *date!
ports *ClusterMetadataPortInfo
raw any
service_url string
services_urls []*ServiceUrl
version *int32!
""",
    "ClusterMetadataPortInfo": """http *int32!
https *int32!
transport_passthrough *int32!
""",
    "ClusterMetadataResourcesSettings": """cpu *ClusterMetadataCpuResourcesSettings
""",
    "ClusterMetadataSettings": """contact_email string
hidden *bool
name string
organization_id string
owner_id string
resources *ClusterMetadataResourcesSettings
subscription_level string
system_owned *bool
""",
    "ClusterPlanAttemptError": """details map[string]string!
failure_type string
message *string!
timestamp *date!
""",
    "ClusterPlanStepInfo": """completed date
duration_in_millis int64
info_log []*ClusterPlanStepLogMessageInfo!
stage *string!
started *date!
status *string!
step_id *string!
""",
    "ClusterPlanStepLogMessageInfo": """delta_in_millis int64
details map[string]string!
failure_type string
internal_details map[string]string
message *string!
stage *string!
timestamp *date!
""",
    "ClusterPlanWarning": """code *string!
message *string!
step_id string
""",
    "ClusterSnapshotRepositoryDefault": """""",
    "ClusterSnapshotRepositoryInfo": """default any
reference *ClusterSnapshotRepositoryReference
static *ClusterSnapshotRepositoryStatic
""",
    "ClusterSnapshotRepositoryReference": """repository_name string
""",
    "ClusterSnapshotRepositoryStatic": """repository_type string
settings any
""",
    "ClusterSnapshotRetention": """max_age string
snapshots int32
""",
    "ClusterSnapshotSettings": """cron_expression string
enabled *bool
interval string
pending_interval string
repository *ClusterSnapshotRepositoryInfo
retention *ClusterSnapshotRetention
slm *bool
suspended []string
wait_time_after_snapshotting string
""",
    "ClusterSystemAlert": """alert_type *string!
exit_code int32
instance_name *string!
timestamp *date!
url string
""",
    "ClusterTopologyInfo": """healthy *bool!
instances []*ClusterInstanceInfo!
""",
    "Comment": """id *string!
message *string!
user_id *string!
""",
    "CommentCreateRequest": """message *string!
""",
    "CommentUpdateRequest": """message *string!
""",
    "CommentWithMeta": """comment *Comment!
metadata *Metadata!
""",
    "CommentsWithMetas": """values []*CommentWithMeta!
""",
    "CommonClusterPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan any
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "CompatibleNodeTypesResource": """capacity_constraints *CapacityConstraintsResource
compatible_node_types []string!
node_type *string!
""",
    "CompatibleVersionResource": """capacity_constraints *CapacityConstraintsResource
node_types []*CompatibleNodeTypesResource!
version *string!
""",
    "ConfigStoreOption": """changed *bool!
name *string!
value *string!
""",
    "ConfigStoreOptionData": """value *string!
""",
    "ConfigStoreOptionList": """values []*ConfigStoreOption!
""",
    "ConstructorHealthStatus": """connected *bool!
maintenance_mode *bool!
""",
    "ConstructorInfo": """constructor_id *string!
status *ConstructorHealthStatus!
""",
    "ConstructorOverview": """constructors []*ConstructorInfo!
""",
    "ContainerConfigHostConfig": """binds []string!
cpu_period int32
extra_hosts []string!
network_mode string
port_bindings map[string][]*PortBinding!
privileged *bool!
restart_policy *RestartPolicy
""",
    "ContainerSetSummary": """container_set_id *string!
containers_created_count *int32!
containers_expected_running_count *int32!
containers_running_count *int32!
containers_started_count *int32!
healthy *bool!
hidden *bool!
""",
    "ContainerSetsSummary": """healthy *bool!
healthy_container_sets_count *int32!
unhealthy_container_sets []*ContainerSetSummary!
unhealthy_container_sets_count *int32!
""",
    "ContainersEntry": """container_set_name *string!
kind *string!
name *string!
options *ContainersEntryOptions!
""",
    "ContainersEntryOptions": """acls []*ContainersEntryOptionsACL!
auths []*ContainersEntryOptionsAuth!
container_set_secret string
enabled *bool!
enabled_by_named_feature_flag string
overrides *ContainersEntryOptionsOverrides
runners_secret string
""",
    "ContainersEntryOptionsACL": """id *string!
perms *int32!
scheme *string!
""",
    "ContainersEntryOptionsAuth": """auth *string!
scheme *string!
""",
    "ContainersEntryOptionsContainerConfig": """env []string!
host_config *ContainerConfigHostConfig
""",
    "ContainersEntryOptionsOverrides": """container_config *ContainersEntryOptionsContainerConfig
""",
    "CoordinatorCandidateInfo": """acl *ZkAcl!
attributes map[string]string!
id int32
name *string!
public_hostname *string!
state *string!
""",
    "CoordinatorCandidatesSummary": """candidates []*CoordinatorCandidateInfo!
""",
    "CoordinatorSummary": """attributes map[string]string!
client_port *int32!
election_port *int32!
leader_port *int32!
name *string!
public_hostname *string!
""",
    "CoordinatorsSummary": """coordinators []*CoordinatorSummary!
""",
    "Costs": """dimensions []*Dimension!
total *float64!
""",
    "CostsOverview": """balance *Balance
costs *Costs!
hourly_rate *float64!
trials *float64!
""",
    "CreateApiKeyRequest": """description *string!
expiration string
role_assignments *RoleAssignments
""",
    "CreateExtensionRequest": """description string
download_url string
extension_type *string!
name *string!
version *string!
""",
    "Creates": """apm []*Apm
appsearch []*AppSearch
elasticsearch []*Elasticsearch
enterprise_search []*EnterpriseSearch
integrations_server []*IntegrationsServer
kibana []*Kibana
""",
    "DeleteApiKeysRequest": """keys []string!
""",
    "DeleteUsersApiKeysRequest": """user_api_keys []*UserApiKey!
""",
    "DeploymentCosts": """costs *Costs!
deployment_id *string!
deployment_name *string!
hourly_rate *float64!
period *Period
""",
    "DeploymentCreateMetadata": """system_owned *bool
tags []*MetadataItem
""",
    "DeploymentCreateRequest": """alias string
metadata *DeploymentCreateMetadata
name string
region string
resources *DeploymentCreateResources
settings *DeploymentCreateSettings
version string
""",
    "DeploymentCreateResources": """apm []*ApmPayload
appsearch []*AppSearchPayload
elasticsearch []*ElasticsearchPayload
enterprise_search []*EnterpriseSearchPayload
integrations_server []*IntegrationsServerPayload
kibana []*KibanaPayload
""",
    "DeploymentCreateResponse": """alias string
created *bool!
diagnostics *DeploymentDiagnostics
id *string!
name *string!
resources []*DeploymentResource!
""",
    "DeploymentCreateSettings": """autoscaling_enabled *bool
observability *DeploymentObservabilitySettings
traffic_filter_settings *TrafficFilterSettings
""",
    "DeploymentDeleteResponse": """id *string!
name *string!
orphaned *Orphaned
""",
    "DeploymentDiagnostics": """creates *Creates
updates *Updates
""",
    "DeploymentDomainName": """value *string!
""",
    "DeploymentGetResponse": """alias string
healthy *bool!
id *string!
instance_configurations []*InstanceConfigurationInfo
metadata *DeploymentMetadata
name *string!
observability *DeploymentObservability
resources *DeploymentResources!
settings *DeploymentSettings
""",
    "DeploymentHeapDumps": """elasticsearch []*ResourceHeapDumps!
enterprise_search []*ResourceHeapDumps!
""",
    "DeploymentLogging": """healthy *bool!
issues []*ObservabilityIssue
urls map[string]string
""",
    "DeploymentLoggingSettings": """destination *ObservabilityAbsoluteDeployment!
""",
    "DeploymentMetadata": """byok_enabled *bool
hidden *bool
last_modified *date!
last_resource_plan_modified date
organization_id string
owner_id string
subscription_level string
system_owned *bool
tags []*MetadataItem
""",
    "DeploymentMetrics": """healthy *bool!
issues []*ObservabilityIssue
urls map[string]string
""",
    "DeploymentMetricsSettings": """destination *ObservabilityAbsoluteDeployment!
force_legacy_monitoring *bool
""",
    "DeploymentObservability": """healthy *bool!
issues []*ObservabilityIssue
logging *DeploymentLogging
metrics *DeploymentMetrics
""",
    "DeploymentObservabilitySettings": """logging *DeploymentLoggingSettings
metrics *DeploymentMetricsSettings
""",
    "DeploymentResource": """cloud_id string
credentials *ClusterCredentials
elasticsearch_cluster_ref_id string
id *string!
kind *string!
ref_id *string!
region *string!
secret_token string
warnings []*ReplyWarning
""",
    "DeploymentResourceCommandResponse": """warnings []*ReplyWarning
""",
    "DeploymentResourceCrudResponse": """id *string!
kind *string!
ref_id *string!
""",
    "DeploymentResourceUpgradeResponse": """resource_id *string!
stack_version *string!
""",
    "DeploymentResources": """apm []*ApmResourceInfo!
appsearch []*AppSearchResourceInfo!
elasticsearch []*ElasticsearchResourceInfo!
enterprise_search []*EnterpriseSearchResourceInfo!
integrations_server []*IntegrationsServerResourceInfo!
kibana []*KibanaResourceInfo!
""",
    "DeploymentRestoreResponse": """id *string!
""",
    "DeploymentRoleAssignment": """all *bool
application_roles []string
deployment_ids []string
organization_id *string!
role_id *string!
""",
    "DeploymentSearchResponse": """alias string
healthy *bool!
id *string!
metadata *DeploymentMetadata
name *string!
resources *DeploymentResources!
settings *DeploymentSettings
""",
    "DeploymentSettings": """auto_ops *AutoOpsSettings!
autoscaling_enabled *bool
observability *DeploymentObservabilitySettings
traffic_filter_settings *TrafficFilterSettings
""",
    "DeploymentShutdownResponse": """id *string!
name *string!
orphaned *Orphaned
""",
    "DeploymentTemplateInfoV2": """deployment_template *DeploymentCreateRequest!
description string
hidden *bool
id *string!
instance_configurations []*InstanceConfigurationInfo!
kibana_deeplink []*KibanaDeeplink
metadata []*MetadataItem
min_version string
name *string!
order int32
source *ChangeSourceInfo
system_owned *bool
template_category_id string
""",
    "DeploymentTemplateReference": """id *string!
version string
""",
    "DeploymentTemplateRequestBody": """deployment_template *DeploymentCreateRequest!
description string
hidden *bool
kibana_deeplink []*KibanaDeeplink
metadata []*MetadataItem
min_version string
name *string!
order int32
system_owned *bool
template_category_id string
""",
    "DeploymentUpdateMetadata": """hidden *bool
system_owned *bool
tags []*MetadataItem
""",
    "DeploymentUpdateRequest": """alias string
metadata *DeploymentUpdateMetadata
name string
prune_orphans *bool!
resources *DeploymentUpdateResources
settings *DeploymentUpdateSettings
""",
    "DeploymentUpdateResources": """apm []*ApmPayload
appsearch []*AppSearchPayload
elasticsearch []*ElasticsearchPayload
enterprise_search []*EnterpriseSearchPayload
integrations_server []*IntegrationsServerPayload
kibana []*KibanaPayload
""",
    "DeploymentUpdateResponse": """alias string
diagnostics *DeploymentDiagnostics
id *string!
name *string!
resources []*DeploymentResource!
settings *DeploymentSettings
shutdown_resources *Orphaned
""",
    "DeploymentUpdateSettings": """auto_ops *AutoOpsSettings
autoscaling_enabled *bool
observability *DeploymentObservabilitySettings
""",
    "DeploymentUpgradeAssistantStatusResponse": """details *string!
ready_for_upgrade *bool!
""",
    "DeploymentsCosts": """deployments []*DeploymentCosts!
total_cost *float64!
""",
    "DeploymentsListResponse": """deployments []*DeploymentsListingData!
""",
    "DeploymentsListingData": """id *string!
name *string!
resources []*DeploymentResource!
""",
    "DeploymentsSearchResponse": """cursor string
deployments []*DeploymentSearchResponse!
match_count int32
minimal_metadata []any
return_count *int32!
""",
    "Dimension": """cost *float64!
type *string!
""",
    "DirectTrustRelationship": """additional_node_names []string
certificates []*TrustedCertificate!
name *string!
scope_id string
trust_all *bool!
trust_allowlist []string
type string
uid string
""",
    "DiscreteSizes": """default_size int32
resource string
sizes []int32!
""",
    "DtsDimensionCosts": """cost *float64!
name *string!
quantity *DtsQuantity!
rate *DtsRate!
sku *string!
type *string!
""",
    "DtsQuantity": """formatted_value *string!
value *int64!
""",
    "DtsRate": """formatted_value *string!
value *float64!
""",
    "Elasticsearch": """backend_plan any!
display_name *string!
ref_id *string!
""",
    "ElasticsearchBlockingIssueElement": """description *string!
level *string!
""",
    "ElasticsearchBlockingIssues": """blocks []*ElasticsearchBlockingIssueElement!
healthy *bool!
""",
    "ElasticsearchClusterBlockingIssueElement": """description *string!
instances []string!
""",
    "ElasticsearchClusterBlockingIssues": """cluster_level []*ElasticsearchClusterBlockingIssueElement!
healthy *bool!
index_level []*ElasticsearchClusterBlockingIssueElement!
""",
    "ElasticsearchClusterInfo": """associated_apm_clusters []*ApmSubInfo!
associated_appsearch_clusters []*AppSearchSubInfo!
associated_enterprise_search_clusters []*EnterpriseSearchSubInfo!
associated_kibana_clusters []*KibanaSubClusterInfo!
cluster_id *string!
cluster_name *string!
deployment_id string
elasticsearch *ElasticsearchInfo!
elasticsearch_monitoring_info *ElasticsearchMonitoringInfo
external_links []*ExternalHyperlink!
healthy *bool!
links map[string]Hyperlink
locked *bool
metadata *ClusterMetadataInfo!
plan_info *ElasticsearchClusterPlansInfo!
region string
security *ElasticsearchClusterSecurityInfo
settings *ElasticsearchClusterSettings
snapshots *SnapshotStatusInfo!
status *string!
system_alerts []*ClusterSystemAlert
topology *ClusterTopologyInfo!
""",
    "ElasticsearchClusterPlan": """autoscaling_enabled *bool
cluster_topology []*ElasticsearchClusterTopologyElement!
deployment_template *DeploymentTemplateReference
elasticsearch *ElasticsearchConfiguration!
transient *TransientElasticsearchPlanConfiguration
""",
    "ElasticsearchClusterPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan *ElasticsearchClusterPlan
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "ElasticsearchClusterPlansInfo": """current *ElasticsearchClusterPlanInfo
healthy *bool!
history []*ElasticsearchClusterPlanInfo!
pending *ElasticsearchClusterPlanInfo
""",
    "ElasticsearchClusterRole": """roles []string!
username *string!
""",
    "ElasticsearchClusterSecurityInfo": """last_modified *date!
roles any!
users []*ElasticsearchClusterUser!
users_roles []*ElasticsearchClusterRole!
version *int32!
""",
    "ElasticsearchClusterSettings": """curation *ClusterCurationSettings
dedicated_masters_threshold int32
keystore_contents *KeystoreContents
metadata *ClusterMetadataSettings
monitoring *ManagedMonitoringSettings
snapshot *ClusterSnapshotSettings
traffic_filter *TrafficFilterSettings
trust *ElasticsearchClusterTrustSettings
""",
    "ElasticsearchClusterTopologyElement": """autoscaling_max *TopologySize
autoscaling_min *TopologySize
autoscaling_policy_override_json any
autoscaling_tier_override *bool
elasticsearch *ElasticsearchConfiguration
id string
instance_configuration_id string
instance_configuration_version int32
memory_per_node int32
node_count_per_zone int32
node_roles []string
node_type *ElasticsearchNodeType
size *TopologySize
topology_element_control *TopologyElementControl
zone_count int32
""",
    "ElasticsearchClusterTrustSettings": """accounts []*AccountTrustRelationship
direct []*DirectTrustRelationship
external []*ExternalTrustRelationship
""",
    "ElasticsearchClusterUser": """password_hash *string!
username *string!
""",
    "ElasticsearchConfiguration": """curation *ElasticsearchCuration
docker_image string
enabled_built_in_plugins []string
node_attributes map[string]string
system_settings *ElasticsearchSystemSettings
user_bundles []*ElasticsearchUserBundle
user_plugins []*ElasticsearchUserPlugin
user_settings_json any
user_settings_override_json any
user_settings_override_yaml string
user_settings_yaml string
version string
""",
    "ElasticsearchCuration": """from_instance_configuration_id *string!
to_instance_configuration_id *string!
""",
    "ElasticsearchDependant": """id *string!
kind *string!
""",
    "ElasticsearchElasticUserPasswordResetResponse": """password *string!
username *string!
""",
    "ElasticsearchInfo": """blocking_issues *ElasticsearchClusterBlockingIssues!
cluster_blocking_issues *ElasticsearchBlockingIssues
healthy *bool!
master_info *ElasticsearchMasterInfo!
shard_info *ElasticsearchShardsInfo!
shards_status *ElasticsearchShardsStatus
""",
    "ElasticsearchMasterElement": """instances []string!
master_instance_name string
master_node_id *string!
""",
    "ElasticsearchMasterInfo": """healthy *bool!
instances_with_no_master []string!
masters []*ElasticsearchMasterElement!
""",
    "ElasticsearchMonitoringInfo": """destination_cluster_ids []string!
healthy *bool!
last_modified *date!
last_update_status *string!
source_cluster_ids []string!
""",
    "ElasticsearchNodeType": """data *bool
ingest *bool
master *bool
ml *bool
""",
    "ElasticsearchPayload": """display_name string
plan *ElasticsearchClusterPlan!
ref_id *string!
region *string!
settings *ElasticsearchClusterSettings
""",
    "ElasticsearchPlanControlConfiguration": """calm_wait_time int64
cluster_reboot string
extended_maintenance *bool
max_snapshot_age int64
max_snapshot_attempts int32
move_allocators []*AllocatorMoveRequest
move_instances []*InstanceMoveRequest
move_only *bool
override_failsafe *bool
preferred_allocator_tags map[string]string
preferred_allocators []string
reallocate_instances *bool
skip_data_migration *bool
skip_post_upgrade_steps *bool
skip_snapshot *bool
skip_snapshot_post_major_upgrade *bool
skip_upgrade_checker *bool
timeout int64
""",
    "ElasticsearchReplicaElement": """instance_name *string!
replica_count *int32!
""",
    "ElasticsearchResourceInfo": """id *string!
info *ElasticsearchClusterInfo!
ref_id *string!
region *string!
""",
    "ElasticsearchScriptTypeSettings": """enabled *bool
sandbox_mode *bool
""",
    "ElasticsearchScriptingUserSettings": """expressions_enabled *bool
file *ElasticsearchScriptTypeSettings
inline *ElasticsearchScriptTypeSettings
mustache_enabled *bool
painless_enabled *bool
stored *ElasticsearchScriptTypeSettings
""",
    "ElasticsearchShardElement": """instance_name *string!
shard_count *int32!
""",
    "ElasticsearchShardsInfo": """available_shards []*ElasticsearchShardElement!
healthy *bool!
unavailable_replicas []*ElasticsearchReplicaElement!
unavailable_shards []*ElasticsearchShardElement!
""",
    "ElasticsearchShardsStatus": """status *string!
""",
    "ElasticsearchSystemSettings": """auto_create_index *bool
default_shards_per_index int32
destructive_requires_name *bool
enable_close_index *bool
monitoring_collection_interval int32
monitoring_history_duration string
reindex_whitelist []string
scripting *ElasticsearchScriptingUserSettings
watcher_trigger_engine string
""",
    "ElasticsearchUserBundle": """elasticsearch_version *string!
name *string!
url *string!
""",
    "ElasticsearchUserPlugin": """elasticsearch_version *string!
name *string!
url *string!
""",
    "ElevatedPermissions": """enabled *bool!
expires_at date
""",
    "EmptyResponse": """""",
    "EnableIlmRequest": """index_patterns []*IndexPattern!
""",
    "EnrollmentTokenRequest": """persistent *bool!
roles []string
validity_in_seconds int32
""",
    "EnterpriseSearch": """backend_plan any!
display_name *string!
elasticsearch_cluster_ref_id *string!
ref_id *string!
""",
    "EnterpriseSearchConfiguration": """docker_image string
system_settings *EnterpriseSearchSystemSettings
user_settings_json any
user_settings_override_json any
user_settings_override_yaml string
user_settings_yaml string
version string
""",
    "EnterpriseSearchInfo": """deployment_id string
elasticsearch_cluster *TargetElasticsearchCluster!
external_links []*ExternalHyperlink!
healthy *bool!
id *string!
links map[string]Hyperlink
metadata *ClusterMetadataInfo
name *string!
plan_info *EnterpriseSearchPlansInfo!
region string
settings *EnterpriseSearchSettings
status *string!
topology *ClusterTopologyInfo!
""",
    "EnterpriseSearchNodeTypes": """appserver *bool!
connector *bool!
worker *bool!
""",
    "EnterpriseSearchPayload": """display_name string
elasticsearch_cluster_ref_id *string!
plan *EnterpriseSearchPlan!
ref_id *string!
region *string!
settings *EnterpriseSearchSettings
""",
    "EnterpriseSearchPlan": """cluster_topology []*EnterpriseSearchTopologyElement
enterprise_search *EnterpriseSearchConfiguration!
transient *TransientEnterpriseSearchPlanConfiguration
""",
    "EnterpriseSearchPlanControlConfiguration": """calm_wait_time int64
cluster_reboot string
extended_maintenance *bool
move_allocators []*AllocatorMoveRequest
move_instances []*InstanceMoveRequest
override_failsafe *bool
preferred_allocator_tags map[string]string
preferred_allocators []string
reallocate_instances *bool
timeout int64
""",
    "EnterpriseSearchPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan *EnterpriseSearchPlan
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "EnterpriseSearchPlansInfo": """current *EnterpriseSearchPlanInfo
healthy *bool!
history []*EnterpriseSearchPlanInfo!
pending *EnterpriseSearchPlanInfo
""",
    "EnterpriseSearchResourceInfo": """elasticsearch_cluster_ref_id *string!
id *string!
info *EnterpriseSearchInfo!
ref_id *string!
region *string!
""",
    "EnterpriseSearchSettings": """metadata *ClusterMetadataSettings
""",
    "EnterpriseSearchSubInfo": """enabled *bool!
enterprise_search_id *string!
links map[string]Hyperlink
""",
    "EnterpriseSearchSystemSettings": """elasticsearch_password string
elasticsearch_url string
elasticsearch_username string
secret_session_key string
""",
    "EnterpriseSearchTopologyElement": """allocator_filter any
enterprise_search *EnterpriseSearchConfiguration
instance_configuration_id string
instance_configuration_version int32
memory_per_node any
node_configuration string
node_count_per_zone any
node_type *EnterpriseSearchNodeTypes
size *TopologySize
zone_count int32
""",
    "ExistsQuery": """field *string!
""",
    "Extension": """deployments []string
description string
download_url string
extension_type *string!
file_metadata *ExtensionFileMetadata
id *string!
name *string!
url *string!
version *string!
""",
    "ExtensionFileMetadata": """last_modified_date date
size int64
url string
""",
    "Extensions": """extensions []*Extension!
""",
    "ExternalHyperlink": """id *string!
label *string!
uri string
""",
    "ExternalTrustRelationship": """name string
trust_all *bool!
trust_allowlist []string
trust_relationship_id *string!
""",
    "FilterAssociation": """entity_type *string!
id *string!
""",
    "GenericResponse": """value *string!
""",
    "GlobalDeploymentTemplateInfo": """description *string!
metadata []*MetadataItem
name *string!
order *int32!
regions []*GlobalDeploymentTemplateRegion!
template_category_id string
""",
    "GlobalDeploymentTemplateRegion": """deployment_template_id *string!
kibana_deeplink []*KibanaDeeplink
region_id *string!
versions []string!
""",
    "GrowShrinkStrategyConfig": """""",
    "HeapDump": """captured *string!
error string
instance_id *string!
size int64
status *string!
type *string!
""",
    "Hyperlink": """need_elevated_permissions *bool
""",
    "IdResponse": """id *string!
""",
    "IndexPattern": """index_pattern *string!
node_attributes map[string]string
policy_name *string!
""",
    "IndexSynchronizationResults": """created []string!
deleted []string!
errors []string!
updated []string!
""",
    "InstanceConfiguration": """allocator_filter *QueryContainer
allowed_zones []string
config_version int32
cpu_multiplier float64
deleted_on date
description string
discrete_sizes *DiscreteSizes!
id string
instance_type string
max_zones int32
metadata any
name *string!
node_types []string
storage_multiplier float64
system_owned *bool
""",
    "InstanceConfigurationInfo": """config_version int32
cpu_multiplier float64
description string
discrete_sizes *DiscreteSizes!
id string
instance_type string
max_zones int32
metadata any
name *string!
node_types []string
storage_multiplier float64
""",
    "InstanceMoveRequest": """from *string!
instance_down *bool
to []string
""",
    "InstanceOverrides": """capacity int32
storage_multiplier float64
""",
    "InstanceTypeResource": """compatibility []*CompatibleVersionResource!
default_instance_configuration_id string
description *string!
instance_type *string!
name *string!
node_types []*NodeTypeResource!
""",
    "IntegrationsServer": """backend_plan any!
display_name *string!
elasticsearch_cluster_ref_id *string!
ref_id *string!
""",
    "IntegrationsServerConfiguration": """docker_image string
mode string
system_settings *IntegrationsServerSystemSettings
user_settings_json any
user_settings_override_json any
user_settings_override_yaml string
user_settings_yaml string
version string
""",
    "IntegrationsServerInfo": """apm_server_mode string
deployment_id string
elasticsearch_cluster *TargetElasticsearchCluster!
external_links []*ExternalHyperlink!
healthy *bool!
id *string!
links map[string]Hyperlink
metadata *ClusterMetadataInfo
name *string!
plan_info *IntegrationsServerPlansInfo!
region string
settings *IntegrationsServerSettings
status *string!
topology *ClusterTopologyInfo!
""",
    "IntegrationsServerPayload": """display_name string
elasticsearch_cluster_ref_id *string!
plan *IntegrationsServerPlan!
ref_id *string!
region *string!
settings *IntegrationsServerSettings
""",
    "IntegrationsServerPlan": """cluster_topology []*IntegrationsServerTopologyElement
integrations_server *IntegrationsServerConfiguration!
transient *TransientIntegrationsServerPlanConfiguration
""",
    "IntegrationsServerPlanControlConfiguration": """calm_wait_time int64
cluster_reboot string
extended_maintenance *bool
move_allocators []*AllocatorMoveRequest
move_instances []*InstanceMoveRequest
override_failsafe *bool
preferred_allocator_tags map[string]string
preferred_allocators []string
reallocate_instances *bool
timeout int64
""",
    "IntegrationsServerPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan *IntegrationsServerPlan
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "IntegrationsServerPlansInfo": """current *IntegrationsServerPlanInfo
healthy *bool!
history []*IntegrationsServerPlanInfo!
pending *IntegrationsServerPlanInfo
""",
    "IntegrationsServerResourceInfo": """elasticsearch_cluster_ref_id *string!
id *string!
info *IntegrationsServerInfo!
ref_id *string!
region *string!
""",
    "IntegrationsServerSettings": """metadata *ClusterMetadataSettings
""",
    "IntegrationsServerSystemSettings": """debug_enabled *bool
elasticsearch_password string
elasticsearch_url string
elasticsearch_username string
kibana_url string
secret_token string
""",
    "IntegrationsServerTopologyElement": """instance_configuration_id string
instance_configuration_version int32
integrations_server *IntegrationsServerConfiguration
size *TopologySize
zone_count int32
""",
    "ItemCosts": """hours *int64!
instance_count *int32!
kind *string!
name *string!
period *Period!
price *float64!
price_per_hour *float64!
sku *string!
""",
    "ItemsCosts": """costs *Costs!
data_transfer_and_storage []*DtsDimensionCosts!
resources []*ItemCosts!
""",
    "KeystoreContents": """secrets map[string]KeystoreSecret!
""",
    "KeystoreSecret": """as_file *bool
value any
""",
    "Kibana": """backend_plan any!
display_name *string!
elasticsearch_cluster_ref_id *string!
ref_id *string!
""",
    "KibanaClusterInfo": """cluster_id *string!
cluster_name *string!
deployment_id string
elasticsearch_cluster *TargetElasticsearchCluster!
external_links []*ExternalHyperlink!
healthy *bool!
links map[string]Hyperlink
metadata *ClusterMetadataInfo!
plan_info *KibanaClusterPlansInfo!
region string
settings *KibanaClusterSettings
status *string!
topology *ClusterTopologyInfo!
""",
    "KibanaClusterPlan": """cluster_topology []*KibanaClusterTopologyElement
kibana *KibanaConfiguration!
transient *TransientKibanaPlanConfiguration
""",
    "KibanaClusterPlanInfo": """attempt_end_time date
attempt_start_time date
error *ClusterPlanAttemptError
healthy *bool!
plan *KibanaClusterPlan
plan_attempt_id string
plan_attempt_log []*ClusterPlanStepInfo!
plan_attempt_name string
plan_end_time date
source *ChangeSourceInfo
warnings []*ClusterPlanWarning!
""",
    "KibanaClusterPlansInfo": """current *KibanaClusterPlanInfo
healthy *bool!
history []*KibanaClusterPlanInfo!
pending *KibanaClusterPlanInfo
""",
    "KibanaClusterSettings": """metadata *ClusterMetadataSettings
""",
    "KibanaClusterTopologyElement": """instance_configuration_id string
instance_configuration_version int32
kibana *KibanaConfiguration
memory_per_node int32
node_count_per_zone int32
size *TopologySize
zone_count int32
""",
    "KibanaConfiguration": """docker_image string
system_settings *KibanaSystemSettings
user_settings_json any
user_settings_override_json any
user_settings_override_yaml string
user_settings_yaml string
version string
""",
    "KibanaDeeplink": """semver *string!
uri *string!
""",
    "KibanaPayload": """display_name string
elasticsearch_cluster_ref_id *string!
plan *KibanaClusterPlan!
ref_id *string!
region *string!
settings *KibanaClusterSettings
""",
    "KibanaPlanControlConfiguration": """calm_wait_time int64
cluster_reboot string
extended_maintenance *bool
move_allocators []*AllocatorMoveRequest
move_instances []*InstanceMoveRequest
override_failsafe *bool
preferred_allocator_tags map[string]string
preferred_allocators []string
reallocate_instances *bool
timeout int64
""",
    "KibanaResourceInfo": """elasticsearch_cluster_ref_id *string!
id *string!
info *KibanaClusterInfo!
ref_id *string!
region *string!
""",
    "KibanaSubClusterInfo": """enabled *bool!
kibana_id *string!
links map[string]Hyperlink
""",
    "KibanaSystemSettings": """elasticsearch_password string
elasticsearch_url string
elasticsearch_username string
""",
    "LdapGroupSearch": """base_dn string
filter string
scope string
user_attribute string
""",
    "LdapSecurityRealmLoadBalance": """cache_ttl string
type string
""",
    "LdapSecurityRealmRoleMappingRule": """roles []string!
type *string!
value *string!
""",
    "LdapSecurityRealmRoleMappingRules": """default_roles []string!
rules []*LdapSecurityRealmRoleMappingRule!
""",
    "LdapSettings": """bind_anonymously *bool!
bind_dn string
bind_password string
bind_type *string!
certificate_url string
certificate_url_truststore_password string
certificate_url_truststore_type string
enabled *bool
group_search *LdapGroupSearch
id *string!
load_balance *LdapSecurityRealmLoadBalance
name *string!
order int32
override_yaml string
role_mappings *LdapSecurityRealmRoleMappingRules
urls []string!
user_dn_templates []string
user_group_attribute string
user_search *LdapUserSearch
""",
    "LdapUserSearch": """base_dn string
filter string
scope string
""",
    "LicenseInfo": """cluster_licenses []*ClusterLicenseInfo
expiry_date_in_millis *int64!
issue_date_in_millis *int64!
issued_to *string!
issuer *string!
max_allocators int32
max_instances int32
max_ram_per_allocator_mb int32
max_resource_units int32
operation_mode string
signature *string!
start_date_in_millis *int64!
subscription_type string
type *string!
uid *string!
version int32
""",
    "LicenseObject": """license *LicenseInfo!
usage_stats *UsageStats
""",
    "ListEnrollmentTokenElement": """roles []string!
token_id *string!
""",
    "ListEnrollmentTokenReply": """tokens []*ListEnrollmentTokenElement!
""",
    "LoggingSettings": """logging_levels map[string]string!
""",
    "LoginRequest": """login_state *LoginState
password *string!
username *string!
""",
    "LoginState": """path string
""",
    "ManagedMonitoringSettings": """target_cluster_id *string!
""",
    "MatchAllQuery": """""",
    "MatchNoneQuery": """""",
    "MatchQuery": """analyzer string
minimum_should_match int32
operator string
query *string!
""",
    "Metadata": """created_time *date!
modified_time *date!
version *string!
""",
    "MetadataItem": """key *string!
value *string!
""",
    "MetadataItemValue": """value *string!
""",
    "MetadataItems": """items []*MetadataItem!
""",
    "ModelVersionIndexSynchronizationResults": """results map[string]IndexSynchronizationResults!
""",
    "MoveApmClusterConfiguration": """cluster_ids []string!
plan_override *TransientApmPlanConfiguration
""",
    "MoveApmClusterDetails": """calculated_plan *TransientApmPlanConfiguration
cluster_id *string!
errors []*BasicFailedReplyElement
""",
    "MoveAppSearchConfiguration": """cluster_ids []string!
plan_override *TransientAppSearchPlanConfiguration
""",
    "MoveAppSearchDetails": """calculated_plan *TransientAppSearchPlanConfiguration
cluster_id *string!
errors []*BasicFailedReplyElement
""",
    "MoveClustersCommandResponse": """failures *MoveClustersDetails!
moves *MoveClustersDetails!
""",
    "MoveClustersDetails": """apm_clusters []*MoveApmClusterDetails!
appsearch_clusters []*MoveAppSearchDetails!
elasticsearch_clusters []*MoveElasticsearchClusterDetails!
enterprise_search_clusters []*MoveEnterpriseSearchDetails!
kibana_clusters []*MoveKibanaClusterDetails!
""",
    "MoveClustersRequest": """apm_clusters []*MoveApmClusterConfiguration
appsearch_clusters []*MoveAppSearchConfiguration
elasticsearch_clusters []*MoveElasticsearchClusterConfiguration
enterprise_search_clusters []*MoveEnterpriseSearchConfiguration
kibana_clusters []*MoveKibanaClusterConfiguration
""",
    "MoveElasticsearchClusterConfiguration": """cluster_ids []string!
plan_override *TransientElasticsearchPlanConfiguration
""",
    "MoveElasticsearchClusterDetails": """calculated_plan *TransientElasticsearchPlanConfiguration
cluster_id *string!
errors []*BasicFailedReplyElement
""",
    "MoveEnterpriseSearchConfiguration": """cluster_ids []string!
plan_override *TransientEnterpriseSearchPlanConfiguration
""",
    "MoveEnterpriseSearchDetails": """calculated_plan *TransientEnterpriseSearchPlanConfiguration
cluster_id *string!
errors []*BasicFailedReplyElement
""",
    "MoveKibanaClusterConfiguration": """cluster_ids []string!
plan_override *TransientKibanaPlanConfiguration
""",
    "MoveKibanaClusterDetails": """calculated_plan *TransientKibanaPlanConfiguration
cluster_id *string!
errors []*BasicFailedReplyElement
""",
    "NestedQuery": """path *string!
query *QueryContainer!
score_mode string
""",
    "NodeTypeResource": """default_instance_configuration_id string
description *string!
mandatory *bool
name *string!
node_type *string!
""",
    "ObservabilityAbsoluteDeployment": """deployment_id *string!
ref_id string
""",
    "ObservabilityIssue": """description *string!
severity *string!
""",
    "Organization": """billing_contacts []string
default_disk_usage_alerts_enabled *bool
id *string!
name *string!
notifications_allowed_email_domains []string
operational_contacts []string
""",
    "OrganizationInvitation": """accepted_at date
created_at *date!
email *string!
expired *bool!
expires_at *date!
organization *Organization!
role_assignments *RoleAssignments
token *string!
""",
    "OrganizationInvitationRequest": """emails []string!
expires_in string
role_assignments *RoleAssignments
""",
    "OrganizationInvitations": """invitations []*OrganizationInvitation!
""",
    "OrganizationList": """next_page string
organizations []*Organization!
""",
    "OrganizationMembership": """email string
member_since *date!
name string
organization_id *string!
role_assignments *RoleAssignments
user_id *string!
""",
    "OrganizationMemberships": """members []*OrganizationMembership!
""",
    "OrganizationRequest": """billing_contacts []string
default_disk_usage_alerts_enabled *bool
name string
notifications_allowed_email_domains []string
operational_contacts []string
""",
    "OrganizationRoleAssignment": """organization_id *string!
role_id *string!
""",
    "Orphaned": """apm []string!
appsearch []string!
elasticsearch []*OrphanedElasticsearch!
enterprise_search []string!
integrations_server []string!
kibana []string!
""",
    "OrphanedElasticsearch": """dependents []*ElasticsearchDependant!
id *string!
""",
    "PendingState": """value *bool!
""",
    "PendingStates": """runner_ids_to_pending_state map[string]PendingState!
""",
    "PendingStatesWithMeta": """meta *Metadata!
value *PendingStates!
""",
    "Period": """end *date!
start *date!
""",
    "PlanStrategy": """autodetect any
grow_and_shrink any
rolling *RollingStrategyConfig
rolling_grow_and_shrink any
""",
    "PlatformInfo": """eula_accepted *bool!
phone_home_enabled *bool!
regions []*RegionInfo!
services []*PlatformServiceInfo!
unreachable_regions []*UnreachableRegionInfo!
version *string!
""",
    "PlatformResourcesSummary": """account_count *int32!
available_count *int32!
healthy *bool!
minimum_available_count *int32!
missing_count *int32!
used_count *int32!
""",
    "PlatformRoleAssignment": """role_id *string!
""",
    "PlatformServiceImageInfo": """hash *string!
id *string!
tag *string!
version *string!
""",
    "PlatformServiceInfo": """image []*PlatformServiceImageInfo!
type *string!
""",
    "PortBinding": """host_ip string
host_port *string!
""",
    "PrefixQuery": """boost float32
value *string!
""",
    "ProjectRoleAssignment": """all *bool
application_roles []string
organization_id *string!
project_ids []string
role_id *string!
""",
    "ProjectRoleAssignments": """elasticsearch []*ProjectRoleAssignment
observability []*ProjectRoleAssignment
security []*ProjectRoleAssignment
""",
    "ProxiesAllocationsInfo": """allocations_type *string!
max_allocations *int32!
proxies_at_max_allocations *int32!
""",
    "ProxiesFilter": """key *string!
value *string!
""",
    "ProxiesFilteredGroup": """expected_proxies_count *int32!
filters []*ProxiesFilter!
id string
""",
    "ProxiesFilteredGroupHealth": """group *ProxiesFilteredGroup!
observed_proxies_count *int32!
status *string!
""",
    "ProxiesHealth": """allocations []*ProxiesAllocationsInfo!
expected_proxies_count *int32!
filtered_groups []*ProxiesFilteredGroupHealth!
observed_proxies_count *int32!
status *string!
""",
    "ProxiesHttpSettings": """cookie_secret *string!
dashboards_base_url *string!
disconnected_cutoff *int64!
minimum_proxy_services *int32!
sso_settings *ProxiesSSOSettings!
user_cookie_key *string!
""",
    "ProxiesSSOSettings": """cookie_name *string!
default_redirect_path *string!
dont_log_requests *bool!
maintenance_bypass_cookie_name *string!
max_age *int64!
sso_secret *string!
""",
    "ProxiesSettings": """expected_proxies_count *int32!
http_settings *ProxiesHttpSettings!
signature_secret *string!
signature_valid_for_millis *int64!
""",
    "ProxiesSummary": """expected_proxies_count *int32!
healthy *bool!
proxies []*ProxySummary!
proxies_count *int32!
""",
    "ProxyAllocationCounts": """allocations *int32!
connectors *int32!
""",
    "ProxyAllocationInfo": """allocations_type *string!
counts *ProxyAllocationCounts!
""",
    "ProxyInfo": """allocations []*ProxyAllocationInfo!
healthy *bool!
host_ip *string!
metadata any!
proxy_id *string!
public_hostname *string!
runner_id string
zone string
""",
    "ProxyOverview": """proxies []*ProxyInfo!
proxies_count *int32!
settings *ProxiesSettings!
""",
    "ProxySummary": """healthy *bool!
proxy_id *string!
""",
    "PublicCertChain": """chain []string!
""",
    "PublicCertChainCollection": """certs map[string]PublicCertChain!
""",
    "PublicCertificate": """active *bool!
metadata *CertificateMetaData!
pem *string!
""",
    "QueryContainer": """bool *BoolQuery
exists *ExistsQuery
match map[string]MatchQuery
match_all any
match_none any
nested *NestedQuery
prefix map[string]PrefixQuery
query_string *QueryStringQuery
range map[string]RangeQuery
simple_query_string *SimpleQueryStringQuery
term map[string]TermQuery
""",
    "QueryStringQuery": """allow_leading_wildcard *bool
analyzer string
default_field string
default_operator string
query *string!
""",
    "RangeQuery": """boost float32
format string
gt any
gte any
lt any
lte any
time_zone string
""",
    "ReadOnlyRequest": """enabled *bool!
""",
    "ReadOnlyResponse": """enabled *bool!
""",
    "RegionInfo": """allocators *AllocatorsSummary!
constructors *ConstructorOverview!
container_sets_status *ContainerSetsSummary!
coordinators *CoordinatorsSummary!
proxies *ProxiesSummary!
region_id *string!
resources *PlatformResourcesSummary!
runners *RunnersSummary!
zookeeper_states *ZookeeperSummary!
""",
    "RemoteResourceInfo": """compatible *bool!
connected *bool!
healthy *bool!
trusted *bool!
trusted_back *bool!
""",
    "RemoteResourceRef": """alias *string!
deployment_id *string!
elasticsearch_ref_id *string!
info *RemoteResourceInfo
skip_unavailable *bool
""",
    "RemoteResources": """resources []*RemoteResourceRef!
""",
    "ReplyWarning": """code *string!
message string
""",
    "RepositoryConfig": """config any!
repository_name *string!
""",
    "RepositoryConfigs": """configs []*RepositoryConfig!
""",
    "RequestEnrollmentTokenReply": """token *string!
token_id string
""",
    "ResourceHeapDumps": """heap_dumps []*HeapDump!
id *string!
ref_id *string!
""",
    "RestartPolicy": """maximum_retry_count int32
name *string!
""",
    "RestoreSnapshotApiConfiguration": """indices []string
raw_settings any
""",
    "RestoreSnapshotConfiguration": """repository_config *RestoreSnapshotRepoConfiguration
repository_name string
restore_payload *RestoreSnapshotApiConfiguration
snapshot_name *string!
source_cluster_id string
strategy string
""",
    "RestoreSnapshotRepoConfiguration": """raw_settings any
""",
    "Role": """auto_blessed *bool!
containers []*ContainersEntry!
id *string!
""",
    "RoleAggregate": """blessings *BlessingsWithMeta
id *string!
pending *PendingStatesWithMeta
role *RoleWithMeta!
""",
    "RoleAggregateCreateData": """blessings *Blessings
role *Role!
""",
    "RoleAggregates": """values []*RoleAggregate!
""",
    "RoleAssignments": """deployment []*DeploymentRoleAssignment
organization []*OrganizationRoleAssignment
platform []*PlatformRoleAssignment
project *ProjectRoleAssignments
""",
    "RoleWithMeta": """meta *Metadata!
value *Role!
""",
    "RollingGrowShrinkStrategyConfig": """""",
    "RollingStrategyConfig": """allow_inline_resize *bool
group_by string
shard_init_wait_time int64
skip_synced_flush *bool
""",
    "RulesetAssociations": """associations []*FilterAssociation!
total_associations *int32!
""",
    "RunnerBuildInfo": """commit_hash string
version string
""",
    "RunnerContainerInfo": """container_name *string!
container_set_name *string!
""",
    "RunnerHealthChecks": """has_containers *bool!
is_connected_to_zk *bool!
is_docker_healthy *bool!
""",
    "RunnerInfo": """build_info *RunnerBuildInfo
connected *bool!
containers []*RunnerContainerInfo!
features map[string]bool
health_checks *RunnerHealthChecks
healthy *bool!
host_ip *string!
public_hostname *string!
region string
roles []*RunnerRoleInfo!
runner_id *string!
runner_name string
tags map[string]string
zone string
""",
    "RunnerOverview": """runners []*RunnerInfo!
""",
    "RunnerRoleInfo": """role_name *string!
""",
    "RunnerRolesInfo": """roles []*RunnerRoleInfo!
""",
    "RunnersSummary": """connected_capacity *int32!
connected_runners *int32!
containers_count *int32!
healthy *bool!
healthy_runners *int32!
max_available_capacity *int32!
total_runners *int32!
""",
    "SamlAttributeSettings": """dn string
groups *string!
mail string
name string
principal *string!
""",
    "SamlIdpSettings": """entity_id *string!
metadata_path *string!
use_single_logout *bool
""",
    "SamlSecurityRealmRoleMappingRule": """roles []string!
type *string!
value *string!
""",
    "SamlSecurityRealmRoleMappingRules": """default_roles []string!
rules []*SamlSecurityRealmRoleMappingRule!
""",
    "SamlSettings": """attributes *SamlAttributeSettings!
enabled *bool
encryption_certificate_url string
encryption_certificate_url_password string
force_authn *bool
id *string!
idp *SamlIdpSettings!
name *string!
nameid_format string
order int32
override_yaml string
role_mappings *SamlSecurityRealmRoleMappingRules
signing_certificate_url string
signing_certificate_url_password string
signing_saml_messages []string
sp *SamlSpSettings!
ssl_certificate_url string
ssl_certificate_url_truststore_password string
ssl_certificate_url_truststore_type string
""",
    "SamlSpSettings": """acs *string!
entity_id *string!
logout *string!
""",
    "SearchRequest": """cursor string
from int32
query *QueryContainer
size int32
sort []any
""",
    "SecurityDeployment": """cluster_id *string!
deployment_id string
has_pending_plan *bool!
is_enabled *bool!
is_healthy *bool!
name *string!
status *string!
version string
""",
    "SecurityDeploymentCreateRequest": """name string
topology *SecurityDeploymentTopology
version string
""",
    "SecurityDeploymentTopology": """size *TopologySize
zone_count int32
""",
    "SecurityDeploymentUpdateRequest": """topology *SecurityDeploymentTopology
version string
""",
    "SecurityRealmInfo": """enabled *bool
id *string!
name *string!
order int32
type *string!
urls []string!
""",
    "SecurityRealmInfoList": """realms []*SecurityRealmInfo!
""",
    "SecurityRealmsReorderRequest": """realms []string!
""",
    "ServiceUrl": """service *string!
url *string!
""",
    "SimpleQueryStringQuery": """analyze_wildcard *bool
analyzer string
auto_generate_synonyms_phrase_query *bool
default_operator string
fields []string
flags string
fuzzy_max_expansions int32
fuzzy_prefix_length int32
fuzzy_transpositions *bool
lenient *bool
minimum_should_match string
query *string!
quote_field_suffix string
""",
    "SimplifiedLineItem": """ecu_balance *float64!
ecu_quantity *float64!
end *date!
id *string!
start *date!
""",
    "SnapshotRepositoryConfiguration": """settings any!
type *string!
""",
    "SnapshotStatusInfo": """count *int32!
healthy *bool!
latest_end_time date
latest_status string
latest_successful *bool
latest_successful_end_time date
recent_success *bool!
scheduled_time date
""",
    "SsoAuthenticationMethodInfo": """name *string!
sso_type *string!
url *string!
""",
    "StackVersionApmConfig": """blacklist []string!
capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
docker_image *string!
settings any
version string
""",
    "StackVersionAppSearchConfig": """blacklist []string!
capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
docker_image *string!
node_types []*StackVersionNodeType
settings any
version string
""",
    "StackVersionArchiveProcessingError": """errors *BasicFailedReply!
stack_version *string!
""",
    "StackVersionArchiveProcessingResult": """errors []*StackVersionArchiveProcessingError!
stacks []*StackVersionConfig!
""",
    "StackVersionConfig": """accessible *bool
apm *StackVersionApmConfig
appsearch *StackVersionAppSearchConfig
deleted *bool
elasticsearch *StackVersionElasticsearchConfig!
enterprise_search *StackVersionEnterpriseSearchConfig
kibana *StackVersionKibanaConfig!
metadata *StackVersionMetadata
min_upgradable_from string
template *StackVersionTemplateInfo!
upgradable_to []string!
version string
whitelisted *bool
""",
    "StackVersionConfigPost": """apm *StackVersionApmConfig
appsearch *StackVersionAppSearchConfig
elasticsearch *StackVersionElasticsearchConfig!
enterprise_search *StackVersionEnterpriseSearchConfig
integrations_server *StackVersionIntegrationsServerConfig
kibana *StackVersionKibanaConfig!
metadata *StackVersionMetadata
""",
    "StackVersionConfigs": """stacks []*StackVersionConfig!
""",
    "StackVersionElasticsearchConfig": """blacklist []string!
capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
default_plugins []string!
docker_image *string!
node_types []*StackVersionNodeType
plugins []string!
settings any
""",
    "StackVersionEnterpriseSearchConfig": """blacklist []string!
capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
docker_image *string!
node_types []*StackVersionNodeType
settings any
version string
""",
    "StackVersionInstanceCapacityConstraint": """max *int32!
min *int32!
""",
    "StackVersionIntegrationsServerConfig": """blacklist []string!
capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
docker_image *string!
settings any
version string
""",
    "StackVersionKibanaConfig": """blacklist []string!
capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
docker_image *string!
settings any
version string
""",
    "StackVersionMetadata": """min_index_compatibility_version string
min_platform_version string
min_wire_compatibility_version string
notes string
pre_release *bool
schema_version int32
""",
    "StackVersionNodeType": """capacity_constraints *StackVersionInstanceCapacityConstraint
compatible_node_types []string
description *string!
mandatory *bool
name *string!
node_type *string!
settings any
""",
    "StackVersionTemplateFileHash": """hash *string!
path *string!
""",
    "StackVersionTemplateInfo": """hashes []*StackVersionTemplateFileHash
template_version string
""",
    "TargetElasticsearchCluster": """elasticsearch_id *string!
links map[string]Hyperlink
""",
    "TelemetryConfig": """enabled *bool!
""",
    "TelemetryConfigRequest": """enabled *bool!
""",
    "TermQuery": """value *string!
""",
    "TlsPublicCertChain": """api_managed *bool
chain []string!
chain_status *ChainStatus
user_supplied *bool!
""",
    "TokenResponse": """session_expiration_time *date!
token *string!
""",
    "TopologyElementControl": """min *TopologySize!
""",
    "TopologySize": """resource *string!
value *int32!
""",
    "TrafficFilterClaimedLinkIdInfo": """azure_endpoint_guid string
azure_endpoint_name string
link_id string
region *string!
""",
    "TrafficFilterClaimedLinkIdRequest": """azure_endpoint_guid string
azure_endpoint_name string
link_id string
region *string!
""",
    "TrafficFilterClaimedLinkIds": """claimed_link_ids []*TrafficFilterClaimedLinkIdInfo!
""",
    "TrafficFilterEgressRule": """ports []int32
protocol *string!
target *string!
""",
    "TrafficFilterRule": """azure_endpoint_guid string
azure_endpoint_name string
description string
egress_rule *TrafficFilterEgressRule
id string
remote_cluster_id string
remote_cluster_org_id string
source string
""",
    "TrafficFilterRulesetInfo": """associations []*FilterAssociation
description string
id *string!
include_by_default *bool!
name *string!
region *string!
rules []*TrafficFilterRule!
total_associations int32
type *string!
""",
    "TrafficFilterRulesetRequest": """description string
include_by_default *bool!
name *string!
region *string!
rules []*TrafficFilterRule!
type *string!
""",
    "TrafficFilterRulesetResponse": """id *string!
""",
    "TrafficFilterRulesets": """rulesets []*TrafficFilterRulesetInfo!
""",
    "TrafficFilterSettings": """rulesets []string!
""",
    "TransientApmPlanConfiguration": """plan_configuration *ApmPlanControlConfiguration
strategy *PlanStrategy
""",
    "TransientAppSearchPlanConfiguration": """plan_configuration *AppSearchPlanControlConfiguration
strategy *PlanStrategy
""",
    "TransientElasticsearchPlanConfiguration": """cluster_settings_json any
plan_configuration *ElasticsearchPlanControlConfiguration
remote_clusters *RemoteResources
restore_snapshot *RestoreSnapshotConfiguration
strategy *PlanStrategy
""",
    "TransientEnterpriseSearchPlanConfiguration": """plan_configuration *EnterpriseSearchPlanControlConfiguration
strategy *PlanStrategy
""",
    "TransientIntegrationsServerPlanConfiguration": """plan_configuration *IntegrationsServerPlanControlConfiguration
strategy *PlanStrategy
""",
    "TransientKibanaPlanConfiguration": """plan_configuration *KibanaPlanControlConfiguration
strategy *PlanStrategy
""",
    "TrustRelationshipCreateRequest": """account_ids []string
installation_id string
name *string!
public_ca_cert *string!
trust_by_default *bool
""",
    "TrustRelationshipCreateResponse": """account_ids []string
id *string!
installation_id string
local *bool!
name *string!
trust_by_default *bool!
""",
    "TrustRelationshipGetResponse": """account_ids []string
id *string!
installation_id string
last_modified *date!
local *bool!
name *string!
public_ca_cert string
trust_by_default *bool!
""",
    "TrustRelationshipUpdateRequest": """account_ids []string
installation_id string
name string
public_ca_cert string
trust_by_default *bool
""",
    "TrustRelationshipUpdateResponse": """account_ids []string
id *string!
installation_id string
local *bool!
name *string!
trust_by_default *bool!
""",
    "TrustRelationshipsListResponse": """trust_relationships []*TrustRelationshipGetResponse!
""",
    "TrustedCertificate": """metadata *CertificateMetaData
pem *string!
""",
    "UnreachableRegionInfo": """region_id *string!
""",
    "UpdateExtensionRequest": """description string
download_url string
extension_type *string!
name *string!
version *string!
""",
    "UpdatedTlsChain": """service *string!
""",
    "Updates": """apm []*Apm
appsearch []*AppSearch
elasticsearch []*Elasticsearch
enterprise_search []*EnterpriseSearch
integrations_server []*IntegrationsServer
kibana []*Kibana
""",
    "UsageStats": """total_connected_memory_total *int32!
""",
    "User": """builtin *bool
email string
full_name string
metadata *UserMetadata
security *UserSecurity!
user_name *string!
""",
    "UserApiKey": """api_key_id *string!
user_id *string!
""",
    "UserList": """users []*User!
""",
    "UserMetadata": """created_at date
created_by string
first_login_at date
last_login_at date
updated_at date
updated_by string
""",
    "UserSecurity": """elevated_permissions *ElevatedPermissions
enabled *bool
password string
permissions []string
roles []string
security_realm *UserSecurityRealm
""",
    "UserSecurityRealm": """id *string!
type *string!
""",
    "VersionedIdResponse": """config_version any
config_version_updated any
id *string!
""",
    "ZkAcl": """id *string!
perms *int32!
scheme *string!
""",
    "ZookeeperNodeInfo": """id *string!
state *string!
""",
    "ZookeeperSummary": """states []*ZookeeperNodeInfo!
""",
}
