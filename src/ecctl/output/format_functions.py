"""The functions that the original adds to Go's templates, by the names and with the types that it gives them."""

from __future__ import annotations

from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.fields import get_field, indirect
from ecctl.gotemplate.functions import Function
from ecctl.gotemplate.numerals import float_text
from ecctl.gotemplate.printf import go_printf
from ecctl.gotemplate.quoting import from_bytes, to_bytes
from ecctl.gotemplate.types import ANY, BOOL, INT, INT32, STRING, slice_of, type_of
from ecctl.gotemplate.values import Integer, Map, Pointer, Slice, Struct
from ecctl.output.durations import between, written
from ecctl.output.go_types import type_named

_STRINGS = slice_of(STRING)
_BLANKS = "".join(
    map(
        chr,
        (
            *range(9, 14),
            32,
            0x85,
            0xA0,
            0x1680,
            *range(0x2000, 0x200B),
            0x2028,
            0x2029,
            0x202F,
            0x205F,
            0x3000,
        ),
    )
)
"""What Unicode calls white space; Python's strip() takes a few control characters more."""
_WIDEST = 1_000_000
_UNIT = 1024
_NAME_WIDTH = 32


def _needed(value: object, *names: str) -> object:
    """A value from fields inside fields, without pointers; CallError or FieldError where one of them is nil."""
    for name in names:
        value = get_field(value, name)
    target = indirect(value)
    if target is None:
        raise CallError(f"there is no {'.'.join(names) or 'value'}: it is nil")
    return target


def _number(value: object, *names: str) -> int:
    """A whole number from fields inside fields."""
    found = _needed(value, *names)
    if not isinstance(found, int) or isinstance(found, bool):
        raise CallError(f"{'.'.join(names)} is no whole number")
    return int(found)


# Texts.


def trim(text: str) -> str:
    """The text without blanks around it."""
    return text.strip(_BLANKS)


def trim_to_len(text: str, size: int) -> str:
    """The first bytes of a text."""
    raw = to_bytes(text)
    if len(raw) <= size:
        return text
    if size < 0:
        raise CallError(f"a text cannot be cut to {size} bytes")
    return from_bytes(raw[:size])


def rpad(value: object, width: int) -> str:
    """A value, or - for none, with blanks after it up to a width."""
    if isinstance(value, Pointer):
        value = _pointed_to(value)
    if value is None or value == "":
        text = "-"
    elif isinstance(value, float):
        text = float_text(value, "f", None, narrow=False)
    else:
        text = go_printf("%v", value)
    if width > _WIDEST:
        raise CallError(f"{width} is too wide")
    return text.ljust(width)


def _pointed_to(pointer: Pointer) -> object:
    """What a pointer points to; of those that are nil only texts and booleans can be padded."""
    if pointer.target is not None:
        return pointer.target
    if pointer.type.elem in (STRING, BOOL):
        return False if pointer.type.elem is BOOL else None
    raise CallError(f"a nil pointer of type {pointer.type.name} has no value")


def rpad_trim(text: str, width: int) -> str:
    """A text cut to leave two blanks in a width, and padded to it."""
    if width < 3:  # a character and two blanks
        raise CallError("padding is too small, needs to be at least 3")
    return rpad(trim_to_len(text, width - 2), width)


def equal(one: object, other: object) -> bool:
    """Whether two texts are the same; what is no text equals nothing."""
    texts = [_needed(each) if isinstance(each, Pointer) else each for each in (one, other)]
    return texts[0] == texts[1] and all(type(text) is str for text in texts)


# Numbers.


def _sized(megabytes: int, *, human: bool, width: int) -> str:
    if not human:
        return str(megabytes).ljust(width)
    if megabytes == 0:
        return "-"
    gigabytes = megabytes / _UNIT
    if gigabytes < 1:
        return f"{megabytes:<5}MB"
    size, unit = (gigabytes, "GB") if gigabytes < _UNIT else (gigabytes / _UNIT, "TB")
    text = f"{size:.0f}" if size == int(size) else f"{size:.2f}"
    return f"{text:<5}{unit}"


def format_bytes(megabytes: int, human: bool) -> str:  # noqa: FBT001  # as templates call it
    """Megabytes in the unit that suits them."""
    return _sized(int(megabytes), human=human, width=5)


def format_cluster_bytes(megabytes: int, human: bool) -> str:  # noqa: FBT001
    """Megabytes in the unit that suits them; as a plain number in a narrower column."""
    return _sized(int(megabytes), human=human, width=4)


def substr(one: int, other: int) -> int:
    """The difference of two numbers (a subtraction, in spite of its name)."""
    return Integer.of(INT32.wrapped(one - other), INT32)


def centi_cents_to_cents(amount: int) -> int:
    """A hundredth, cut towards zero."""
    return -(-amount // 100) if amount < 0 else amount // 100


def _deref(pointer: Pointer) -> object:
    return _needed(pointer)


def sort_keys(mapping: object) -> Slice:
    """The keys of a map in order."""
    if mapping is not None and not isinstance(mapping, Map):
        raise CallError(f"wrong type for value; expected a map; got {type_of(mapping).name}")
    return Slice(_STRINGS, list(mapping.sorted_keys()) if mapping else [])


# Allocators, plans and clusters.


def display_allocator(allocator: object) -> bool:
    """Whether an allocator is connected or has instances."""
    return bool(_needed(allocator, "Status", "Connected")) or bool(_needed(allocator, "Instances"))


def failed_step(plan: object) -> str:
    """The id of the first step of a plan that failed, or -."""
    for step in _items(_needed(plan, "PlanAttemptLog")):
        step_id = _needed(step, "StepID")
        if _needed(step, "Status") == "error" and step_id != "plan-completed":
            return str(step_id)
    return "-"


def plan_duration(plan: object) -> str:
    """How long a plan took, in Go's notation, or - where it has not ended."""
    struct = _needed(plan)
    raw = struct.raw if isinstance(struct, Struct) else {}
    start, end = raw.get("attempt_start_time"), raw.get("attempt_end_time")
    if not start and not end:
        return "0s"
    nanoseconds = between(str(start or ""), str(end or ""))
    return "-" if nanoseconds is None else written(nanoseconds)


def cluster_name(cluster: object) -> str:
    """A cluster's name, or - where that is only its id."""
    name = str(_needed(cluster, "ClusterName"))
    return "-" if name == _needed(cluster, "ClusterID") else trim_to_len(name, _NAME_WIDTH)


def cluster_capacity(plan: object) -> int:
    """The memory of all nodes of a plan, in megabytes."""
    total = 0
    for element in _items(_needed(plan, "ClusterTopology")):
        total += (
            _number(element, "MemoryPerNode")
            * _number(element, "NodeCountPerZone")
            * _number(element, "ZoneCount")
        )
    return Integer.of(INT32.wrapped(total), INT32)


def topology_info(cluster: object) -> str:
    """Memory and zones of a cluster's first topology element, with a tab between them."""
    topology = _items(_needed(plan_of(cluster), "Plan", "ClusterTopology"))
    if not topology:
        return "-\t0"
    memory = _sized(_number(topology[0], "MemoryPerNode"), human=True, width=4)
    return f"{memory}\t{_number(topology[0], 'ZoneCount')}"


def plan_of(cluster: object) -> object:
    """The pending plan, else the current one, else one guessed from what runs."""
    info = _needed(cluster, "PlanInfo")
    for name in ("Pending", "Current"):
        plan = get_field(info, name)
        if indirect(plan) is not None:
            return plan
    return type_named("*ElasticsearchClusterPlanInfo").box({"plan": _guessed_plan(cluster)})


def _guessed_plan(cluster: object) -> dict[str, object]:
    """The plan that the instances of a cluster speak of, as JSON."""
    instances = _items(_needed(cluster, "Topology", "Instances"))
    memory = 0
    zones: list[object] = []
    for instance in instances:
        zone = get_field(instance, "Zone")
        if zone in zones:
            continue
        zones.append(zone)
        capacity = indirect(get_field(instance, "Memory"))
        is_data_node = str(_needed(instance, "InstanceName")).split("-")[0] == "instance"
        if is_data_node and not memory and capacity is not None:
            memory = _number(capacity, "InstanceCapacity")
    element = {
        "memory_per_node": memory,
        "node_count_per_zone": len(instances) // len(zones) if zones else 0,
        "zone_count": len(zones),
    }
    version = str(_needed(instances[0], "ServiceVersion")) if instances else "?.?.?"
    return {"elasticsearch": {"version": version}, "cluster_topology": [element]}


def _items(value: object) -> list[object]:
    return list(value.items()) if isinstance(value, Slice) else []


def s3_config(config: object) -> object:
    """The configuration of a repository as that of one of the type s3: members that do not suit are empty."""
    target = indirect(config)
    return _S3_CONFIG.box(target.raw if isinstance(target, (Map, Struct)) else {})


_S3_CONFIG = type_named("snaprepoapi.S3TypeConfig")
_PLAN = type_named("*ElasticsearchClusterPlanInfo")
_APM_PLAN = type_named("*ApmPlanInfo")
_CLUSTER = type_named("ElasticsearchClusterInfo")

FUNCTIONS = {
    "centiCentsToCents": Function(centi_cents_to_cents, INT),
    "computeApmPlanDuration": Function(plan_duration, _APM_PLAN),
    "computeClusterCapacity": Function(cluster_capacity, type_named("*ElasticsearchClusterPlan")),
    "computePlanDuration": Function(plan_duration, _PLAN),
    "derefBool": Function(_deref, BOOL.pointer),
    "derefInt": Function(_deref, INT32.pointer),
    "displayAllocator": Function(display_allocator, type_named("*AllocatorInfo")),
    "equal": Function(equal, ANY, ANY),
    "formatBytes": Function(format_bytes, INT32, BOOL),
    "formatClusterBytes": Function(format_cluster_bytes, INT32, BOOL),
    "formatTopologyInfo": Function(topology_info, _CLUSTER),
    "getApmFailedPlanStepName": Function(failed_step, _APM_PLAN),
    "getClusterName": Function(cluster_name, _CLUSTER.pointer),
    "getESCurrentOrPendingPlan": Function(plan_of, _CLUSTER),
    "getFailedPlanStepName": Function(failed_step, _PLAN),
    "rpad": Function(rpad, ANY, INT),
    "rpadTrim": Function(rpad_trim, STRING, INT),
    "sortKeys": Function(sort_keys, ANY),
    "substr": Function(substr, INT32, INT32),
    "tab": Function(lambda: "\t"),
    "toS3TypeConfig": Function(s3_config, ANY),
    "trim": Function(trim, STRING),
    "trimToLen": Function(trim_to_len, STRING, INT),
}
"""All of them but executeTemplate, which needs to know the template: see format.py."""
