"""The service worker, and the page that it shows where there is no network and what was asked for is not kept."""

import json
from functools import cache

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.web.assets import STATIC, asset
from app.web.templating import page

router = APIRouter()
worker = APIRouter()  # nobody is looked up for it

PAGE = "/offline"
FILES = ("edrill.css", "site.css", "math.css", "edrill.js", "calculator.js", "js/font.js", "icon.svg")


@cache
def _source() -> str:
    kept = [PAGE, *(asset(name) for name in FILES)]
    return f"const SHELL = {json.dumps(kept)};\n{(STATIC / 'worker.js').read_text(encoding='utf-8')}"


@worker.get("/sw.js")
def script() -> Response:
    """The service worker, at the root, since it answers for all pages. It changes with each file that it keeps."""
    return Response(_source(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})


@router.get(PAGE)
def readable(request: Request) -> Response:
    """What can be read on this device without a network; script fills it in."""
    return page(request, "offline/offline.html")
