/** What is needed rarely, and on narrow windows what did not fit, always with icon and word. */
import {
  IconDots,
  IconHandStop,
  IconKeyboard,
  IconLayoutGrid,
  IconLink,
  IconMaximize,
  IconMoodSmile,
  IconScreenShare,
  IconSettings,
  IconShieldLock,
  IconUser,
  IconUsers,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useCall, useMe, useModerates, useSession, useView } from "@/features/call/context";
import { useInvite } from "@/features/call/useInvite";
import { useWidth } from "@/features/call/useWidth";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { useActs } from "../useActs";
import { canShare, useCaption } from "./Bar";

export function MoreMenu() {
  const { t } = useTranslation(["call", "host"]);
  const { view } = useCall();
  const moderates = useModerates();
  const caption = useCaption();
  const acts = useActs();
  const invite = useInvite();
  const phone = useWidth() === "phone";
  return (
    <Menu
      label={t("call:bar.more")}
      side="top"
      align="center"
      trigger={(props) => (
        <IconButton
          {...props}
          data-testid="more"
          data-opens="more"
          tone="soft"
          label={t("call:bar.more")}
          caption={caption(t("call:bar.more"))}
          icon={<IconDots />}
        />
      )}
    >
      {phone && <PhoneItems />}
      <LayoutItem keys={phone ? undefined : "L"} />
      <MenuItem icon={<IconMaximize />} keys={phone ? undefined : "F"} onSelect={acts.fullscreen}>
        {t("call:more.fullscreen")}
      </MenuItem>
      <MenuItem icon={<IconLink />} onSelect={() => void invite()}>
        {t("call:invite.copy")}
      </MenuItem>
      <MenuSeparator />
      {moderates && (
        <>
          <MenuItem icon={<IconShieldLock />} data-testid="host-menu" onSelect={() => acts.panel("host")}>
            {t("host:open")}
          </MenuItem>
          <MenuItem icon={<IconHandStop />} danger onSelect={() => view.setState({ dialog: "stop" })}>
            {t("host:stop.button")}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem icon={<IconSettings />} onSelect={() => view.setState({ dialog: "settings" })}>
        {t("call:more.settings")}
      </MenuItem>
      {!phone && (
        <MenuItem icon={<IconKeyboard />} keys="?" onSelect={acts.help}>
          {t("call:more.keys")}
        </MenuItem>
      )}
    </Menu>
  );
}

function LayoutItem({ keys }: { keys: string | undefined }) {
  const { t } = useTranslation(["call"]);
  const { view } = useCall();
  const layout = useView((now) => now.layout);
  const hiding = useView((now) => now.screenSmall);
  const acts = useActs();
  return (
    <>
      {hiding && (
        <MenuItem icon={<IconScreenShare />} onSelect={() => view.setState({ screenSmall: false })}>
          {t("call:more.screenLarge")}
        </MenuItem>
      )}
      <MenuItem icon={layout === "grid" ? <IconUser /> : <IconLayoutGrid />} keys={keys} onSelect={acts.layout}>
        {t(layout === "grid" ? "call:more.speaker" : "call:more.grid")}
      </MenuItem>
    </>
  );
}

function PhoneItems() {
  const { t } = useTranslation(["call", "host"]);
  const acts = useActs();
  const raised = useMe()?.hand != null;
  const count = useSession(({ participants }) => participants.length);
  const sharing = useSession((state) => state.sharing) === "on";
  return (
    <>
      <MenuItem icon={<IconHandStop />} data-testid="hand" onSelect={acts.hand}>
        {t(raised ? "call:bar.lowerHand" : "call:bar.raiseHand")}
      </MenuItem>
      <MenuItem icon={<IconMoodSmile />} data-testid="react" onSelect={acts.react}>
        {t("host:reactions.title")}
      </MenuItem>
      <MenuItem icon={<IconUsers />} data-testid="people" onSelect={() => acts.panel("people")}>
        {t("call:bar.peopleCount", { count })}
      </MenuItem>
      {canShare() && (
        <MenuItem icon={<IconScreenShare />} data-testid="share" onSelect={acts.share}>
          {t(sharing ? "call:bar.stopShare" : "call:bar.startShare")}
        </MenuItem>
      )}
      <MenuSeparator />
    </>
  );
}
