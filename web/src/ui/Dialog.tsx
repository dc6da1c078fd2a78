/**
 * A modal dialog on the browser's own <dialog>: it traps the focus, closes on Escape and on a press beside it, and
 * gives the focus back. On a phone it is a sheet at the lower edge. It stands at the end of the page, so it follows the
 * theme of the page even when a part of the dark stage opened it.
 */
import { IconX } from "@tabler/icons-react";
import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton";

export interface DialogProps {
  title: string;
  onClose(): void;
  size?: "s" | "m" | "l";
  /** Buttons at the lower edge, the primary one last. */
  footer?: ReactNode;
  children: ReactNode;
}

/** Render it to open it; the owner unmounts it in `onClose`. */
export function Dialog({ title, onClose, size = "m", footer, children }: DialogProps) {
  const { t } = useTranslation("common");
  const dialog = useRef<HTMLDialogElement>(null);
  const top = useRef<HTMLHeadingElement>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    const back = document.activeElement;
    if (element && !element.open) element.showModal();
    // The browser would choose the cross. A dialog is read from its title, unless its owner named an answer.
    (element?.querySelector<HTMLElement>("[data-first]") ?? top.current)?.focus();
    return () => {
      element?.close();
      if (back instanceof HTMLElement && back.isConnected) back.focus();
    };
  }, []);
  const onPress = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return createPortal(
    <dialog
      ref={dialog}
      className={classes(styles.dialog, styles[size])}
      aria-labelledby={heading}
      onMouseDown={onPress}
      onCancel={(event) => {
        event.preventDefault();
        // React hands it on from a dialog that one of ours has opened above this one.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={styles.frame}>
        <div className={styles.header}>
          <h2 ref={top} id={heading} className={styles.title} tabIndex={-1}>
            {title}
          </h2>
          <IconButton label={t("close")} icon={<IconX />} hintSide="bottom" onClick={onClose} />
        </div>
        <div className={styles.body}>{children}</div>
        {footer && <div className={styles.footer}>{footer}</div>}
      </div>
    </dialog>,
    document.body,
  );
}
