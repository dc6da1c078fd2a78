/** The order of people on the stage, kept while they come, go and speak. The rules are in call/ordering.ts. */
import { useEffect, useState } from "react";
import { arrange, EMPTY_ORDER, type Order, SWAP_PAUSE } from "@/call/ordering";
import type { Participant } from "@/call/state";

export function useOrder(
  people: readonly Participant[],
  visible: number,
): { people: Participant[]; spoke: Order["spoke"] } {
  const [order, setOrder] = useState<Order>(EMPTY_ORDER);
  const [late, setLate] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `late` re-runs what the pause between swaps held back.
  useEffect(() => {
    const persons = people.map(({ identity, speaking, local }) => ({ identity, speaking, fixed: local }));
    setOrder((now) => arrange(now, persons, visible, performance.now()));
    const timer = setTimeout(() => setLate((count) => count + 1), SWAP_PAUSE);
    return () => clearTimeout(timer);
  }, [people, visible, late]);
  const byIdentity = new Map(people.map((person) => [person.identity, person]));
  const known = order.identities.map((identity) => byIdentity.get(identity)).filter((person) => person !== undefined);
  // Somebody who came with this very render stands at the end already.
  const fresh = people.filter(({ identity }) => !order.identities.includes(identity));
  return { people: [...known, ...fresh], spoke: order.spoke };
}
