/** Sending a form: busy meanwhile, the server's refusal after. What was typed stays where it is, whatever happens. */
import { useState } from "react";

export interface Submit {
  busy: boolean;
  /** What the last try failed with; null = it did not. */
  problem: unknown;
  /** Answers whether it worked. A second press while busy does nothing. */
  run(act: () => Promise<void>): Promise<boolean>;
}

export function useSubmit(): Submit {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = async (act: () => Promise<void>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await act();
      return true;
    } catch (error) {
      setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
