/** Plays everybody's sound, independent of which tiles are on the screen, on the speaker that was chosen. */
import { type RemoteTrack, type Room, RoomEvent, Track } from "livekit-client";
import type { StoreApi } from "zustand/vanilla";
import type { Devices } from "./devices";

/** `onBlocked` is told whether the browser holds sound back until a press. */
export function playEverybody(
  room: Room,
  devices: StoreApi<Devices>,
  onBlocked: (blocked: boolean) => void,
): () => void {
  const elements = new Set<HTMLMediaElement>();
  const onTrack = (track: RemoteTrack) => {
    if (track.kind !== Track.Kind.Audio) return;
    const element = track.attach();
    element.hidden = true;
    elements.add(element);
    // Safari plays only what stands in the page.
    document.body.append(element);
  };
  const drop = (element: HTMLMediaElement) => {
    elements.delete(element);
    element.remove();
  };
  const onTrackGone = (track: RemoteTrack) => {
    if (track.kind === Track.Kind.Audio) for (const element of track.detach()) drop(element);
  };
  const onStatus = () => onBlocked(!room.canPlaybackAudio);
  const sendTo = (id: string | null) => {
    if (devices.getState().canChooseSpeaker && id !== null)
      // A speaker that was unplugged: the system's one goes on playing.
      room.switchActiveDevice("audiooutput", id).catch(() => undefined);
  };
  room
    .on(RoomEvent.TrackSubscribed, onTrack)
    .on(RoomEvent.TrackUnsubscribed, onTrackGone)
    .on(RoomEvent.AudioPlaybackStatusChanged, onStatus);
  sendTo(devices.getState().speakerId);
  const unsubscribe = devices.subscribe((now, before) => {
    if (now.speakerId !== before.speakerId) sendTo(now.speakerId ?? "default");
  });
  return () => {
    unsubscribe();
    room
      .off(RoomEvent.TrackSubscribed, onTrack)
      .off(RoomEvent.TrackUnsubscribed, onTrackGone)
      .off(RoomEvent.AudioPlaybackStatusChanged, onStatus);
    for (const element of [...elements]) drop(element);
  };
}
