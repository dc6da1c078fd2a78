/** Around what a section shows of one answer: the wait before it, and why there is none with the button that asks again. */
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Waiting } from "@/features/home/Waiting";
import { useErrorText } from "@/i18n/useErrorText";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import type { Asked } from "./useAsked";

/** After a failure the answer before, if there was one, stays below the trouble: old news is better than none. */
export function Answer<T>({ to, children }: { to: Asked<T>; children(answer: T): ReactNode }) {
  const { t } = useTranslation("admin");
  const errorText = useErrorText();
  const { answer, busy, problem, again } = to;
  return (
    <>
      {problem !== null && (
        <Banner
          tone="danger"
          spoken="assertive"
          actions={
            <Button icon={<IconRefresh />} busy={busy} onClick={() => void again()}>
              {t("again")}
            </Button>
          }
        >
          {errorText(problem)}
        </Banner>
      )}
      {answer === undefined ? problem === null && <Waiting /> : children(answer)}
    </>
  );
}
