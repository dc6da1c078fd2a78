/**
 * In which order people stand on the stage. Nobody moves unless they must: newcomers go to the end, a hole on the
 * first page is filled by the next hidden person, and somebody who speaks unseen changes places with whoever has been
 * silent longest, at most once in SWAP_PAUSE. Pure; the time is an argument.
 */
export interface Order {
  identities: readonly string[];
  /** ms of the last time each person spoke. */
  spoke: Readonly<Record<string, number>>;
  /** ms of the last swap. */
  swapped: number;
}
export interface Person {
  identity: string;
  speaking: boolean;
  /** Never gives its place to somebody: my own tile. */
  fixed?: boolean;
}

/** ms between two swaps: more often, and the eye has to search for people. */
export const SWAP_PAUSE = 3_000;

export const EMPTY_ORDER: Order = { identities: [], spoke: {}, swapped: Number.NEGATIVE_INFINITY };

/** The next order. `visible` = how many of the first stand on the page that is shown. The same object when nothing changed. */
export function arrange(order: Order, people: readonly Person[], visible: number, now: number): Order {
  const kept = withoutGone(order.identities, new Set(people.map(({ identity }) => identity)), visible);
  const known = new Set(kept);
  const identities = [...kept, ...people.map(({ identity }) => identity).filter((identity) => !known.has(identity))];
  const spoke = { ...order.spoke };
  for (const { identity, speaking } of people) if (speaking) spoke[identity] = now;
  const swap = now - order.swapped >= SWAP_PAUSE ? swapFor(identities, people, spoke, visible) : null;
  if (swap) {
    const [hidden, shown] = swap;
    const moved = identities.map((identity) => (identity === hidden ? shown : identity === shown ? hidden : identity));
    return { identities: moved, spoke, swapped: now };
  }
  const same =
    identities.length === order.identities.length && identities.every((id, at) => id === order.identities[at]);
  return { identities: same ? order.identities : identities, spoke, swapped: order.swapped };
}

function withoutGone(identities: readonly string[], present: ReadonlySet<string>, visible: number): string[] {
  const shown = identities.slice(0, visible);
  const hidden = identities.slice(visible).filter((identity) => present.has(identity));
  const filled = shown.map((identity) => (present.has(identity) ? identity : hidden.shift()));
  return [...filled.filter((identity) => identity !== undefined), ...hidden];
}

/** Whom to bring in and whom to send out. */
function swapFor(
  identities: readonly string[],
  people: readonly Person[],
  spoke: Readonly<Record<string, number>>,
  visible: number,
): [string, string] | null {
  const speaking = new Set(people.filter((person) => person.speaking).map(({ identity }) => identity));
  const hidden = identities.slice(visible).find((identity) => speaking.has(identity));
  if (hidden === undefined) return null;
  const fixed = new Set(people.filter((person) => person.fixed).map(({ identity }) => identity));
  const silent = identities.slice(0, visible).filter((identity) => !speaking.has(identity) && !fixed.has(identity));
  const [out] = silent.sort((one, other) => (spoke[one] ?? -1) - (spoke[other] ?? -1));
  return out === undefined ? null : [hidden, out];
}

/**
 * Who stands large in the speaker view: the last who spoke and is still here, so that a pause does not empty it.
 * `holding` stays while they speak; null only in an empty list.
 */
export function leadOf(
  people: readonly Person[],
  spoke: Readonly<Record<string, number>>,
  holding: string | null,
): string | null {
  const held = people.find(({ identity }) => identity === holding);
  if (held?.speaking) return held.identity;
  const talking = people.find((person) => person.speaking);
  if (talking) return talking.identity;
  if (held) return held.identity;
  const [latest] = [...people].sort((one, other) => (spoke[other.identity] ?? -1) - (spoke[one.identity] ?? -1));
  return latest?.identity ?? null;
}

/** Raised hands, first raised first. */
export function inHandOrder<T extends { hand: number | null; identity: string }>(people: readonly T[]): T[] {
  return people
    .filter(({ hand }) => hand !== null)
    .sort((one, other) => (one.hand ?? 0) - (other.hand ?? 0) || one.identity.localeCompare(other.identity));
}
