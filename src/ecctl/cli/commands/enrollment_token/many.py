"""`create --count` and `create --hosts`: many tokens, each into a file or onto a line of JSON.

The journal of the run holds every token until all are delivered, so that none is lost if the run is killed.
"""

from __future__ import annotations

import os

from ecctl.cli.bulk import Bulk, Job, parallel_of
from ecctl.cli.bulk_journal import BulkJournal
from ecctl.cli.bulk_run import header_of, rehearse
from ecctl.cli.command import flag_name
from ecctl.cli.commands.enrollment_token.leftovers import Leftovers
from ecctl.cli.commands.enrollment_token.new_token import lost, warn
from ecctl.cli.commands.enrollment_token.token_folder import TokenFolder
from ecctl.cli.commands.enrollment_token.wanted import wanted_tokens
from ecctl.cli.shown_once import refuse_other_columns
from ecctl.cli.state import digest_of, platform_of, state_file
from ecctl.client import prepare
from ecctl.core.errors import EcctlError, UsageError
from ecctl.core.jsonio import compact
from ecctl.output import Message, Result, Text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from typing import Any

    from ecctl.cli.commands.enrollment_token.wanted import Wanted
    from ecctl.cli.invocation import Invocation
    from ecctl.client import Call

MOST_TOKENS = 1_000_000
STREAMED = ("text", "wide", "ndjson")
WHOLE = frozenset({"columns", "sort"})
"""Outputs that can be shown line by line, and flags that need all lines."""

EXCLUDED = ("out", "token_only", "install_line", "coordinator_host", "format")
"""Flags that deliver a single token."""


def create_many(invocation: Invocation) -> Generator[Result, None, None]:
    """Create a token for each row of --hosts, or --count equal ones."""
    check_flags(invocation)
    wanted = {each.name: each for each in wanted_tokens(invocation)}
    jobs = jobs_for(invocation, list(wanted.values()))
    if invocation.dry:
        rehearse(invocation, jobs)
        yield Result(None)
        return
    folder = TokenFolder(invocation) if invocation.flag("out_dir") else None
    invocation.client  # noqa: B018  # checks the settings before anything is written
    persistent = any(not each.validity for each in wanted.values())
    warn(invocation, sorted({r for each in wanted.values() for r in each.roles}), persistent=persistent)
    path = folder.journal_path if folder else journal_path(invocation)
    leftovers = Leftovers(invocation, list(wanted.values()))
    journal = BulkJournal(path, header_of(invocation))
    try:
        run = Run(invocation, journal, wanted, jobs, folder)
        # After `Run`, which refuses a journal of other tokens or of another platform.
        leftovers.begin(journal)
        yield from run.results()
        leftovers.report(journal)
    except BaseException:
        journal.end()
        raise
    finally:
        if folder is not None:
            folder.close()
    journal.remove()


def check_flags(invocation: Invocation) -> None:
    """Raise UsageError for flags that exclude each other."""
    mode = "hosts" if invocation.given("hosts") else "count"
    if invocation.given("hosts") and invocation.given("count"):
        raise UsageError("--count and --hosts exclude each other")
    for key in EXCLUDED:
        if invocation.given(key) and invocation.flags[key]:
            raise UsageError(f"--{mode} and {flag_name(key)} exclude each other")
    if mode == "count" and not 1 <= invocation.flag("count") <= MOST_TOKENS:
        raise UsageError(f"--count must be between 1 and {MOST_TOKENS:,} (got {invocation.flag('count')})")
    if invocation.given("out_dir") and invocation.flag("out_dir") in ("", "-"):
        raise UsageError(f'--out-dir "{invocation.flag("out_dir")}" is not a folder')
    if invocation.flag("overwrite") and not invocation.flag("out_dir"):
        raise UsageError("--overwrite has no effect without --out-dir")
    if not invocation.flag("out_dir"):
        refuse_other_columns(invocation, "token")
        if invocation.profile.text("format"):
            source = invocation.profile.source("format")
            raise UsageError(f"--{mode} and a format ({source}) exclude each other", hint="omit one of them")
    parallel_of(invocation)


def jobs_for(invocation: Invocation, wanted: Sequence[Wanted]) -> list[Job]:
    """Return the requests; tokens with the same roles and validity share a call."""
    # `--count 1000000` is one body in memory, not a million.
    calls: dict[tuple[Any, ...], tuple[Call, str]] = {}
    jobs = []
    for each in wanted:
        kind = (*each.roles, each.validity)
        if kind not in calls:
            body: dict[str, Any] = {"persistent": not each.validity, "roles": each.roles}
            if each.validity:
                body["validity_in_seconds"] = each.validity
            call = prepare("create-enrollment-token", {}, invocation.profile, body=body)
            calls[kind] = (call, digest_of([each.roles, each.validity]))
        jobs.append(Job(each.name, *calls[kind]))
    return jobs


def journal_path(invocation: Invocation) -> str:
    """Return the journal of a run that writes to standard output: the same for the same command line."""
    source = os.path.realpath(invocation.flag("hosts")) if invocation.given("hosts") else ""
    which = [invocation.flag("count"), invocation.flag("role"), invocation.flag("validity"), source]
    return state_file(invocation, "bulk", digest_of([platform_of(invocation), which]))


class Run:
    """Delivers the tokens of a run: those of an interrupted one first."""

    def __init__(
        self,
        invocation: Invocation,
        journal: BulkJournal,
        wanted: dict[str, Wanted],
        jobs: Sequence[Job],
        folder: TokenFolder | None,
    ) -> None:
        self._invocation = invocation
        self._journal = journal
        self._wanted = wanted
        self._jobs = jobs
        self._folder = folder
        self._whole: list[dict[str, Any]] = []
        # Lines appear as the tokens arrive. A document, a table or a sorted list is complete only at the end.
        self._lines = (
            folder is None
            and invocation.profile.text("output") in STREAMED
            and WHOLE.isdisjoint(invocation.flags)
        )
        check_unchanged(invocation, journal, jobs)
        if folder is not None:
            folder.refuse_existing(journal.done, wanted)

    def results(self) -> Generator[Result, None, None]:
        """Yield the results; raise the first error, with the state of the other tokens."""
        # Tokens of the interrupted run come first: they may not have been shown before it ended.
        earlier = [
            (job, self._journal.done[job.key]["reply"]) for job in self._jobs if job.key in self._journal.done
        ]
        bulk = Bulk(self._invocation, self._jobs, self._journal, noun="tokens", check=check_reply)
        try:
            yield from self._delivered(earlier)
            for batch in bulk.batches():
                yield from self._delivered(batch)
            if self._folder is not None:
                # Before the summary names the files, and before the journal, which holds the tokens too, is
                # removed.
                self._folder.settle()
            if not self._lines:
                yield self._summary()
        except (KeyboardInterrupt, GeneratorExit, BrokenPipeError):
            # GeneratorExit: the generator is closed while a result is being shown.
            self._invocation.note(f"\n{self._to_resume()}")
            raise
        except EcctlError as error:
            raise error.with_further_hint(self._to_resume()) from None
        finally:
            for job, reply in bulk.unrecorded:
                self._invocation.note(
                    f'token "{reply.get("token_id", "")}" was created for {job.key} and could not be stored'
                )

    def _to_resume(self) -> str:
        if self._journal.is_removed():
            return f"{self._journal.path} was removed during the run: tokens without a file are lost"
        stored = f"{len(self._journal.done):,} of {len(self._jobs):,} tokens are stored"
        return f"{stored}; run the same command again to resume"

    def _delivered(self, batch: Sequence[tuple[Job, Any]]) -> Generator[Result, None, None]:
        """Deliver some tokens: into files, onto lines, or into the result at the end."""
        made = [(self._wanted[job.key], reply) for job, reply in batch]
        if self._folder is not None:
            self._folder.store([(wanted.name, reply["token"]) for wanted, reply in made])
            for wanted, reply in made:
                described = wanted.described({k: v for k, v in reply.items() if k != "token"})
                self._whole.append({**described, "file": self._folder.path_of(wanted.name)})
            return
        found = [wanted.described(reply) for wanted, reply in made]
        if self._lines and found:
            text = "".join(f"{compact(each).decode()}\n" for each in found)
            yield Result(found, Text(lambda _: text), changed=True)
        else:
            self._whole += found

    def _summary(self) -> Result:
        value: dict[str, Any] = {"tokens": self._whole}
        if self._folder is None:
            return Result(value, changed=True)
        value["out_dir"] = self._folder.path
        count = len(self._whole)
        if not WHOLE.isdisjoint(self._invocation.flags):
            return Result(value, changed=True)
        text = f"{count:,} token{'s' * (count != 1)} in {self._folder.path}"
        return Result(value, Message(text), changed=True)


def check_reply(reply: Any) -> None:
    """Raise NotTheApiError unless a response holds a token."""
    token = reply.get("token") if isinstance(reply, dict) else None
    if not isinstance(token, str) or not token or not token.isprintable():
        raise lost()


def check_unchanged(invocation: Invocation, journal: BulkJournal, jobs: Sequence[Job]) -> None:
    """Raise UsageError if an interrupted run was for another platform, or for other tokens."""
    hint = f"to forget the interrupted run and the tokens that it has stored, remove {journal.path}"
    if journal.header.get("platform") != platform_of(invocation):
        raise UsageError(f"cannot resume the run in {journal.path}: it was on another platform", hint=hint)
    digests = {job.key: job.digest for job in jobs}
    changed = [
        key
        for key, entry in (*journal.done.items(), *journal.open.items())
        if digests.get(key) != entry["digest"]
    ]
    if changed:
        key = changed[0]
        problem = "other roles or another validity" if key in digests else "no entry"
        more = f" and {len(changed) - 1:,} more" if len(changed) > 1 else ""
        has = "have" if more else "has"
        raise UsageError(
            f"cannot resume the interrupted run: the command line has changed: {key}{more} {has} {problem}",
            hint=f"run the earlier command line again, or {hint}",
        )
