/** Opens the settings. The dialog is fetched at the first press. */
import { IconSettings } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";

const SettingsDialog = lazy(() => import("./SettingsDialog"));

export function SettingsButton() {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label={t("open")}
        icon={<IconSettings />}
        hintSide="bottom"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense fallback={null}>
          <SettingsDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
