"""Changes to many things from a file: users to create, roles to set, tokens to revoke."""

from __future__ import annotations

import os

from ecctl.cli.bulk import Bulk
from ecctl.cli.bulk_journal import VERSION, BulkJournal, Outcomes
from ecctl.cli.state import digest_of, platform_of, state_file
from ecctl.core.errors import EcctlError, WithheldError
from ecctl.core.timefmt import format_time
from ecctl.errors import as_one

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ecctl.cli.bulk import Job
    from ecctl.cli.invocation import Invocation


def run_jobs(
    invocation: Invocation,
    jobs: Sequence[Job],
    *,
    noun: str,
    resumes: bool = True,
    is_done: Callable[[Job, EcctlError, bool], bool] = lambda *_: False,
) -> tuple[list[str], EcctlError | None]:
    """Carry out jobs; return the keys of those that are done, and the error of the others.

    An interrupted run of the file of --file is resumed, unless the caller has chosen the jobs by the state of
    the platform: then all of them are due, and no journal is needed. `is_done` is given the error of a job, and
    whether an earlier request for it had no response. A dry run shows all requests.
    """
    if invocation.dry:
        rehearse(invocation, jobs)
        return [], None
    invocation.client  # noqa: B018  # checks the settings before anything is written
    journal = resumed_journal(invocation, jobs, noun) if resumes else Outcomes()
    unanswered = set(journal.open)
    bulk = Bulk(
        invocation,
        jobs,
        journal,
        noun=noun,
        is_done=lambda job, error: is_done(job, error, job.key in unanswered),
    )
    again = f"run the same command again {'to resume' if resumes else 'for the others'}"
    problem: EcctlError | None = None
    try:
        for _ in bulk.batches():
            pass
    except EcctlError as error:
        problem = error
    except BaseException:
        invocation.note(f"\n{len(journal.done):,} of {len(jobs):,} {noun} are done; {again}")
        journal.end()
        raise
    done = [job.key for job in jobs if job.key in journal.done]
    if problem is None:
        journal.remove()
        return done, None
    journal.end()
    return done, problem.with_further_hint(f"{len(done):,} of {len(jobs):,} {noun} are done; {again}")


def resumed_journal(invocation: Invocation, jobs: Sequence[Job], noun: str) -> BulkJournal:
    """Return the journal of the file's earlier run, if that was interrupted, or else a new one."""
    header, source = header_of(invocation), os.path.realpath(invocation.flag("file"))
    path = state_file(invocation, "bulk", digest_of([header["command"], header["platform"], source]))
    journal = BulkJournal(path, header)
    for job in jobs:
        # These requests can be repeated, so a row that has changed is simply carried out again.
        if journal.done.get(job.key, {}).get("digest", job.digest) != job.digest:
            del journal.done[job.key]
    # The journal of standard input may be that of other rows.
    if any(job.key in journal.done or job.key in journal.open for job in jobs):
        done = sum(job.key in journal.done for job in jobs)
        invocation.note(
            f"resuming the run of {format_time(journal.header['started'])}: {done:,} of {len(jobs):,} {noun} "
            f"are done; to start over, remove {path}"
        )
    return journal


def header_of(invocation: Invocation) -> dict[str, Any]:
    """Return the header of a run's journal, which identifies it."""
    return {
        "version": VERSION,
        "command": " ".join(invocation.path[1:]),
        "platform": platform_of(invocation),
        "started": invocation.context.clock(),
    }


def rehearse(invocation: Invocation, jobs: Sequence[Job]) -> None:
    """Show all requests without sending them; raise the errors that would prevent some."""
    errors: list[EcctlError] = []
    for job in jobs:
        try:
            invocation.execute(job.call)
        except WithheldError:
            continue
        except EcctlError as error:
            errors.append(error)
    problem = as_one(errors)
    if problem is not None:
        raise problem
