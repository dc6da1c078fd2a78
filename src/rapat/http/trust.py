"""``/trust``: how to make a device trust this box, and the certificate in the forms that systems want."""

import base64
import hashlib
import json
import plistlib
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

FOLDER = Path(__file__).parent / "trust_page"
LANGUAGES = ("en", "id", "ru")
STYLE = "trust.css"
SYSTEMS = ("windows", "macos", "ios", "android", "linux", "firefox")

FILES = ("rapat-ca.crt", "rapat-ca.mobileconfig")
"""Downloads, best first; on iPhone and iPad the other way round, as they install profiles alone."""


@dataclass(frozen=True, slots=True)
class TrustedRoot:
    """What is to be trusted."""

    pem: bytes
    der: bytes
    fingerprint: str


def routes(root: TrustedRoot | None) -> list[BaseRoute]:
    """The page and its two downloads. ``root`` None = the operator brought an own certificate: nothing to do."""
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(["html"]))
    template = environment.get_template("trust.html")
    style = (FOLDER / STYLE).read_text()
    headers = {"Content-Security-Policy": _policy(style), "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    texts = {language: json.loads((FOLDER / f"{language}.json").read_text()) for language in LANGUAGES}

    async def page(request: Request) -> Response:
        language = _language(request)
        likely = _likely_system(request.headers.get("user-agent", ""))
        return HTMLResponse(
            template.render(
                language=language,
                languages=LANGUAGES,
                t=texts[language],
                style=style,
                systems=SYSTEMS,
                likely=likely,
                files=FILES[::-1] if likely == "ios" else FILES,
                fingerprint=root.fingerprint if root is not None else None,
            ),
            headers=headers,
        )

    async def certificate(_request: Request) -> Response:
        return _download(root.pem if root else None, "application/x-x509-ca-cert", "rapat-ca.crt")

    async def profile(_request: Request) -> Response:
        content = _mobileconfig(root) if root else None
        return _download(content, "application/x-apple-aspen-config", "rapat-ca.mobileconfig")

    return [
        Route("/trust", page, methods=["GET"]),
        Route("/trust/rapat-ca.crt", certificate, methods=["GET"]),
        Route("/trust/rapat-ca.mobileconfig", profile, methods=["GET"]),
    ]


def _policy(style: str) -> str:
    """The page is read before anything is trusted, so it brings all it needs: one style, known by its hash."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )


def _download(content: bytes | None, kind: str, name: str) -> Response:
    if content is None:
        return Response(status_code=404)
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _language(request: Request) -> str:
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return str(asked)
    for part in request.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().split("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return "en"


def _likely_system(user_agent: str) -> str:
    marks = (
        ("iPhone", "ios"),
        ("iPad", "ios"),
        ("Android", "android"),
        ("Firefox", "firefox"),
        ("Windows", "windows"),
        ("Mac OS X", "macos"),
    )
    return next((system for mark, system in marks if mark in user_agent), "linux")


def _mobileconfig(root: TrustedRoot) -> bytes:
    """An Apple configuration profile with the one certificate; ids follow from it, so a second download is the same."""
    certificate_id = str(uuid.uuid5(uuid.NAMESPACE_OID, root.fingerprint)).upper()
    payload: dict[str, Any] = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"rapat.ca.{certificate_id}",
        "PayloadUUID": certificate_id,
        "PayloadDisplayName": "Rapat",
        "PayloadContent": root.der,
    }
    profile_id = str(uuid.uuid5(uuid.NAMESPACE_OID, root.fingerprint + "/profile")).upper()
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": f"rapat.profile.{profile_id}",
            "PayloadUUID": profile_id,
            "PayloadDisplayName": "Rapat on this network",
            "PayloadDescription": root.fingerprint,
            "PayloadContent": [payload],
        }
    )
