/** An address that the app does not know. */
import { IconMapQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { goTo } from "@/platform/navigation";
import { useTitle } from "@/platform/useTitle";
import { Button } from "@/ui/Button";
import { Notice } from "@/ui/Notice";
import { Frame } from "./Frame";

export default function NotFoundScreen() {
  const { t } = useTranslation("common");
  useTitle(t("notFound.title"));
  return (
    <Frame>
      <Notice
        icon={<IconMapQuestion />}
        title={t("notFound.title")}
        actions={
          <Button kind="primary" size="l" onClick={() => goTo("/")}>
            {t("toHome")}
          </Button>
        }
      >
        {t("notFound.text")}
      </Notice>
    </Frame>
  );
}
