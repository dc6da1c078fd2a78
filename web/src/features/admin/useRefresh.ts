/** Asks again every so often while the page can be seen, and at once when it is seen again after a while. */
import { useEffect } from "react";

/** `every`: milliseconds; null = not at all. `again` must be the same function at each drawing. */
export function useRefresh(again: () => Promise<void>, every: number | null): void {
  useEffect(() => {
    if (every === null) return;
    let timer: ReturnType<typeof setInterval> | undefined;
    const start = () => {
      timer ??= setInterval(() => void again(), every);
    };
    const look = () => {
      if (!document.hidden) {
        void again();
        start();
        return;
      }
      clearInterval(timer);
      timer = undefined;
    };
    if (!document.hidden) start();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearInterval(timer);
    };
  }, [again, every]);
}
