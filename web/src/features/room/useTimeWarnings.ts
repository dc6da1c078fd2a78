/** Tells everybody, also the ear, that the meeting reaches its longest length soon: the server says when. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useCall } from "@/features/call/context";
import { isRecord } from "@/platform/storage";
import { announce } from "@/ui/announcer";
import { toast } from "@/ui/toasts";

const TIME_TOPIC = "rapat.time";
/** ms: long enough for somebody who looks at their papers. */
const LASTS = 30_000;

export function useTimeWarnings(): void {
  const { t } = useTranslation("call");
  const { session } = useCall();
  useEffect(
    () =>
      session.onNotice(TIME_TOPIC, (body) => {
        const minutes = minutesOf(body);
        if (minutes === null) return;
        const text = t("said.endsSoon", { count: minutes });
        announce(text);
        toast({ kind: "time", text, lasts: LASTS });
      }),
    [session, t],
  );
}

/** null = not what the server says. */
export function minutesOf(body: unknown): number | null {
  if (!isRecord(body) || typeof body.minutes !== "number" || !Number.isInteger(body.minutes)) return null;
  return body.minutes > 0 ? body.minutes : null;
}
