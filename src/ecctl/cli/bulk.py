"""Many requests of one kind at once, with a journal from which an interrupted run resumes."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from ecctl.cli.progress_bar import ProgressBar
from ecctl.cli.unknown_outcome import is_certainly_refused
from ecctl.core import Frozen
from ecctl.core.errors import EcctlError, UsageError
from ecctl.errors import ApiError, AuthenticationError, RateLimitError, SeveralErrors, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from typing import Any

    from ecctl.cli.bulk_journal import Outcomes
    from ecctl.cli.invocation import Invocation
    from ecctl.client import Call
    from ecctl.client.async_client import AsyncClient

    Entry = tuple[str, str, Any]

DRAIN_SECONDS = 5.0
"""Seconds to wait for the responses to requests in flight when a run is stopped."""

BATCH_SECONDS = 0.2
SHOWN_ERRORS = 20
MOST_PARALLEL = 64
"""Largest number of requests at a time: that of an AsyncClient."""


class Job(Frozen):
    """One request of a run: its key in journal and messages, the call, and what the key stands for.

    `digest` changes if the same key stands for another request: a resumed run must not mix the two.
    """

    key: str
    call: Call
    digest: str


class Recorder:
    """Writes the entries of many tasks to the journal, with one sync for all that wait at the same time."""

    def __init__(self, journal: Outcomes, clock: Callable[[], float]) -> None:
        self._journal = journal
        self._clock = clock
        self._thread = ThreadPoolExecutor(1)
        self._pending: list[tuple[tuple[Entry, ...], asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def record(self, *entries: Entry) -> None:
        """Return once the entries (kind, key, value) are on disk. Raise OSError if they cannot be written."""
        loop = asyncio.get_running_loop()
        written = loop.create_future()
        self._pending.append((entries, written))
        if self._task is None:
            self._task = loop.create_task(self._write())
        await written

    async def _write(self) -> None:
        # While one group is being synced, the next one gathers: a sync takes as long for 50 entries as for one.
        loop = asyncio.get_running_loop()
        while self._pending:
            group, self._pending = self._pending, []
            problem: OSError | None = None
            try:
                await loop.run_in_executor(self._thread, self._journal.add, self._entry(group))
            except OSError as error:
                problem = error
            for _, written in group:
                if written.cancelled():
                    continue
                if problem is None:
                    written.set_result(None)
                else:
                    written.set_exception(problem)
        self._task = None

    def _entry(self, group: Sequence[tuple[tuple[Entry, ...], object]]) -> dict[str, Any]:
        entry: dict[str, Any] = {"at": self._clock()}
        for entries, _ in group:
            for kind, key, value in entries:
                entry.setdefault(kind, {})[key] = value
        return entry

    def close(self) -> None:
        """End the thread."""
        self._thread.shutdown()


class Bulk:
    """A run of jobs, at most *parallel* at a time.

    `batches` yields the keys and responses that are in the journal since the last batch. Errors that concern
    one job end up in `errors`; the first error that concerns all of them stops the run, as Ctrl-C does.
    `check` raises an error for a response that is not the expected one; `is_done` takes an error for a success,
    such as that of a deletion of what is gone.
    """

    def __init__(  # noqa: PLR0913  # two of them have a default
        self,
        invocation: Invocation,
        jobs: Sequence[Job],
        journal: Outcomes,
        *,
        noun: str,
        check: Callable[[Any], object] = lambda _: None,
        is_done: Callable[[Job, EcctlError], bool] = lambda *_: False,
    ) -> None:
        self.errors: list[EcctlError] = []
        self.unrecorded: list[tuple[Job, Any]] = []
        self.left = [job for job in jobs if job.key not in journal.done]
        self._total = len(jobs)
        self._invocation = invocation
        self._journal = journal
        self._parallel = parallel_of(invocation)
        self._noun = noun
        self._check = check
        self._is_done = is_done
        self._recorder = Recorder(journal, invocation.context.clock)
        self._finished: list[tuple[Job, Any]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped: EcctlError | None = None
        self._stopping = False

    def batches(self) -> Generator[list[tuple[Job, Any]], None, None]:
        """Yield finished jobs, in batches; raise the error that has stopped the run, or those of single jobs."""
        client = self._invocation.async_client()
        bar = ProgressBar(
            self._invocation.context, self._total, self._noun, done=self._total - len(self.left)
        )
        # The event loop runs only between two batches: a command is a plain generator, and its results are
        # written by the renderer. Requests in flight wait in the sockets meanwhile.
        interrupt: KeyboardInterrupt | None = None
        with asyncio.Runner() as runner:
            try:
                runner.run(self._start(client))
                while True:
                    runner.run(self._until_batch(bar))
                    batch, self._finished = self._finished, []
                    if not batch:
                        break
                    bar.clear()
                    yield batch
            except KeyboardInterrupt as error:  # while no batch was out: the last one is still delivered
                interrupt = error
            finally:
                bar.clear()
                runner.run(self._finish(client))
                self._recorder.close()
        if self._finished:
            yield self._finished
        if interrupt is not None:
            raise interrupt
        self._raise()

    async def _start(self, client: AsyncClient) -> None:
        self._waiting = iter(self.left)
        for _ in range(min(self._parallel, len(self.left))):
            self._tasks.append(asyncio.create_task(self._work(client)))

    async def _until_batch(self, bar: ProgressBar) -> None:
        """Return once something is done, or all tasks are over."""
        # Without a result: `Runner.run` makes the text of its task, its result included, at each call.
        over = not self._tasks
        with self._stopping_on_sigterm():
            while not over and not self._finished:
                bar.update(len(self._journal.done))
                _, running = await asyncio.wait(self._tasks, timeout=BATCH_SECONDS)
                over = not running

    @contextmanager
    def _stopping_on_sigterm(self) -> Iterator[None]:
        """Let no further request start after SIGTERM, and wait for the responses to those in flight.

        Supervisors, CI and `timeout` send it, and kill the process only some time later. Not while a batch is
        written: that may wait for a reader.
        """
        loop = asyncio.get_running_loop()
        before = signal.getsignal(signal.SIGTERM)
        try:
            loop.add_signal_handler(signal.SIGTERM, self._stop, EcctlError("terminated"))
        except (NotImplementedError, RuntimeError, ValueError):  # Windows; not in the main thread
            yield
            return
        try:
            yield
        finally:
            # The loop would leave the default, which ends the process without a word.
            loop.remove_signal_handler(signal.SIGTERM)
            signal.signal(signal.SIGTERM, before)

    async def _work(self, client: AsyncClient) -> None:
        """Carry out jobs until none is left; an outcome is written together with the next job's entry."""
        outcome: tuple[Entry, ...] = ()
        done: tuple[Job, Any] | None = None
        for job in self._waiting:
            if self._stopping:
                break
            if not await self._record((*outcome, ("sent", job.key, job.digest)), done):
                return
            outcome, done = await self._carry_out(client, job)
        if outcome:
            await self._record(outcome, done)

    async def _record(self, entries: tuple[Entry, ...], done: tuple[Job, Any] | None) -> bool:
        """Write entries, then pass a response on; return whether that was possible."""
        try:
            await self._recorder.record(*entries)
        except OSError as error:
            # A full disk refuses further requests, and still takes outcomes: the journal may hold this one.
            if done is not None and done[0].key in self._journal.done:
                self._finished.append(done)
            elif done is not None:
                self.unrecorded.append(done)
            self._stop(EcctlError(f"cannot write the journal {self._journal.path}: {error.strerror}"))
            return False
        if done is not None:
            self._finished.append(done)
        return True

    async def _carry_out(
        self, client: AsyncClient, job: Job
    ) -> tuple[tuple[Entry, ...], tuple[Job, Any] | None]:
        """Send a request; return the entries of its outcome, and the response if there is one."""
        if self._stopping:  # since its entry was written
            return (("refused", job.key, None),), None
        try:
            reply = await client.execute(job.call)
            self._check(reply)
        except EcctlError as error:
            if self._is_done(job, error):
                return (("done", job.key, None),), (job, None)
            if concerns_all(error):
                self._stop(error)
            else:
                self.errors.append(error.prefixed(f'"{job.key}": '))
            return ((("refused", job.key, None),) if is_certainly_refused(error) else ()), None
        return (("done", job.key, reply),), (job, reply)

    def _stop(self, error: EcctlError) -> None:
        """Let no further request start."""
        self._stopping = True
        self._stopped = self._stopped or error

    async def _finish(self, client: AsyncClient) -> None:
        """Stop, wait for the responses to requests in flight, and close the client."""
        self._stopping = True
        if self._tasks:
            _, running = await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
            for task in running:
                task.cancel()
            # Their errors are raised by `_raise`; here every task only has to be over before the client
            # closes.
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await client.close()

    def _raise(self) -> None:
        """Raise the error that stopped the run, else those of single jobs."""
        for task in self._tasks:
            task.result()
        if self._stopped is not None:
            raise self._stopped
        if len(self.errors) > SHOWN_ERRORS:
            more = EcctlError(f"{len(self.errors) - SHOWN_ERRORS:,} more")
            raise SeveralErrors([*self.errors[:SHOWN_ERRORS], more])
        raise_all(self.errors)


def parallel_of(invocation: Invocation) -> int:
    """Return how many requests to send at a time; raise UsageError for a number out of range."""
    parallel: int = invocation.flag("parallel")
    if not 1 <= parallel <= MOST_PARALLEL:
        raise UsageError(f"--parallel must be between 1 and {MOST_PARALLEL} (got {parallel})")
    return parallel


def concerns_all(error: EcctlError) -> bool:
    """Return whether further requests would fail as well, or make things worse."""
    if isinstance(error, (AuthenticationError, RateLimitError)):
        return True
    return not isinstance(error, ApiError) or error.status >= 500
