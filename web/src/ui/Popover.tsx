/**
 * A floating box in the browser's top layer, placed beside its anchor. Closes on Escape and on a press outside, and
 * gives the focus back. It is rendered where it stands in the tree, so it works inside a dialog and in full screen.
 */
import { type ReactNode, type RefObject, useEffectEvent, useLayoutEffect, useRef } from "react";
import { classes } from "./classes";
import styles from "./Popover.module.css";
import { type Align, place, type Side } from "./place";

export interface PopoverProps {
  anchor: RefObject<HTMLElement | null>;
  open: boolean;
  onClose(): void;
  side?: Side;
  align?: Align;
  role?: "menu" | "dialog" | "listbox";
  label: string;
  id?: string;
  className?: string;
  children: ReactNode;
}

export function Popover(props: PopoverProps) {
  return props.open ? <OpenPopover {...props} /> : null;
}

function OpenPopover({
  anchor,
  onClose,
  side = "bottom",
  align = "start",
  role = "dialog",
  label,
  id,
  className,
  children,
}: PopoverProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    const from = anchor.current;
    if (!element || !from) return;
    element.showPopover?.();
    const put = () => putBeside(element, from, side, align);
    put();
    const watcher = new ResizeObserver(put);
    watcher.observe(element);
    window.addEventListener("resize", put);
    window.addEventListener("scroll", put, true);
    return () => {
      watcher.disconnect();
      window.removeEventListener("resize", put);
      window.removeEventListener("scroll", put, true);
    };
  }, [anchor, side, align]);
  useDismissal(box, anchor, onClose);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is a variable; each of the three takes a label.
    <div
      ref={box}
      id={id}
      popover="manual"
      role={role}
      aria-label={label}
      tabIndex={-1}
      className={classes(styles.popover, className)}
    >
      {children}
    </div>
  );
}

/** Measures without giving the box room first: one that is scrolled would jump back to its top at each of its scrolls. */
function putBeside(element: HTMLElement, anchor: HTMLElement, side: Side, align: Align): void {
  const size = { width: element.offsetWidth, height: element.scrollHeight + 2 };
  const view = { width: window.innerWidth, height: window.innerHeight };
  const at = place(anchor.getBoundingClientRect(), size, view, side, align);
  element.dataset.side = at.side;
  element.style.left = `${at.left}px`;
  element.style.top = `${at.top}px`;
  element.style.maxHeight = `${at.maxHeight}px`;
}

/** Escape, a press outside, and the way back of the focus. */
function useDismissal(box: RefObject<HTMLElement | null>, anchor: RefObject<HTMLElement | null>, onClose: () => void) {
  const close = useEffectEvent(onClose);
  // In the layout phase: a dialog that an entry opens must find the focus back on the button, to return it there.
  useLayoutEffect(() => {
    const inside = (target: EventTarget | null) =>
      target instanceof Node && (box.current?.contains(target) || anchor.current?.contains(target));
    const onPress = (event: PointerEvent) => {
      if (!inside(event.target)) close();
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      // A dialog around us must stay open.
      event.preventDefault();
      event.stopPropagation();
      close();
    };
    const back = anchor.current;
    const own = box.current;
    document.addEventListener("pointerdown", onPress, true);
    document.addEventListener("keydown", onKey, true);
    return () => {
      document.removeEventListener("pointerdown", onPress, true);
      document.removeEventListener("keydown", onKey, true);
      const held = document.activeElement;
      if (held === document.body || own?.contains(held)) back?.focus();
    };
  }, [box, anchor]);
}
