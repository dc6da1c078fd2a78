/** How loud a track is right now, measured on this device: 0…1 on a logarithmic scale, as ears hear. */

/** ms between two readings. */
export const READ_EVERY = 100;
/** dBFS that count as nothing and as everything. Speech at a desk lies between −50 and −15. */
const QUIET = -60;
const LOUD = -10;

/**
 * Measures a copy of `track`, so that muting the original does not deafen it, until the returned function is called.
 * `dead` = not even the hiss of a quiet room: every sample is exactly zero, as from a switched-off headset.
 */
export function listenTo(track: MediaStreamTrack, listener: (level: number, dead: boolean) => void): () => void {
  const copy = track.clone();
  copy.enabled = true;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(new MediaStream([copy])).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    if (context.state === "suspended") void context.resume();
    analyser.getFloatTimeDomainData(samples);
    listener(
      levelFrom(samples),
      samples.every((sample) => sample === 0),
    );
  }, READ_EVERY);
  return () => {
    clearInterval(timer);
    copy.stop();
    void context.close();
  };
}

/** 0…1 from samples of −1…1: their root mean square in decibels, stretched over QUIET…LOUD. */
export function levelFrom(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibel = 10 * Math.log10(sum / Math.max(1, samples.length));
  return Math.min(1, Math.max(0, (decibel - QUIET) / (LOUD - QUIET)));
}
