/** The way out. For a host a menu: leaving, or ending it for everybody. */
import { IconCrown, IconDoorExit, IconPhoneOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCall, useMe, useSession } from "@/features/call/context";
import { heirsOf } from "@/features/moderation/HandOverDialog";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
import { useCaption } from "./Bar";

export function LeaveButton() {
  const { t } = useTranslation(["call", "host"]);
  const { session, view } = useCall();
  const caption = useCaption();
  const host = useMe()?.role === "host";
  const accompanied = useSession(({ participants }) => heirsOf(participants).length > 0);
  const look = {
    "data-testid": "leave",
    tone: "alarm",
    label: t("call:bar.leave"),
    caption: caption(t("call:bar.leave")),
    keys: "Alt+L",
    icon: <IconPhoneOff />,
  } as const;
  if (!host) return <IconButton {...look} onClick={() => session.leave()} />;
  return (
    <Menu label={t("call:bar.leave")} side="top" align="end" trigger={(props) => <IconButton {...look} {...props} />}>
      <MenuItem icon={<IconDoorExit />} data-testid="leave-only" onSelect={() => session.leave()}>
        {t("call:leave.leave")}
      </MenuItem>
      {accompanied && (
        <MenuItem icon={<IconCrown />} data-testid="hand-over" onSelect={() => view.setState({ dialog: "handOver" })}>
          {t("host:handOver.menu")}
        </MenuItem>
      )}
      <MenuItem
        icon={<IconPhoneOff />}
        danger
        data-testid="end-for-all"
        onSelect={() => view.setState({ dialog: "end" })}
      >
        {t("call:end.end")}
      </MenuItem>
    </Menu>
  );
}
