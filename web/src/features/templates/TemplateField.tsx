/** In the plan dialog: which template the meeting starts from, what its rules are, and the way to all templates. */
import { IconChevronDown, IconSettings, IconTemplate } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "@/api/templates";
import { Button } from "@/ui/Button";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/ui/Menu";
import { rulesText } from "./rulesText";
import styles from "./TemplateField.module.css";
import { TemplatesDialog } from "./TemplatesDialog";
import { useTemplates } from "./useTemplates";

export interface TemplateFieldProps {
  /** null = none. */
  chosen: Template | null;
  onChoose(template: Template | null): void;
}

export function TemplateField({ chosen, onChoose }: TemplateFieldProps) {
  const { t, i18n } = useTranslation("templates");
  const { all: known, reload } = useTemplates();
  const [managing, setManaging] = useState(false);
  const all = known ?? [];
  const present = all.find(({ id }) => id === chosen?.id) ?? chosen;
  const isGone = chosen !== null && known?.every(({ id }) => id !== chosen.id);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `onChoose` is new with every drawing.
  useEffect(() => {
    if (isGone) onChoose(null);
  }, [isGone]);
  const close = () => {
    setManaging(false);
    reload();
  };
  return (
    <div className={styles.field}>
      <Menu
        label={t("from")}
        trigger={(props) => (
          <Button {...props} icon={<IconTemplate />}>
            {present ? t("chosen", { name: present.name }) : t("from")}
            <IconChevronDown size={16} className={styles.down} aria-hidden="true" />
          </Button>
        )}
      >
        <TemplateItems all={all} chosen={chosen} onChoose={onChoose} />
        {chosen && (
          <MenuItem kind="radio" onSelect={() => onChoose(null)}>
            {t("none")}
          </MenuItem>
        )}
        {all.length > 0 && <MenuSeparator />}
        <MenuItem icon={<IconSettings />} onSelect={() => setManaging(true)}>
          {t("manage")}
        </MenuItem>
      </Menu>
      {present && (
        <p className={styles.rules} data-testid="template-rules">
          {rulesText(present.rules, i18n.language, t)}
        </p>
      )}
      {managing && <TemplatesDialog onClose={close} />}
    </div>
  );
}

interface ItemsProps {
  all: readonly Template[];
  /** Present = the items are choices, of which this is the present one. */
  chosen?: Template | null;
  onChoose(template: Template): void;
}

/** Items of a menu: one's own, then the organisation's under a heading of their own. */
export function TemplateItems({ all, chosen, onChoose }: ItemsProps) {
  const { t } = useTranslation("templates");
  const item = (template: Template) => (
    <MenuItem
      key={template.id}
      kind={chosen === undefined ? "item" : "radio"}
      checked={template.id === chosen?.id}
      onSelect={() => onChoose(template)}
    >
      {template.name}
    </MenuItem>
  );
  const mine = all.filter(({ shared }) => !shared);
  const shared = all.filter((template) => template.shared);
  return (
    <>
      {mine.map(item)}
      {shared.length > 0 && <MenuHeading>{t("shared")}</MenuHeading>}
      {shared.map(item)}
    </>
  );
}
