/**
 * Which microphone, camera and speaker this person uses, whether the first two are wished on, and what the browser
 * allows. One store for the device check before a meeting and for the device menus inside it. It opens no device:
 * whoever captures reports the outcome through `report`.
 */
import { create, type StoreApi, type UseBoundStore } from "zustand";
import { isRecord, recall, remember } from "@/platform/storage";

export type InputKind = "microphone" | "camera";
export type DeviceKind = InputKind | "speaker";
/** `unknown`: the browser does not tell before it is asked (Firefox, Safari). */
export type Permission = "unknown" | "prompt" | "granted" | "denied";
/** Why an input gives nothing although it is wished on. `null`: nothing known to be wrong. */
export type DeviceProblem = "denied" | "missing" | "busy" | "failed" | null;

export interface Device {
  id: string;
  /** Empty until the permission is given: browsers hide names before. */
  label: string;
}

interface Choice {
  /** `null` = whatever the system prefers. */
  microphoneId: string | null;
  cameraId: string | null;
  speakerId: string | null;
  /** The wish, not the fact: a denied camera may be wished on. */
  microphoneOn: boolean;
  cameraOn: boolean;
}

export interface Devices extends Choice {
  microphones: Device[];
  cameras: Device[];
  speakers: Device[];
  permissions: Record<InputKind, Permission>;
  problems: Record<InputKind, DeviceProblem>;
  /** Whether this browser can send sound to a chosen speaker at all (Safari and older Firefox cannot). */
  canChooseSpeaker: boolean;
  choose(kind: DeviceKind, id: string | null): void;
  setOn(kind: InputKind, on: boolean): void;
  toggle(kind: InputKind): void;
  /** Outcome of an attempt to capture: `null` after success. Reads the lists again, for names come with permission. */
  report(kind: InputKind, problem: DeviceProblem): void;
  refresh(): Promise<void>;
  /** Follows plugging and permission changes until the returned function is called. */
  watch(): () => void;
}

const KEY = "rapat.devices";
const NOTHING_CHOSEN: Choice = {
  microphoneId: null,
  cameraId: null,
  speakerId: null,
  microphoneOn: true,
  cameraOn: true,
};
const ID_FIELD = { microphone: "microphoneId", camera: "cameraId", speaker: "speakerId" } as const;
const ON_FIELD = { microphone: "microphoneOn", camera: "cameraOn" } as const;
const INPUTS: readonly InputKind[] = ["microphone", "camera"];

/** What the store needs of the browser; tests bring their own. */
export interface DevicePlatform {
  /** Undefined outside a secure context. */
  media: Pick<MediaDevices, "enumerateDevices" | "addEventListener" | "removeEventListener"> | undefined;
  permissions: Pick<Permissions, "query"> | undefined;
  canChooseSpeaker: boolean;
}

export function createDevices(platform: DevicePlatform): UseBoundStore<StoreApi<Devices>> {
  return create<Devices>()((set, get) => ({
    ...recall(KEY, isChoice, NOTHING_CHOSEN),
    microphones: [],
    cameras: [],
    speakers: [],
    permissions: { microphone: "unknown", camera: "unknown" },
    problems: { microphone: null, camera: null },
    canChooseSpeaker: platform.canChooseSpeaker,
    choose(kind, id) {
      set({ [ID_FIELD[kind]]: id });
      save(get());
    },
    setOn(kind, on) {
      set({ [ON_FIELD[kind]]: on });
      save(get());
    },
    toggle(kind) {
      get().setOn(kind, !get()[ON_FIELD[kind]]);
    },
    report(kind, problem) {
      const { problems, permissions } = get();
      const permission: Permission = problem === null ? "granted" : problem === "denied" ? "denied" : permissions[kind];
      set({ problems: { ...problems, [kind]: problem }, permissions: { ...permissions, [kind]: permission } });
      if (problem !== "denied") void get().refresh();
    },
    async refresh() {
      const found = (await platform.media?.enumerateDevices().catch(() => [])) ?? [];
      set({
        microphones: devicesOf(found, "audioinput"),
        cameras: devicesOf(found, "videoinput"),
        speakers: devicesOf(found, "audiooutput"),
      });
    },
    watch() {
      const refresh = () => void get().refresh();
      platform.media?.addEventListener("devicechange", refresh);
      refresh();
      const onPermission = (kind: InputKind, permission: Permission) =>
        set((state) => ({ permissions: { ...state.permissions, [kind]: permission } }));
      const stops = INPUTS.map((kind) => watchPermission(platform.permissions, kind, onPermission));
      return () => {
        platform.media?.removeEventListener("devicechange", refresh);
        for (const stop of stops) stop();
      };
    },
  }));
}

/** Reads the permission now and after each change. Browsers that do not answer leave it `unknown`. */
function watchPermission(
  permissions: DevicePlatform["permissions"],
  kind: InputKind,
  tell: (kind: InputKind, permission: Permission) => void,
): () => void {
  const stop = new AbortController();
  permissions
    ?.query({ name: kind })
    .then((status) => {
      if (stop.signal.aborted) return;
      tell(kind, status.state);
      status.addEventListener("change", () => tell(kind, status.state), { signal: stop.signal });
    })
    .catch(() => undefined);
  return () => stop.abort();
}

/**
 * One entry per real device. Chromium lists the system's preference twice, as "default" and (Windows)
 * "communications"; both are what `null` means here. Before permission ids are empty: those are dropped too.
 */
function devicesOf(found: MediaDeviceInfo[], kind: MediaDeviceKind): Device[] {
  return found
    .filter((device) => device.kind === kind)
    .filter(({ deviceId }) => deviceId !== "" && deviceId !== "default" && deviceId !== "communications")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}

function save({ microphoneId, cameraId, speakerId, microphoneOn, cameraOn }: Choice): void {
  remember(KEY, { microphoneId, cameraId, speakerId, microphoneOn, cameraOn });
}

function isChoice(value: unknown): value is Choice {
  if (!isRecord(value)) return false;
  const ids = [value.microphoneId, value.cameraId, value.speakerId];
  return (
    ids.every((id) => id === null || typeof id === "string") &&
    typeof value.microphoneOn === "boolean" &&
    typeof value.cameraOn === "boolean"
  );
}

/** Maps what getUserMedia threw to our words (W3C Media Capture §10.2 names the errors). */
export function problemOf(error: unknown): Exclude<DeviceProblem, null> {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  return PROBLEMS[name] ?? "failed";
}

const PROBLEMS: Record<string, Exclude<DeviceProblem, null>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

export const useDevices = createDevices({
  media: globalThis.navigator?.mediaDevices,
  permissions: globalThis.navigator?.permissions,
  canChooseSpeaker: typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype,
});
