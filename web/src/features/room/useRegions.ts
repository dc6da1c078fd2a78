/** F6 goes round the regions of the call: stage, panel, bar. Each takes the focus at its own first control. */
import { type RefObject, useCallback } from "react";

const REACHABLE = "button:not(:disabled):not([tabindex='-1']), a[href], input, textarea, [tabindex='0']";

export function useRegions(frame: RefObject<HTMLElement | null>): (back: boolean) => void {
  return useCallback(
    (back) => {
      const regions = [...(frame.current?.querySelectorAll<HTMLElement>("[data-region]") ?? [])];
      const here = regions.findIndex((region) => region.contains(document.activeElement));
      const next = regions.at((here + (back ? -1 : 1)) % regions.length) ?? regions[0];
      (next?.querySelector<HTMLElement>(REACHABLE) ?? next)?.focus();
    },
    [frame],
  );
}
