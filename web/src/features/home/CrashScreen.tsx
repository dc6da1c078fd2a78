/** The app itself failed. A reload mends most of it (also a part that changed on the server meanwhile). */
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Frame } from "./Frame";

export function CrashScreen() {
  const { t } = useTranslation("common");
  return (
    <Frame>
      <Notice
        icon={<IconRefresh />}
        title={t("crash.title")}
        actions={
          <Button kind="primary" size="l" onClick={() => window.location.reload()}>
            {t("crash.reload")}
          </Button>
        }
      >
        {t("crash.text")}
      </Notice>
    </Frame>
  );
}
