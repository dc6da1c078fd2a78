/** A host goes and the meeting stays: who is host from now on is chosen before leaving, a co-host first. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Participant } from "@/call/state";
import { useCall, useSession } from "@/features/call/context";
import { useAttempt } from "@/features/call/useAttempt";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";

export function HandOverDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation(["host", "people"]);
  const { server, session } = useCall();
  const attempt = useAttempt();
  const people = useSession(({ participants }) => participants);
  const heirs = heirsOf(people);
  const [chosen, choose] = useState(heirs[0]?.identity ?? "");
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const handed = await attempt("role", () => server.host.transfer(chosen));
    onClose();
    if (handed) session.leave();
  };
  return (
    <Dialog
      title={t("host:handOver.title")}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("people:remove.cancel")}</Button>
          <Button kind="danger" busy={busy} disabled={chosen === ""} onClick={() => void run()}>
            {t("host:handOver.confirm")}
          </Button>
        </>
      }
    >
      <Choices
        label={t("host:handOver.title")}
        value={chosen}
        options={heirs.map(({ identity, name, role }) => ({
          value: identity,
          label: name || t("people:nameless"),
          ...(role === "cohost" && { hint: t("people:role.cohost") }),
        }))}
        onChange={(identity) => choose(identity)}
      />
    </Dialog>
  );
}

/** Everybody else, co-hosts first; observers, who only look on, are not asked. */
export function heirsOf(people: readonly Participant[]): Participant[] {
  const others = people.filter(({ local, role }) => !local && role !== "observer");
  return others.sort((one, other) => Number(other.role === "cohost") - Number(one.role === "cohost"));
}
