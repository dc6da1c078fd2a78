/** Tells hosts that somebody waits: a note with the one button that helps, and a word for screen readers. No sound. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useCall } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { announce } from "@/ui/announcer";
import { dismissToast, toast } from "@/ui/toasts";

export function useWaitingNotes(): void {
  const { t } = useTranslation("host");
  const { waiting, view } = useCall();
  const attempt = useAttempt();
  useEffect(() => view.subscribe(({ panel }) => void (panel === "people" && dismissToast("waiting"))), [view]);
  useEffect(
    () =>
      waiting.store.subscribe(({ waiting: line }, { waiting: before }) => {
        const known = new Set(before.map(({ identity }) => identity));
        const newcomers = line.filter(({ identity }) => !known.has(identity));
        const [first] = newcomers;
        if (line.length === 0) dismissToast("waiting");
        if (first === undefined || view.getState().panel === "people") return;
        const text =
          line.length === 1 ? t("waiting.one", { name: first.name }) : t("waiting.some", { count: line.length });
        announce(text);
        const admit = () => void attempt("admit", () => waiting.admit(first.identity));
        const look = () => view.setState({ panel: "people" });
        toast({
          kind: "waiting",
          text,
          action:
            line.length === 1 ? { label: t("waiting.admit"), run: admit } : { label: t("waiting.look"), run: look },
        });
      }),
    [waiting, view, t, attempt],
  );
}
