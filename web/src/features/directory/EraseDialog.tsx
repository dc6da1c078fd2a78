/** Forgetting somebody: what goes, and the person's name typed, so that it is not the wrong one. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { erasePerson, type PersonCard } from "@/api/directory";
import form from "@/features/account/Form.module.css";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toasts";

export interface EraseDialogProps {
  person: PersonCard;
  onClose(): void;
  onErased(person: PersonCard): void;
}

export function EraseDialog({ person, onClose, onErased }: EraseDialogProps) {
  const { t } = useTranslation("account");
  const id = useId();
  const [name, setName] = useState("");
  const { busy, problem, run } = useSubmit();
  const erase = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await erasePerson(person.id, name);
      toast({ kind: "person", text: t("people.erased", { name: person.name }) });
      onErased(person);
    });
  };
  return (
    <Dialog
      title={t("people.eraseTitle", { name: person.name })}
      size="s"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("people.keep")}</Button>
          <Button kind="danger" type="submit" form={id} busy={busy} disabled={!isNameOf(person, name)}>
            {t("people.erase")}
          </Button>
        </>
      }
    >
      <form id={id} className={form.form} onSubmit={erase}>
        <p>{t("people.eraseText")}</p>
        <TextField
          label={t("people.eraseName", { name: person.name })}
          data-first=""
          required
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}

/** As the server compares: the case and the spaces around do not matter. */
function isNameOf(person: PersonCard, typed: string): boolean {
  return typed.trim().toLowerCase() === person.name.toLowerCase();
}
