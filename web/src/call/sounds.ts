/**
 * Three short soft signs made of sine tones, so that nothing has to be fetched: rising = somebody came, falling =
 * somebody left, a single higher one = a hand. Off by themselves in a crowd, where they would be a carillon.
 */
export type Sound = "join" | "leave" | "hand";

/** People in the room above which nothing sounds. */
export const CROWD = 10;
/** Hz of the two tones; a fifth apart. */
const TONES: Record<Sound, readonly number[]> = { join: [440, 660], leave: [660, 440], hand: [880] };
/** Seconds. */
const TONE = 0.12;
/** Of full loudness: heard, never startling. */
const LOUDNESS = 0.06;

/** What to play for what happened, or null. One at most: two at once are noise. */
export function soundFor(happened: ReadonlySet<string>, people: number, wanted: boolean): Sound | null {
  if (!wanted || people > CROWD) return null;
  if (happened.has("hand")) return "hand";
  if (happened.has("joined")) return "join";
  return happened.has("left") ? "leave" : null;
}

/** Plays through `context`; silent when the browser still holds sound back. */
export function play(sound: Sound, context: AudioContext): void {
  if (context.state !== "running") return;
  for (const [index, pitch] of TONES[sound].entries()) {
    const start = context.currentTime + index * TONE;
    const tone = new OscillatorNode(context, { type: "sine", frequency: pitch });
    const volume = new GainNode(context, { gain: 0 });
    // Swelling and fading: a hard edge clicks.
    volume.gain.setTargetAtTime(LOUDNESS, start, 0.015);
    volume.gain.setTargetAtTime(0, start + TONE, 0.06);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + TONE + 0.5);
  }
}
