/** Whether my line has been poor for a while: a moment is not worth a banner that comes and goes. */
import { useEffect, useState } from "react";
import { useMe } from "@/features/call/context";

/** ms of a poor line before it is said, and of a good one before it is taken back. */
const SAY_AFTER = 4_000;
const FORGET_AFTER = 6_000;

export function useWeak(): boolean {
  const quality = useMe()?.quality;
  const poor = quality === "poor" || quality === "lost";
  const [weak, setWeak] = useState(false);
  useEffect(() => {
    if (poor === weak) return;
    const timer = setTimeout(() => setWeak(poor), poor ? SAY_AFTER : FORGET_AFTER);
    return () => clearTimeout(timer);
  }, [poor, weak]);
  return weak;
}
