/** Asks once before somebody is removed: they cannot come back. Stands beside the screens, not inside the tile or row that asked. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Participant } from "@/call/state";
import { useCall, useSession, useView } from "@/features/call/context";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { useModeration } from "./useModeration";

export function RemoveQuestion() {
  const { view } = useCall();
  const removing = useView((state) => state.removing);
  const person = useSession(({ participants }) => participants.find(({ identity }) => identity === removing));
  return person ? <RemoveDialog person={person} onClose={() => view.setState({ removing: null })} /> : null;
}

function RemoveDialog({ person, onClose }: { person: Participant; onClose(): void }) {
  const { t } = useTranslation("people");
  const { remove } = useModeration();
  const [busy, setBusy] = useState(false);
  const name = person.name || t("nameless");
  const run = async () => {
    setBusy(true);
    await remove(person);
    onClose();
  };
  return (
    <Dialog
      title={t("remove.title", { name })}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("remove.cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={() => void run()}>
            {t("remove.confirm")}
          </Button>
        </>
      }
    >
      <p>{t("remove.text")}</p>
    </Dialog>
  );
}
