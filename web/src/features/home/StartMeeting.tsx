/** The one primary act of the home page. The link is on the clipboard before the device check opens. */
import { IconVideoPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createMeeting } from "@/api/meetings";
import { useErrorText } from "@/i18n/useErrorText";
import { copyText } from "@/platform/clipboard";
import { goTo } from "@/platform/navigation";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import styles from "./StartMeeting.module.css";

export function StartMeeting() {
  const { t } = useTranslation("home");
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);

  const start = async () => {
    setBusy(true);
    setProblem(null);
    const made = createMeeting();
    const copied = copyText(made.then(({ link }) => link));
    try {
      const { id, link } = await made;
      goTo(`/m/${encodeURIComponent(id)}`, { link, copied: await copied });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  };

  return (
    <>
      <Button kind="primary" size="l" wide icon={<IconVideoPlus />} busy={busy} onClick={start}>
        {t("start")}
      </Button>
      {problem !== null && (
        <div className={styles.problem}>
          <Banner tone="danger" spoken="assertive" actions={<Button onClick={start}>{t("again")}</Button>}>
            {errorText(problem)}
          </Banner>
        </div>
      )}
    </>
  );
}
