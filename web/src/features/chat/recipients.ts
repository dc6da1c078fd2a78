/** For whom a message is: the choices, and what an answer starts with. Pure. */
import { EVERYBODY, HOSTS, type Member, type Message } from "@/api/chat";

/** Where an answer goes: back to whoever could read the answered message. */
export function answerTo({ to, identity }: Pick<Message, "to" | "identity">, me: string): string {
  if (to === EVERYBODY) return EVERYBODY;
  if (identity !== me) return identity;
  return to;
}

/** Whether `to` can still be written to; somebody may have gone, or been given a role. */
export function isThere(to: string, people: readonly Member[]): boolean {
  return to === EVERYBODY || to === HOSTS || people.some(({ identity }) => identity === to);
}

/** Who would read it: whom it makes sense to call. */
export function readersOf(to: string, people: readonly Member[]): readonly Member[] {
  if (to === EVERYBODY) return people;
  if (to === HOSTS) return people.filter(({ role }) => role === "host" || role === "cohost");
  return people.filter(({ identity }) => identity === to);
}
