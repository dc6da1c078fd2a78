/**
 * A group of controls that is one stop of the Tab key; arrows move inside (WAI-ARIA toolbar pattern). The controls are
 * plain buttons and links below it; hidden and disabled ones are passed over.
 */
import { type ComponentProps, type KeyboardEvent, useEffect, useRef } from "react";
import { neighbour, type Orientation } from "./roving";

export interface RovingFocusProps extends ComponentProps<"div"> {
  orientation?: Orientation;
}

export function RovingFocus({ orientation = "horizontal", onKeyDown, children, ...rest }: RovingFocusProps) {
  const group = useRef<HTMLDivElement>(null);
  // After every render, because children come and go; one control keeps tabIndex 0.
  useEffect(() => {
    const items = controlsOf(group.current);
    const stop = items.find((item) => item.dataset.rovingStop !== undefined) ?? items[0];
    for (const item of items) item.tabIndex = item === stop ? 0 : -1;
  });
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    onKeyDown?.(event);
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    // A dialog opened from here is a child for React only: its keys are its own.
    if (!(event.target instanceof HTMLElement) || !group.current?.contains(event.target)) return;
    if (!event.target.matches(CONTROLS)) return;
    const items = controlsOf(group.current);
    const next = neighbour(items, event.target, event.key, orientation);
    if (!next) return;
    event.preventDefault();
    makeStop(items, next);
    next.focus();
  };
  return (
    <div
      role="toolbar"
      {...rest}
      ref={group}
      onKeyDown={move}
      onFocus={(event) => {
        if (event.target.matches(CONTROLS)) makeStop(controlsOf(group.current), event.target);
      }}
    >
      {children}
    </div>
  );
}

const CONTROLS = "button, a[href], [data-roving]";

function controlsOf(group: HTMLElement | null): HTMLElement[] {
  const found = group?.querySelectorAll<HTMLElement>(CONTROLS) ?? [];
  // Controls inside an open menu belong to the menu.
  return [...found].filter((item) => !item.matches(":disabled") && !item.closest("[popover]") && isShown(item));
}

function isShown(item: HTMLElement): boolean {
  return item.checkVisibility?.() ?? true;
}

function makeStop(items: HTMLElement[], stop: HTMLElement): void {
  for (const item of items) {
    item.tabIndex = item === stop ? 0 : -1;
    if (item === stop) item.dataset.rovingStop = "";
    else delete item.dataset.rovingStop;
  }
}
