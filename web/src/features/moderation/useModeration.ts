/** What hosts and co-hosts do to others, each with its note of success or failure. */
import { useTranslation } from "react-i18next";
import type { Source } from "@/api/meetings";
import type { Participant } from "@/call/state";
import { useCall } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { toast } from "@/ui/toasts";

export interface Moderation {
  turnOff(person: Participant, source: Source): void;
  setCohost(person: Participant, cohost: boolean): void;
  lowerHand(person: Participant): void;
  remove(person: Participant): Promise<boolean>;
  muteAll(): void;
  setLocked(locked: boolean): void;
}

export function useModeration(): Moderation {
  const { t } = useTranslation("people");
  const { server } = useCall();
  const attempt = useAttempt();
  const told = async (kind: string, act: () => Promise<unknown>, text: string) => {
    if (await attempt(kind, act)) toast({ kind, text });
  };
  return {
    turnOff: ({ identity, name }, source) =>
      void told(`mute:${source}`, () => server.mute(identity, source), t(`done.${source}`, { name })),
    setCohost: ({ identity, name }, cohost) =>
      void told(
        "role",
        () => server.setRole(identity, cohost ? "cohost" : "participant"),
        t(cohost ? "done.cohost" : "done.noCohost", { name }),
      ),
    lowerHand: ({ identity }) => void attempt("hand", () => server.lowerHandOf(identity)),
    async remove({ identity, name }) {
      const gone = await attempt("remove", () => server.remove(identity));
      if (gone) toast({ kind: "remove", text: t("done.removed", { name }) });
      return gone;
    },
    setLocked: (locked) => void attempt("lock", () => server.setLocked(locked)),
    muteAll: () =>
      void attempt("mute-all", async () => {
        const muted = await server.muteAll();
        toast({ kind: "mute-all", text: t("done.mutedAll", { count: muted.length }) });
      }),
  };
}
