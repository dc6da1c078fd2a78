/**
 * Makes the microphone and camera of the call follow the wishes in the devices store, one change at a time. A wish
 * that cannot be fulfilled is taken back and its reason reported, so that a button never looks on while it is not.
 */
import {
  ConnectionState,
  type LocalParticipant,
  type Room,
  RoomEvent,
  Track,
  type TrackPublication,
} from "livekit-client";
import type { StoreApi } from "zustand/vanilla";
import { type Devices, type InputKind, problemOf } from "./devices";

interface Wish {
  on: boolean;
  /** null = the system's. */
  device: string | null;
}
const SOURCE = { microphone: Track.Source.Microphone, camera: Track.Source.Camera } as const;
const NUMBER = { microphone: 2, camera: 1 } as const;
const MEDIA = { microphone: "audioinput", camera: "videoinput" } as const;

/** `onTakenAway` is told when the host turned a device off. Works until the returned function is called. */
export function followWishes(
  room: Room,
  devices: StoreApi<Devices>,
  onTakenAway: (kind: InputKind) => void,
): () => void {
  const followers = [follow("microphone"), follow("camera")];
  return () => {
    for (const stop of followers) stop();
  };

  function follow(kind: InputKind): () => void {
    const follower = createFollower(
      () => wishOf(devices.getState(), kind),
      (wish, before) => apply(room, kind, wish, before),
      (problem) => report(devices, kind, problem),
    );
    const onMuted = (publication: TrackPublication, whose: { isLocal: boolean }) => {
      if (!whose.isLocal || publication.source !== SOURCE[kind]) return;
      if (follower.busy() || !wishOf(devices.getState(), kind).on) return;
      // Not by a wish of mine: either the device was pulled out, or the host did it.
      if (publication.track?.mediaStreamTrack.readyState === "ended") devices.getState().report(kind, "missing");
      else onTakenAway(kind);
      follower.forget();
      devices.getState().setOn(kind, false);
    };
    // A right that goes takes the wish with it: when it comes back, nobody is suddenly on the air.
    const keepToRights = () => {
      if (isAllowed(room, kind) || !wishOf(devices.getState(), kind).on) return;
      if (room.localParticipant.getTrackPublication(SOURCE[kind]) !== undefined) onTakenAway(kind);
      follower.forget();
      devices.getState().setOn(kind, false);
    };
    const run = () => {
      keepToRights();
      void follower.run();
    };
    room
      .on(RoomEvent.TrackMuted, onMuted)
      .on(RoomEvent.Connected, run)
      .on(RoomEvent.ParticipantPermissionsChanged, keepToRights);
    const unsubscribe = devices.subscribe(() => {
      if (room.state === ConnectionState.Connected) run();
    });
    return () => {
      unsubscribe();
      room
        .off(RoomEvent.TrackMuted, onMuted)
        .off(RoomEvent.Connected, run)
        .off(RoomEvent.ParticipantPermissionsChanged, keepToRights);
    };
  }
}

/** As the server told it; an empty list of sources = all. The numbers are LiveKit's `TrackSource`. */
function isAllowed(room: Room, kind: InputKind): boolean {
  const permissions = room.localParticipant.permissions;
  if (permissions === undefined) return true;
  const { canPublish, canPublishSources } = permissions;
  return canPublish && (canPublishSources.length === 0 || canPublishSources.includes(NUMBER[kind]));
}

function wishOf(devices: Devices, kind: InputKind): Wish {
  return kind === "microphone"
    ? { on: devices.microphoneOn, device: devices.microphoneId }
    : { on: devices.cameraOn, device: devices.cameraId };
}

function report(devices: StoreApi<Devices>, kind: InputKind, error: unknown): void {
  if (error !== null) devices.getState().setOn(kind, false);
  devices.getState().report(kind, error === null ? null : problemOf(error));
}

async function apply(room: Room, kind: InputKind, wish: Wish, before: Wish): Promise<void> {
  const me = room.localParticipant;
  const published = me.getTrackPublication(SOURCE[kind]) !== undefined;
  if (published && wish.device !== before.device)
    await room.switchActiveDevice(MEDIA[kind], wish.device ?? "default", wish.device !== null);
  if (wish.on || published) await turn(me, kind, wish);
}

function turn(me: LocalParticipant, kind: InputKind, { on, device }: Wish): Promise<unknown> {
  const capture = device === null ? {} : { deviceId: { ideal: device } };
  return kind === "microphone" ? me.setMicrophoneEnabled(on, capture) : me.setCameraEnabled(on, capture);
}

/** Runs `act` until what was done is what is wished; wishes made meanwhile are joined into one step. */
export function createFollower(
  wished: () => Wish,
  act: (wish: Wish, before: Wish) => Promise<void>,
  done: (error: unknown) => void,
) {
  let fact: Wish = { on: false, device: null };
  let busy = false;
  return {
    busy: () => busy,
    /** The device was turned off by somebody else. */
    forget() {
      fact = { ...fact, on: false };
    },
    async run(): Promise<void> {
      if (busy) return;
      busy = true;
      try {
        for (let wish = wished(); wish.on !== fact.on || wish.device !== fact.device; wish = wished()) {
          const error = await act(wish, fact).then(
            () => null,
            (reason: unknown) => reason ?? new Error("refused"),
          );
          fact = error === null ? wish : { ...wish, on: false };
          if (wish.on) done(error);
        }
      } finally {
        busy = false;
      }
    },
  };
}
