/** The way out. For a host a menu: leaving, or ending it for everybody. */
import { IconDoorExit, IconPhoneOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCall, useMe } from "@/features/call/context";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
import { useCaption } from "./Bar";

export function LeaveButton() {
  const { t } = useTranslation("call");
  const { session, view } = useCall();
  const caption = useCaption();
  const host = useMe()?.role === "host";
  const look = {
    "data-testid": "leave",
    tone: "alarm",
    label: t("bar.leave"),
    caption: caption(t("bar.leave")),
    keys: "Alt+L",
    icon: <IconPhoneOff />,
  } as const;
  if (!host) return <IconButton {...look} onClick={() => session.leave()} />;
  return (
    <Menu label={t("bar.leave")} side="top" align="end" trigger={(props) => <IconButton {...look} {...props} />}>
      <MenuItem icon={<IconDoorExit />} data-testid="leave-only" onSelect={() => session.leave()}>
        {t("leave.leave")}
      </MenuItem>
      <MenuItem
        icon={<IconPhoneOff />}
        danger
        data-testid="end-for-all"
        onSelect={() => view.setState({ dialog: "end" })}
      >
        {t("end.end")}
      </MenuItem>
    </Menu>
  );
}
