/** A soft ring that grows with somebody's loudness. Drawn past React: ten changes a second in thirty tiles. */
import { useEffect, useRef } from "react";
import { useCall } from "@/features/call/context";
import styles from "./Tile.module.css";

export function SpeakingRing({ identity }: { identity: string }) {
  const { session } = useCall();
  const ring = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      session.watchLevel(identity, (level) => {
        ring.current?.style.setProperty("--level", Math.min(1, level * 2).toFixed(2));
      }),
    [session, identity],
  );
  return <span ref={ring} className={styles.ring} aria-hidden="true" />;
}
