/** Everything that a template says, to be changed or said anew. */
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { RIGHTS } from "@/api/host";
import { changeTemplate, type NewTemplate, type StartRules, saveTemplate, type Template } from "@/api/templates";
import form from "@/features/account/Form.module.css";
import { useMay } from "@/features/account/me";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { AgendaField, EarlyField, LengthField, LONGEST_TITLE } from "@/features/calendar/fields";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Switch } from "@/ui/Switch";
import { TextField } from "@/ui/TextField";
import { RulesFields } from "./RulesFields";
import { LONGEST_NAME } from "./SaveTemplate";

const USUAL: StartRules = { entry: "link", others: "wait", pin: false, places: 0, minutes: 0, switches: {} };
const EMPTY: NewTemplate = { name: "", shared: false, title: "", agenda: "", minutes: 30, early_minutes: null };

export interface TemplateEditorProps {
  /** null = a new one. */
  template: Template | null;
  onClose(): void;
  /** `isRuled`: the site has set a rule of it for good, so that it is not what was chosen here. */
  onDone(isRuled: boolean): void;
}

export function TemplateEditor({ template, onClose, onDone }: TemplateEditorProps) {
  const { t } = useTranslation("templates");
  const [draft, setDraft] = useState<NewTemplate>(template ?? EMPTY);
  const [rules, setRules] = useState(template?.rules ?? USUAL);
  const set = (part: Partial<NewTemplate>) => setDraft((before) => ({ ...before, ...part }));
  const id = useId();
  const { busy, problem, run } = useSubmit();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const { name, title, agenda, minutes, early_minutes, shared } = draft;
    const content = { name, title, agenda, minutes, early_minutes, rules };
    void run(async () => {
      const saved = template ? await changeTemplate(template.id, content) : await saveTemplate({ ...content, shared });
      onDone(isRuled(rules, saved.rules));
    });
  };
  return (
    <Dialog
      title={t(template ? "edit.title" : "new")}
      onClose={onClose}
      footer={
        <Button type="submit" form={id} kind="primary" busy={busy}>
          {t("save.act")}
        </Button>
      }
    >
      <form id={id} className={form.form} onSubmit={send}>
        <Texts draft={draft} set={set} isNew={template === null} />
        <div className={form.pair}>
          <LengthField minutes={draft.minutes} onChange={(minutes) => set({ minutes })} />
          <EarlyField early={draft.early_minutes} onChange={(early_minutes) => set({ early_minutes })} />
        </div>
        <AgendaField text={draft.agenda} onChange={(agenda) => set({ agenda })} />
        <RulesFields rules={rules} set={(part) => setRules((before) => ({ ...before, ...part }))} />
        <Problem of={problem} />
      </form>
    </Dialog>
  );
}

function isRuled(wanted: StartRules, given: StartRules): boolean {
  const rights = RIGHTS.some((right) => (wanted.switches[right] ?? true) !== (given.switches[right] ?? true));
  return rights || wanted.entry !== given.entry || wanted.others !== given.others;
}

interface TextsProps {
  draft: NewTemplate;
  set(part: Partial<NewTemplate>): void;
  isNew: boolean;
}

function Texts({ draft, set, isNew }: TextsProps) {
  const { t } = useTranslation("templates");
  const mayShare = useMay("manage_site");
  return (
    <>
      <TextField
        label={t("field.name")}
        required
        data-first=""
        maxLength={LONGEST_NAME}
        value={draft.name}
        autoComplete="off"
        onChange={(event) => set({ name: event.target.value })}
      />
      {isNew && mayShare && (
        <Switch
          label={t("field.shared")}
          hint={t("field.sharedHint")}
          checked={draft.shared}
          onChange={(shared) => set({ shared })}
        />
      )}
      <TextField
        label={t("field.title")}
        maxLength={LONGEST_TITLE}
        value={draft.title}
        autoComplete="off"
        onChange={(event) => set({ title: event.target.value })}
      />
    </>
  );
}
