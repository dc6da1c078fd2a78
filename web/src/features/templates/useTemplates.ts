/** Templates that this person may use, asked for when first drawn and again after a change. */
import { useCallback, useEffect, useState } from "react";
import { listTemplates, type Template } from "@/api/templates";

export interface Templates {
  /** undefined = not known yet. */
  all: readonly Template[] | undefined;
  /** Why they are not known; null = they are, or are on their way. */
  problem: unknown;
  reload(): void;
}

export function useTemplates(): Templates {
  const [all, setAll] = useState<readonly Template[]>();
  const [problem, setProblem] = useState<unknown>(null);
  const reload = useCallback(() => {
    setProblem(null);
    listTemplates().then(setAll, setProblem);
  }, []);
  useEffect(reload, [reload]);
  return { all, problem, reload };
}
