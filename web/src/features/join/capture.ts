/**
 * Opens and closes my microphone and camera for the device check. Told what is wished, it makes it so, asks for both
 * in one question when both are new, and reports each outcome. An answer that comes after the wish changed is closed
 * at once: no light stays on behind an "off". The call itself captures through livekit-client, not through this.
 */
import { type DeviceProblem, type InputKind, problemOf } from "@/call/devices";

/** `false` = off; otherwise the device's id, or null for the system's own. */
export type Wish = false | string | null;
export type Wishes = Record<InputKind, Wish>;

export interface CaptureListener {
  onStream(kind: InputKind, stream: MediaStream | null): void;
  onOutcome(kind: InputKind, problem: DeviceProblem): void;
}
type Media = Pick<MediaDevices, "getUserMedia">;

const KINDS: readonly InputKind[] = ["microphone", "camera"];
/** What a tile will show at its largest; more would heat the phone for nothing. */
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 } };

export class Capture {
  private wishes: Wishes = { microphone: false, camera: false };
  private streams: Record<InputKind, MediaStream | null> = { microphone: null, camera: null };
  /** Grows with each new wish of a kind; an answer to an older one is stale. */
  private rounds: Record<InputKind, number> = { microphone: 0, camera: 0 };

  constructor(
    private readonly media: Media | undefined,
    private readonly listener: CaptureListener,
  ) {}

  async wish(wishes: Wishes): Promise<void> {
    const changed = KINDS.filter((kind) => wishes[kind] !== this.wishes[kind]);
    this.wishes = wishes;
    for (const kind of changed) {
      this.rounds[kind] += 1;
      this.put(kind, null);
    }
    await this.open(changed.filter((kind) => wishes[kind] !== false));
  }

  /** Tries again whatever is wished and not there. */
  async retry(): Promise<void> {
    await this.open(KINDS.filter((kind) => this.wishes[kind] !== false && this.streams[kind] === null));
  }

  close(): void {
    for (const kind of KINDS) {
      this.wishes[kind] = false;
      this.rounds[kind] += 1;
      this.put(kind, null);
    }
  }

  private async open(kinds: InputKind[]): Promise<void> {
    if (kinds.length === 0) return;
    const rounds = { ...this.rounds };
    try {
      const stream = await this.ask(kinds);
      for (const kind of kinds) this.take(kind, rounds[kind], stream);
    } catch (error) {
      // One of the two may be missing or taken: each gets its own try. A refusal was meant for the question as a whole.
      if (kinds.length > 1 && problemOf(error) !== "denied") {
        for (const kind of kinds) await this.open([kind]);
        return;
      }
      for (const kind of kinds) if (rounds[kind] === this.rounds[kind]) this.listener.onOutcome(kind, problemOf(error));
    }
  }

  private ask(kinds: InputKind[]): Promise<MediaStream> {
    if (this.media === undefined) return Promise.reject(new DOMException("", "NotFoundError"));
    const constraints: MediaStreamConstraints = {};
    if (kinds.includes("microphone")) constraints.audio = pick(this.wishes.microphone);
    if (kinds.includes("camera")) constraints.video = { ...PICTURE, ...pick(this.wishes.camera) };
    return this.media.getUserMedia(constraints);
  }

  private take(kind: InputKind, round: number, stream: MediaStream): void {
    const tracks = kind === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
    if (round !== this.rounds[kind]) {
      for (const track of tracks) track.stop();
      return;
    }
    this.put(kind, new MediaStream(tracks));
    this.listener.onOutcome(kind, null);
    // Unplugged, or taken away by the system.
    for (const track of tracks)
      track.addEventListener("ended", () => {
        if (round !== this.rounds[kind]) return;
        this.put(kind, null);
        this.listener.onOutcome(kind, "missing");
      });
  }

  private put(kind: InputKind, stream: MediaStream | null): void {
    const old = this.streams[kind];
    if (old === stream) return;
    for (const track of old?.getTracks() ?? []) track.stop();
    this.streams[kind] = stream;
    this.listener.onStream(kind, stream);
  }
}

/** `ideal`, not `exact`: a remembered device that stayed at the office must not keep somebody out. */
function pick(wish: Wish): MediaTrackConstraints {
  return typeof wish === "string" ? { deviceId: { ideal: wish } } : {};
}
