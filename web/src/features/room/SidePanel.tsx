/** The frame of a panel beside the stage; on a phone it lies over it. Escape closes it. */
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import styles from "./SidePanel.module.css";

export interface SidePanelProps {
  title: string;
  onClose(): void;
  /** Buttons beside the title. */
  actions?: ReactNode;
  children: ReactNode;
}

export function SidePanel({ title, onClose, actions, children }: SidePanelProps) {
  const { t } = useTranslation("common");
  const heading = useId();
  return (
    <aside
      className={styles.panel}
      aria-labelledby={heading}
      data-region="panel"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.stopPropagation();
        onClose();
      }}
    >
      <header className={styles.header}>
        <h2 id={heading} className={styles.title}>
          {title}
        </h2>
        <div className={styles.actions}>
          {actions}
          <IconButton label={t("close")} keys="Esc" icon={<IconX />} hintSide="bottom" onClick={onClose} />
        </div>
      </header>
      {children}
    </aside>
  );
}
