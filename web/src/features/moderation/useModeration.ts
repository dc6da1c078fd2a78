/** What hosts and co-hosts do to others, each with its note of success or failure. */
import { useTranslation } from "react-i18next";
import type { Role, Source } from "@/api/meetings";
import type { Participant } from "@/call/state";
import { useCall } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { toast } from "@/ui/toasts";

export interface Moderation {
  turnOff(person: Participant, source: Source): void;
  /** Asks the person, who alone turns it on. */
  ask(person: Participant, source: Source): void;
  takeBack(person: Participant): void;
  setRole(person: Participant, role: Exclude<Role, "host">): void;
  lowerHand(person: Participant): void;
  lowerHands(): void;
  nextSpeaker(): void;
  /** null = nobody any more. */
  spotlight(person: Participant | null): void;
  sendBack(person: Participant): void;
  remove(person: Participant, back: boolean): Promise<boolean>;
  /** `final` = they may not turn it on again by themselves. */
  muteAll(final: boolean): void;
  setLocked(locked: boolean): void;
}

export function useModeration(): Moderation {
  const { t } = useTranslation(["people", "host"]);
  const { server, session } = useCall();
  const { host } = server;
  const attempt = useAttempt();
  const told = async (kind: string, act: () => Promise<unknown>, text: string) => {
    if (await attempt(kind, act)) toast({ kind, text });
  };
  const nameOf = (identity: string) =>
    session.store.getState().participants.find((person) => person.identity === identity)?.name ?? "";
  return {
    turnOff: ({ identity, name }, source) =>
      void told(`mute:${source}`, () => server.mute(identity, source), t(`people:done.${source}`, { name })),
    ask: ({ identity, name }, source) =>
      void told("ask", () => host.ask(identity, source), t("host:done.asked", { name })),
    takeBack: ({ identity, name }) =>
      void told("ask", () => host.takeBack(identity), t("host:done.takenBack", { name })),
    setRole: ({ identity, name }, role) =>
      void told("role", () => server.setRole(identity, role), t(`host:done.${role}`, { name })),
    lowerHand: ({ identity }) => void attempt("hand", () => server.lowerHandOf(identity)),
    lowerHands: () => void attempt("hand", () => host.lowerHands()),
    nextSpeaker: () =>
      void attempt("hand", async () => {
        const next = await host.nextSpeaker();
        if (next !== null) toast({ kind: "hand", text: t("host:done.next", { name: nameOf(next) }) });
      }),
    spotlight: (person) => void attempt("spotlight", () => host.spotlight(person?.identity ?? null)),
    sendBack: ({ identity, name }) =>
      void told("wait", () => host.sendBack(identity), t("host:done.sentBack", { name })),
    async remove({ identity, name }, back) {
      const gone = await attempt("remove", () => server.remove(identity, back));
      if (gone) toast({ kind: "remove", text: t("people:done.removed", { name }) });
      return gone;
    },
    setLocked: (locked) => void attempt("lock", () => server.setLocked(locked)),
    muteAll: (final) =>
      void attempt("mute-all", async () => {
        const { length: count } = await server.muteAll(final);
        toast({
          kind: "mute-all",
          text: t(final ? "host:done.mutedForGood" : "people:done.mutedAll", { count }),
          action: { label: t("host:undo"), run: () => void attempt("mute-all", () => host.undoMuteAll()) },
        });
      }),
  };
}
