/**
 * A short hint on hover and keyboard focus, with the key that does the same. The control it wraps already has its
 * name for screen readers, so the hint itself is hidden from them. Never on touch: a finger has no hover.
 */
import { type ReactElement, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { place, type Side } from "./place";
import styles from "./Tooltip.module.css";

/** Milliseconds of rest before a hint appears under the mouse; less flickers while crossing a row of buttons. */
const HOVER_DELAY = 450;

export interface TooltipProps {
  text: ReactNode;
  keys?: string;
  side?: Side;
  children: ReactElement;
}

export function Tooltip({ text, keys, side = "top", children }: TooltipProps) {
  const [shown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const spot = useRef<HTMLSpanElement>(null);
  const hide = () => {
    clearTimeout(timer.current);
    setShown(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens to what happens to the control inside.
    <span
      ref={spot}
      className={styles.spot}
      onPointerEnter={(event) => {
        if (event.pointerType === "mouse") timer.current = setTimeout(() => setShown(true), HOVER_DELAY);
      }}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => {
        if (event.target.matches(":focus-visible")) setShown(true);
      }}
      onBlur={hide}
      onKeyDown={(event) => event.key === "Escape" && hide()}
    >
      {children}
      {shown && <Hint spot={spot.current} text={text} keys={keys} side={side} />}
    </span>
  );
}

function Hint({
  spot,
  text,
  keys,
  side,
}: {
  spot: HTMLElement | null;
  text: ReactNode;
  keys: string | undefined;
  side: Side;
}) {
  const hint = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const element = hint.current;
    const anchor = spot?.firstElementChild;
    if (!element || !anchor) return;
    element.showPopover?.();
    const view = { width: window.innerWidth, height: window.innerHeight };
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    const at = place(anchor.getBoundingClientRect(), size, view, side, "center");
    element.style.left = `${at.left}px`;
    element.style.top = `${at.top}px`;
  }, [spot, side]);
  return (
    <span ref={hint} popover="manual" className={styles.hint} aria-hidden="true">
      {text}
      {keys && <kbd className={styles.keys}>{keys}</kbd>}
    </span>
  );
}
