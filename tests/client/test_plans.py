"""Plans of deployments: which attempt counts, and how it ended."""

from __future__ import annotations

import pytest

from ecctl.client.plans import PlanTracker, current_step, failure
from ecctl.errors import ApiError, NotTheApiError

SUCCESS = {"step_id": "plan-completed", "status": "success"}
FAILURE = {"step_id": "plan-completed", "status": "error", "info_log": [{"message": "no room"}]}
RUNNING = {"step_id": "grow", "status": "in_progress"}


def attempt(name: str, *log: dict, **members: object) -> dict:
    return {"plan_attempt_id": name, "plan_attempt_log": list(log), **members}


def deployment(**plan_info: object) -> dict:
    resource = {"id": "es", "ref_id": "main", "info": {"plan_info": plan_info}}
    return {"id": "d", "resources": {"elasticsearch": [resource]}}


def run(*responses: dict, **options: object) -> PlanTracker:
    """Feed responses to a tracker, the last one repeatedly, until it is done."""
    tracker = PlanTracker("d", **options)
    for response in [*responses, *[responses[-1]] * 10]:
        if tracker.done:
            break
        tracker.update(response)
    assert tracker.done
    return tracker


PENDING = deployment(pending=attempt("new", RUNNING), current=attempt("old", SUCCESS))


def test_watched_attempt_is_found_in_history():
    history = [attempt("old", SUCCESS, healthy=True), attempt("new", FAILURE), attempt("other", SUCCESS)]
    tracker = run(PENDING, deployment(current=attempt("old", SUCCESS, healthy=True), history=history))
    assert [error.message for error in tracker.errors] == [
        'deployment [d] - [elasticsearch][es]: caught error: "no room"'
    ]


def test_outcome_waits_for_history_if_current_is_another_attempt():
    tracker = PlanTracker("d")
    tracker.update(PENDING)
    assert tracker.update(deployment(current=attempt("old", SUCCESS))) == []
    assert "show_plan_history" not in tracker.parameters
    tracker.update(deployment(current=attempt("old", SUCCESS)))
    assert tracker.parameters["show_plan_history"] is True


def test_newest_attempt_counts_if_none_was_seen_pending():
    history = [attempt("b", FAILURE, attempt_end_time="2024-05-02T10:00:00Z")]
    current = attempt("a", SUCCESS, attempt_end_time="2024-05-01T10:00:00Z")
    assert len(run(deployment(current=current, history=history)).errors) == 1


def test_current_attempt_counts_if_dates_are_missing():
    history = [attempt("b", FAILURE, attempt_end_time="2024-05-02T10:00:00Z")]
    assert run(deployment(current=attempt("a", SUCCESS), history=history)).errors == []


@pytest.mark.parametrize(
    "plans",
    [
        {"healthy": False, "current": attempt("new", SUCCESS)},
        {"current": attempt("new", SUCCESS, healthy=False)},
        {"history": [attempt("new", healthy=False)]},
    ],
)
def test_unhealthy_plan_is_never_a_success(plans):
    assert "the last plan failed" in run(PENDING, deployment(**plans)).errors[0].message


def test_healthy_attempt_without_log_is_a_success():
    assert run(PENDING, deployment(healthy=True, current=attempt("new", healthy=True))).errors == []


def test_unknown_outcome_is_not_a_success():
    assert (
        "cannot determine the outcome of the plan of elasticsearch es"
        in run(PENDING, deployment()).errors[0].message
    )


def test_hidden_resource_has_no_outcome_to_wait_for():
    assert run(PENDING, {"id": "d", "resources": {}}).errors == []


def test_tracks_one_resource_of_several():
    other = {"id": "kb", "info": {"plan_info": {"pending": attempt("k", RUNNING)}}}
    both = deployment(current=attempt("x", SUCCESS))
    both["resources"]["kibana"] = [other]
    tracker = run(both, resource_id="es")
    assert [progress.id for progress in tracker.progress] == ["es"]


def test_failed_polls_are_tolerated_until_one_too_many():
    tracker = PlanTracker("d")
    tracker.update(PENDING)
    tracker.failed(ApiError("busy"))
    tracker.update(PENDING)
    tracker.failed(ApiError("busy"))
    with pytest.raises(NotTheApiError):
        tracker.update([])


def test_pause_grows_while_nothing_changes():
    tracker = PlanTracker("d")
    pauses = []
    for _ in range(7):
        tracker.update(PENDING)
        pauses.append(tracker.pause)
    assert pauses == [2.0, 3.0, 4.5, 6.75, 10.0, 10.0, 10.0]


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("success", "pending"), 1),
        (("success", "in_progress", "pending"), 1),
        (("error", "success"), 0),
        (("success", "error", "success"), 1),
        (("error", "in_progress"), 1),
    ],
)
def test_current_step(statuses, expected):
    log = [{"step_id": str(number), "status": status} for number, status in enumerate(statuses)]
    assert current_step(log)["step_id"] == str(expected)


def test_completion_decides_over_failed_steps():
    failed = {"step_id": "suspend-snapshotting", "status": "error", "info_log": [{"message": "no"}]}
    assert failure([failed, SUCCESS]) == ("", {})
    assert failure([failed, RUNNING])[0] == "no"
    assert failure([failed, FAILURE])[0] == "no room"


@pytest.mark.parametrize(
    "body",
    [{}, {"resources": []}, {"resources": {"kibana": None}}, {"resources": {"apm": ["x", {"info": []}]}}],
)
def test_malformed_response_has_no_plans(body):
    assert run(body).progress == []
