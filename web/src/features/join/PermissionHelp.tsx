/** Refused camera or microphone: where the way back is in this browser, drawn and in numbered steps. */
import {
  IconAdjustmentsHorizontal,
  IconDeviceMobileCog,
  IconLock,
  IconMicrophone,
  IconVideo,
  IconVideoOff,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type BrowserKind, browserKind } from "@/platform/support";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import styles from "./PermissionHelp.module.css";

export function PermissionHelp({ onRetry, onClose }: { onRetry(): void; onClose(): void }) {
  const { t } = useTranslation("join");
  const browser = browserKind(navigator.userAgent);
  const steps = STEPS.map((step) => t(`help.${browser}.${step}`));
  return (
    <Dialog
      title={t("help.title")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => window.location.reload()}>{t("help.reload")}</Button>
          <Button kind="primary" onClick={onRetry}>
            {t("again")}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{t("help.lead")}</p>
      <Drawing browser={browser} />
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </Dialog>
  );
}

const STEPS = ["one", "two", "three"] as const;

/** The sign to press, as it stands beside the address. */
const SIGNS: Record<BrowserKind, ReactNode> = {
  chromium: <IconAdjustmentsHorizontal />,
  android: <IconAdjustmentsHorizontal />,
  firefox: <IconVideoOff />,
  safari: <IconLock />,
  ios: <IconDeviceMobileCog />,
};

function Drawing({ browser }: { browser: BrowserKind }) {
  const { t } = useTranslation("join");
  return (
    <div className={styles.drawing} aria-hidden="true">
      <div className={styles.address}>
        <span className={styles.sign}>{SIGNS[browser]}</span>
        <span className={styles.host}>{window.location.host}</span>
      </div>
      <div className={styles.panel}>
        {[
          { icon: <IconVideo />, label: t("camera.label") },
          { icon: <IconMicrophone />, label: t("microphone.label") },
        ].map(({ icon, label }) => (
          <div key={label} className={styles.permission}>
            {icon}
            <span>{label}</span>
            <span className={styles.on} />
          </div>
        ))}
      </div>
    </div>
  );
}
