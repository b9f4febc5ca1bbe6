"""`--format` on replies: field names, types, the functions of the Go ecctl, and errors."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecctl.core.durations import format_duration
from ecctl.core.jsonio import Number
from ecctl.errors import OutputError, UsageError
from ecctl.output.format import compile_format
from ecctl.output.go_names import go_name
from ecctl.output.go_types import date_shown, element_model, reply_type

PLAN_INFO = "ElasticsearchClusterPlanInfo"
CLUSTER_INFO = "ElasticsearchClusterInfo"
TOKEN = {"token_id": "7a4d", "roles": ["proxy", "allocator"]}
RUNNER = {
    "runner_id": "10.0.0.1",
    "connected": True,
    "healthy": False,
    "build_info": {"commit_hash": "abc", "version": "4.0.1"},
    "roles": [{"role_name": "proxy"}, None],
    "tags": {"b": "2", "a": "1"},
}
PLAN = {
    "attempt_start_time": "2024-01-02T03:04:05.100Z",
    "attempt_end_time": "2024-01-02T04:06:08.445Z",
    "plan_attempt_log": [
        {"step_id": "ok", "status": "success"},
        {"step_id": "plan-completed", "status": "error"},
        {"step_id": "rolling-restart", "status": "error"},
    ],
    "plan": {
        "cluster_topology": [{"memory_per_node": 1536, "zone_count": 2, "node_count_per_zone": 3}],
        "elasticsearch": {"version": "8.1.0"},
    },
}
CLUSTER = {"cluster_id": "c1", "cluster_name": "logs", "plan_info": {"current": PLAN, "history": []}}
INSTANCES = {
    "instances": [{"zone": "z1", "instance_name": "instance-1", "memory": {"instance_capacity": 2048}}] * 2
}
ALLOCATOR = {
    "status": {"connected": False},
    "instances": [],
    "capacity": {"memory": {"total": 262144, "used": 1024}},
}


def show(template, value, model):
    return compile_format(template).render(value, model)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{.TokenID}} {{.Roles}} {{len .Roles}}", "7a4d [proxy allocator] 2"),
        ("{{.token_id}} {{.roles}}", "7a4d [proxy allocator]"),
        ("{{range $i, $r := .Roles}}{{if $i}},{{end}}{{$r}}{{end}}", "proxy,allocator"),
        ("{{printf `%T %T` . .Roles}}", "*models.ListEnrollmentTokenElement []string"),
        ("{{printf `%v` .}}", "&{[proxy allocator] 7a4d}"),
        ("{{printf `%+v` .}}", "&{Roles:[proxy allocator] TokenID:7a4d}"),
        ("{{eq .TokenID `7a4d`}} {{ne .TokenID `x`}} {{lt .TokenID `8`}}", "true true true"),
        ("{{printf `%-6s|` .TokenID}}", "7a4d  |"),
    ],
)
def test_fields_have_go_and_json_names(template, expected):
    assert show(template, TOKEN, "ListEnrollmentTokenElement") == expected


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("HostIP", "<nil>"),  # *string
        ("Zone", ""),  # string
        ("Containers", "[]"),  # []*RunnerContainerInfo
        ("Features", "map[]"),  # map[string]bool
        ("HealthChecks", "<nil>"),  # *RunnerHealthChecks
        ("Healthy", "false"),  # *bool
        ("Roles", "[&{proxy} <nil>]"),
        ("BuildInfo", "{abc 4.0.1}"),
        ("Tags", "map[a:1 b:2]"),
        ("Tags.missing", "<no value>"),
        ("BuildInfo.Version", "4.0.1"),
    ],
)
def test_values_print_as_go_types(field, shown):
    assert show(f"{{{{.{field}}}}}", RUNNER, "RunnerInfo") == shown


def test_missing_numbers_and_dates_print_as_zero():
    assert show("{{.StorageMultiplier}}|{{.MaxZones}}", {}, "InstanceConfiguration") == "0|0"
    assert show("{{.Metadata.CreatedAt}}", {"metadata": {}}, "User") == "0001-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2024-03-04T05:06:07.123456Z", "2024-03-04T05:06:07.123Z"),
        ("2024-03-04T05:06:07Z", "2024-03-04T05:06:07.000Z"),
        ("2024-03-04T05:06:07+0200", "2024-03-04T05:06:07.000+02:00"),
        ("2024-03-04T05:06:07+00:00", "2024-03-04T05:06:07.000Z"),
        ("", "1970-01-01T00:00:00.000Z"),
        ("yesterday", "yesterday"),
    ],
)
def test_date_has_milliseconds_and_zone(sent, shown):
    assert date_shown(sent) == shown


def test_typed_float_prints_in_go_notation():
    reply = json.loads('{"capacity": {"additional_master_bonus": 16777216.0}}', parse_float=Number)
    assert show("{{.Capacity.AdditionalMasterBonus}}", reply, "AllocatorInfo") == "1.6777216e+07"


def test_untyped_number_keeps_spelling_and_compares_as_number():
    reply = json.loads('{"metadata": {"a": 0.10, "b": 1e3, "c": 5, "d": [2.50, null]}}', parse_float=Number)
    assert (
        show("{{.Metadata.a}} {{.Metadata.b}} {{.Metadata.d}}", reply, "ProxyInfo") == "0.10 1e3 [2.50 <nil>]"
    )
    assert (
        show("{{eq .Metadata.c 5}} {{gt .Metadata.b 999}} {{lt .Metadata.a 0.2}}", reply, "ProxyInfo")
        == "true true true"
    )


def test_undescribed_members_are_reachable():
    reply = {"token_id": "a", "expires_at": 5, "new": {"deep": [1, 2.5]}}
    template = "{{.expires_at}} {{.ExpiresAt}} {{.new.deep}} {{.New.deep}}"
    assert show(template, reply, "ListEnrollmentTokenElement") == "5 5 [1 2.5] [1 2.5]"


def test_unexpected_type_prints_as_it_is():
    reply = {"token_id": {"odd": 1}, "roles": "none"}
    assert (
        show("{{.TokenID}} {{.TokenID.odd}} {{.Roles}}", reply, "ListEnrollmentTokenElement")
        == "map[odd:1] 1 none"
    )


def test_reply_without_model_is_a_map():
    assert show("{{.b}} {{.c}} {{.a.x}}", {"a": {"x": 1}, "b": "t"}, None) == "t <no value> 1"


def test_own_reply_rejects_unknown_members():
    value = {"token_id": "id-1", "roles": ["proxy"], "hosts": [{"runner_id": "a"}]}
    assert show("{{.TokenID}} {{.token_id}} {{len .}}", value, "") == "id-1 id-1 3"
    assert show("{{range .Hosts}}{{.RunnerID}}{{end}}", value, "") == "a"
    assert show('{{index . "nope"}}', value, "") == "<no value>"
    with pytest.raises(OutputError, match=r"no field TokenId \(did you mean \.TokenID\?\)"):
        show("{{.TokenId}}", value, "")


def test_fields_of_embedded_struct_are_promoted():
    reply = {"id": "f0", "type": "security", "credentials": {"username": "u"}}
    template = "{{.ID}} {{.Project.ID}} {{.Project.Type}} {{.Credentials.Username}} {{printf `%T` .Project}}"
    assert show(template, reply, "project.CreateResult") == "f0 f0 security u project.Project"


def test_pointer_to_false_is_true():
    template = "{{if .Healthy}}set{{else}}unset{{end}}"
    assert [show(template, reply, "RunnerInfo") for reply in (RUNNER, {})] == ["set", "unset"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("[{{trim `\t x  `}}]", "[x]"),
        ("{{trimToLen `abcdef` 3}} {{trimToLen `ab` 3}}", "abc ab"),
        (
            "[{{rpad `ab` 4}}] [{{rpad `` 2}}] [{{rpad 5 3}}] [{{rpad 1.50 5}}] [{{rpad true 6}}]",
            "[ab  ] [- ] [5  ] [1.5  ] [true  ]",
        ),
        ("[{{rpadTrim `abcdef` 5}}]", "[abc  ]"),
        ("{{formatBytes 1536 true}}|{{formatBytes 512 true}}|{{formatBytes 0 true}}", "1.50 GB|512  MB|-"),
        (
            "{{formatBytes 1572864 true}}|{{formatBytes 1048576 true}}|{{formatBytes 7 false}}|",
            "1.50 TB|1    TB|7    |",
        ),
        ("{{formatClusterBytes 12 false}}|", "12  |"),
        ("{{substr 5 3}} {{substr 3 5}}", "2 -2"),
        ("{{centiCentsToCents 12345}} {{centiCentsToCents -150}}", "123 -1"),
        ("{{equal `a` `a`}} {{equal `a` `b`}} {{equal 1 1}}", "true false false"),
        ("a{{tab}}b", "a\tb"),
        ('{{json .}} {{json `<"é>`}} {{json 1.50}} {{json nil}}', '{} "<\\"é>" 1.5 null'),
        ("{{if eq (printf `%T` .) `string`}}<{{.}}>{{else}}{{executeTemplate `x`}}{{end}}", "<x>"),
    ],
)
def test_functions_on_constants(template, expected):
    assert show(template, {}, "RequestEnrollmentTokenReply") == expected


@pytest.mark.parametrize(
    ("template", "value", "model", "expected"),
    [
        ("{{displayAllocator .}}", ALLOCATOR, "AllocatorInfo", "false"),
        ("{{json .}}", {"token_id": "x", "new": 2}, "ListEnrollmentTokenElement", '{"token_id":"x","new":2}'),
        ("{{join .Roles `, `}}", {"roles": ["a", "b"]}, "ListEnrollmentTokenElement", "a, b"),
        ("{{.Roles | join `+`}}", {"roles": ["a", "b"]}, "ListEnrollmentTokenElement", "a+b"),
        ("{{join .Roles `, `}}|", {}, "ListEnrollmentTokenElement", "|"),
        ("{{displayAllocator .}}", {**ALLOCATOR, "instances": [{}]}, "AllocatorInfo", "true"),
        ("{{formatBytes .Capacity.Memory.Total true}}", ALLOCATOR, "AllocatorInfo", "256  GB"),
        (
            "{{derefInt .Capacity.Memory.Used}} {{derefBool .Status.Connected}}",
            ALLOCATOR,
            "AllocatorInfo",
            "1024 false",
        ),
        ("{{sortKeys .Tags}} {{range sortKeys .Tags}}{{.}}{{end}}", RUNNER, "RunnerInfo", "[a b] ab"),
        (
            "{{getFailedPlanStepName .}} {{computePlanDuration .}}",
            PLAN,
            PLAN_INFO,
            "rolling-restart 1h2m3.345s",
        ),
        (
            "{{getApmFailedPlanStepName .}} {{computeApmPlanDuration .}}",
            {"plan_attempt_log": []},
            "ApmPlanInfo",
            "- 0s",
        ),
        ("{{computePlanDuration .}}", {"attempt_start_time": "2024-01-02T03:04:05Z"}, PLAN_INFO, "-"),
        ("{{computeClusterCapacity .Plan}}", PLAN, PLAN_INFO, "9216"),
        ("{{getClusterName .}}", CLUSTER, CLUSTER_INFO, "logs"),
        ("{{getClusterName .}}", {"cluster_id": "a", "cluster_name": "a"}, CLUSTER_INFO, "-"),
        ("{{formatTopologyInfo .}}", CLUSTER, CLUSTER_INFO, "1.50 GB\t2"),
        ("{{(getESCurrentOrPendingPlan .).Plan.Elasticsearch.Version}}", CLUSTER, CLUSTER_INFO, "8.1.0"),
        ("{{formatTopologyInfo .}}", {"plan_info": {}, "topology": {"instances": []}}, CLUSTER_INFO, "-\t0"),
        ("{{formatTopologyInfo .}}", {"plan_info": {}, "topology": INSTANCES}, CLUSTER_INFO, "2    GB\t1"),
        (
            "{{(toS3TypeConfig .Config).Settings.Bucket}}",
            {"config": {"settings": {"bucket": "b"}}},
            "RepositoryConfig",
            "b",
        ),
        ("[{{(toS3TypeConfig .Config).Type}}]", {"config": "odd"}, "RepositoryConfig", "[]"),
    ],
)
def test_functions_on_models(template, value, model, expected):
    assert show(template, value, model) == expected


def test_model_methods():
    assert show("{{printf `%s` .BuildInfo.MarshalBinary}}", RUNNER, "RunnerInfo") == (
        '{"commit_hash":"abc","version":"4.0.1"}'
    )
    assert show("[{{printf `%s` .HealthChecks.MarshalBinary}}]", RUNNER, "RunnerInfo") == "[]"
    assert show("{{.BuildInfo.Validate nil}}", RUNNER, "RunnerInfo") == "<nil>"
    assert show("{{.Validate nil}}", {"roles": None}, "ListEnrollmentTokenElement") == (
        "validation failure list:\nroles in body is required\ntoken_id in body is required"
    )
    assert show(
        "{{.Metadata.CreatedAt.String}}", {"metadata": {"created_at": "2024-01-02T03:04:05Z"}}, "User"
    ) == ("2024-01-02T03:04:05.000Z")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{.TokenID", ["line 1, column 1", "unclosed action"]),
        (
            "a\nb {{upper .TokenID}}",
            ["line 2, column 5", "'upper' is not defined", "  b {{upper .TokenID}}\n      ^^^^^"],
        ),
        ("{{rpda .TokenID 5}}", ["did you mean rpad?"]),
        ("{{$token := 1}}{{$tokne}}", ["undefined variable $tokne (did you mean $token?)"]),
        ("{{if .A}}x", ["{{if}} has no {{end}}"]),
        ("{{end}}", ["unexpected {{end}}"]),
    ],
)
def test_syntax_error_is_a_usage_error(template, said):
    with pytest.raises(UsageError) as failure:
        compile_format(template)
    assert failure.value.message.startswith("--format: line ")
    assert [text for text in said if text not in failure.value.message] == []


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{.Token_Id}}", ["line 1, column 3", "did you mean .TokenID?", "  {{.Token_Id}}\n    ^^^^^^^^^"]),
        ("id {{.TokenID}} {{index .Roles 5}}", ["column 19", "index out of range: 5"]),
        ("{{.TokenID.x}}", ["can't evaluate field x in type *string"]),
        ("{{formatBytes .Roles true}}", ["expected int32; got []string"]),
        ("{{formatBytes 1}}", ["want 2 arguments, got 1"]),
        ("{{define `a`}}{{template `a`}}{{end}}{{template `a`}}", ["nested too deeply"]),
        ("{{range 99999999}}x{{end}}", ["steps"]),
        ("{{.UnmarshalBinary nil}}", ["cannot change"]),
    ],
)
def test_failing_format_is_an_output_error(template, said):
    with pytest.raises(OutputError) as failure:
        show(template, TOKEN, "ListEnrollmentTokenElement")
    assert failure.value.message.startswith("--format: line ")
    assert [text for text in said if text not in failure.value.message] == []


@pytest.mark.parametrize(
    ("template", "output"),
    [
        ("{{rpad .HostIP 3}}{{rpad .Healthy 6}}", "-  false "),
        ("{{or .HostIP `none`}}", "none"),
        ("{{eq .HostIP `a`}} {{eq .HostIP nil}} {{with .BuildInfo}}x{{end}}", "false true "),
    ],
)
def test_nil_pointer_is_accepted(template, output):
    assert show(template, {}, "RunnerInfo") == output


@pytest.mark.parametrize(
    "template", ["{{.BuildInfo.Version}}", "{{derefBool .Healthy}}", "{{displayAllocator nil}}"]
)
def test_nil_pointer_is_an_error_if_a_value_is_needed(template):
    with pytest.raises(OutputError, match="nil"):
        show(template, {}, "RunnerInfo")


def test_elements_before_a_failing_one_are_rendered():
    texts = compile_format("{{index .Roles 0}}").render_many(
        [TOKEN, {"roles": []}], "ListEnrollmentTokenElement"
    )
    assert next(texts) == "proxy"
    with pytest.raises(OutputError, match="out of range"):
        next(texts)


def test_null_element_is_an_error():
    with pytest.raises(OutputError, match="nil pointer"):
        show("{{.TokenID}}", None, "ListEnrollmentTokenElement")


def test_element_model_follows_path():
    assert element_model("ListEnrollmentTokenReply", "tokens") == "ListEnrollmentTokenElement"
    assert element_model("AllocatorOverview", "zones.allocators") == "AllocatorInfo"
    assert element_model("KeystoreContents", "secrets") == "KeystoreSecret"
    assert element_model("[]InstanceConfiguration", "") == "InstanceConfiguration"
    assert element_model("EmptyResponse", "x") is None
    assert reply_type("[]InstanceConfiguration").name == "[]*models.InstanceConfiguration"


def test_only_needed_models_are_loaded():
    code = (
        "from ecctl.output import go_types as models;from ecctl.output.format import compile_format;"
        "compile_format('{{.TokenID}}').render({}, 'ListEnrollmentTokenElement');"
        "print(sum(kind._fields is not None for kind in models._types.values() if hasattr(kind, '_fields')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("token_id", "TokenID"),
        ("user_settings_json", "UserSettingsJSON"),
        ("available_cpus", "AvailableCpus"),
        ("urls", "Urls"),
        ("ApiBaseUrlData", "APIBaseURLData"),
        ("ProxiesSSOSettings", "ProxiesSSOSettings"),
        ("https", "HTTPS"),
        ("sso_settings", "SsoSettings"),
    ],
)
def test_go_name(key, name):
    assert go_name(key) == name


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"),
        (1, "1ns"),
        (1500, "1.5µs"),
        (250_000_000, "250ms"),
        (1_500_000_000, "1.5s"),
        (-750_000_000, "-750ms"),
        (60_000_000_000, "1m0s"),
        (180_000_000_000_000, "50h0m0s"),
        (3_723_345_000_000, "1h2m3.345s"),
    ],
)
def test_duration_in_go_notation(nanoseconds, text):
    assert format_duration(nanoseconds) == text


VOCABULARY = (
    *(
        "status",
        "connected",
        "instances",
        "plan_info",
        "pending",
        "current",
        "plan",
        "cluster_topology",
        "zone",
    ),
    *(
        "memory_per_node",
        "node_count_per_zone",
        "zone_count",
        "topology",
        "memory",
        "instance_capacity",
        "settings",
    ),
    *(
        "instance_name",
        "service_version",
        "cluster_name",
        "cluster_id",
        "plan_attempt_log",
        "step_id",
        "type",
    ),
    *("attempt_start_time", "attempt_end_time"),
)
odd_values = st.recursive(
    st.sampled_from((None, True, 0, -7, 1 << 70, 2.5, "", "error", "2024-01-02T03:04:05Z")),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(VOCABULARY), inner, max_size=9)
    ),
    max_leaves=25,
)
WHOLE_MODELS = (
    ("displayAllocator", "AllocatorInfo"),
    ("getFailedPlanStepName", PLAN_INFO),
    ("computePlanDuration", PLAN_INFO),
    ("computeApmPlanDuration", "ApmPlanInfo"),
    ("computeClusterCapacity", "ElasticsearchClusterPlan"),
    ("getClusterName", CLUSTER_INFO),
    ("formatTopologyInfo", CLUSTER_INFO),
    ("getESCurrentOrPendingPlan", CLUSTER_INFO),
    ("toS3TypeConfig", "RepositoryConfig"),
    (".Validate nil | print", CLUSTER_INFO),
    (".MarshalBinary | printf `%s`", "AllocatorInfo"),
)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WHOLE_MODELS), odd_values)
def test_functions_survive_odd_replies(call, value):
    function, model = call
    template = f"{{{{{function}}}}}" if function.startswith(".") else f"{{{{{function} .}}}}"
    try:
        assert isinstance(show(template, value, model), str)
    except OutputError as error:
        assert "^" in error.message  # noqa: PT017  # either will do
