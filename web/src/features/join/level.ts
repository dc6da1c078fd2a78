/** How loud a stream is right now, 20 times a second, for the meter of the device check. */
import { levelFrom } from "@/call/loudness";
import type { LevelSource } from "@/ui/Meter";

/** Milliseconds between two readings: the eye sees no step, the battery no load. */
const EVERY = 50;

/** A source that measures while somebody listens and lets go of the sound hardware afterwards. */
export function levelOf(stream: MediaStream): LevelSource {
  return (listener) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      // A page opened by a link has had no press yet; some browsers hold the clock until one.
      if (context.state === "suspended") void context.resume();
      analyser.getFloatTimeDomainData(samples);
      listener(levelFrom(samples));
    }, EVERY);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  };
}

/** Readings in a row below HEARD that mean silence: 8 seconds. Sooner scolds somebody who only listens. */
const SILENT_READINGS = 8_000 / EVERY;
/** The noise of a quiet room lies above it; a muted or dead microphone below. */
const HEARD = 0.02;

/** The same source; besides, tells when nothing at all was heard for a while, and when that is over. */
export function tellSilence(source: LevelSource, tell: (silent: boolean) => void): LevelSource {
  return (listener) => {
    let quiet = 0;
    return source((level) => {
      listener(level);
      const before = quiet;
      quiet = level < HEARD ? quiet + 1 : 0;
      if (quiet === SILENT_READINGS) tell(true);
      else if (quiet === 0 && before >= SILENT_READINGS) tell(false);
    });
  };
}
