"""The app: services, guards, pages."""

import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import SystemRandom
from threading import Event, Thread

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app import errors
from app.api.routes import router as api
from app.classes.sealing import keep_back
from app.data.routes import router as data
from app.db import Database
from app.dependencies import Services
from app.examples.routes import router as examples
from app.exams.closing import close_overdue
from app.exams.routes import router as exams
from app.exams.sealing import keep_time, sealed
from app.guided.routes import router as guided
from app.history.routes import router as history
from app.home.routes import router as pages
from app.instances.routes import router as instances
from app.lab.routes import router as lab
from app.learners.preferences import remember_preferences
from app.learners.routes import router as learners
from app.learners.service import ensure_learner
from app.notes.flag_routes import router as flags
from app.notes.routes import router as notes
from app.offline.routes import router as offline
from app.offline.routes import worker
from app.practice.routes import router as practice
from app.reference.routes import router as reference
from app.review.routes import router as review
from app.sessions.cookie import SessionCookie
from app.sessions.limiting import Limits
from app.sessions.windows import SharedWindows
from app.settings import Settings
from app.statistics.routes import router as statistics
from app.topics.routes import router as topics
from app.upkeep.automatic import backing_up
from app.upkeep.health import router as health
from app.upkeep.observing import Observed, Requests, Routed
from app.web.accept import GzipAsAsked
from app.web.assets import Assets
from app.web.leading import lead_back
from app.web.querying import tell_unknown
from app.web.security import HeadAsGet, SameOriginWrites, SecurityHeaders
from app.web.templating import compile_templates
from question_bank.bank import Bank, load_bank

THREADS = 4  # more only wait for the one writer and the interpreter lock
LARGEST_BODY = 64 * 1024
UNASKED, _LOOK = 1.0, 0.02  # seconds
# A page makes thousands of objects and hardly any garbage that must be looked for. As Python comes, looking took half a
# millisecond a request, and a tenth of a second every hundred requests.
GARBAGE = 5000, 20, 50


def _warm(bank: Bank, requests: Requests, over: Event) -> None:
    """Work ahead once the first page is answered, which would have to share the processor; or where nobody comes."""
    until = time.monotonic() + UNASKED
    while not requests.spreads and time.monotonic() < until and not over.wait(_LOOK):
        pass
    if not over.is_set():
        compile_templates()
        bank.warm()


def arrive(request: Request) -> None:
    """Before any page: who asks, and what is overdue. One dependency, since each is handed to a thread by itself."""
    remember_preferences(request)
    keep_time(request)


def arrive_sealed(request: Request) -> None:
    """The same before a page that may name something of an open exam, or of a set that keeps its keys back."""
    remember_preferences(request)
    sealed(request)
    if request.app.state.services.settings.hosted:
        keep_back(request)


def create_app(settings: Settings, bank: Bank | None = None) -> FastAPI:
    """Build the app on a database that has been migrated; nothing happens at import."""
    database = Database(settings.database_url)
    shared = SharedWindows(database) if settings.on_server else None
    services = Services(
        settings=settings,
        bank=bank or load_bank(),
        database=database,
        now=lambda: datetime.now(UTC),
        random=SystemRandom(),
        limits=Limits(settings.accounts_per_hour, shared) if settings.hosted else None,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        services.database.check()
        if not settings.hosted:
            ensure_learner(services.database, services.now())
        close_overdue(app.state.services)
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        gc.freeze()
        gc.set_threshold(*GARBAGE)
        gc.enable()
        over = Event()
        warming = Thread(target=_warm, args=(services.bank, app.state.requests, over), daemon=True)
        warming.start()
        with backing_up(settings, services.database):
            yield
        over.set()
        warming.join()
        services.database.dispose(fold=True)

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.services = services
    app.state.requests = Requests()
    app.state.ending = False  # once it is to end, for those who ask whether to send more
    learning = (pages, topics, examples, reference, practice, review, guided, instances)
    keeping = (learners, data, offline, flags, notes, history, statistics)
    sites: tuple[APIRouter, ...] = (*learning, *keeping, lab)
    spared = []
    if settings.hosted:
        # What hashes passphrases is not wanted without accounts, nor are classes.
        from app.accounts import own, routes, sparing
        from app.classes import answered, inside, owning, setting, watching
        from app.classes import routes as classes

        within = (setting.router, owning.router, watching.router, inside.router)  # "sets/new" is no set
        sites = (*sites, routes.router, own.router, classes.router, *within, answered.router)
        spared = [Depends(sparing.spare)]
    lead_back(app, (*sites, exams))
    for router in (*sites, api):
        looks_itself = router in (lab, api)
        telling = [] if looks_itself else [Depends(tell_unknown)]
        app.include_router(router, dependencies=[Depends(arrive_sealed), *spared, *telling])
    app.include_router(exams, dependencies=[Depends(arrive), *spared, Depends(tell_unknown)])
    app.include_router(health)
    app.include_router(worker)
    app.mount("/static", Assets(), name="static")
    errors.install(app)
    app.add_middleware(Routed)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST_BODY)  # inside what completes every response
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=3)
    app.add_middleware(GzipAsAsked)
    app.add_middleware(SameOriginWrites)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts), www_redirect=False)
    app.add_middleware(errors.Refusals)
    if settings.hosted:
        app.add_middleware(SessionCookie, secure=settings.secure)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed, requests=app.state.requests)
    app.add_middleware(HeadAsGet)
    return app
