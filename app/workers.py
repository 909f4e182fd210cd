"""The processes that serve: one, or on PostgreSQL several beside each other, which share the address and nothing else.

A worker that ends by itself is replaced; one that cannot even start ends all. They end with whoever started them.
"""

import multiprocessing
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event
from threading import Thread

import uvicorn

from app.interrupting import Interruption
from app.serving import Announced, announce
from app.settings import Settings
from app.upkeep import logs

_PAUSE = 1.0  # seconds until a worker that ended is replaced
_processes = multiprocessing.get_context("spawn")


def serve(
    settings: Settings, host: str, listening: socket.socket, interruption: Interruption, started: Event | None = None
) -> int:
    """Serve until a signal comes; returns the exit code. A worker says by ``started`` that it has begun."""
    from app.factory import create_app  # loading the bank takes a moment, in which Ctrl+C is understood as well

    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=host,
        port=listening.getsockname()[1],
        log_level="warning",
        log_config=None if logs.set_up(settings.log) else uvicorn.config.LOGGING_CONFIG,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
        proxy_headers=bool(settings.forwarded_allow_ips),
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )
    said = None if started is None else started.set
    server = Announced(app, config, interruption, settings.drain_seconds, said)
    interruption.check()
    with suppress(KeyboardInterrupt):  # raised again once everything is closed
        server.run(sockets=[listening])
    return 0 if server.started else 1


def serve_by(count: int, settings: Settings, host: str, listening: socket.socket) -> int:
    """Serve by so many processes until a signal comes; returns the exit code."""
    started = _processes.Event()
    ending: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda came, _: ending.append(came))

    def begun() -> SpawnProcess:
        process = _processes.Process(target=_work, args=(settings, host, listening, started))
        process.start()
        return process

    workers = [begun() for _ in range(count)]
    announced, code = False, 0
    while not ending and code == 0:
        if not announced and started.is_set():
            announce(host, listening)
            announced = True
        for worker in [one for one in workers if wait([one.sentinel], 0)]:
            if not announced and worker.exitcode:  # it said why
                code = 1
            elif not ending:
                time.sleep(_PAUSE)
                workers[workers.index(worker)] = begun()
        wait([one.sentinel for one in workers], 0.1)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
    return code


def _work(settings: Settings, host: str, listening: socket.socket, started: Event) -> None:
    interruption = Interruption()
    Thread(target=_end_with_parent, daemon=True).start()
    try:
        code = serve(settings, host, listening, interruption, started)
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)
