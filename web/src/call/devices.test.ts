import { describe, expect, it, vi } from "vitest";
import { createDevices, type DevicePlatform, problemOf } from "./devices";

function device(kind: MediaDeviceKind, deviceId: string, label = ""): MediaDeviceInfo {
  return { kind, deviceId, label, groupId: "", toJSON: () => ({}) };
}

function platform(found: MediaDeviceInfo[] = [], permission?: PermissionState): DevicePlatform & { plug(): void } {
  const target = new EventTarget();
  return {
    media: {
      enumerateDevices: async () => found,
      addEventListener: target.addEventListener.bind(target),
      removeEventListener: target.removeEventListener.bind(target),
    },
    permissions: permission && {
      query: async () => Object.assign(new EventTarget(), { state: permission }) as PermissionStatus,
    },
    canChooseSpeaker: true,
    plug: () => target.dispatchEvent(new Event("devicechange")),
  };
}

describe("the devices of this person", () => {
  it("are the system's own, both on, until something was chosen", () => {
    const devices = createDevices(platform()).getState();
    expect(devices.microphoneId).toBeNull();
    expect([devices.microphoneOn, devices.cameraOn]).toEqual([true, true]);
  });

  it("are remembered for the next visit", () => {
    const first = createDevices(platform());
    first.getState().choose("camera", "cam-2");
    first.getState().toggle("microphone");
    const next = createDevices(platform()).getState();
    expect([next.cameraId, next.microphoneOn]).toEqual(["cam-2", false]);
  });

  it("survive a memory that somebody else wrote", () => {
    localStorage.setItem("rapat.devices", '{"microphoneId": 7}');
    expect(createDevices(platform()).getState().microphoneId).toBeNull();
    localStorage.setItem("rapat.devices", "{{");
    expect(createDevices(platform()).getState().cameraOn).toBe(true);
  });

  it("are listed once each, without the system's aliases", async () => {
    const store = createDevices(
      platform([device("audioinput", "default"), device("audioinput", "mic-1", "Desk"), device("videoinput", "")]),
    );
    await store.getState().refresh();
    expect(store.getState().microphones).toEqual([{ id: "mic-1", label: "Desk" }]);
    expect(store.getState().cameras).toEqual([]);
  });

  it("are listed again when one is plugged in, until nobody watches", async () => {
    const found: MediaDeviceInfo[] = [];
    const browser = platform(found);
    const store = createDevices(browser);
    const stop = store.getState().watch();
    found.push(device("videoinput", "cam-1", "Camera"));
    browser.plug();
    await vi.waitFor(() => expect(store.getState().cameras).toHaveLength(1));
    stop();
    found.push(device("videoinput", "cam-2", "Second"));
    browser.plug();
    await Promise.resolve();
    expect(store.getState().cameras).toHaveLength(1);
  });

  it("tell what the browser allows as soon as it says so", async () => {
    const store = createDevices(platform([], "denied"));
    const stop = store.getState().watch();
    await vi.waitFor(() => expect(store.getState().permissions.camera).toBe("denied"));
    stop();
  });

  it("keep the wish when the capture is refused, and forget the trouble after success", () => {
    const store = createDevices(platform());
    store.getState().report("camera", "denied");
    expect(store.getState().cameraOn).toBe(true);
    expect(store.getState().permissions.camera).toBe("denied");
    store.getState().report("camera", null);
    expect(store.getState().problems.camera).toBeNull();
    expect(store.getState().permissions.camera).toBe("granted");
  });

  it("work without any media support", async () => {
    const store = createDevices({ media: undefined, permissions: undefined, canChooseSpeaker: false });
    await store.getState().refresh();
    store.getState().watch()();
    expect(store.getState().speakers).toEqual([]);
  });
});

describe("a refused capture", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["NotReadableError", "busy"],
    ["TypeError", "failed"],
  ])("named %s means %s", (name, problem) => {
    expect(problemOf(new DOMException("", name))).toBe(problem);
  });
});
