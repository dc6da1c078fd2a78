/**
 * A live sound level. It is fed outside of React (a level changes 20 times a second; a render each time would cost
 * more than the sound): `subscribe` calls back with 0…1 until the returned function is called.
 */
import { useEffect, useRef } from "react";
import styles from "./Meter.module.css";

export type LevelSource = (listener: (level: number) => void) => () => void;

const BARS = Array.from({ length: 16 }, (_, index) => index);

export function Meter({ label, subscribe }: { label: string; subscribe: LevelSource | null }) {
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = meter.current;
    if (!element) return;
    const show = (level: number) => {
      const lit = Math.round(Math.min(1, Math.max(0, level)) * BARS.length);
      if (element.dataset.lit === String(lit)) return;
      element.dataset.lit = String(lit);
      element.setAttribute("aria-valuenow", String(lit));
      for (const [index, bar] of [...element.children].entries()) bar.toggleAttribute("data-lit", index < lit);
    };
    show(0);
    return subscribe?.(show);
  }, [subscribe]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be styled alike in the three engines.
    <div
      ref={meter}
      className={styles.meter}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={BARS.length}
      aria-valuenow={0}
    >
      {BARS.map((bar) => (
        <span key={bar} className={styles.bar} />
      ))}
    </div>
  );
}
