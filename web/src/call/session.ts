/**
 * One stay in a meeting. It owns the connection: enters, follows livekit-client through short breaks, comes back by
 * itself after long ones, and ends with a reason. What is seen and said is mirrored as plain data into `store`.
 * Devices follow the wishes in the devices store (`wishes.ts`); texts, looks and the chat are others'.
 */
import { DisconnectReason, type Room, RoomEvent, Track } from "livekit-client";
import { createStore, type StoreApi } from "zustand/vanilla";
import { ApiError } from "@/api/http";
import type { Credentials } from "@/api/meetings";
import { endReasonOf, nextPause, PATIENCE, refusalOf } from "./comeback";
import type { Devices } from "./devices";
import type { EndReason } from "./endings";
import { listenTo } from "./loudness";
import { microphoneOf, watchMicrophone } from "./microphone";
import { mirrorRoom, readRoom } from "./mirror";
import { CHAT_TOPIC, openRoom } from "./room";
import type { MeetingServer } from "./server";
import { shareScreen } from "./share";
import { playEverybody } from "./sound";
import { type Connection, FIRST_STATE, type SessionState, type VideoSource } from "./state";
import { followWishes } from "./wishes";

export type Stop = () => void;

export interface Session {
  store: StoreApi<SessionState>;
  /** Enters the meeting; outcomes arrive through the store. */
  start(): void;
  /** Ends the stay; `store` says why. Safe to call twice. */
  leave(reason?: EndReason): void;
  /** Tries again at once instead of waiting for the next attempt. */
  rejoinNow(): void;
  /** Starts or stops showing my screen. Throws when the browser fails; a cancelled choice is not a failure. */
  setSharing(on: boolean): Promise<void>;
  /** Shows somebody's picture in `element` until the returned function is called. No picture now: does nothing. */
  showVideo(identity: string, source: VideoSource, element: HTMLVideoElement): Stop;
  /** Somebody's loudness, 0…1, ten times a second. */
  watchLevel(identity: string, listener: (level: number) => void): Stop;
  /** My microphone's loudness as measured here, also while it is muted. Nothing before it was turned on once. */
  watchMicrophone(listener: (level: number) => void): Stop;
  /** Called inside a press, lets held-back sound start. */
  allowSound(): void;
  /** Puts away the note that the host turned a device off, or that nothing is heard. */
  acknowledge(note: "microphone" | "camera" | "silent"): void;
  /** Chat packets and returns of the line, for the chat to listen to. */
  onChatPacket(listener: (payload: Uint8Array) => void): Stop;
  onConnected(listener: () => void): Stop;
}

export interface SessionParts {
  credentials: Credentials & { name: string };
  server: Pick<MeetingServer, "join">;
  devices: StoreApi<Devices>;
  /** Milliseconds, growing. */
  clock(): number;
  /** 0…1. */
  random(): number;
}

/** ms between two readings of loudness: the ring moves smoothly, and nothing is computed that no eye sees. */
const LEVEL_EVERY = 100;
const SOURCES = { camera: Track.Source.Camera, screen: Track.Source.ScreenShare } as const;

export function createSession({ credentials, server, devices, clock, random }: SessionParts): Session {
  const store = createStore<SessionState>()(() => FIRST_STATE);
  const chatListeners = new Set<(payload: Uint8Array) => void>();
  const connectedListeners = new Set<() => void>();
  let room: Room | null = null;
  let closeRoom: Stop = () => undefined;
  let wake: Stop = () => undefined;
  let over = false;
  let returning = false;

  const setConnection = (connection: Connection) => {
    if (!over) store.setState({ connection });
  };
  const since = () => {
    const { connection } = store.getState();
    return connection.at === "reconnecting" ? connection.since : clock();
  };

  async function enter({ url, token }: Credentials): Promise<void> {
    closeRoom();
    const opened = openRoom();
    const stops = [
      mirrorRoom(opened, (change) => store.setState(change), store.getState),
      playEverybody(opened, devices, (soundBlocked) => store.setState({ soundBlocked })),
      followWishes(opened, devices, (kind) =>
        store.setState(({ mutedByHost }) => ({ mutedByHost: { ...mutedByHost, [kind]: true } })),
      ),
      watchMicrophone(opened, (speakingWhileMuted) => store.setState({ speakingWhileMuted })),
    ];
    const away = () => setConnection({ at: "reconnecting", since: since(), cause: "line" });
    const back = () => {
      setConnection({ at: "connected" });
      for (const tell of connectedListeners) tell();
    };
    opened
      .on(RoomEvent.SignalReconnecting, away)
      .on(RoomEvent.Reconnecting, away)
      .on(RoomEvent.Reconnected, back)
      .on(RoomEvent.LocalAudioSilenceDetected, () => store.setState({ silent: true }))
      .on(RoomEvent.DataReceived, (payload, from, _kind, topic) => {
        // Only the server speaks on this topic; a participant cannot, but a changed token might.
        if (topic === CHAT_TOPIC && from === undefined) for (const tell of chatListeners) tell(payload);
      })
      .on(RoomEvent.Disconnected, (reason) => onDisconnected(opened, reason));
    room = opened;
    closeRoom = () => {
      closeRoom = () => undefined;
      room = null;
      for (const stop of stops) stop();
      opened.removeAllListeners();
      void opened.disconnect();
    };
    await opened.connect(url, token);
    if (over) return closeRoom();
    store.setState(readRoom(opened, store.getState()));
    back();
  }

  function onDisconnected(from: Room, reason: DisconnectReason | undefined): void {
    if (from !== room || over) return;
    const ending = endReasonOf(reason);
    if (ending) leave(ending);
    else void comeBack(reason === DisconnectReason.SERVER_SHUTDOWN ? "server" : "line", 0);
  }

  /** Joins anew with growing pauses until it works, is refused for good, or PATIENCE is over. */
  async function comeBack(cause: "line" | "server", firstTry: number): Promise<void> {
    if (returning || over) return;
    returning = true;
    closeRoom();
    const start = since();
    setConnection({ at: "reconnecting", since: start, cause });
    for (let attempt = firstTry; !over; attempt += 1) {
      await pause(nextPause(attempt, random()));
      if (over) break;
      const outcome = await tryOnce();
      if (outcome === "in") break;
      if (outcome !== "again") leave(outcome);
      else if (clock() - start > PATIENCE) leave(cause === "server" ? "server_restarting" : "failed");
    }
    returning = false;
  }

  async function tryOnce(): Promise<"in" | "again" | EndReason> {
    try {
      await enter(await server.join(credentials.name));
      return "in";
    } catch (error) {
      return (error instanceof ApiError ? refusalOf(error.code) : null) ?? "again";
    }
  }

  function pause(duration: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, duration);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  function leave(reason: EndReason = "left"): void {
    if (over) return;
    over = true;
    store.setState({ connection: { at: "ended", reason } });
    wake();
    closeRoom();
  }

  return {
    store,
    start() {
      enter(credentials).catch(() => void comeBack("line", 1));
    },
    leave,
    rejoinNow() {
      wake();
      void comeBack("line", 0);
    },
    async setSharing(on) {
      if (room === null) return;
      store.setState({ sharing: on ? "starting" : "off" });
      try {
        await shareScreen(room.localParticipant, on);
      } finally {
        if (room) store.setState(readRoom(room, store.getState()));
      }
    },
    showVideo(identity, source, element) {
      const track = room && videoTrackOf(room, identity, source);
      if (!track) return () => undefined;
      track.attach(element);
      return () => track.detach(element);
    },
    watchLevel(identity, listener) {
      const timer = setInterval(() => listener(room?.getParticipantByIdentity(identity)?.audioLevel ?? 0), LEVEL_EVERY);
      return () => clearInterval(timer);
    },
    watchMicrophone(listener) {
      const track = room && microphoneOf(room);
      return track ? listenTo(track, listener) : () => undefined;
    },
    allowSound() {
      void room?.startAudio();
    },
    acknowledge(note) {
      if (note === "silent") store.setState({ silent: false });
      else store.setState(({ mutedByHost }) => ({ mutedByHost: { ...mutedByHost, [note]: false } }));
    },
    onChatPacket: (listener) => listen(chatListeners, listener),
    onConnected: (listener) => listen(connectedListeners, listener),
  };
}

function listen<T>(listeners: Set<T>, listener: T): Stop {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function videoTrackOf(room: Room, identity: string, source: VideoSource) {
  return room.getParticipantByIdentity(identity)?.getTrackPublication(SOURCES[source])?.track;
}
