/** Tells what happens: to the ear (sounds), to screen readers (announcements) and, where somebody must know, in a note. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { flush, NO_RUSH, onName, type Rush } from "@/call/announcements";
import { type Happening, happenings, type OfOthers } from "@/call/happenings";
import { play, soundFor } from "@/call/sounds";
import { localOf } from "@/call/state";
import { useCall } from "@/features/call/context";
import { plain } from "@/features/chat/markdown";
import { usePreferences } from "@/platform/preferences";
import { announce } from "@/ui/announcer";
import { toast } from "@/ui/toasts";
import { useTimeWarnings } from "./useTimeWarnings";

type Crowd = "joined" | "left";
/** Characters of a message in a note. */
const SHOWN = 90;
/** ms between two looks whether a rush is over. */
const LOOK = 1_000;

export function useHappenings(): void {
  const { t } = useTranslation(["call", "chat"]);
  const { session, chat, view } = useCall();
  const rushes = useRef<Record<Crowd, Rush>>({ joined: NO_RUSH, left: NO_RUSH });
  useEffect(() => {
    const crowd = (what: Crowd, name: string) => {
      const { rush, say } = onName(rushes.current[what], name, performance.now());
      rushes.current[what] = rush;
      if (say !== null) announce(t(`call:said.${what}`, { name: say }));
    };
    const tell = (happening: Happening) => {
      const { what } = happening;
      if ("name" in happening) ofOther(happening);
      // The banner speaks of devices; the rest needs a note to be seen.
      else if (happening.what !== "microphone_off" && happening.what !== "camera_off")
        toast({ kind: what, text: t(`call:said.${happening.what}`) });
    };
    const ofOther = ({ what, name, hand }: OfOthers) => {
      if (what === "joined" || what === "left") crowd(what, name);
      else announce(what === "hand" ? t("call:said.hand", { name, order: hand }) : t(`call:said.${what}`, { name }));
    };
    const timer = setInterval(() => {
      for (const what of ["joined", "left"] as const) {
        const over = flush(rushes.current[what], performance.now());
        if (!over) continue;
        rushes.current[what] = over.rush;
        announce(t(`call:said.${what}Many`, { count: over.crowd.length }));
      }
    }, LOOK);
    const stop = session.store.subscribe((now, before) => {
      for (const happening of happenings(before, now)) tell(happening);
    });
    return () => {
      clearInterval(timer);
      stop();
    };
  }, [session, t]);
  useEffect(
    () =>
      chat.onUnseen((message) => {
        const { name } = message;
        const text = plain(message.text) || message.files[0]?.name || "";
        const me = localOf(session.store.getState())?.identity;
        const said = { name, text: text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text };
        const calledMe = message.mentions.some(({ identity }) => identity === me);
        const words =
          message.to === me
            ? t("chat:saidPrivately", said)
            : calledMe
              ? t("chat:saidToMe", said)
              : t("chat:said", said);
        announce(words);
        toast({
          kind: "chat",
          text: words,
          action: { label: t("chat:open"), run: () => view.setState({ panel: "chat" }) },
          lasts: 5_000,
        });
      }),
    [chat, session, view, t],
  );
  useTimeWarnings();
  useSounds();
}

function useSounds(): void {
  const { session } = useCall();
  const wanted = usePreferences(({ sounds }) => sounds);
  useEffect(() => {
    const context = new AudioContext();
    const stop = session.store.subscribe((now, before) => {
      const happened = new Set<string>(happenings(before, now).map(({ what }) => what));
      const sound = soundFor(happened, now.participants.length, wanted);
      if (sound) play(sound, context);
    });
    return () => {
      stop();
      void context.close();
    };
  }, [session, wanted]);
}
