/** Shows the toasts. Mounted once. A screen moves them with the CSS variable --toast-bottom. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";
import styles from "./Toaster.module.css";
import { dismissToast, type ShownToast, useToasts } from "./toasts";

const LASTS = 5_000;
const LASTS_WITH_ACTION = 10_000;

export function Toaster() {
  const { t } = useTranslation("common");
  const shown = useToasts((state) => state.shown);
  return (
    <section className={styles.toaster} aria-label={t("notes")} aria-live="polite">
      {shown.map((note) => (
        <Note key={note.number} note={note} />
      ))}
    </section>
  );
}

function Note({ note }: { note: ShownToast }) {
  const [held, setHeld] = useState(false);
  const { kind, action } = note;
  const lasts = note.lasts ?? (action ? LASTS_WITH_ACTION : LASTS);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(kind), lasts);
    return () => clearTimeout(timer);
  }, [held, kind, lasts]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only stop the clock while somebody reads.
    <div
      className={styles.note}
      data-testid="toast"
      data-tone={note.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{note.text}</span>
      {action && (
        <Button
          kind="quiet"
          className={styles.action}
          onClick={() => {
            dismissToast(kind);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
    </div>
  );
}
