/** What concerns the chat as a whole: take it away as a file; for hosts its rules. */
import { IconDotsVertical, IconDownload, IconFileText, IconJson } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useChatRoom, useChatState } from "./room";
import { useActs } from "./useActs";

/** Seconds between two messages that a host can choose. */
const PAUSES = [0, 10, 30, 60, 300] as const;
const FORMS = [
  { form: "html", icon: <IconDownload /> },
  { form: "text", icon: <IconFileText /> },
  { form: "json", icon: <IconJson /> },
] as const;

export function ChatMenu() {
  const { t } = useTranslation("chat");
  const { meeting, rights } = useChatRoom();
  return (
    <Menu
      label={t("chatMenu")}
      align="end"
      trigger={(props) => (
        <IconButton
          {...props}
          label={t("chatMenu")}
          icon={<IconDotsVertical />}
          hintSide="bottom"
          data-testid="chat-menu"
        />
      )}
    >
      {rights.moderate && <HostRules />}
      <MenuHeading>{t("export.heading")}</MenuHeading>
      {FORMS.map(({ form, icon }) => (
        <MenuItem key={form} icon={icon} onSelect={() => save(meeting.id, form)}>
          {t(`export.${form}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function HostRules() {
  const { t } = useTranslation("chat");
  const rules = useChatState((state) => state.rules);
  const acts = useActs();
  const pause = (seconds: number) => {
    if (seconds === 0) return t("rules.off");
    return seconds < 60 ? t("rules.seconds", { count: seconds }) : t("rules.minutes", { count: seconds / 60 });
  };
  return (
    <>
      <MenuItem
        kind="checkbox"
        checked={rules.approval}
        onSelect={() => acts.steer({ approval: !rules.approval })}
        data-testid="chat-approval"
      >
        {t("rules.approval")}
      </MenuItem>
      <MenuHeading>{t("rules.slow")}</MenuHeading>
      {PAUSES.map((seconds) => (
        <MenuItem
          key={seconds}
          kind="radio"
          checked={rules.slow_seconds === seconds}
          onSelect={() => acts.steer({ slow_seconds: seconds })}
        >
          {pause(seconds)}
        </MenuItem>
      ))}
      <MenuSeparator />
    </>
  );
}

/** The server answers with an attachment: the browser saves it and stays where it is. */
function save(meeting: string, form: string): void {
  const link = document.createElement("a");
  link.href = `/api/meetings/${encodeURIComponent(meeting)}/chat/export?form=${form}`;
  link.download = "";
  link.click();
}
