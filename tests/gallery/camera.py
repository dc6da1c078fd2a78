"""The browser and its shutter: forms and themes, a fixed morning, a microphone that speaks on demand, small files."""

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.gallery import portraits
from tests.system.browsers import CHROMIUM, QUIET

QUALITY = 80
"""Of WebP: half the bytes of a JPEG that looks the same; below, small text begins to fray."""
THEMES = ("light", "dark")
SETTLE_MS = 350
"""Longer than any motion of the app, which is off here anyway."""
WAIT_MS = 30_000
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


@dataclass(frozen=True)
class Form:
    """What somebody holds or sits before."""

    name: str
    context: dict[str, Any]


DESKTOP = Form("desktop", {"viewport": {"width": 1440, "height": 900}})
PHONE = Form(
    "phone",
    {
        "viewport": {"width": 360, "height": 740},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
        "user_agent": ANDROID,
    },
)
FORMS = (DESKTOP, PHONE)

MORNING = """
(() => {
  const Real = Date;
  const shift = Real.UTC(2026, 10, 23, 3, 24) - Real.now();
  window.Date = class extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + shift);
      else if (given.length === 1 && typeof given[0] === 'string') super(Real.parse(given[0]) + shift);
      else super(...given);
    }
    static now() { return Real.now() + shift; }
    static parse(text) { return Real.parse(text) + shift; }
  };
})();
"""
"""Every picture is taken on the same morning; what the server stamped with its own time is shifted alike."""

VOICE = """
(() => {
  const media = navigator.mediaDevices;
  if (!media) return;
  const real = media.getUserMedia.bind(media);
  let loudness = null;
  const speakingTrack = () => {
    const sound = new AudioContext();
    const noise = new AudioBufferSourceNode(sound, { loop: true, buffer: sound.createBuffer(1, 48000, 48000) });
    const samples = noise.buffer.getChannelData(0);
    let seed = 7;
    for (let at = 0; at < samples.length; at += 1) {
      seed = (seed * 16807) % 2147483647;
      samples[at] = (seed / 2147483647 - 0.5) * (0.6 + 0.4 * Math.sin(at / 1900));
    }
    loudness = new GainNode(sound, { gain: 0.12 });
    const out = new MediaStreamAudioDestinationNode(sound);
    noise.connect(loudness).connect(out);
    noise.start();
    return out.stream.getAudioTracks()[0];
  };
  window.speak = (gain) => { if (loudness) loudness.gain.value = gain; };
  const NAMES = {
    audioinput: ['Desk microphone', 'Headset'], videoinput: ['Built-in camera', 'Desk camera'],
    audiooutput: ['Built-in speakers', 'Headset'],
  };
  const list = media.enumerateDevices.bind(media);
  media.enumerateDevices = async () => {
    const seen = { audioinput: 0, videoinput: 0, audiooutput: 0 };
    return (await list()).map(({ kind, deviceId, groupId, label }) => {
      const named = deviceId !== '' && deviceId !== 'default';
      return { kind, deviceId, groupId, label: named ? NAMES[kind][seen[kind]++] ?? label : label };
    });
  };
  media.getUserMedia = async (wanted) => {
    const tracks = [];
    if (wanted.video) tracks.push(...(await real({ video: wanted.video })).getVideoTracks());
    if (wanted.audio) tracks.push(speakingTrack());
    return new MediaStream(tracks);
  };
})();
"""
"""``speak(gain)`` makes the microphone speak; a little at first, so that a meter has something to show."""

REFUSED = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError'); };"
NOTHING = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); };
navigator.mediaDevices.enumerateDevices = async () => [];
"""
LATER = """
(() => {
  const real = performance.now.bind(performance);
  let skipped = 0;
  performance.now = () => real() + skipped;
  window.skip = (ms) => { skipped += ms; };
})();
"""
"""``skip(ms)`` makes a long wait short."""


class Album:
    """Where pictures go, and which were taken."""

    def __init__(self, folder: Path, only: str) -> None:
        self.folder, self.only = folder, only
        self.taken: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)

    def wants(self, *screens: str) -> bool:
        """Whether any of these was asked for (``--only``)."""
        return any(self.only in screen for screen in screens)

    def take(self, page: Page, screen: str, form: Form, themes: tuple[str, ...] = THEMES) -> None:
        """One picture in each theme."""
        for theme in themes:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            page.wait_for_timeout(SETTLE_MS)
            path = self.folder / f"{screen}-{form.name}-{theme}.webp"
            picture = Image.open(io.BytesIO(page.screenshot(caret="hide")))
            picture.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)
            self.taken.append(path)


@contextlib.contextmanager
def browser(playwright: Playwright, folder: Path) -> Iterator[Browser]:
    """One Chromium for everything; its camera films the first of the drawn people."""
    film = portraits.write_film(folder / "camera.mjpeg", 0)
    opened = playwright.chromium.launch(
        executable_path=CHROMIUM, headless=True, args=[*QUIET, f"--use-file-for-fake-video-capture={film}"]
    )
    try:
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def stranger(browser: Browser, form: Form, *scripts: str, locale: str = "en", real_day: bool = False) -> Iterator[Page]:
    """A page of somebody who was never here; ``scripts`` run before the app. ``real_day``: not on the one morning."""
    context: BrowserContext = browser.new_context(
        **form.context, locale=locale, timezone_id="Asia/Jakarta", reduced_motion="reduce", ignore_https_errors=True
    )
    context.grant_permissions(["camera", "microphone", "clipboard-read", "clipboard-write"])
    for script in (*(() if real_day else (MORNING,)), VOICE, *scripts):
        context.add_init_script(script)
    try:
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        yield page
    finally:
        context.close()
