/**
 * One stay in a meeting. It owns the connection: enters, follows livekit-client through short breaks, comes back by
 * itself after long ones, and ends with a reason. What is seen and said is mirrored as plain data into `store`.
 * Devices follow the wishes in the devices store (`wishes.ts`); texts, looks and the chat are others'.
 */
import { ConnectionState, DisconnectReason, type Room, RoomEvent, Track } from "livekit-client";
import { createStore, type StoreApi } from "zustand/vanilla";
import { ApiError } from "@/api/http";
import type { Credentials } from "@/api/meetings";
import { endReasonOf, nextPause, PATIENCE, refusalOf } from "./comeback";
import type { Devices } from "./devices";
import type { EndReason } from "./endings";
import { watchPulse } from "./liveness";
import { listenTo } from "./loudness";
import { microphoneOf, watchMicrophone, watchSilence } from "./microphone";
import { mirrorRoom, type Names, readRoom } from "./mirror";
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
  /** Real names for those whom the room calls by numbers; they replace those given before. */
  callThem(names: Names): void;
  /** Chat packets and returns of the line, for the chat to listen to. */
  onChatPacket(listener: (payload: Uint8Array) => void): Stop;
  onConnected(listener: () => void): Stop;
  /** What the server says on a topic other than the chat's, parsed; what is no JSON is dropped. */
  onNotice(topic: string, listener: (body: unknown) => void): Stop;
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

export function createSession(parts: SessionParts): Session {
  return new LiveSession(parts);
}

class LiveSession implements Session {
  readonly store = createStore<SessionState>()(() => FIRST_STATE);
  private readonly chatListeners = new Set<(payload: Uint8Array) => void>();
  private readonly connectedListeners = new Set<() => void>();
  private readonly noticeListeners = new Set<(topic: string, body: unknown) => void>();
  private room: Room | null = null;
  private names: Names = {};
  private closeRoom: Stop = nothing;
  /** Ends the pause between two attempts. */
  private wake: Stop = nothing;
  private over = false;
  private returning = false;

  constructor(private readonly parts: SessionParts) {}

  start(): void {
    this.enter(this.parts.credentials).catch(() => void this.comeBack("line", 1));
  }

  leave(reason: EndReason = "left"): void {
    if (this.over) return;
    this.over = true;
    this.store.setState({ connection: { at: "ended", reason } });
    this.wake();
    this.closeRoom();
  }

  rejoinNow(): void {
    this.wake();
    void this.comeBack("line", 0);
  }

  async setSharing(on: boolean): Promise<void> {
    const { room, store } = this;
    if (room === null) return;
    store.setState({ sharing: on ? "starting" : "off" });
    try {
      await shareScreen(room.localParticipant, on);
    } finally {
      store.setState({ sharing: room.localParticipant.isScreenShareEnabled ? "on" : "off" });
    }
  }

  showVideo(identity: string, source: VideoSource, element: HTMLVideoElement): Stop {
    const track = this.room?.getParticipantByIdentity(identity)?.getTrackPublication(SOURCES[source])?.track;
    if (!track) return nothing;
    track.attach(element);
    return () => track.detach(element);
  }

  watchLevel(identity: string, listener: (level: number) => void): Stop {
    const read = () => listener(this.room?.getParticipantByIdentity(identity)?.audioLevel ?? 0);
    const timer = setInterval(read, LEVEL_EVERY);
    return () => clearInterval(timer);
  }

  watchMicrophone(listener: (level: number) => void): Stop {
    const track = this.room && microphoneOf(this.room);
    return track ? listenTo(track, listener) : nothing;
  }

  allowSound(): void {
    void this.room?.startAudio();
  }

  callThem(names: Names): void {
    this.names = names;
    if (this.room) this.store.setState(readRoom(this.room, this.store.getState(), names));
  }

  acknowledge(note: "microphone" | "camera" | "silent"): void {
    if (note === "silent") this.store.setState({ silent: false });
    else this.store.setState(({ mutedByHost }) => ({ mutedByHost: { ...mutedByHost, [note]: false } }));
  }

  onChatPacket(listener: (payload: Uint8Array) => void): Stop {
    return listen(this.chatListeners, listener);
  }

  onConnected(listener: () => void): Stop {
    return listen(this.connectedListeners, listener);
  }

  onNotice(topic: string, listener: (body: unknown) => void): Stop {
    return listen(this.noticeListeners, (heard, body) => {
      if (heard === topic) listener(body);
    });
  }

  private async enter({ url, token }: Credentials): Promise<void> {
    this.closeRoom();
    const room = openRoom();
    const stops = [...this.mirror(room), this.follow(room)];
    this.room = room;
    this.closeRoom = () => {
      this.closeRoom = nothing;
      this.room = null;
      for (const stop of stops) stop();
      void room.disconnect();
    };
    await room.connect(url, token);
    if (this.over) return this.closeRoom();
    this.store.setState(readRoom(room, this.store.getState(), this.names));
    this.onBack();
  }

  /** What the room shows and what my devices do, as long as this room lives. */
  private mirror(room: Room): Stop[] {
    const { store } = this;
    const { devices } = this.parts;
    return [
      mirrorRoom(
        room,
        (change) => store.setState(change),
        () => store.getState(),
        () => this.names,
      ),
      playEverybody(room, devices, (soundBlocked) => store.setState({ soundBlocked })),
      followWishes(room, devices, (kind) =>
        store.setState(({ mutedByHost }) => ({ mutedByHost: { ...mutedByHost, [kind]: true } })),
      ),
      devices.subscribe(({ microphoneOn, cameraOn }) => this.onTurned(microphoneOn, cameraOn)),
      watchMicrophone(room, (speakingWhileMuted) => store.setState({ speakingWhileMuted })),
      watchSilence(room, (silent) => store.setState({ silent })),
      watchPulse(room, (silent) => this.onPulse(room, silent)),
    ];
  }

  /** The line itself: breaks, returns, the end, and what the server says. */
  private follow(room: Room): Stop {
    const onData = (payload: Uint8Array, from: unknown, _kind: unknown, topic?: string) => {
      // The server alone speaks on our topics; what comes from a participant is not its word.
      if (topic === undefined || from !== undefined) return;
      if (topic === CHAT_TOPIC) for (const tell of this.chatListeners) tell(payload);
      else this.onPacket(topic, payload);
    };
    const onAway = () => this.onAway();
    const onBack = () => this.onBack();
    const onDisconnected = (reason?: DisconnectReason) => this.onDisconnected(reason);
    room
      .on(RoomEvent.SignalReconnecting, onAway)
      .on(RoomEvent.Reconnecting, onAway)
      .on(RoomEvent.Reconnected, onBack)
      .on(RoomEvent.DataReceived, onData)
      .on(RoomEvent.Disconnected, onDisconnected);
    return () =>
      room
        .off(RoomEvent.SignalReconnecting, onAway)
        .off(RoomEvent.Reconnecting, onAway)
        .off(RoomEvent.Reconnected, onBack)
        .off(RoomEvent.DataReceived, onData)
        .off(RoomEvent.Disconnected, onDisconnected);
  }

  private onPacket(topic: string, payload: Uint8Array): void {
    const body = parsed(payload);
    if (body !== undefined) for (const tell of this.noticeListeners) tell(topic, body);
  }

  private onAway(): void {
    this.setConnection({ at: "reconnecting", since: this.awaySince(), cause: "line" });
  }

  private onBack(): void {
    this.setConnection({ at: "connected" });
    for (const tell of this.connectedListeners) tell();
  }

  /** The sockets still look alive; what we say follows what arrives. */
  private onPulse(room: Room, silent: boolean): void {
    if (room.state !== ConnectionState.Connected) return;
    if (silent) this.onAway();
    else this.onBack();
  }

  private onDisconnected(reason: DisconnectReason | undefined): void {
    if (this.over) return;
    const ending = endReasonOf(reason);
    // While an attempt to come back is under way, its own loop judges.
    if (ending) this.leave(ending);
    else void this.comeBack(reason === DisconnectReason.SERVER_SHUTDOWN ? "server" : "line", 0);
  }

  /** A device turned on again needs no note any more. */
  private onTurned(microphone: boolean, camera: boolean): void {
    const { mutedByHost, silent } = this.store.getState();
    if (microphone && mutedByHost.microphone) this.acknowledge("microphone");
    if (camera && mutedByHost.camera) this.acknowledge("camera");
    if (!microphone && silent) this.acknowledge("silent");
  }

  /** Joins anew with growing pauses until it works, is refused for good, or PATIENCE is over. */
  private async comeBack(cause: "line" | "server", firstTry: number): Promise<void> {
    if (this.returning || this.over) return;
    this.returning = true;
    this.closeRoom();
    const since = this.awaySince();
    this.setConnection({ at: "reconnecting", since, cause });
    this.forgetPictures();
    for (let attempt = firstTry; !this.over; attempt += 1) {
      await this.pause(nextPause(attempt, this.parts.random()));
      const outcome = this.over ? "in" : await this.tryOnce();
      if (outcome === "in") break;
      if (outcome !== "again") this.leave(outcome);
      else if (this.parts.clock() - since > PATIENCE) this.leave(cause === "server" ? "server_restarting" : "failed");
    }
    this.returning = false;
  }

  private async tryOnce(): Promise<"in" | "again" | EndReason> {
    try {
      await this.enter(await this.parts.server.join(this.parts.credentials.name));
      return "in";
    } catch (error) {
      return (error instanceof ApiError ? refusalOf(error.code) : null) ?? "again";
    }
  }

  /** The tracks are gone with the room: initials instead of black rectangles until it is back. */
  private forgetPictures(): void {
    const { participants } = this.store.getState();
    const faceless = { cameraTrack: null, screenTrack: null, speaking: false };
    this.store.setState({ participants: participants.map((person) => ({ ...person, ...faceless })) });
  }

  private pause(duration: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, duration);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private awaySince(): number {
    const { connection } = this.store.getState();
    return connection.at === "reconnecting" ? connection.since : this.parts.clock();
  }

  private setConnection(connection: Connection): void {
    if (!this.over) this.store.setState({ connection });
  }
}

function nothing(): void {}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

function listen<T>(listeners: Set<T>, listener: T): Stop {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
