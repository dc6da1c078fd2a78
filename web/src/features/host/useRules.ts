/** The rules of this meeting as the server has them: asked for when the panel opens and when the room tells of a change. */
import { useEffect, useState } from "react";
import type { Rules, RulesChange } from "@/api/host";
import { useCall, useSession } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";

export interface RulesHold {
  /** null until the first answer. */
  rules: Rules | null;
  /** Why there is none yet; null = it is on its way, or there. */
  problem: unknown;
  /** Ask once more. */
  load(): void;
  /** Shown at once; taken back, with a word, when the server refuses. Answers whether it worked. */
  change(change: RulesChange): Promise<boolean>;
  /** What another call of the server answered. */
  set(rules: Rules): void;
}

export function useRules(): RulesHold {
  const { host } = useCall().server;
  const attempt = useAttempt();
  const off = useSession(({ room }) => room.off);
  const locked = useSession(({ room }) => room.locked);
  const [rules, set] = useState<Rules | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const load = () => {
    setProblem(null);
    host.rules().then(set, setProblem);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another host's change shows in these two.
  useEffect(load, [host, off, locked]);
  return {
    rules,
    problem,
    load,
    set,
    change: async (change) => {
      const before = rules;
      if (before) set({ ...before, ...change, switches: { ...before.switches, ...change.switches } });
      const worked = await attempt("rules", async () => set(await host.changeRules(change)));
      if (!worked) set(before);
      return worked;
    },
  };
}
