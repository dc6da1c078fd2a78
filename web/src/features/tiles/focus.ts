/** What stands large on the stage, if anything: a pin before a shared screen before the speaker. Pure. */
import { leadOf } from "@/call/ordering";
import type { Participant } from "@/call/state";
import type { Pin, View } from "@/features/call/view";

export type Focus = Pin | null;

/** null = everybody equal. `lead` = who stood large before in the speaker view. */
export function focusOf(
  view: Pick<View, "pin" | "layout" | "screenSmall">,
  people: readonly Participant[],
  spoke: Readonly<Record<string, number>>,
  lead: string | null,
  spotlight: string | null = null,
): Focus {
  const pinned = view.pin && people.find(({ identity }) => identity === view.pin?.identity);
  if (view.pin && pinned && (view.pin.source === "camera" || pinned.screenTrack !== null)) return view.pin;
  const presenter = people.findLast(({ screenTrack, local }) => screenTrack !== null && !local);
  if (presenter && !view.screenSmall) return { identity: presenter.identity, source: "screen" };
  // The host shows somebody to everybody; a screen that is shown meanwhile goes first, a pin of mine before both.
  if (spotlight !== null && people.some(({ identity }) => identity === spotlight))
    return { identity: spotlight, source: "camera" };
  if (view.layout === "grid") return null;
  const others = people.filter(({ local }) => !local);
  const leader = leadOf(others, spoke, lead);
  return leader === null ? null : { identity: leader, source: "camera" };
}

/** Who stands beside: the presenter's face first, then the others in their order, without who is large already. */
export function besides(people: readonly Participant[], focus: Pin): Participant[] {
  const presenter = focus.source === "screen" ? people.filter(({ identity }) => identity === focus.identity) : [];
  return [...presenter, ...people.filter(({ identity }) => identity !== focus.identity)];
}
