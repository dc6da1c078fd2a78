/** Four lines of days. Keeping something shorter deletes for good, so it asks first and names what goes. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { FOREVER, type Retention, setRetention } from "@/api/retention";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { Button } from "@/ui/Button";
import { toast } from "@/ui/toasts";
import { AskDialog } from "../AskDialog";
import { toFirstWrong } from "../wrongField";
import { DaysLine } from "./DaysLine";
import { KINDS, type Kind, shortened, type Typed, typedOf, wishOf } from "./days";
import styles from "./PrivacySection.module.css";

export function RetentionForm({ found }: { found: Retention }) {
  const { t } = useTranslation("privacy");
  const [kept, setKept] = useState(found);
  const [typed, setTyped] = useState<Typed>(() => typedOf(found));
  const [asked, setAsked] = useState<Retention | null>(null);
  const { busy, problem, run } = useSubmit();

  const save = async (wish: Retention) => {
    const now = await setRetention(wish);
    setKept(now);
    setTyped(typedOf(now));
    setAsked(null);
    toast({ kind: "saved", text: t("saved") });
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wish = wishOf(typed);
    if (wish === undefined) {
      toFirstWrong(event.currentTarget);
      return;
    }
    if (shortened(wish, kept).length > 0) setAsked(wish);
    else void run(() => save(wish));
  };
  return (
    <>
      <form className={styles.form} onSubmit={send}>
        <div>
          {KINDS.map((kind) => (
            <DaysLine
              key={kind}
              kind={kind}
              typed={typed[kind]}
              onTyped={(days) => setTyped((before) => ({ ...before, [kind]: days }))}
            />
          ))}
        </div>
        <Problem of={problem} />
        <Button type="submit" kind="primary" className={styles.act} busy={busy}>
          {t("save")}
        </Button>
      </form>
      {asked && (
        <AskDialog title={t("ask.title")} act={t("ask.act")} onAct={() => save(asked)} onClose={() => setAsked(null)}>
          <p>{t("ask.lead")}</p>
          <ul className={styles.gone}>
            {shortened(asked, kept).map((kind) => (
              <Gone key={kind} kind={kind} wish={asked} />
            ))}
          </ul>
          <p>{t("ask.text")}</p>
        </AskDialog>
      )}
    </>
  );
}

/** One thing that will be deleted, with its age. */
function Gone({ kind, wish }: { kind: Kind; wish: Retention }) {
  const { t } = useTranslation("privacy");
  const days = wish[kind];
  return days === FOREVER ? null : <li>{t(`ask.gone.${kind}`, { count: days })}</li>;
}
