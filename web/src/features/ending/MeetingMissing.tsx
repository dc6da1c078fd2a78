/** The link leads to no meeting of this server. */
import { IconCalendarOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Frame } from "@/features/home/Frame";
import { goTo } from "@/platform/navigation";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";

export function MeetingMissing() {
  const { t } = useTranslation(["ending", "common"]);
  useTitle(t("missing.title"));
  return (
    <Frame>
      <Notice
        icon={<IconCalendarOff />}
        title={t("missing.title")}
        actions={
          <Button kind="primary" size="l" onClick={() => goTo("/")}>
            {t("common:toHome")}
          </Button>
        }
      >
        {t("missing.text")}
      </Notice>
    </Frame>
  );
}
