/** Copies what livekit-client knows into plain data: once per frame at most, and only what changed. */
import { ConnectionQuality, type Participant as LiveParticipant, type Room, RoomEvent, Track } from "livekit-client";
import type { Role } from "@/api/meetings";
import { isRecord } from "@/platform/storage";
import { keepUnchanged, type Participant, type Quality, type SessionState } from "./state";

type Mirrored = Pick<SessionState, "participants" | "room" | "sharing">;

/** Identity → real name, where the room tells numbers and I may know better. */
export type Names = Readonly<Record<string, string>>;

const WATCHED = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.RoomMetadataChanged,
  RoomEvent.TrackPublished,
  RoomEvent.TrackUnpublished,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.Reconnected,
] as const;

/** Calls `write` soon after anything changed, until the returned function is called. */
export function mirrorRoom(
  room: Room,
  write: (change: Mirrored) => void,
  read: () => SessionState,
  names: () => Names,
): () => void {
  let planned = false;
  let stopped = false;
  const plan = () => {
    if (planned) return;
    planned = true;
    queueMicrotask(() => {
      planned = false;
      if (!stopped) write(readRoom(room, read(), names()));
    });
  };
  for (const event of WATCHED) room.on(event, plan);
  return () => {
    stopped = true;
    for (const event of WATCHED) room.off(event, plan);
  };
}

/** The present state of the room; parts equal to `before` stay the same objects. */
export function readRoom(room: Room, before: SessionState, names: Names = {}): Mirrored {
  const people = [room.localParticipant, ...[...room.remoteParticipants.values()].sort(byArrival)];
  const next = people.filter(({ identity }) => identity !== "").map((person) => participantOf(person, names));
  const participants = keepUnchanged(before.participants, next);
  const told = metadataOf(room.metadata, before.room);
  const same = (Object.keys(told) as (keyof typeof told)[]).every((field) => told[field] === before.room[field]);
  const screen = participants.find(({ local }) => local)?.screen === true;
  const sharing = screen
    ? "on"
    : before.sharing === "starting" && !room.localParticipant.isScreenShareEnabled
      ? before.sharing
      : "off";
  return { participants, room: same ? before.room : told, sharing };
}

function byArrival(one: LiveParticipant, other: LiveParticipant): number {
  return (one.joinedAt?.getTime() ?? 0) - (other.joinedAt?.getTime() ?? 0);
}

function participantOf(person: LiveParticipant, names: Names): Participant {
  const { identity, name, isLocal, isSpeaking, attributes } = person;
  const microphone = person.getTrackPublication(Track.Source.Microphone);
  const on = microphone !== undefined && !microphone.isMuted;
  return {
    identity,
    name: names[identity] ?? name ?? "",
    face: faceOf(attributes.picture),
    role: roleOf(attributes.role),
    local: isLocal,
    granted: attributes.granted ?? "",
    hand: handOf(attributes.hand),
    microphone: on,
    ...pictureOf(person),
    speaking: on && isSpeaking,
    quality: QUALITIES[person.connectionQuality] ?? "unknown",
  };
}

/** The server names pictures by their hash; nothing else becomes part of a path. */
export function faceOf(hash: string | undefined): string {
  return hash !== undefined && /^[0-9a-f]{64}$/.test(hash) ? `/api/pictures/${hash}` : "";
}

function pictureOf(person: LiveParticipant): Pick<Participant, "camera" | "cameraTrack" | "screen" | "screenTrack"> {
  const camera = person.getTrackPublication(Track.Source.Camera);
  const screen = person.getTrackPublication(Track.Source.ScreenShare);
  const shown = (publication: typeof camera) =>
    publication && !publication.isMuted ? (publication.track?.sid ?? null) : null;
  return {
    camera: camera !== undefined && !camera.isMuted,
    cameraTrack: shown(camera),
    screen: screen !== undefined && !screen.isMuted,
    screenTrack: shown(screen),
  };
}

const QUALITIES: Record<ConnectionQuality, Quality> = {
  [ConnectionQuality.Excellent]: "good",
  [ConnectionQuality.Good]: "good",
  [ConnectionQuality.Poor]: "poor",
  [ConnectionQuality.Lost]: "lost",
  [ConnectionQuality.Unknown]: "unknown",
};

/** Attributes are set by the server alone; an unknown role gets no power. */
export function roleOf(attribute: string | undefined): Role {
  return attribute === "host" || attribute === "cohost" || attribute === "observer" ? attribute : "participant";
}

export function handOf(attribute: string | undefined): number | null {
  return attribute !== undefined && /^\d{1,9}$/.test(attribute) ? Number(attribute) : null;
}

/** The room's metadata; what cannot be read leaves what was known. */
export function metadataOf(metadata: string | undefined, known: SessionState["room"]): SessionState["room"] {
  try {
    const value: unknown = JSON.parse(metadata ?? "");
    if (!isRecord(value)) return known;
    return {
      title: typeof value.title === "string" ? value.title : known.title,
      locked: typeof value.locked === "boolean" ? value.locked : known.locked,
      off: Array.isArray(value.off) ? value.off.join(",") : known.off,
      spotlight: typeof value.spotlight === "string" ? value.spotlight : null,
    };
  } catch {
    return known;
  }
}
