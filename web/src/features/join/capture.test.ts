import { describe, expect, it } from "vitest";
import type { InputKind } from "@/call/devices";
import { Capture, type CaptureListener } from "./capture";

class FakeTrack extends EventTarget {
  stopped = false;
  constructor(readonly kind: "audio" | "video") {
    super();
  }
  stop() {
    this.stopped = true;
  }
}
class FakeStream {
  constructor(readonly tracks: FakeTrack[]) {}
  getTracks = () => this.tracks;
  getAudioTracks = () => this.tracks.filter(({ kind }) => kind === "audio");
  getVideoTracks = () => this.tracks.filter(({ kind }) => kind === "video");
}
Object.assign(globalThis, { MediaStream: FakeStream });

/** A browser that records its questions; `answer` may refuse by the name of an error. */
function browser(answer: (constraints: MediaStreamConstraints) => string | null = () => null) {
  const asked: string[] = [];
  const tracks: FakeTrack[] = [];
  const getUserMedia = async (constraints: MediaStreamConstraints) => {
    asked.push(Object.keys(constraints).join("+"));
    const refusal = answer(constraints);
    if (refusal) throw new DOMException("", refusal);
    const kinds = [constraints.audio && "audio", constraints.video && "video"].filter(Boolean) as ("audio" | "video")[];
    const fresh = kinds.map((kind) => new FakeTrack(kind));
    tracks.push(...fresh);
    return new FakeStream(fresh) as unknown as MediaStream;
  };
  return { media: { getUserMedia }, asked, tracks };
}

function listener() {
  const seen: string[] = [];
  const watch: CaptureListener = {
    onStream: (kind: InputKind, stream) => seen.push(`${kind} ${stream ? "on" : "off"}`),
    onOutcome: (kind, problem) => seen.push(`${kind} ${problem ?? "fine"}`),
  };
  return { watch, seen };
}

describe("the capture of the device check", () => {
  it("asks for both in one question", async () => {
    const { media, asked } = browser();
    const { watch, seen } = listener();
    await new Capture(media, watch).wish({ microphone: null, camera: null });
    expect(asked).toEqual(["audio+video"]);
    expect(seen).toEqual(["microphone on", "microphone fine", "camera on", "camera fine"]);
  });

  it("gives the one that is there when the other is missing", async () => {
    const { media, asked } = browser((wanted) => (wanted.video ? "NotFoundError" : null));
    const { watch, seen } = listener();
    await new Capture(media, watch).wish({ microphone: null, camera: null });
    expect(asked).toEqual(["audio+video", "audio", "video"]);
    expect(seen).toEqual(["microphone on", "microphone fine", "camera missing"]);
  });

  it("does not ask twice after a refusal", async () => {
    const { media, asked } = browser(() => "NotAllowedError");
    const { watch, seen } = listener();
    await new Capture(media, watch).wish({ microphone: null, camera: null });
    expect(asked).toHaveLength(1);
    expect(seen).toEqual(["microphone denied", "camera denied"]);
  });

  it("tries again on request", async () => {
    let refusal: string | null = "NotReadableError";
    const { media } = browser(() => refusal);
    const { watch, seen } = listener();
    const capture = new Capture(media, watch);
    await capture.wish({ microphone: false, camera: null });
    refusal = null;
    await capture.retry();
    expect(seen).toEqual(["camera busy", "camera on", "camera fine"]);
  });

  it("closes a camera that opens after it was switched off", async () => {
    const { media, tracks } = browser();
    const { watch, seen } = listener();
    const capture = new Capture(media, watch);
    const opening = capture.wish({ microphone: false, camera: null });
    await capture.wish({ microphone: false, camera: false });
    await opening;
    expect(tracks.map(({ stopped }) => stopped)).toEqual([true]);
    expect(seen).toEqual([]);
  });

  it("keeps the microphone open while the camera changes", async () => {
    const { media, tracks, asked } = browser();
    const capture = new Capture(media, listener().watch);
    await capture.wish({ microphone: null, camera: null });
    await capture.wish({ microphone: null, camera: "cam-2" });
    expect(asked).toEqual(["audio+video", "video"]);
    expect(tracks.map(({ kind, stopped }) => [kind, stopped])).toEqual([
      ["audio", false],
      ["video", true],
      ["video", false],
    ]);
  });

  it("says that a device is gone when it was pulled out", async () => {
    const { media, tracks } = browser();
    const { watch, seen } = listener();
    await new Capture(media, watch).wish({ microphone: null, camera: false });
    tracks[0]?.dispatchEvent(new Event("ended"));
    expect(seen.slice(-2)).toEqual(["microphone off", "microphone missing"]);
  });

  it("leaves no device open when it is closed", async () => {
    const { media, tracks } = browser();
    const capture = new Capture(media, listener().watch);
    await capture.wish({ microphone: null, camera: null });
    capture.close();
    expect(tracks.every(({ stopped }) => stopped)).toBe(true);
  });

  it("says missing where the browser has no capture at all", async () => {
    const { watch, seen } = listener();
    await new Capture(undefined, watch).wish({ microphone: null, camera: false });
    expect(seen).toEqual(["microphone missing"]);
  });
});
