/** The question before something that cannot be undone. It names the thing; the way back stands first. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button, type ButtonKind } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./List.module.css";

export interface AskDialogProps {
  title: string;
  /** On the button that does it. */
  act: string;
  kind?: ButtonKind;
  /** Throws when it did not work: the dialog stays and says why. Else the owner unmounts it. */
  onAct(): Promise<void>;
  onClose(): void;
  /** What it means for whom. */
  children: ReactNode;
}

export function AskDialog({ title, act, kind = "danger", onAct, onClose, children }: AskDialogProps) {
  const { t } = useTranslation("admin");
  const { busy, problem, run } = useSubmit();
  return (
    <Dialog
      title={title}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button data-first="" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button kind={kind} busy={busy} onClick={() => void run(onAct)}>
            {act}
          </Button>
        </>
      }
    >
      <div className={styles.ask}>
        {children}
        <Problem of={problem} />
      </div>
    </Dialog>
  );
}
