"""Debian's Chromium as three strangers would have it: own profile, own camera film, own voice, our CA trusted."""

import base64
import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from playwright.sync_api import Page, Playwright, sync_playwright

from tests.system import speech, stamped_video

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
NOT_OURS = (
    "MediaRouter",
    "DialMediaRouteProvider",
    "OptimizationHints",
    "OptimizationGuideModelDownloading",
    "Translate",
    "AutofillServerCommunication",
    "CertificateTransparencyComponentUpdater",
    "GlobalMediaControls",
    "WebRtcHideLocalIpsWithMdns",
)
"""What a browser does of its own accord in a network: looking for televisions, translators, updates."""
VENDOR_HOSTS = ("*.google.com", "*.googleapis.com", "*.gstatic.com", "*.google-analytics.com", "*.gvt1.com")
"""Hosts that Chromium itself calls, whatever page is open; the last one for its spelling dictionaries.
That no *page* of ours does is asserted per request."""
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-features=" + ",".join(NOT_OURS),
    "--host-resolver-rules=" + ", ".join(f"MAP {host} ~NOTFOUND" for host in VENDOR_HOSTS),
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen",
)
"""The browser's own chatter off, so that what the air-gap test counts is ours."""
WAIT_SECONDS = 30
"""Bound for anything a page must come to show; media on two loaded cores is slow to start."""

T = TypeVar("T")


def until(read: Callable[[], T], good: Callable[[T], bool], what: str, seconds: float = WAIT_SECONDS) -> T:
    """Read again and again until ``good``; the last value read is in the failure's text."""
    deadline = time.monotonic() + seconds
    value = read()
    while not good(value):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}; last seen: {value!r}")
        time.sleep(0.2)  # pages change on their own: there is no event of theirs to wait on here
        value = read()
    return value


@dataclass(frozen=True)
class Person:
    """One browser with one person in front of it."""

    name: str
    who: int
    """The number stamped into this person's film."""
    voice: str
    page: Page

    def films(self) -> dict[int, int]:
        """Whose pictures this person sees now → number of the frame."""
        return {
            seen["who"]: seen["frame"] for seen in self.page.evaluate(stamped_video.READ_STAMPS) if seen["who"] >= 0
        }

    def voices(self, seconds: float = 6) -> dict[str, float]:
        """Whose speech this person hears → how like it is, each remote sound judged by itself."""
        heard: dict[str, float] = {}
        for recording in self.page.evaluate(speech.RECORD_REMOTE, seconds):
            samples = np.frombuffer(base64.b64decode(recording), dtype=np.int16).astype(np.float32) / 32768
            if np.abs(samples).max() < 0.01:
                continue
            voice, like, other = speech.recognise(samples)
            if like > other + 0.1:
                heard[voice] = max(like, heard.get(voice, -1))
        return heard


def trust(home: Path, certificate: Path) -> None:
    """Put the CA where Chromium on Linux looks for what its user trusts."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    subprocess.run(["certutil", "-d", f"sql:{store}", "-N", "--empty-password"], check=True)
    subprocess.run(
        ["certutil", "-d", f"sql:{store}", "-A", "-t", "C,,", "-n", "rapat", "-i", str(certificate)], check=True
    )


@contextlib.contextmanager
def person(
    playwright: Playwright, folder: Path, name: str, who: int, origin: str, certificate: Path | None, locale: str = "en"
) -> Iterator[Person]:
    """Open a browser for one person; ``who`` chooses film and voice; its pages may ask ``origin`` alone."""
    home = folder / name
    home.mkdir()
    if certificate is not None:
        trust(home, certificate)
    film = stamped_video.write_film(home / "camera.mjpeg", who)
    voice = speech.VOICES[who % len(speech.VOICES)]
    microphone = speech.write_48k(voice, home / "voice.wav")
    context = playwright.chromium.launch_persistent_context(
        str(home / "profile"),
        executable_path=CHROMIUM,
        headless=True,
        args=[*QUIET, f"--use-file-for-fake-video-capture={film}", f"--use-file-for-fake-audio-capture={microphone}"],
        env={**{key: value for key, value in os.environ.items() if key != "DISPLAY"}, "HOME": str(home)},
        viewport={"width": 1280, "height": 800},
        locale=locale,
    )
    try:
        page = context.pages[0] if context.pages else context.new_page()
        page.set_default_timeout(WAIT_SECONDS * 1000)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        yield Person(name, who, voice, page)
        foreign = {url for url in asked if not url.startswith((origin, "blob:", "data:"))}
        assert not foreign, f"a page asked somebody else: {foreign}"
    finally:
        context.close()


@contextlib.contextmanager
def chromium() -> Iterator[Playwright]:
    """Playwright's driver; the browser is always the system's."""
    with sync_playwright() as playwright:
        yield playwright
