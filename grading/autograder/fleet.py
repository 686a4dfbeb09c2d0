"""Submissions spread over workers: in this process, over a cluster of its own, or over another's.

Only bytes and plain values travel, so workers need no disk in common. Results come back in the
order in which they are reached, a few submissions at a time: what has not been sent yet waits on
the coordinator's disk, not in its memory.
"""

import logging
from contextlib import contextmanager

from grading.autograder import work

__all__ = ["graded"]

BATCH = 8  # submissions that travel together
AHEAD = 3  # batches for each worker that are on their way
TRIES = 3  # of a batch whose worker ends


def graded(pack, papers, workers=1, scheduler=None):
    """Grade submissions.

    Parameters
    ----------
    pack : grading.autograder.work.Pack
    papers : iterable of grading.autograder.work.Paper
        Taken as workers become free.
    workers : int
        With 1 the work is done in this process; with more, in a dask cluster of processes.
    scheduler : str, optional
        Address of a dask scheduler, whose workers are used instead.

    Yields
    ------
    grading.autograder.work.Graded
        One for each paper, as soon as it is there.
    """
    if workers == 1 and not scheduler:
        for paper in papers:
            yield from work.grade(pack, [paper])
        return
    with _client(workers, scheduler) as client:
        yield from _over(client, pack, papers)


def _over(client, pack, papers):
    from distributed import as_completed

    size = sum(client.nthreads().values()) or 1
    sent = client.submit(_same, pack, pure=False)  # is made anew if the workers that hold it end
    batches, waiting = _batches(papers, size), {}
    done = as_completed()

    def send(batch):
        future = client.submit(work.grade, sent, batch, pure=False, retries=TRIES)
        waiting[future.key] = batch
        done.add(future)

    for _ in range(size * AHEAD):
        if batch := next(batches, None):
            send(batch)
    for future in done:
        batch = waiting.pop(future.key)
        if future.status == "finished":
            if following := next(batches, None):
                send(following)
            yield from future.result()
        elif len(batch) > 1:  # one of them brings workers down: each by itself
            for paper in batch:
                send([paper])
        else:
            why = f"{type(future.exception()).__name__}: {future.exception()}"
            yield work.Graded(batch[0].student, withheld=f"no worker could grade it ({why})")
        future.release()


def _same(pack):
    return pack


def _batches(papers, workers):
    """Lists of papers: single ones first, so that results show soon, then `BATCH` at a time."""
    papers, size, sent = iter(papers), 1, 0
    while batch := [paper for _, paper in zip(range(size), papers, strict=False)]:
        yield batch
        sent += 1
        size = 1 if sent < 2 * workers else BATCH


@contextmanager
def _client(workers, scheduler):
    from distributed import Client, LocalCluster

    if scheduler:
        with Client(scheduler) as client:
            yield client
        return
    quiet = logging.CRITICAL
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=quiet,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client
