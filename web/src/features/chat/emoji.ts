/** A small set of emoji that people use in meetings, with names to type between colons. Pure. */
export interface Emoji {
  sign: string;
  /** The first is the one that is shown. */
  names: readonly string[];
}

export const EMOJI: readonly Emoji[] = [
  { sign: "👍", names: ["thumbsup", "yes", "+1"] },
  { sign: "👎", names: ["thumbsdown", "no", "-1"] },
  { sign: "👏", names: ["clap", "bravo"] },
  { sign: "🙏", names: ["thanks", "please"] },
  { sign: "👋", names: ["wave", "hello", "bye"] },
  { sign: "👌", names: ["ok"] },
  { sign: "💪", names: ["strong"] },
  { sign: "🙌", names: ["hooray"] },
  { sign: "🙂", names: ["smile"] },
  { sign: "😀", names: ["grin", "happy"] },
  { sign: "😂", names: ["joy", "laugh", "lol"] },
  { sign: "😉", names: ["wink"] },
  { sign: "😍", names: ["love"] },
  { sign: "🤔", names: ["thinking", "hmm"] },
  { sign: "😮", names: ["wow", "surprised"] },
  { sign: "😅", names: ["sweat", "phew"] },
  { sign: "😢", names: ["sad", "cry"] },
  { sign: "😎", names: ["cool"] },
  { sign: "🎉", names: ["party", "tada"] },
  { sign: "❤️", names: ["heart"] },
  { sign: "🔥", names: ["fire"] },
  { sign: "✅", names: ["done", "check"] },
  { sign: "❌", names: ["cross", "wrong"] },
  { sign: "❓", names: ["question"] },
  { sign: "⏰", names: ["time", "alarm"] },
  { sign: "☕", names: ["coffee", "break"] },
  { sign: "💡", names: ["idea"] },
  { sign: "🚀", names: ["rocket", "ship"] },
  { sign: "👀", names: ["eyes", "look"] },
  { sign: "🔇", names: ["muted", "nosound"] },
];

/** How many are offered while typing. */
const OFFERS = 5;

/** The name being typed before the caret: ":thu" → offers for "thu" and where it starts. null: none. */
export function offersAt(text: string, caret: number): { start: number; offers: Emoji[] } | null {
  const typed = /(?:^|\s):([a-z+-][\w+-]*)$/i.exec(text.slice(0, caret));
  const name = typed?.[1]?.toLowerCase();
  if (name === undefined) return null;
  const offers = EMOJI.filter(({ names }) => names.some((one) => one.startsWith(name))).slice(0, OFFERS);
  return offers.length === 0 ? null : { start: caret - name.length - 1, offers };
}

/** `text` with every complete `:name:` that we know replaced. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z+-][\w+-]*):/gi, (whole, name: string) => {
    const known = EMOJI.find(({ names }) => names.includes(name.toLowerCase()));
    return known?.sign ?? whole;
  });
}

/** One to three emoji and nothing else: shown larger. */
export function isOnlyEmoji(text: string): boolean {
  return /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*\s*){1,3}$/u.test(
    text.trim(),
  );
}
