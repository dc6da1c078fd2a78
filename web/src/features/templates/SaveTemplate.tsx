/** Keeps what a meeting is planned with as a template: a button, and the dialog that asks for a name. */
import { IconCheck, IconTemplate } from "@tabler/icons-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { type NewTemplate, saveTemplate } from "@/api/templates";
import form from "@/features/account/Form.module.css";
import { useMay } from "@/features/account/me";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";

/** Characters; the server refuses more. */
export const LONGEST_NAME = 64;

/** What is kept, but for the name and whose it is. */
export type Kept = Omit<NewTemplate, "name" | "shared">;

/** Says itself that it worked: a note at the edge would lie behind the dialog that it stands in. */
export function SaveTemplate({ kept, label }: { kept: Kept; label?: string }) {
  const { t } = useTranslation("templates");
  const [open, setOpen] = useState(false);
  const [saved, setSaved] = useState("");
  return (
    <>
      <Button kind="quiet" icon={saved ? <IconCheck /> : <IconTemplate />} onClick={() => setOpen(true)}>
        <span aria-live="polite">{saved ? t("save.done", { name: saved }) : (label ?? t("save.open"))}</span>
      </Button>
      {open && <SaveTemplateDialog kept={kept} onClose={() => setOpen(false)} onSaved={setSaved} />}
    </>
  );
}

interface SaveTemplateDialogProps {
  kept: Kept;
  onClose(): void;
  onSaved(name: string): void;
}

function SaveTemplateDialog({ kept, onClose, onSaved }: SaveTemplateDialogProps) {
  const { t } = useTranslation("templates");
  const [name, setName] = useState(kept.title);
  const [shared, setShared] = useState(false);
  const mayShare = useMay("manage_site");
  const id = useId();
  const { busy, problem, run } = useSubmit();
  const send = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      onSaved((await saveTemplate({ ...kept, name, shared })).name);
      onClose();
    });
  };
  return (
    <Dialog
      title={t("save.title")}
      size="s"
      onClose={onClose}
      footer={
        <Button type="submit" form={id} kind="primary" busy={busy}>
          {t("save.act")}
        </Button>
      }
    >
      <form id={id} className={form.form} onSubmit={send}>
        <p>{t("save.text")}</p>
        <TextField
          label={t("field.name")}
          required
          data-first=""
          maxLength={LONGEST_NAME}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
        {mayShare && (
          <Switch label={t("field.shared")} hint={t("field.sharedHint")} checked={shared} onChange={setShared} />
        )}
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}
