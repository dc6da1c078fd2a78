/** On the home page of signed-in people: a menu that starts a meeting from a template. Nothing while there is none. */
import { IconSettings, IconTemplate } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/http";
import { startFromTemplate, type Template } from "@/api/templates";
import { Problem } from "@/features/account/Problem";
import { useSubmit } from "@/features/account/useSubmit";
import { copyText } from "@/platform/clipboard";
import { goTo } from "@/platform/navigation";
import { Button } from "@/ui/Button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { toast } from "@/ui/toasts";
import { TemplateItems } from "./TemplateField";
import { TemplatesDialog } from "./TemplatesDialog";
import { useTemplates } from "./useTemplates";

export function StartFromTemplate() {
  const { t } = useTranslation("templates");
  const { all = [], reload } = useTemplates();
  const [managing, setManaging] = useState(false);
  const { busy, problem, run } = useSubmit();
  const start = ({ id, name }: Template) =>
    void run(async () => {
      const made = startFromTemplate(id);
      const copied = copyText(made.then(({ link }) => link));
      try {
        const { id: meeting, link } = await made;
        goTo(`/m/${encodeURIComponent(meeting)}`, { link, copied: await copied });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
        toast({ kind: "template", text: t("gone", { name }), tone: "danger" });
        reload();
      }
    });
  const close = () => {
    setManaging(false);
    reload();
  };
  return (
    <>
      {all.length > 0 && (
        <Menu
          label={t("from")}
          trigger={(props) => (
            <Button {...props} icon={<IconTemplate />} busy={busy}>
              {t("from")}
            </Button>
          )}
        >
          <TemplateItems all={all} onChoose={start} />
          <MenuSeparator />
          <MenuItem icon={<IconSettings />} onSelect={() => setManaging(true)}>
            {t("manage")}
          </MenuItem>
        </Menu>
      )}
      <Problem of={problem} />
      {managing && <TemplatesDialog onClose={close} />}
    </>
  );
}
