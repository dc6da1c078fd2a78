/** Three soft rising notes through the chosen speaker. Synthesised: no file is fetched. */

/** Hertz: C5, E5, G5. */
const NOTES = [523.25, 659.25, 783.99];
/** Seconds between notes, and of each note's fading. */
const STEP = 0.18;
const FADE = 0.5;

/** Resolves when the sound is over. Rejects when the browser cannot play through that speaker. */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const out = context.createMediaStreamDestination();
  const player = new Audio();
  player.srcObject = out.stream;
  try {
    if (speakerId !== null && "setSinkId" in player) await player.setSinkId(speakerId);
    await context.resume();
    await player.play();
    await new Promise<void>((done) => ring(context, out, done));
  } finally {
    player.srcObject = null;
    await context.close();
  }
}

function ring(context: AudioContext, out: AudioNode, done: () => void): void {
  const start = context.currentTime + 0.05;
  for (const [index, frequency] of NOTES.entries()) {
    const at = start + index * STEP;
    const tone = new OscillatorNode(context, { frequency, type: "sine" });
    const loudness = new GainNode(context, { gain: 0 });
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.25, at + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + FADE);
    tone.connect(loudness).connect(out);
    tone.start(at);
    tone.stop(at + FADE);
    if (index === NOTES.length - 1) tone.addEventListener("ended", () => done());
  }
}
