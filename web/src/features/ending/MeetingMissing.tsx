/** The link leads to no meeting of this server. */
import { IconCalendarOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Frame } from "@/features/home/Frame";
import { goTo } from "@/platform/navigation";
import { forgetMeeting } from "@/platform/recent";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";

export function MeetingMissing({ id }: { id: string }) {
  const { t } = useTranslation(["ending", "common"]);
  useEffect(() => forgetMeeting(id), [id]);
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
