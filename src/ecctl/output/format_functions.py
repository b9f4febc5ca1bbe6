"""The functions that the Go ecctl adds to templates, with its names and types."""

from __future__ import annotations

from ecctl.core.durations import format_duration
from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.numerals import float_text
from ecctl.gotemplate.printf import go_printf
from ecctl.gotemplate.quoting import from_bytes, to_bytes
from ecctl.gotemplate.reflection import get_field, indirect
from ecctl.gotemplate.scalars import MISSING, Integer, Number
from ecctl.gotemplate.types import (
    ANY,
    BOOL,
    INT,
    INT32,
    STRING,
    Function,
    Map,
    Pointer,
    Slice,
    Struct,
    slice_of,
    type_of,
)
from ecctl.output.durations import between
from ecctl.output.go_types import type_named
from ecctl.output.original_structs import S3_CONFIG

_STRINGS = slice_of(STRING)
_WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
_WHITE_SPACE += "\u2028\u2029\u202f\u205f\u3000"
"""White space as Unicode defines it; Python's strip() also removes four control characters."""
_MAX_WIDTH = 1_000_000
_UNIT = 1024
_NAME_WIDTH = 32


def _needed(value: object, *names: str) -> object:
    """Follow a path of fields and dereference; raise CallError or FieldError if one of them is nil."""
    for name in names:
        value = get_field(value, name)
    target = indirect(value)
    if target is None:
        raise CallError(f"{'.'.join(names) or 'value'} is nil")
    return target


def _number(value: object, *names: str) -> int:
    """Follow a path of fields to an integer."""
    found = _needed(value, *names)
    if not isinstance(found, int) or isinstance(found, bool):
        raise CallError(f"{'.'.join(names)} is not an integer")
    return int(found)


# Strings.


def trim(text: str) -> str:
    """Strip white space."""
    return text.strip(_WHITE_SPACE)


def trim_to_len(text: str, size: int) -> str:
    """Cut a string to a number of bytes."""
    raw = to_bytes(text)
    if len(raw) <= size:
        return text
    if size < 0:
        raise CallError(f"cannot cut a string to {size} bytes")
    return from_bytes(raw[:size])


def rpad(value: object, width: int) -> str:
    """Pad a value, or `-` for none, to a width."""
    if isinstance(value, Pointer):
        value = _pointed_to(value)
    if value is None or value == "":
        text = "-"
    elif isinstance(value, float):
        text = float_text(value, "f", None, narrow=False)
    else:
        text = go_printf("%v", value)
    if width > _MAX_WIDTH:
        raise CallError(f"{width} is too wide")
    return text.ljust(width)


def _pointed_to(pointer: Pointer) -> object:
    """Dereference a pointer; only nil pointers to strings and booleans can be padded."""
    if pointer.target is not None:
        return pointer.target
    # The Go function has a case for *string and *bool only; any other nil pointer makes it panic.
    if pointer.type.elem in (STRING, BOOL):
        return False if pointer.type.elem is BOOL else None
    raise CallError(f"a nil pointer of type {pointer.type.name} has no value")


def rpad_trim(text: str, width: int) -> str:
    """Cut a string to leave two blanks in a width, and pad it to the width."""
    if width < 3:  # one character and two blanks
        raise CallError("padding is too small, needs to be at least 3")
    return rpad(trim_to_len(text, width - 2), width)


def equal(one: object, other: object) -> bool:
    """Return whether two strings are equal; any other value equals nothing."""
    texts = [_needed(each) if isinstance(each, Pointer) else each for each in (one, other)]
    return texts[0] == texts[1] and all(type(text) is str for text in texts)


def as_json(value: object) -> str:
    """Return a value as JSON on one line, as the response has it."""
    from ecctl.core.jsonio import compact

    if isinstance(value, Number):
        return str(value)
    target = indirect(value)
    if isinstance(target, (Map, Slice, Struct)):
        target = target.raw
    return compact(None if target is MISSING else target).decode()


def join(one: object, other: object) -> str:
    """Join the items of a list; the separator may come second, as in Go, or first, as at the end of a pipe."""
    items, separator = (other, one) if isinstance(one, str) else (one, other)
    items = indirect(items)
    if not isinstance(separator, str) or not (items is None or isinstance(items, Slice)):
        raise CallError("wrong types of arguments; expected a list and a separator")
    return separator.join(go_printf("%v", item) for item in _items(items))


# Numbers.


def _sized(megabytes: int, *, human: bool, width: int) -> str:
    if not human:
        return str(megabytes).ljust(width)
    if megabytes == 0:
        return "-"
    gigabytes = megabytes / _UNIT
    if gigabytes < 1:
        return f"{megabytes:<5}MB"
    # Unlike the Go ecctl, keep the fraction of terabytes: it prints 1.5 TB as `2 TB`.
    size, unit = (gigabytes, "GB") if gigabytes < _UNIT else (gigabytes / _UNIT, "TB")
    text = f"{size:.0f}" if size == int(size) else f"{size:.2f}"
    return f"{text:<5}{unit}"


def format_bytes(megabytes: int, human: bool) -> str:  # noqa: FBT001  # as templates call it
    """Format megabytes in their largest unit."""
    return _sized(int(megabytes), human=human, width=5)


def format_cluster_bytes(megabytes: int, human: bool) -> str:  # noqa: FBT001
    """Format megabytes in their largest unit; a plain number gets a narrower column."""
    return _sized(int(megabytes), human=human, width=4)


def substr(one: int, other: int) -> int:
    """Subtract, in spite of the name that the Go ecctl gives it."""
    return Integer.of(INT32.wrapped(one - other), INT32)


def centi_cents_to_cents(amount: int) -> int:
    """Divide by a hundred, rounding towards zero."""
    return -(-amount // 100) if amount < 0 else amount // 100


def _deref(pointer: Pointer) -> object:
    return _needed(pointer)


def sort_keys(mapping: object) -> Slice:
    """Return the sorted keys of a map."""
    if mapping is not None and not isinstance(mapping, Map):
        raise CallError(f"wrong type for value; expected a map; got {type_of(mapping).name}")
    return Slice(_STRINGS, list(mapping.sorted_keys()) if mapping else [])


# Allocators, plans and clusters.


def display_allocator(allocator: object) -> bool:
    """Return whether an allocator is connected or has instances."""
    return bool(_needed(allocator, "Status", "Connected")) or bool(_needed(allocator, "Instances"))


def failed_step(plan: object) -> str:
    """Return the id of a plan's first failed step, or `-`."""
    for step in _items(_needed(plan, "PlanAttemptLog")):
        step_id = _needed(step, "StepID")
        if _needed(step, "Status") == "error" and step_id != "plan-completed":
            return str(step_id)
    return "-"


def plan_duration(plan: object) -> str:
    """Return a plan's duration in Go's notation, or `-` if it has not ended."""
    struct = _needed(plan)
    raw = struct.raw if isinstance(struct, Struct) else {}
    start, end = raw.get("attempt_start_time"), raw.get("attempt_end_time")
    if not start and not end:
        return "0s"
    nanoseconds = between(str(start or ""), str(end or ""))
    return "-" if nanoseconds is None else format_duration(nanoseconds)


def cluster_name(cluster: object) -> str:
    """Return a cluster's name, or `-` if it is only its id."""
    name = str(_needed(cluster, "ClusterName"))
    return "-" if name == _needed(cluster, "ClusterID") else trim_to_len(name, _NAME_WIDTH)


def cluster_capacity(plan: object) -> int:
    """Return the memory of all nodes of a plan, in megabytes."""
    total = 0
    for element in _items(_needed(plan, "ClusterTopology")):
        total += (
            _number(element, "MemoryPerNode")
            * _number(element, "NodeCountPerZone")
            * _number(element, "ZoneCount")
        )
    return Integer.of(INT32.wrapped(total), INT32)


def topology_info(cluster: object) -> str:
    """Return memory and zones of a cluster's first topology element, separated by a tab."""
    topology = _items(_needed(plan_of(cluster), "Plan", "ClusterTopology"))
    if not topology:
        return "-\t0"
    memory = _sized(_number(topology[0], "MemoryPerNode"), human=True, width=4)
    return f"{memory}\t{_number(topology[0], 'ZoneCount')}"


def plan_of(cluster: object) -> object:
    """Return the pending plan, else the current one, else one derived from the running instances."""
    info = _needed(cluster, "PlanInfo")
    for name in ("Pending", "Current"):
        plan = get_field(info, name)
        if indirect(plan) is not None:
            return plan
    return type_named("*ElasticsearchClusterPlanInfo").box({"plan": _derived_plan(cluster)})


def _derived_plan(cluster: object) -> dict[str, object]:
    """Return the plan that a cluster's instances imply, as JSON."""
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
    """Return a repository's configuration as one of type s3."""
    target = indirect(config)
    return S3_CONFIG.box(target.raw if isinstance(target, (Map, Struct)) else {})


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
    "join": Function(join, ANY, ANY),
    "json": Function(as_json, ANY),
    "rpad": Function(rpad, ANY, INT),
    "rpadTrim": Function(rpad_trim, STRING, INT),
    "sortKeys": Function(sort_keys, ANY),
    "substr": Function(substr, INT32, INT32),
    "tab": Function(lambda: "\t"),
    "toS3TypeConfig": Function(s3_config, ANY),
    "trim": Function(trim, STRING),
    "trimToLen": Function(trim_to_len, STRING, INT),
}
"""All but executeTemplate, which needs the template itself: see format.py."""
