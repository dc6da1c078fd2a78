/** This browser, or this address, cannot hold a meeting: why, and what to do. */
import { IconBrowser, IconShieldLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Frame } from "@/features/home/Frame";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";

export interface UnsupportedProps {
  support: "insecure" | "old";
  /** Present when watching and writing is possible all the same. */
  onContinue: (() => void) | undefined;
}

export function UnsupportedScreen({ support, onContinue }: UnsupportedProps) {
  const { t } = useTranslation("join");
  const title = t(`unsupported.${support}.title`);
  useTitle(title);
  return (
    <Frame>
      <Notice
        icon={support === "insecure" ? <IconShieldLock /> : <IconBrowser />}
        title={title}
        actions={
          support === "insecure" && (
            <>
              {onContinue && (
                <Button size="l" onClick={onContinue}>
                  {t("unsupported.continue")}
                </Button>
              )}
              <Button kind="primary" size="l" onClick={() => window.location.assign("/trust")}>
                {t("unsupported.trust")}
              </Button>
            </>
          )
        }
      >
        <p>{t(`unsupported.${support}.text`)}</p>
        {support === "insecure" && <p>{t("unsupported.insecure.mend")}</p>}
      </Notice>
    </Frame>
  );
}
