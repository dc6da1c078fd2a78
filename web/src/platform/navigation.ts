/**
 * Where the person is in the app: the path of the page, and going elsewhere without a reload. The app has a handful
 * of flat paths, so this is all the routing there is; which screen a path means stands in routes.tsx.
 */
import { useSyncExternalStore } from "react";

const MOVED = "rapat:moved";

/** The path part of the address, following back, forward and `goTo`. */
export function usePath(): string {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("popstate", listener);
      window.addEventListener(MOVED, listener);
      return () => {
        window.removeEventListener("popstate", listener);
        window.removeEventListener(MOVED, listener);
      };
    },
    () => window.location.pathname,
  );
}

/** Goes to `path`; `note` travels with this entry of the history and survives a reload (see `arrivalNote`). */
export function goTo(path: string, note: unknown = null): void {
  window.history.pushState(note, "", path);
  window.dispatchEvent(new Event(MOVED));
  window.scrollTo(0, 0);
}

/** What `goTo` wrote for the present page; null when the person came by a link. */
export function arrivalNote(): unknown {
  return window.history.state;
}

/** For links: a plain press moves inside the app, a press with a modifier keeps its meaning (new tab, window). */
export function onLinkPress(event: React.MouseEvent<HTMLAnchorElement>): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  event.preventDefault();
  goTo(event.currentTarget.pathname);
}
