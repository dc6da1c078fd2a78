/** Which dates of a repeated meeting are meant; for cancelling also the last question. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlanDate, Scope } from "@/api/plans";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { Choices } from "@/ui/Choices";
import { Dialog } from "@/ui/Dialog";

const SCOPES: readonly Scope[] = ["one", "following", "all"];

export interface ScopeDialogProps {
  date: PlanDate;
  act: "change" | "cancel";
  onClose(): void;
  onChosen(scope: Scope): Promise<void>;
}

export function ScopeDialog({ date, act, onClose, onChosen }: ScopeDialogProps) {
  const { t } = useTranslation("calendar");
  const [scope, setScope] = useState<Scope>(date.repeats ? "one" : "all");
  const { busy, problem, run } = useSubmit();
  return (
    <Dialog
      title={t(`${act}.which`, { title: date.title })}
      size="s"
      onClose={onClose}
      footer={
        <Button
          kind={act === "cancel" ? "danger" : "primary"}
          busy={busy}
          onClick={() => void run(() => onChosen(scope))}
        >
          {t(act === "cancel" ? "cancel.act" : "change.go")}
        </Button>
      }
    >
      {date.repeats ? (
        <Choices<Scope>
          label={t("scope.label")}
          value={scope}
          options={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))}
          onChange={setScope}
        />
      ) : (
        <p>{t("cancel.text")}</p>
      )}
      <Problem of={problem} />
    </Dialog>
  );
}
