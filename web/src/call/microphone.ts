/**
 * Listens to my own microphone while it is muted (a copy of the track; nothing of it is sent), to say "you are muted"
 * to somebody who speaks.
 */
import { type Room, RoomEvent, Track } from "livekit-client";
import { listenTo, READ_EVERY } from "./loudness";
import { hear } from "./speech";

/** ms without speech after which the note goes. */
const QUIET_FOR = 4_000;
/** ms of nothing at all after which the microphone counts as dead: longer than any pause between two sounds. */
const DEAD_AFTER = 6_000;
const CHANGES = [RoomEvent.TrackMuted, RoomEvent.TrackUnmuted, RoomEvent.LocalTrackUnpublished] as const;

/** My microphone's track, muted or not; undefined before it was turned on for the first time. */
export function microphoneOf(room: Room): MediaStreamTrack | undefined {
  return room.localParticipant.getTrackPublication(Track.Source.Microphone)?.track?.mediaStreamTrack;
}

/** `tell` is called with each change, until the returned function is called. */
export function watchMicrophone(room: Room, tell: (speakingWhileMuted: boolean) => void): () => void {
  let stop: (() => void) | null = null;
  const follow = () => {
    const muted = room.localParticipant.getTrackPublication(Track.Source.Microphone)?.isMuted === true;
    const track = muted ? microphoneOf(room) : undefined;
    if (track && stop === null) stop = tellOfSpeech(track, tell);
    if (track || stop === null) return;
    stop();
    stop = null;
  };
  for (const event of CHANGES) room.on(event, follow);
  return () => {
    for (const event of CHANGES) room.off(event, follow);
    stop?.();
  };
}

function tellOfSpeech(track: MediaStreamTrack, tell: (speaking: boolean) => void): () => void {
  let readings: number[] = [];
  let left = 0;
  let told = false;
  const stop = listenTo(track, (level) => {
    const heard = hear(readings, level);
    readings = heard.readings;
    left = heard.speech ? QUIET_FOR : Math.max(0, left - READ_EVERY);
    if (left > 0 === told) return;
    told = left > 0;
    tell(told);
  });
  return () => {
    stop();
    if (told) tell(false);
  };
}

/**
 * Watches an open microphone from which livekit-client heard nothing when it started, and tells when it stays dead,
 * and when it lives after all.
 */
export function watchSilence(room: Room, tell: (silent: boolean) => void): () => void {
  let stop: (() => void) | null = null;
  const end = () => {
    stop?.();
    stop = null;
  };
  const begin = () => {
    end();
    const track = microphoneOf(room);
    if (track) stop = tellOfSilence(track, tell);
  };
  room.on(RoomEvent.LocalAudioSilenceDetected, begin).on(RoomEvent.LocalTrackUnpublished, end);
  return () => {
    room.off(RoomEvent.LocalAudioSilenceDetected, begin).off(RoomEvent.LocalTrackUnpublished, end);
    end();
  };
}

function tellOfSilence(track: MediaStreamTrack, tell: (silent: boolean) => void): () => void {
  let quiet = 0;
  const stop = listenTo(track, (_level, dead) => {
    quiet += READ_EVERY;
    if (dead && quiet === DEAD_AFTER) tell(true);
    if (dead) return;
    if (quiet >= DEAD_AFTER) tell(false);
    // One sound proves the microphone: nothing more to watch.
    stop();
  });
  return stop;
}
