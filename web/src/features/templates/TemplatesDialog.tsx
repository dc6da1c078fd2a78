/** All templates that one may use: look at their rules, change, delete with a way back, make a new one. */
import { IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deleteTemplate, saveTemplate, type Template } from "@/api/templates";
import { useMay } from "@/features/account/me";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { lengthText } from "@/features/calendar/fields";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { classes } from "@/ui/classes";
import { Dialog } from "@/ui/Dialog";
import { IconButton } from "@/ui/IconButton";
import { Spinner } from "@/ui/Spinner";
import { rulesText } from "./rulesText";
import { TemplateEditor } from "./TemplateEditor";
import styles from "./TemplatesDialog.module.css";
import { useTemplates } from "./useTemplates";

export function TemplatesDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("templates");
  const { all, problem, reload } = useTemplates();
  const [editing, setEditing] = useState<Template | "new" | null>(null);
  const [gone, setGone] = useState<Template | null>(null);
  const removing = useSubmit();
  const remove = (template: Template) =>
    void removing.run(async () => {
      await deleteTemplate(template.id);
      setGone(template);
      reload();
    });
  const undo = ({ name, title, agenda, minutes, early_minutes, rules, shared }: Template) =>
    void removing.run(async () => {
      await saveTemplate({ name, title, agenda, minutes, early_minutes, rules, shared });
      setGone(null);
      reload();
    });
  const [isRuled, setRuled] = useState(false);
  const done = (ruled: boolean) => {
    setRuled(ruled);
    setEditing(null);
    reload();
  };
  return (
    <Dialog
      title={t("title")}
      onClose={onClose}
      footer={
        <Button icon={<IconPlus />} onClick={() => setEditing("new")}>
          {t("new")}
        </Button>
      }
    >
      <p className={classes(styles.soft, styles.lead)}>{t(all?.length === 0 ? "nothing" : "lead")}</p>
      {all === undefined && problem === null && <Spinner />}
      <Problem of={problem ?? removing.problem} />
      {isRuled && <Banner>{t("ruled")}</Banner>}
      {gone && (
        <Banner spoken="polite" actions={<Button onClick={() => undo(gone)}>{t("undo")}</Button>}>
          {t("deleted", { name: gone.name })}
        </Banner>
      )}
      <ul>
        {all?.map((template) => (
          <Line
            key={template.id}
            template={template}
            onEdit={() => setEditing(template)}
            onDelete={() => remove(template)}
          />
        ))}
      </ul>
      {editing && (
        <TemplateEditor template={editing === "new" ? null : editing} onClose={() => setEditing(null)} onDone={done} />
      )}
    </Dialog>
  );
}

interface LineProps {
  template: Template;
  onEdit(): void;
  onDelete(): void;
}

function Line({ template, onEdit, onDelete }: LineProps) {
  const { t, i18n } = useTranslation("templates");
  const mayShare = useMay("manage_site");
  const { name, title, shared, minutes, rules } = template;
  const about = [shared && t("sharedOne"), title !== name && title, lengthText(minutes, i18n.language)];
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <div className={styles.name}>{name}</div>
        <div className={styles.soft}>{about.filter(Boolean).join(" · ")}</div>
        <div className={styles.soft}>{rulesText(rules, i18n.language, t)}</div>
      </div>
      {(!shared || mayShare) && (
        <>
          <IconButton label={t("changeOne", { name })} icon={<IconPencil />} onClick={onEdit} />
          <IconButton label={t("deleteOne", { name })} icon={<IconTrash />} onClick={onDelete} />
        </>
      )}
    </li>
  );
}
